/**
 * Unified records: what every connector turns its provider's payloads into. Amounts are bigint minor units with an
 * ISO 4217 code, dates are "YYYY-MM-DD", absent is null (never 0, never ""). `sourceKey` is the provider's own stable
 * identity of the fact inside its stream; the same fact read twice has the same key.
 */
import type { LocalDate } from '../kernel';
import type {
  AccountingDocumentRecord,
  AgedBalanceLineRecord,
  DocumentEventRecord,
  GoneRecord,
  PartyRecord,
} from './accounting-records';
import type { BankStatementRecord, BankTransactionRecord } from './bank-records';
import type { LedgerEntryRecord, LedgerLineRecord } from './ledger-records';
import type {
  ChangeNoticeRecord,
  InsuranceCoverRecord,
  InsurancePolicyRecord,
  PaymentIndexRecord,
  RecommendedLimitRecord,
  ScreeningHitRecord,
} from './opinion-records';

export * from './accounting-records';
export * from './bank-records';
export * from './ledger-records';
export * from './opinion-records';

export type UnifiedRecord =
  | CompanyRecord
  | OfficerRecord
  | FinancialStatementRecord
  | LegalEventRecord
  | ProviderScoreRecord
  | EstablishmentRecord
  | OwnerRecord
  | GroupLinkRecord
  | IdentifierRecord
  | RecommendedLimitRecord
  | InsurancePolicyRecord
  | InsuranceCoverRecord
  | PaymentIndexRecord
  | ScreeningHitRecord
  | ChangeNoticeRecord
  | LedgerLineRecord
  | LedgerEntryRecord
  | PartyRecord
  | AccountingDocumentRecord
  | DocumentEventRecord
  | GoneRecord
  | AgedBalanceLineRecord
  | BankStatementRecord
  | BankTransactionRecord
  | ExchangeRateRecord;

export type RecordType = UnifiedRecord['type'];

export type CompanyStatus = 'ACTIVE' | 'CEASED' | 'UNKNOWN';

/** Identity and registration facts of a legal unit. */
export interface CompanyRecord {
  type: 'company';
  sourceKey: string;
  siren: string;
  name: string | null;
  /** Natural person's trade or masked name: null when the registry answers "[NON-DIFFUSIBLE]". */
  tradeName: string | null;
  /** INSEE "nature juridique", four digits. */
  legalFormCode: string | null;
  legalFormLabel: string | null;
  /** NAFRev2 with its dot, "62.02A". */
  activityCode: string | null;
  createdOn: LocalDate | null;
  ceasedOn: LocalDate | null;
  status: CompanyStatus;
  employeesMin: number | null;
  employeesMax: number | null;
  vatNumber: string | null;
  capitalMinor: bigint | null;
  currency: string;
  addressLine: string | null;
  postcode: string | null;
  city: string | null;
  countryCode: string | null;
  /** False when the person opposed publication: name and address stay null, never looked up elsewhere. */
  isDiffusible: boolean;
  /** Day the provider says the fact was true or last updated; null when it does not say. */
  observedOn: LocalDate | null;
}

export interface OfficerRecord {
  type: 'officer';
  sourceKey: string;
  siren: string;
  name: string | null;
  role: string;
  isLegalPerson: boolean;
  /** SIREN of an officer that is itself a company. */
  officerSiren: string | null;
  /** "YYYY-MM" at most: the day is never stored. */
  birthMonth: string | null;
  since: LocalDate | null;
}

/** Items of a statement, in the words of the accounts; mapping from liasse codes in each connector's README. */
export const STATEMENT_ITEMS = [
  'totalAssets',
  'currentAssets',
  'inventories',
  'tradeReceivables',
  'cash',
  'equity',
  'shareCapital',
  'retainedEarnings',
  'provisions',
  'totalDebt',
  'currentLiabilities',
  'financialDebt',
  'tradePayables',
  'turnover',
  'valueAdded',
  'ebitda',
  'operatingIncome',
  'depreciation',
  'financialCharges',
  'profitBeforeTax',
  'netIncome',
  'personnelCost',
  'intangibleAssets',
] as const;
export type StatementItem = (typeof STATEMENT_ITEMS)[number];

