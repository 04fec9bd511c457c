/** D&B's data blocks and notices to unified records. Pure. */
import {
  currencyDecimals,
  decode,
  isCurrency,
  parseDecimal,
  payloadInvalid,
  stableId,
  type ChangeNoticeRecord,
  type CompanyRecord,
  type CompanyStatus,
  type FinancialStatementRecord,
  type GroupLinkRecord,
  type IdentifierRecord,
  type Json,
  type LocalDate,
  type OfficerRecord,
  type StatementItem,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { assessmentRecords } from './assessment';
import {
  blocksAnswer,
  landedBlocks,
  landedNotice,
  type Address,
  type Organization,
  type Relative,
  type Statement,
} from './payloads';
import { sirensIn } from './registration';

/** What the blocks say; nothing for a company D&B does not know. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapBlocks(payload: Json): UnifiedRecord[] {
  const { siren, duns, answer } = decode(landedBlocks, payload);
  if (answer === null || duns === null) return [];
  const { organization, transactionDetail } = decode(blocksAnswer, answer, 'answer');
  verifySubject(organization, siren);
  const on = transactionDetail.transactionTimestamp;
  return [
    companyRecord(organization, siren, on),
    identifierRecord(organization, { siren, on }),
    ...officerRecords(organization, siren),
    ...groupLinkRecords(organization, siren),
    ...statementRecords(organization.financials.financialStatements, siren),
    ...assessmentRecords(organization.dnbAssessment, siren, on),
  ];
}

/** A DUNS can be given to another company: what is about another SIREN is not taken for this one. */
function verifySubject({ registrationNumbers }: Organization, siren: string): void {
  const told = sirensIn(registrationNumbers);
  if (told.length > 0 && !told.includes(siren)) {
    const path = 'answer.organization.registrationNumbers';
    throw payloadInvalid(path, `those of ${siren}`, told.join(', '));
  }
}

function companyRecord(
  source: Organization,
  siren: string,
  observedOn: LocalDate | null,
): CompanyRecord {
  return {
    type: 'company',
    sourceKey: siren,
    siren,
    name: source.primaryName,
    tradeName: source.tradeStyleNames[0]?.name ?? null,
    legalFormCode: null,
    legalFormLabel: null,
    activityCode: null,
    createdOn: source.startDate,
    ceasedOn: null,
    status: statusOf(source.dunsControlStatus.operatingStatus.description),
    employeesMin: null,
    employeesMax: null,
    vatNumber: null,
    capitalMinor: null,
    currency: 'EUR',
    ...addressOf(source.primaryAddress),
    isDiffusible: true,
    observedOn,
  };
}

function statusOf(description: string | null): CompanyStatus {
  if (/^active$/i.test(description ?? '')) return 'ACTIVE';
  return /^out of business$/i.test(description ?? '') ? 'CEASED' : 'UNKNOWN';
}

function addressOf(
  source: Address,
): Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'> {
  const { line1, line2 } = source.streetAddress;
  const line = [line1, line2].filter((part) => part !== null).join(', ');
  return {
    addressLine: line === '' ? null : line,
    postcode: source.postalCode,
    city: source.addressLocality.name,
    countryCode: countryOf(source),
  };
}

function countryOf({ addressCountry }: Address): string | null {
  const code = addressCountry.isoAlpha2Code;
  return code !== null && /^[A-Z]{2}$/.test(code) ? code : null;
}

/** The DUNS of the answer, which is the head office's when D&B went up to it. */
function identifierRecord(
  source: Organization,
  match: { siren: string; on: LocalDate | null },
): IdentifierRecord {
  const { siren, on } = match;
  return {
    type: 'identifier',
    sourceKey: siren,
    siren,
    scheme: 'DUNS',
    value: source.duns,
    isValid: null,
    checkedOn: on,
    status: null,
  };
}

function officerRecords(source: Organization, siren: string): OfficerRecord[] {
  const people = [...source.mostSeniorPrincipals, ...source.currentPrincipals];
  const records = people.flatMap((person): OfficerRecord[] => {
    if (person.fullName === null) return [];
    const role = person.jobTitles[0]?.title ?? 'Non précisé';
    return [
      {
        type: 'officer',
        // Drawn from what identifies the person, without showing it.
        sourceKey: `${siren}:${stableId(person.fullName, role)}`,
        siren,
        name: person.fullName,
        role,
        isLegalPerson: /^(businesses|organization)s?$/i.test(person.subjectType ?? ''),
        officerSiren: null,
        birthMonth: null,
        since: null,
      },
    ];
  });
  // The most senior one is listed among the others as well.
  return [...new Map(records.map((record) => [record.sourceKey, record])).values()];
}

