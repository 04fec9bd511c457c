/** Shapes of the records of accounting software, e-invoices, lists and bank statements. */
import { DOCUMENT_KINDS, DOCUMENT_STATES, LIFECYCLE_STATUSES } from '../records';
import {
  anyText,
  check,
  country,
  currency,
  date,
  flag,
  listOf,
  matching,
  minor,
  oneOf,
  orNull,
  position,
  siren,
  text,
  texts,
  type Shape,
} from './shape-checks';

type AccountingType =
  | 'party'
  | 'accountingDocument'
  | 'documentEvent'
  | 'gone'
  | 'agedBalanceLine'
  | 'bankStatement'
  | 'bankTransaction';

const positive = check(
  'a bigint of minor units above 0',
  (value) => typeof value === 'bigint' && value > 0n,
);
const isDay = (value: unknown): boolean => value === null || date.holds(value);
const isDays = (value: unknown): boolean => value === null || Number.isSafeInteger(value);
const instalments = listOf(
  '{ dueOn, amountMinor }',
  ({ dueOn, amountMinor }) => isDay(dueOn) && typeof amountMinor === 'bigint',
);
const allocations = listOf(
  '{ toKey, amountMinor above 0, on }',
  ({ toKey, amountMinor, on }) => text.holds(toKey) && positive.holds(amountMinor) && isDay(on),
);
const buckets = listOf(
  '{ fromDays, toDays, label, amountMinor }',
  ({ fromDays, toDays, label, amountMinor }) =>
    isDays(fromDays) &&
    isDays(toDays) &&
    typeof label === 'string' &&
    typeof amountMinor === 'bigint',
);

export const ACCOUNTING_SHAPES: { [T in AccountingType]: Shape<T> } = {
  party: {
    type: oneOf(['party']),
    sourceKey: text,
    code: orNull(text),
    name: text,
    siren: orNull(siren),
    siret: orNull(matching('14 digits', /^\d{14}$/)),
    vatNumber: orNull(text),
    countryCode: orNull(country),
    email: orNull(text),
    phone: orNull(text),
    paymentTerms: orNull(text),
    creditLimitMinor: orNull(minor),
    currency: orNull(currency),
    isPooled: flag,
    isActive: flag,
    parentKey: orNull(text),
    mergedIntoKey: orNull(text),
  },
  accountingDocument: {
    type: oneOf(['accountingDocument']),
    sourceKey: text,
    kind: oneOf(DOCUMENT_KINDS),
    partyKey: text,
    number: anyText,
    label: anyText,
    issuedOn: date,
    dueOn: orNull(date),
    currency,
    amountMinor: minor,
    openMinor: orNull(minor),
    openOn: orNull(date),
    instalments,
    state: oneOf(DOCUMENT_STATES),
    allocations,
    isDisputed: flag,
    isDoubtful: flag,
    isAssigned: flag,
    references: texts,
    precedingNumber: orNull(text),
  },
  documentEvent: {
    type: oneOf(['documentEvent']),
    sourceKey: text,
    documentNumber: text,
    documentIssuedOn: orNull(date),
    status: oneOf(LIFECYCLE_STATUSES),
    code: text,
    reasonCode: orNull(text),
    reason: orNull(text),
    amountMinor: orNull(positive),
    currency: orNull(currency),
    at: matching(
      'an instant with its zone',
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
    ),
  },
  gone: {
    type: oneOf(['gone']),
    sourceKey: text,
    what: oneOf(['party', 'accountingDocument']),
  },
  agedBalanceLine: {
    type: oneOf(['agedBalanceLine']),
    sourceKey: text,
    asOf: date,
    partyCode: text,
    partyName: anyText,
    currency,
    totalMinor: minor,
    buckets,
  },
  bankStatement: {
    type: oneOf(['bankStatement']),
    sourceKey: text,
    account: text,
    currency,
    number: orNull(text),
    openingOn: orNull(date),
    openingMinor: orNull(minor),
    closingOn: orNull(date),
    closingMinor: orNull(minor),
  },
  bankTransaction: {
    type: oneOf(['bankTransaction']),
    sourceKey: text,
    statementKey: text,
    format: text,
    account: text,
    bookedOn: date,
    valueOn: orNull(date),
    amountMinor: minor,
    currency,
    counterpartyName: orNull(text),
    counterpartyAccount: orNull(text),
    endToEndId: orNull(text),
    documentReferences: texts,
    remittanceText: anyText,
    bankReference: orNull(text),
    operationCode: orNull(text),
    returnReason: orNull(text),
    isReversal: flag,
    batchSize: position,
  },
};
