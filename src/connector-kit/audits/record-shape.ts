/** The shape of every unified record as checks at run time; a field added to a record does not compile without one. */
import {
  COVER_STATUSES,
  ENTRY_NATURES,
  IDENTIFIER_SCHEMES,
  LEGAL_EVENT_KINDS,
  SCORE_MEASURES,
  CONTROL_ITEMS,
  STATEMENT_ITEMS,
  STATEMENT_RATIOS,
  type RecordType,
  type UnifiedRecord,
} from '../records';

import { ACCOUNTING_SHAPES } from './accounting-shapes';
import {
  activity,
  anyText,
  check,
  count,
  country,
  currency,
  date,
  decimal,
  flag,
  matching,
  minor,
  month,
  oneOf,
  orNull,
  position,
  siren,
  text,
  texts,
  type Check,
  type Shape,
} from './shape-checks';

export interface ShapeFault {
  field: string;
  expected: string;
}

const statementItems = check('bigint minor units by statement item', (value) => {
  if (typeof value !== 'object' || value === null) return false;
  const names: readonly string[] = [...STATEMENT_ITEMS, ...CONTROL_ITEMS];
  return Object.entries(value).every(
    ([name, amount]) => names.includes(name) && typeof amount === 'bigint',
  );
});

const ratios = check('decimals by statement ratio, or absent', (value) => {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const names: readonly string[] = STATEMENT_RATIOS;
  return Object.entries(value).every(
    ([name, ratio]) => names.includes(name) && decimal.holds(ratio),
  );
});