/** Lines of a full return that tell whether its totals hold together, and whether it is a holding's; few sources give them. */
export const CONTROL_ITEMS = [
  'financialAssets',
  'totalLiabilities',
  'equityParts',
  'netIncomeInEquity',
] as const;
export type ControlItem = (typeof CONTROL_ITEMS)[number];

export interface FinancialStatementRecord {
  type: 'financialStatement';
  sourceKey: string;
  siren: string;
  closedOn: LocalDate;
  /** Length of the year in months; null when unknown (treated as 12 with lower confidence). */
  months: number | null;
  scope: 'COMPANY' | 'CONSOLIDATED';
  /** What the company chose to keep confidential (art. L. 232-25 C. com.). */
  confidentiality: 'PUBLIC' | 'INCOME_STATEMENT' | 'FULL';
  currency: string;
  filedOn: LocalDate | null;
  /** Only the items the source gave; minor units. */
  items: Partial<Record<StatementItem | ControlItem, bigint>>;
  /** Only the ratios the source gave, exact decimals as published, "12.5". */
  ratios?: Partial<Record<StatementRatio, string>>;
}

export const LEGAL_EVENT_KINDS = [
  'SAFEGUARD_OPENED',
  'RECEIVERSHIP_OPENED',
  'LIQUIDATION_OPENED',
  'CONVERTED_TO_RECEIVERSHIP',
  'CONVERTED_TO_LIQUIDATION',
  'PLAN_ADOPTED',
  'PLAN_FAILED',
  'PROCEEDINGS_CLOSED',
  'PROCEEDINGS_OTHER',
  'STRUCK_OFF',
  'STRIKE_OFF_CANCELLED',
  'ACCOUNTS_FILED',
  'SALE_OF_BUSINESS',
  'REGISTERED',
  'MODIFIED',
  'OTHER',
] as const;
export type LegalEventKind = (typeof LEGAL_EVENT_KINDS)[number];

/**
 * Ratios a source publishes ready-made, as it computed them; percentages are percent (12.5 is 12.5 %), days are days. They
 * are shown beside ours, never put in the place of an amount.
 */
export const STATEMENT_RATIOS = [
  'debtRatioPercent',
  'liquidityRatioPercent',
  'assetAgePercent',
  'financialAutonomyPercent',
  'workingCapitalToTurnoverPercent',
  'interestCoverPercent',
  'cashFlowToTurnoverPercent',
  'ebitdaMarginPercent',
  'pretaxMarginPercent',
  'repaymentCapacityYears',
  'workingCapitalDays',
  'inventoryDays',
  'customerCreditDays',
  'supplierCreditDays',
] as const;
export type StatementRatio = (typeof STATEMENT_RATIOS)[number];

/** A published legal notice about a company. */
export interface LegalEventRecord {
  type: 'legalEvent';
  /** The notice's own number, e.g. BODACC "A202500051234". */
  sourceKey: string;
  siren: string;
  kind: LegalEventKind;
  publishedOn: LocalDate;
  /** Day of the judgment or act, when stated. */
  decidedOn: LocalDate | null;
  court: string | null;
  /** The provider's words, e.g. the judgment's nature. */
  title: string;
  detail: string | null;
  url: string | null;
  /** Number of the notice this one corrects (RECTIFIES) or annuls (CANCELS). */
  relatedKey: string | null;
  relation: 'RECTIFIES' | 'CANCELS' | null;
  /** For ACCOUNTS_FILED: the closing date of the accounts and whether they are confidential. */
  accountsClosedOn: LocalDate | null;
  accountsConfidential: boolean | null;
}

