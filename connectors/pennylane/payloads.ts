/** What Pennylane sends, decoded: every field we use, with the type it really has. */
import {
  array,
  boolean,
  enumOrUnknown,
  integer,
  isoDate,
  json,
  nullable,
  object,
  optional,
  optionalText,
  text,
} from '../../src/connector-kit';

export const listPayload = object({
  items: json,
  has_more: boolean,
  next_cursor: nullable(text),
});

export const changePayload = object({
  id: integer,
  operation: enumOrUnknown(['insert', 'update', 'delete']),
  processed_at: text,
});

/** Enough to key an object. */
export const objectPayload = object({ id: integer, updated_at: text });

const reference = object({ id: integer });

export const customerPayload = object({
  id: integer,
  name: optionalText,
  first_name: optionalText,
  last_name: optionalText,
  reference: optionalText,
  reg_no: optionalText,
  vat_number: optionalText,
  payment_conditions: optionalText,
  emails: optional(array(text)),
  phone: optionalText,
  billing_address: optional(object({ country_alpha2: optionalText })),
});

export const INVOICE_STATUSES = [
  'archived',
  'incomplete',
  'cancelled',
  'paid',
  'partially_cancelled',
  'upcoming',
  'late',
  'draft',
  'credit_note',
] as const;

/** Amounts are texts; `amount` and what remains are in euros, `currency_amount` in the invoice's currency. */
const moneyFields = {
  currency: text,
  amount: text,
  currency_amount: text,
  paid: boolean,
  remaining_amount_with_tax: optionalText,
};

/** Decoded by itself before the rest: a draft may lack anything. */
export const stageOfInvoice = object({
  draft: optional(boolean),
  status: enumOrUnknown(INVOICE_STATUSES),
  invoice_number: optional(json),
});

export const invoicePayload = object({
  ...moneyFields,
  id: integer,
  label: optionalText,
  invoice_number: text,
  date: isoDate,
  deadline: optional(isoDate),
  customer: reference,
  credited_invoice: optional(object({ id: integer, invoice_number: optionalText })),
  updated_at: text,
});

/** What of an invoice its payments need, as it came. */
export const SETTLED_FIELDS = [
  'id',
  'status',
  'draft',
  'customer',
  ...Object.keys(moneyFields),
] as const;

export const settlementPayload = object({
  invoice: object({ ...moneyFields, id: integer, customer: reference }),
  transactions: array(
    object({
      id: integer,
      label: optionalText,
      date: isoDate,
      amount: text,
      currency: optionalText,
      currency_amount: optionalText,
    }),
  ),
});
