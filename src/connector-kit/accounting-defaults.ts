/** Records of accounting software with what a source does not say left out. */
import type { AccountingDocumentRecord, PartyRecord } from './accounting-records';

type Told<Record, Known extends keyof Record> = Pick<Record, Known> & Partial<Omit<Record, 'type'>>;

/** A party: active, not pooled, and null for all that is not told. */
export function partyRecord(told: Told<PartyRecord, 'sourceKey' | 'name'>): PartyRecord {
  return {
    type: 'party',
    code: null,
    siren: null,
    siret: null,
    vatNumber: null,
    countryCode: null,
    email: null,
    phone: null,
    paymentTerms: null,
    creditLimitMinor: null,
    currency: null,
    isPooled: false,
    isActive: true,
    parentKey: null,
    mergedIntoKey: null,
    ...told,
  };
}

type DocumentEssence =
  'sourceKey' | 'kind' | 'partyKey' | 'number' | 'issuedOn' | 'currency' | 'amountMinor' | 'state';

/** A document: undisputed, due on no known day, its open amount not said, set against nothing. */
export function documentRecord(
  told: Told<AccountingDocumentRecord, DocumentEssence>,
): AccountingDocumentRecord {
  return {
    type: 'accountingDocument',
    label: '',
    dueOn: null,
    openMinor: null,
    openOn: null,
    instalments: [],
    allocations: [],
    isDisputed: false,
    isDoubtful: false,
    isAssigned: false,
    references: [],
    precedingNumber: null,
    ...told,
  };
}
