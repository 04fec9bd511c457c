/** What Zoho Books sends, decoded: every field we use, with the type it really has. */
import {
  array,
  boolean,
  enumOrUnknown,
  integer,
  isoDate,
  json,
  object,
  optional,
  optionalText,
  text,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

export const pagePayload = object({ page_context: object({ has_more_page: boolean }) });

/** Of a document, when it was changed last. */
export const changedPayload = object({ last_modified_time: text });

/** A day; Zoho writes "" where there is none. */
const optionalDay: Decoder<LocalDate | null> = (value, path) =>
  value === null || value === '' ? null : isoDate(value, path);

export const contactPayload = object({
  contact_id: text,
  contact_name: text,
  contact_type: optionalText,
  email: optionalText,
  phone: optionalText,
  payment_terms: optional(integer),
  credit_limit: optional(json),
  currency_code: optionalText,
  status: optionalText,
});

export const INVOICE_STATUSES = [
  'draft',
  'sent',
  'overdue',
  'paid',
  'void',
  'unpaid',
  'partially_paid',
  'viewed',
] as const;

/** Amounts are JSON numbers, in the currency of the document. */
const moneyFields = {
  customer_id: text,
  date: isoDate,
  currency_code: text,
  total: json,
  balance: json,
  reference_number: optionalText,
  last_modified_time: text,
};

export const invoicePayload = object({
  ...moneyFields,
  invoice_id: text,
  invoice_number: optionalText,
  due_date: optionalDay,
  status: enumOrUnknown(INVOICE_STATUSES),
});

export const creditNotePayload = object({
  ...moneyFields,
  creditnote_id: text,
  creditnote_number: optionalText,
  status: enumOrUnknown(['draft', 'open', 'closed', 'void']),
});

/** A line of the list of payments: enough to tell whether it is to be asked for. */
export const paymentRow = object({
  payment_id: text,
  date: isoDate,
  last_modified_time: optionalText,
});

/** Only the answer about one payment tells what it paid. */
export const paymentPayload = object({
  payment_id: text,
  customer_id: text,
  date: isoDate,
  amount: json,
  unused_amount: optional(json),
  currency_code: optionalText,
  reference_number: optionalText,
  payment_mode: optionalText,
  invoices: array(object({ invoice_id: text, amount_applied: json })),
});

export const paymentAnswer = object({ payment: json });