/** A provider's own score, stored raw with its scale; mapped by versioned tables, never averaged. */
export interface ProviderScoreRecord {
  type: 'providerScore';
  sourceKey: string;
  siren: string;
  scale: string;
  value: string | null;
  /** Why there is no value, in the provider's words. */
  absentBecause: string | null;
  higherIsSafer: boolean;
  /** What the score foretells. */
  measures: ScoreMeasure;
  /** How far ahead it looks; null when the provider does not say. */
  horizonMonths: number | null;
  computedOn: LocalDate | null;
}

export const SCORE_MEASURES = ['FAILURE', 'LATE_PAYMENT', 'OTHER'] as const;
export type ScoreMeasure = (typeof SCORE_MEASURES)[number];

/** A place of business of a legal unit; the source key is the SIRET where there is one. */
export interface EstablishmentRecord {
  type: 'establishment';
  sourceKey: string;
  siren: string;
  siret: string;
  name: string | null;
  isHeadOffice: boolean;
  status: 'OPEN' | 'CLOSED' | 'UNKNOWN';
  /** NAFRev2 with its dot. */
  activityCode: string | null;
  createdOn: LocalDate | null;
  closedOn: LocalDate | null;
  addressLine: string | null;
  postcode: string | null;
  city: string | null;
  countryCode: string | null;
  /** False when publication was opposed: name and address stay null. */
  isDiffusible: boolean;
}

/** Who owns a company, or in the end benefits from it (whose publication is restricted by law since 2024). */
export interface OwnerRecord {
  type: 'owner';
  sourceKey: string;
  siren: string;
  kind: 'SHAREHOLDER' | 'BENEFICIAL_OWNER';
  /** null when the source withholds it. */
  name: string | null;
  isLegalPerson: boolean;
  ownerSiren: string | null;
  countryCode: string | null;
  /** "YYYY-MM" at most. */
  birthMonth: string | null;
  /** Exact decimals, percent: "33.34". */
  sharePercent: string | null;
  votePercent: string | null;
  since: LocalDate | null;
}

/** Another company above this one. */
export interface GroupLinkRecord {
  type: 'groupLink';
  sourceKey: string;
  siren: string;
  relation: 'DIRECT_PARENT' | 'ULTIMATE_PARENT';
  parentName: string | null;
  parentSiren: string | null;
  /** Its identifier where it has no SIREN: "LEI:…", "DUNS:…". */
  parentIdentifier: string | null;
  countryCode: string | null;
}

/** A number under which others know the company; `scheme` says whose, and is what `identifierOf` is asked by. */
export const IDENTIFIER_SCHEMES = [
  'LEI',
  'VAT',
  'DUNS',
  'CREDITSAFE',
  'ELLISPHERE',
  'COFACE',
  'ATRADIUS',
  'ALLIANZ_TRADE',
] as const;
export type IdentifierScheme = (typeof IDENTIFIER_SCHEMES)[number];

export interface IdentifierRecord {
  type: 'identifier';
  sourceKey: string;
  siren: string;
  scheme: IdentifierScheme;
  value: string;
  /** What the authority says of it; null when it does not say. An outage is not "invalid". */
  isValid: boolean | null;
  /** The day it was checked or last renewed, when stated. */
  checkedOn: LocalDate | null;
  /** The provider's own word on its state, "LAPSED". */
  status: string | null;
}

/** A published reference rate: what one euro was worth on a day. */
export interface ExchangeRateRecord {
  type: 'exchangeRate';
  sourceKey: string;
  /** One unit of it is what the rate prices; all our sources quote against the euro. */
  baseCurrency: 'EUR';
  /** Three capital letters; also codes that are no longer in use. */
  quoteCurrency: string;
  /** Units of the quote currency for one of the base, an exact decimal as published, "1.1367". */
  rate: string;
  publishedOn: LocalDate;
}