const SHAPES: { [T in RecordType]: Shape<T> } = {
  ...ACCOUNTING_SHAPES,
  company: {
    type: oneOf(['company']),
    sourceKey: text,
    siren,
    name: orNull(text),
    tradeName: orNull(text),
    legalFormCode: orNull(matching('four digits', /^\d{4}$/)),
    legalFormLabel: orNull(text),
    activityCode: orNull(activity),
    createdOn: orNull(date),
    ceasedOn: orNull(date),
    status: oneOf(['ACTIVE', 'CEASED', 'UNKNOWN']),
    employeesMin: orNull(count),
    employeesMax: orNull(count),
    vatNumber: orNull(text),
    capitalMinor: orNull(minor),
    currency,
    addressLine: orNull(text),
    postcode: orNull(text),
    city: orNull(text),
    countryCode: orNull(country),
    isDiffusible: flag,
    observedOn: orNull(date),
  },
  officer: {
    type: oneOf(['officer']),
    sourceKey: text,
    siren,
    name: orNull(text),
    role: text,
    isLegalPerson: flag,
    officerSiren: orNull(siren),
    birthMonth: orNull(month),
    since: orNull(date),
  },
  financialStatement: {
    type: oneOf(['financialStatement']),
    sourceKey: text,
    siren,
    closedOn: date,
    months: orNull(position),
    scope: oneOf(['COMPANY', 'CONSOLIDATED']),
    confidentiality: oneOf(['PUBLIC', 'INCOME_STATEMENT', 'FULL']),
    currency,
    filedOn: orNull(date),
    items: statementItems,
    ratios,
  },
  legalEvent: {
    type: oneOf(['legalEvent']),
    sourceKey: text,
    siren,
    kind: oneOf(LEGAL_EVENT_KINDS),
    publishedOn: date,
    decidedOn: orNull(date),
    court: orNull(text),
    title: text,
    detail: orNull(text),
    url: orNull(matching('an https URL', /^https:\/\//)),
    relatedKey: orNull(text),
    relation: orNull(oneOf(['RECTIFIES', 'CANCELS'])),
    accountsClosedOn: orNull(date),
    accountsConfidential: orNull(flag),
  },
  providerScore: {
    type: oneOf(['providerScore']),
    sourceKey: text,
    siren,
    scale: text,
    value: orNull(text),
    absentBecause: orNull(text),
    higherIsSafer: flag,
    measures: oneOf(SCORE_MEASURES),
    horizonMonths: orNull(position),
    computedOn: orNull(date),
  },
  establishment: {
    type: oneOf(['establishment']),
    sourceKey: text,
    siren,
    siret: matching('fourteen digits', /^\d{14}$/),
    name: orNull(text),
    isHeadOffice: flag,
    status: oneOf(['OPEN', 'CLOSED', 'UNKNOWN']),
    activityCode: orNull(activity),
    createdOn: orNull(date),
    closedOn: orNull(date),
    addressLine: orNull(text),
    postcode: orNull(text),
    city: orNull(text),
    countryCode: orNull(country),
    isDiffusible: flag,
  },
  owner: {
    type: oneOf(['owner']),
    sourceKey: text,
    siren,
    kind: oneOf(['SHAREHOLDER', 'BENEFICIAL_OWNER']),
    name: orNull(text),
    isLegalPerson: flag,
    ownerSiren: orNull(siren),
    countryCode: orNull(country),
    birthMonth: orNull(month),
    sharePercent: orNull(decimal),
    votePercent: orNull(decimal),
    since: orNull(date),
  },
  groupLink: {
    type: oneOf(['groupLink']),
    sourceKey: text,
    siren,
    relation: oneOf(['DIRECT_PARENT', 'ULTIMATE_PARENT']),
    parentName: orNull(text),
    parentSiren: orNull(siren),
    parentIdentifier: orNull(matching('a scheme and a value, "LEI:…"', /^[A-Z_]+:\S+$/)),
    countryCode: orNull(country),
  },
  identifier: {
    type: oneOf(['identifier']),
    sourceKey: text,
    siren,
    scheme: oneOf(IDENTIFIER_SCHEMES),
    value: text,
    isValid: orNull(flag),
    checkedOn: orNull(date),
    status: orNull(text),
  },
  recommendedLimit: {
    type: oneOf(['recommendedLimit']),
    sourceKey: text,
    siren,
    kind: oneOf(['RECOMMENDED', 'MAXIMUM']),
    amountMinor: orNull(minor),
    currency,
    absentBecause: orNull(text),
    computedOn: orNull(date),
  },
  insurancePolicy: {
    type: oneOf(['insurancePolicy']),
    sourceKey: text,
    policyNumber: text,
    status: text,
    startsOn: orNull(date),
    expiresOn: orNull(date),
    currency,
  },
  insuranceCover: {
    type: oneOf(['insuranceCover']),
    sourceKey: text,
    siren,
    policyNumber: text,
    kind: oneOf(['NAMED', 'CHECKED', 'DISCRETIONARY']),
    status: oneOf(COVER_STATUSES),
    requestedMinor: orNull(minor),
    amountMinor: orNull(minor),
    announcedMinor: orNull(minor),
    currency,
    insuredPercent: orNull(decimal),
    decidedOn: orNull(date),
    noticeOn: orNull(date),
    effectiveOn: orNull(date),
    expiresOn: orNull(date),
    runOffUntil: orNull(date),
    decisionCode: orNull(text),
    conditions: texts,
    buyerRating: orNull(text),
  },
  paymentIndex: {
    type: oneOf(['paymentIndex']),
    sourceKey: text,
    siren,
    scale: text,
    value: orNull(text),
    absentBecause: orNull(text),
    higherIsBetter: flag,
    daysBeyondTerms: orNull(check('a whole number', Number.isSafeInteger)),
    computedOn: orNull(date),
  },
  screeningHit: {
    type: oneOf(['screeningHit']),
    sourceKey: text,
    siren,
    listEntityId: text,
    caption: text,
    score: matching('a decimal from 0 to 1', /^(0(\.\d{1,10})?|1(\.0{1,10})?)$/),
    isMatch: flag,
    topics: texts,
    datasets: texts,
    lastChangedOn: orNull(date),
  },
  changeNotice: {
    type: oneOf(['changeNotice']),
    sourceKey: text,
    siren,
    facet: text,
    before: orNull(text),
    after: orNull(text),
    noticedOn: date,
  },
  ledgerLine: {
    type: oneOf(['ledgerLine']),
    line: position,
    entry: position,
    journal: anyText,
    entryNumber: anyText,
    entryOn: date,
    account: text,
    party: text,
    partyName: anyText,
    isPooled: flag,
    reference: anyText,
    documentOn: orNull(date),
    label: anyText,
    amountMinor: minor,
    letter: orNull(text),
    letteredOn: orNull(date),
    dueOn: orNull(date),
    foreignAmountMinor: orNull(minor),
    foreignCurrency: orNull(currency),
  },
  ledgerEntry: {
    type: oneOf(['ledgerEntry']),
    entry: position,
    nature: oneOf(ENTRY_NATURES),
    isReturn: flag,
    discountMinor: minor,
    exchangeMinor: minor,
    writeOffMinor: minor,
  },
  exchangeRate: {
    type: oneOf(['exchangeRate']),
    sourceKey: text,
    baseCurrency: oneOf(['EUR']),
    quoteCurrency: matching('three capital letters', /^[A-Z]{3}$/),
    rate: matching('a decimal above 0 as text', /^(?=.*[1-9])\d{1,12}(\.\d{1,12})?$/),
    publishedOn: date,
  },
};

/** Fields of a record type in the order they are declared, without the two every record has. */
export function recordFields(type: RecordType): string[] {
  return Object.keys(SHAPES[type]).filter((field) => field !== 'type' && field !== 'sourceKey');
}

/** What is wrong with a record, or nothing. */
export function shapeFaults(record: UnifiedRecord): ShapeFault[] {
  const shape = SHAPES[record.type] as Record<string, Check> | undefined;
  if (shape === undefined) return [{ field: 'type', expected: Object.keys(SHAPES).join(', ') }];
  const values = record as unknown as Record<string, unknown>;
  const wrong = Object.entries(shape)
    .filter(([field, { holds }]) => !holds(values[field]))
    .map(([field, { expected }]) => ({ field, expected }));
  const extra = Object.keys(values).filter((field) => !(field in shape));
  return [...wrong, ...extra.map((field) => ({ field, expected: 'not there' }))];
}

/** What identifies a record among those of its stream: its source key, or its place in the file. */
export function recordKey(record: UnifiedRecord): string {
  if (record.type === 'ledgerLine') return `ledgerLine ${record.line}`;
  if (record.type === 'ledgerEntry') return `ledgerEntry ${record.entry}`;
  return `${record.type} ${record.sourceKey}`;
}
