/** What the software sends, decoded: every field we use, with the type it really has. */
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
  siren,
  text,
} from '../../../src/connector-kit';

export const listPayload = object({
  items: json,
  total: integer,
  next_page: nullable(integer),
});

/** What every object has; enough to key it. */
export const objectPayload = object({ id: text, updated_at: text });

export const customerPayload = object({
  id: text,
  code: optionalText,
  name: text,
  siren: optional(siren),
  email: optionalText,
  archived: boolean,
});

export const invoicePayload = object({
  id: text,
  type: enumOrUnknown(['invoice', 'credit_note']),
  status: enumOrUnknown(['draft', 'open', 'paid', 'void']),
  number: optionalText,
  customer_id: text,
  date: isoDate,
  due_date: optional(isoDate),
  currency: text,
  total: text,
  remaining: text,
  updated_at: text,
});

export const paymentPayload = object({
  id: text,
  customer_id: text,
  date: isoDate,
  currency: text,
  amount: text,
  reference: optionalText,
  pays: array(object({ invoice_id: text, amount: text })),
});
