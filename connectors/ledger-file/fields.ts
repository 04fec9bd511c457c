/** What lists hold, and what their columns may be. */

export const FILE_KINDS = [
  'INVOICES',
  'PAYMENTS',
  'CUSTOMERS',
  'AGED_BALANCE',
  'GRAND_LIVRE',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export const FIELDS = [
  'number',
  'partyCode',
  'partyName',
  'issuedOn',
  'dueOn',
  'amount',
  'netAmount',
  'taxAmount',
  'open',
  'paid',
  'paidOn',
  'debit',
  'credit',
  'currency',
  'type',
  'status',
  'reference',
  'label',
  'invoiceNumber',
  'invoiceDate',
  'siren',
  'siret',
  'vatNumber',
  'country',
  'email',
  'phone',
  'terms',
  'limit',
  'account',
  'accountName',
  'entryOn',
  'journal',
  'entryNumber',
  'letter',
  'total',
] as const;
export type Field = (typeof FIELDS)[number];
