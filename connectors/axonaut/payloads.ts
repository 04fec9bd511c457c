/** What Axonaut sends, decoded: every field we use, with the type it really has. */
import {
  array,
  boolean,
  integer,
  json,
  nullable,
  object,
  optional,
  optionalText,
  text,
} from '../../src/connector-kit';
import { day, epochInstant, optionalDay } from './values';

/** Enough to key an object. */
export const objectPayload = object({ id: integer });

/** Invoices say when they were changed last. */
export const changedPayload = object({ id: integer, last_update_date: epochInstant });

export const companyPayload = object({
  id: integer,
  name: text,
  siret: optionalText,
  intracommunity_number: optionalText,
  thirdparty_code: optionalText,
  internal_id: optionalText,
  is_customer: optional(boolean),
  currency: optionalText,
});

/** What payments need to know of their invoice. */
const settledFields = {
  id: integer,
  company: optional(object({ id: integer })),
  company_id: optional(integer),
  total: json,
  outstanding_amount: nullable(json),
  currency: optionalText,
};
export const SETTLED_FIELDS = Object.keys(settledFields);

/** Amounts are JSON numbers. */
export const invoicePayload = object({
  ...settledFields,
  number: optionalText,
  date: day,
  due_date: optionalDay,
  paid_date: optionalDay,
  payment_terms: optionalText,
  last_update_date: epochInstant,
});

/** Enough of a payment to tell whose it is. */
export const paidPayload = object({ id: integer, invoice_id: nullable(integer) });

/** An invoice with its payments, as this connector wraps the two. */
export const settlementPayload = object({
  invoice: object(settledFields),
  payments: array(
    object({
      id: integer,
      amount: json,
      date: day,
      reference: optionalText,
      nature: optionalText,
    }),
  ),
});
