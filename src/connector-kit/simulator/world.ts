/**
 * The world the provider simulators tell about. One generator (src/demo) or a test supplies it; every simulator
 * renders the same companies in its own provider's shape, so that facts agree across providers.
 */
import type { LocalDate } from '../../kernel';
import type { LegalEventKind, StatementItem } from '../records';

export interface SimulatedAddress {
  line: string;
  postcode: string;
  city: string;
  /** INSEE commune code, "75108". */
  communeCode: string;
  department: string;
  regionCode: string;
}

export interface SimulatedOfficer {
  lastName: string;
  firstNames: string;
  birthMonth: string;
  role: string;
  since: LocalDate;
}

/** Amounts in whole euros, as French registries publish them. */
export interface SimulatedStatement {
  closedOn: LocalDate;
  filedOn: LocalDate;
  months: number;
  confidentiality: 'PUBLIC' | 'INCOME_STATEMENT' | 'FULL';
  items: Record<StatementItem, number>;
}

export interface SimulatedNotice {
  /** Letter + parution + number, e.g. "A202600051234". */
  id: string;
  bulletin: 'A' | 'B' | 'C';
  parution: string;
  number: number;
  publishedOn: LocalDate;
  kind: LegalEventKind;
  /** BODACC `jugement.nature`, exact string, for insolvency notices. */
  nature: string | null;
  decidedOn: LocalDate | null;
  complement: string | null;
  court: string;
  accountsClosedOn: LocalDate | null;
  accountsConfidential: boolean;
}

export interface SimulatedCompany {
  siren: string;
  siret: string;
  name: string;
  legalFormCode: string;
  legalFormLabel: string;
  activityCode: string;
  activityLabel: string;
  activitySection: string;
  createdOn: LocalDate;
  ceasedOn: LocalDate | null;
  /** INSEE code of the staff size band, "12" = 20 to 49. */
  employeesCode: string;
  employeesMin: number;
  employeesMax: number;
  size: 'PME' | 'ETI' | 'GE';
  capitalEuros: number;
  vatNumber: string;
  address: SimulatedAddress;
  isDiffusible: boolean;
  isNaturalPerson: boolean;
  officers: SimulatedOfficer[];
  statements: SimulatedStatement[];
  notices: SimulatedNotice[];
  /** How it pays its suppliers, which bureaux hear of; absent where nobody tells. */
  tradeRecord?: SimulatedTradeRecord;
  /** Who holds its shares and since when; absent where its officers or a parent do. */
  shareholders?: readonly SimulatedShareholder[];
}

export interface SimulatedShareholder {
  lastName: string;
  firstNames: string;
  birthMonth: string;
  sharePercent: number;
  since: LocalDate;
}

export const SIMULATED_TRADE_RECORDS = ['GOOD', 'USUAL', 'LATE', 'BAD'] as const;
export type SimulatedTradeRecord = (typeof SIMULATED_TRADE_RECORDS)[number];

export interface SimulatedWorld {
  today(): LocalDate;
  /** All companies in a stable order. */
  companies(): readonly SimulatedCompany[];
  company(siren: string): SimulatedCompany | undefined;
  /** Companies whose name contains every word of the query (folded), best first. */
  search(query: string): readonly SimulatedCompany[];
}
