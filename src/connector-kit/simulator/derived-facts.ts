/**
 * What bureaux, insurers and registers would say of a simulated company beyond what the world states: derived from its
 * accounts, notices, trade record and number alone, so that every simulator says the same of the same company on the same day.
 */
import { createHash } from 'node:crypto';
import { addDays, type LocalDate } from '../../kernel';
import type {
  SimulatedCompany,
  SimulatedShareholder,
  SimulatedStatement,
  SimulatedTradeRecord,
  SimulatedWorld,
} from './world';

/** How a bureau sees a company on a day. */
export interface SimulatedCreditView {
  /** Chance of failing within twelve months, 0 to 1. */
  failureProbability: number;
  /** The same as a rank, 0 (riskiest) to 1: what scores from 1 to 100 show, which are never the probability itself. */
  standing: number;
  /** From 1, the safest, to 5. */
  riskClass: 1 | 2 | 3 | 4 | 5;
  recommendedLimitEuros: number;
  /** How late it pays its suppliers on average. */
  daysBeyondTerms: number;
  hasOpenProceedings: boolean;
  /** The last accounts it rests on; null when none are public. */
  statement: SimulatedStatement | null;
  /** The day the view last changed: accounts filed, or a judgment. */
  since: LocalDate;
}

const CLASS_LIMITS: readonly [most: number, riskClass: SimulatedCreditView['riskClass']][] = [
  [0.01, 1],
  [0.03, 2],
  [0.07, 3],
  [0.2, 4],
  [1, 5],
];

/** A view from what is published by the day. Ceased companies and those in proceedings are of the worst class. */
export function creditViewOf(company: SimulatedCompany, today: LocalDate): SimulatedCreditView {
  const statement = lastStatement(company, today);
  const opened = openProceedingsSince(company, today);
  const isOver = opened !== null || (company.ceasedOn !== null && company.ceasedOn <= today);
  const failureProbability = isOver ? 0.95 : probabilityOf(company, statement);
  const riskClass = CLASS_LIMITS.find(([most]) => failureProbability <= most)?.[1] ?? 5;
  return {
    failureProbability,
    standing: standingOf(failureProbability),
    riskClass,
    recommendedLimitEuros: riskClass === 5 ? 0 : limitOf(statement, riskClass),
    daysBeyondTerms: Math.round(failureProbability * 120 + draw(company, 'late') * 8),
    hasOpenProceedings: opened !== null,
    statement,
    since: opened ?? statement?.filedOn ?? company.createdOn,
  };
}

export interface SimulatedEstablishment {
  siret: string;
  isHeadOffice: boolean;
  isOpen: boolean;
  createdOn: LocalDate;
}

/** The head office first, then up to two other places at the same town. */
export function establishmentsOf(company: SimulatedCompany): SimulatedEstablishment[] {
  const others = Math.floor(draw(company, 'places') * 3);
  const isOpen = company.ceasedOn === null;
  const head = { siret: company.siret, isHeadOffice: true, isOpen, createdOn: company.createdOn };
  const more = Array.from({ length: others }, (_, index) => ({
    siret: siretOf(company.siren, index + 2),
    isHeadOffice: false,
    isOpen: isOpen && index === 0,
    createdOn: addDays(company.createdOn, 400 * (index + 1)),
  }));
  return [head, ...more];
}

export interface SimulatedOwner {
  kind: 'PERSON' | 'COMPANY';
  name: string;
  siren: string | null;
  birthMonth: string | null;
  sharePercent: number;
  /** Null where nobody says. */
  since: LocalDate | null;
}

/** Who owns it: its shareholders, else its officers, and of some companies a parent of the same world. Shares sum to 100. */
export function ownersOf(company: SimulatedCompany, world: SimulatedWorld): SimulatedOwner[] {
  if (company.shareholders !== undefined) return company.shareholders.map(shareholding);
  const parent = parentOf(company, world);
  if (parent !== null) {
    return [
      {
        kind: 'COMPANY',
        name: parent.name,
        siren: parent.siren,
        birthMonth: null,
        sharePercent: 100,
        since: null,
      },
    ];
  }
  const people = company.officers.slice(0, 2);
  return people.map((person, index) => ({
    kind: 'PERSON',
    name: `${person.firstNames} ${person.lastName}`,
    siren: null,
    birthMonth: person.birthMonth,
    sharePercent: people.length === 1 ? 100 : ([60, 40][index] ?? 0),
    since: null,
  }));
}

function shareholding(person: SimulatedShareholder): SimulatedOwner {
  const { firstNames, lastName, birthMonth, sharePercent, since } = person;
  const name = `${firstNames} ${lastName}`;
  return { kind: 'PERSON', name, siren: null, birthMonth, sharePercent, since };
}

