/** What Sage sends, decoded: every field we use, with the type it really has. */
import {
  array,
  enumOrUnknown,
  integer,
  isoDate,
  json,
  nullable,
  object,
  optional,
  optionalArray,
  optionalText,
  payloadInvalid,
  text,
} from '../../src/connector-kit';

export const listPayload = object({
  $items: json,
  $total: optional(integer),
  $next: optionalText,
});

/** "/contacts?page=2&…": only the number is followed, so that an answer cannot lead elsewhere. Null: the last page. */
export function nextPageOf(next: string | null): number | null {
  if (next === null) return null;
  const page = new URLSearchParams(next.slice(next.indexOf('?') + 1)).get('page') ?? '';
  if (!/^\d{1,9}$/.test(page)) throw payloadInvalid('$next', 'a path with a page number', next);
  return Number(page);
}

/** Enough to key an object. */
export const objectPayload = object({
  id: text,
  updated_at: text,
  deleted_at: optionalText,
});

/** Of an object that was deleted, not even the day of its last change is sure. */
export const deletedPayload = object({ id: text });

const reference = object({ id: text });

export const contactPayload = object({
  id: text,
  name: optionalText,
  displayed_as: optionalText,
  reference: optionalText,
  contact_types: optionalArray(object({ id: text })),
  auxiliary_account: optionalText,
  tax_number: optionalText,
  registered_number: optionalText,
  credit_limit: optional(json),
  credit_days: optional(integer),
  currency: optional(reference),
  email: optionalText,
  main_address: optional(object({ country: optional(object({ id: optionalText })) })),
});

export const STATUSES = ['DRAFT', 'UNPAID', 'PART_PAID', 'PAID', 'VOID'] as const;

/** Amounts are numbers or texts; they are read as amounts of the currency. */
const artefactFields = {
  id: text,
  contact: reference,
  date: isoDate,
  reference: optionalText,
  total_amount: json,
  outstanding_amount: nullable(json),
  currency: reference,
  status: object({ id: enumOrUnknown(STATUSES) }),
  updated_at: text,
};

export const invoicePayload = object({
  ...artefactFields,
  due_date: nullable(isoDate),
  invoice_number: optionalText,
  invoice_number_prefix: optionalText,
});

export const creditNotePayload = object({
  ...artefactFields,
  credit_note_number: optionalText,
  credit_note_number_prefix: optionalText,
});

export const quickEntryPayload = object({
  ...artefactFields,
  due_date: optional(isoDate),
  displayed_as: optionalText,
  quick_entry_type: object({ id: enumOrUnknown(['INVOICE', 'CREDIT_NOTE']) }),
});

/** What was set against each other; a credit's amount is below 0. */
export const allocationPayload = object({
  date: optional(isoDate),
  allocated_artefacts: array(object({ artefact: reference, amount: json })),
});

/** A document with the allocations that name it, as this connector wraps the two. */
export const wrappedPayload = object({ document: json, allocations: array(json) });

export const TRANSACTION_TYPES = [
  'CUSTOMER_RECEIPT',
  'CUSTOMER_REFUND',
  'VENDOR_PAYMENT',
  'VENDOR_REFUND',
] as const;

/** Decoded by itself before the rest: what suppliers are paid is not ours to read. */
export const typeOfPayment = object({
  transaction_type: object({ id: enumOrUnknown(TRANSACTION_TYPES) }),
});

export const paymentPayload = object({
  id: text,
  contact: reference,
  date: isoDate,
  reference: optionalText,
  total_amount: json,
  currency: reference,
  allocated_artefacts: array(object({ artefact: reference, amount: json })),
  payment_on_account: optional(object({ outstanding_amount: optional(json) })),
});
