/** What ERPNext sends, decoded: every field we use, with the type it really has. Flags are 0 and 1, amounts JSON numbers. */
import {
  array,
  integer,
  isCurrency,
  isoDate,
  json,
  number,
  object,
  optional,
  optionalArray,
  optionalText,
  payloadInvalid,
  text,
  type Decoder,
  type Json,
} from '../../src/connector-kit';

export const answerPayload = object({ data: json });
export const refusalPayload = object({ exc_type: optionalText });

/** "2026-05-04 09:30:00.482913", in the time of the site; as an ISO instant. */
const instantText: Decoder<string> = (value, path) => `${text(value, path).replace(' ', 'T')}Z`;

const currency: Decoder<string> = (value, path) => {
  const code = text(value, path);
  if (isCurrency(code)) return code;
  throw payloadInvalid(path, 'a currency of ISO 4217', value);
};

/** Enough to key an object. */
export const namePayload = object({ name: text, modified: instantText });

export const CUSTOMER_FIELDS = [
  'name',
  'customer_name',
  'tax_id',
  'disabled',
  'payment_terms',
  'email_id',
  'mobile_no',
  'credit_limits',
  'modified',
] as const;

/** A customer, with what its payload must hold to be understood: whose limit is meant, in which currency. */
export const customerPayload = object({
  company: optional(text),
  currency,
  customer: object({
    name: text,
    customer_name: text,
    tax_id: optionalText,
    disabled: integer,
    payment_terms: optionalText,
    email_id: optionalText,
    mobile_no: optionalText,
    credit_limits: optionalArray(object({ company: text, credit_limit: number })),
  }),
});

export const INVOICE_FIELDS = [
  'name',
  'customer',
  'posting_date',
  'due_date',
  'currency',
  'party_account_currency',
  'grand_total',
  'rounded_total',
  'base_grand_total',
  'base_rounded_total',
  'outstanding_amount',
  'is_return',
  'return_against',
  'is_opening',
  'docstatus',
  'status',
  'po_no',
  'payment_schedule',
  'modified',
] as const;

export const invoicePayload = object({
  name: text,
  customer: text,
  posting_date: isoDate,
  due_date: optional(isoDate),
  currency,
  party_account_currency: currency,
  grand_total: number,
  rounded_total: optional(number),
  base_grand_total: number,
  base_rounded_total: optional(number),
  outstanding_amount: number,
  is_return: integer,
  return_against: optionalText,
  is_opening: optionalText,
  docstatus: integer,
  status: optionalText,
  po_no: optionalText,
  payment_schedule: optionalArray(object({ due_date: optional(isoDate), payment_amount: number })),
  modified: instantText,
});
export type Invoice = ReturnType<typeof invoicePayload>;

export const PAYMENT_FIELDS = [
  'name',
  'payment_type',
  'party',
  'posting_date',
  'paid_amount',
  'received_amount',
  'paid_from_account_currency',
  'paid_to_account_currency',
  'unallocated_amount',
  'reference_no',
  'docstatus',
  'references',
  'modified',
] as const;

const referencePayload = object({
  reference_doctype: text,
  reference_name: text,
  allocated_amount: number,
});
export type PaymentReference = ReturnType<typeof referencePayload>;

export const paymentPayload = object({
  name: text,
  payment_type: text,
  party: text,
  posting_date: isoDate,
  paid_amount: number,
  received_amount: number,
  paid_from_account_currency: currency,
  paid_to_account_currency: currency,
  unallocated_amount: number,
  reference_no: optionalText,
  docstatus: integer,
  references: array(referencePayload),
  modified: instantText,
});
export type Payment = ReturnType<typeof paymentPayload>;

/** What of an object is used, and of the rows of its tables all that we know: items sold and who they were sold by stay there. */
export function picked(document: Json, fields: readonly string[]): Json {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  const known = fields.filter((field) => Object.hasOwn(document, field));
  return Object.fromEntries(known.map((field) => [field, rowsOf(document[field] ?? null)]));
}

const ROW_FIELDS: readonly string[] = [
  ...['company', 'credit_limit', 'due_date', 'payment_amount'],
  ...['reference_doctype', 'reference_name', 'allocated_amount'],
];

function rowsOf(value: Json): Json {
  return Array.isArray(value) ? value.map((row) => picked(row, ROW_FIELDS)) : value;
}