function groupLinkRecords(
  { duns, corporateLinkage }: Organization,
  siren: string,
): GroupLinkRecord[] {
  const { parent, globalUltimate } = corporateLinkage;
  return [
    ...linkRecord(siren, duns, { relation: 'DIRECT_PARENT', relative: parent }),
    ...linkRecord(siren, duns, { relation: 'ULTIMATE_PARENT', relative: globalUltimate }),
  ];
}

/** The company at the top is its own ultimate: no link. */
function linkRecord(
  siren: string,
  ownDuns: string,
  { relation, relative }: { relation: GroupLinkRecord['relation']; relative: Relative },
): GroupLinkRecord[] {
  const duns = /^\d{9}$/.test(relative.duns ?? '') ? relative.duns : null;
  if (duns === null || duns === ownDuns) return [];
  return [
    {
      type: 'groupLink',
      sourceKey: `${siren}:${relation}`,
      siren,
      relation,
      parentName: relative.primaryName,
      parentSiren: null,
      parentIdentifier: `DUNS:${duns}`,
      countryCode: countryOf(relative.primaryAddress),
    },
  ];
}

function statementRecords(
  statements: readonly Statement[],
  siren: string,
): FinancialStatementRecord[] {
  const records = statements.flatMap((statement) => statementRecord(statement, siren) ?? []);
  return [...new Map(records.map((record) => [record.sourceKey, record])).values()];
}

/** Nothing without a day, a currency and units: an amount in unknown units is no amount. */
function statementRecord(source: Statement, siren: string): FinancialStatementRecord | null {
  const { financialStatementToDate: closedOn, currency } = source;
  const scale = scaleOf(source.units.description);
  if (closedOn === null || currency === null || scale === null || !isCurrency(currency))
    return null;
  const isGroup = /consolid/i.test(source.informationScopeDescription ?? '');
  const scope = isGroup ? 'CONSOLIDATED' : 'COMPANY';
  return {
    type: 'financialStatement',
    sourceKey: `${siren}:${closedOn}:${scope}`,
    siren,
    closedOn,
    months: monthsOf(source.fiscalPeriod),
    scope,
    confidentiality: 'PUBLIC',
    currency,
    filedOn: null,
    items: itemsOf(source, { currency, scale }),
  };
}

function scaleOf(units: string | null): number | null {
  if (/single|^units?$/i.test(units ?? '')) return 1;
  if (/thousand/i.test(units ?? '')) return 1_000;
  return /million/i.test(units ?? '') ? 1_000_000 : null;
}

/** "P12M" */
function monthsOf(period: string | null): number | null {
  const months = Number(/^P(\d{1,3})M$/.exec(period ?? '')?.[1] ?? 0);
  return months > 0 ? months : null;
}

function itemsOf(
  { statementOverview: overview }: Statement,
  { currency, scale }: { currency: string; scale: number },
): FinancialStatementRecord['items'] {
  const given: [StatementItem, number | null][] = [
    ['totalAssets', overview.totalAssets],
    ['currentAssets', overview.totalCurrentAssets],
    ['currentLiabilities', overview.totalCurrentLiabilities],
    ['totalDebt', overview.totalLiabilities],
    ['equity', overview.equity],
    ['turnover', overview.salesRevenue],
    ['netIncome', overview.netIncomeLoss],
  ];
  const decimals = currencyDecimals(currency);
  return Object.fromEntries(
    given.flatMap(([item, amount]) =>
      amount === null
        ? []
        : [[item, parseDecimal((amount * scale).toFixed(decimals), decimals)] as const],
    ),
  );
}

/** A notice per element that changed, or for what happened to the DUNS itself. Throws CONTRACT PAYLOAD_INVALID. */
export function mapNotice(payload: Json): ChangeNoticeRecord[] {
  const { siren, key, notice } = decode(landedNotice, payload);
  // The first delivery of a registration repeats what is known; it says of nothing that it has changed.
  if (notice.type === 'SEED') return [];
  const told = (facet: string, change: Change): ChangeNoticeRecord => {
    const noticedOn = change.on ?? notice.deliveryTimeStamp;
    if (noticedOn === null) throw payloadInvalid('notice.deliveryTimeStamp', 'a date-time', null);
    const { before, after } = change;
    const sourceKey = `${key}:${stableId(facet)}`;
    return { type: 'changeNotice', sourceKey, siren, facet, before, after, noticedOn };
  };
  if (notice.type !== 'UPDATE') return [told(notice.type, { before: null, after: null, on: null })];
  const changes = notice.elements.map(({ element, previous, current, timestamp }) =>
    told(element, { before: shown(previous), after: shown(current), on: timestamp }),
  );
  return [...new Map(changes.map((change) => [change.sourceKey, change])).values()];
}

interface Change {
  before: string | null;
  after: string | null;
  on: LocalDate | null;
}

/** Scalars as they are, lists and objects as JSON; an empty list is nothing before an addition or after a removal. */
function shown(value: Json): string | null {
  if (value === null || value === '') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