/** A company of the same world above this one, for one in eight; never in a circle: the parent comes before it. */
export function parentOf(
  company: SimulatedCompany,
  world: SimulatedWorld,
): SimulatedCompany | null {
  if (company.isNaturalPerson || company.shareholders !== undefined) return null;
  if (draw(company, 'parent') > 0.125) return null;
  const before = world
    .companies()
    .filter(({ siren, isNaturalPerson }) => siren < company.siren && !isNaturalPerson);
  return before[Math.floor(draw(company, 'which parent') * before.length)] ?? null;
}

/** Nine digits of Dun & Bradstreet's kind. */
export function dunsOf(siren: string): string {
  return String(100_000_000 + Math.floor(fraction(siren, 'duns') * 899_999_999));
}

/** The company of a world with this DUNS. */
export function companyOfDuns(duns: string, world: SimulatedWorld): SimulatedCompany | undefined {
  return world.companies().find(({ siren }) => dunsOf(siren) === duns);
}

/** Twenty characters with the check digits of ISO 17442, for three companies in five; null for the others. */
export function leiOf(company: SimulatedCompany): string | null {
  if (draw(company, 'has lei') > 0.6) return null;
  const body = `9695${createHash('sha256').update(company.siren).digest('hex').toUpperCase().slice(0, 14)}`;
  const numeric = `${body}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  const rest = [...numeric].reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0);
  return `${body}${String(98 - rest).padStart(2, '0')}`;
}

/** A number from 0 to 1 that depends on the company and the purpose alone: for quirks that strike some companies. */
export function draw(company: Pick<SimulatedCompany, 'siren'>, purpose: string): number {
  return fraction(company.siren, purpose);
}

function fraction(siren: string, purpose: string): number {
  const hash = createHash('sha256').update(`${siren}\u001f${purpose}`).digest();
  return hash.readUInt32BE(0) / 2 ** 32;
}

/** A SIRET below a SIREN with the right check digit. */
function siretOf(siren: string, place: number): string {
  const start = `${siren}${String(place).padStart(4, '0')}`;
  const digits = [...start].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${start}${(10 - (sum % 10)) % 10}`;
}

function lastStatement(company: SimulatedCompany, today: LocalDate): SimulatedStatement | null {
  const filed = company.statements.filter(
    ({ filedOn, confidentiality }) => filedOn <= today && confidentiality !== 'FULL',
  );
  return filed.sort((a, b) => (a.closedOn < b.closedOn ? 1 : -1))[0] ?? null;
}

const OPENING = /_OPENED$|^CONVERTED_TO_|^PLAN_FAILED$/;

function openProceedingsSince(company: SimulatedCompany, today: LocalDate): LocalDate | null {
  const decisive = company.notices
    .filter(({ publishedOn }) => publishedOn <= today)
    .filter(
      ({ kind }) => OPENING.test(kind) || kind === 'PLAN_ADOPTED' || kind === 'PROCEEDINGS_CLOSED',
    )
    .sort((a, b) => (a.publishedOn < b.publishedOn ? -1 : 1));
  const last = decisive.at(-1);
  return last !== undefined && OPENING.test(last.kind) ? last.publishedOn : null;
}

function probabilityOf(company: SimulatedCompany, statement: SimulatedStatement | null): number {
  const accounts = statement === null ? 0 : accountsLogOdds(statement);
  const paid = company.tradeRecord === undefined ? 0 : TRADE_LOG_ODDS[company.tradeRecord];
  const noise = (draw(company, 'credit') - 0.5) * 0.6;
  return 1 / (1 + Math.exp(-(USUAL_LOG_ODDS + accounts + paid + noise)));
}

/** Three companies in a hundred fail: the odds of one of which nothing is known. */
const USUAL_LOG_ODDS = Math.log(0.03 / 0.97);
const TRADE_LOG_ODDS: Readonly<Record<SimulatedTradeRecord, number>> = {
  GOOD: -0.6,
  USUAL: 0.6,
  LATE: 1.8,
  BAD: 2.9,
};

function accountsLogOdds({ items }: SimulatedStatement): number {
  const { equity, totalAssets, netIncome, turnover } = items;
  const strength = totalAssets === 0 ? 0 : equity / totalAssets;
  const margin = turnover === 0 ? 0 : netIncome / turnover;
  const logOdds = 0.5 - 3 * clamp(strength, -1, 1) - 6 * clamp(margin, -0.3, 0.3);
  // However good the accounts, they do not outweigh that nobody is paid.
  return Math.max(-1.2, logOdds);
}

/** The usual company is in the middle; twenty times its odds, or a twentieth, is about an end. */
function standingOf(failureProbability: number): number {
  const logOdds = Math.log(failureProbability / (1 - failureProbability));
  return clamp(0.53 - 0.27 * (logOdds - USUAL_LOG_ODDS), 0, 1);
}

function limitOf(statement: SimulatedStatement | null, riskClass: number): number {
  const equity = Math.max(0, statement?.items.equity ?? 20_000);
  const share = [0.2, 0.15, 0.1, 0.04][riskClass - 1] ?? 0;
  return Math.max(1_000, Math.round((equity * share) / 1_000) * 1_000);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
