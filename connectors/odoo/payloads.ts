/** What Odoo sends, decoded: every field we use, with the type it really has. What is empty is `false`, whatever its type. */
import {
  array,
  boolean,
  integer,
  isCurrency,
  isoDate,
  json,
  number,
  object,
  optional,
  payloadInvalid,
  string,
  text,
  type Decoder,
} from '../../src/connector-kit';

/** `false` and "" are absence; a field that is missing altogether has been renamed, and is refused. */
function orFalse<T>(decoder: Decoder<T>): Decoder<T | null> {
  return (value, path) =>
    value === false || value === null || value === '' ? null : decoder(value, path);
}

export interface Reference {
  id: number;
  name: string;
}

/** [7, "ACME"]: the id and the name people see. */
const reference: Decoder<Reference> = (value, path) => {
  const [id, name] = array(json)(value, path);
  return { id: integer(id, `${path}[0]`), name: string(name, `${path}[1]`) };
};

/** A currency by its ISO code: what has another name has amounts nobody could read. */
const currencyReference: Decoder<Reference> = (value, path) => {
  const currency = reference(value, path);
  if (isCurrency(currency.name)) return currency;
  throw payloadInvalid(`${path}[1]`, 'a currency of ISO 4217', currency.name);
};

/** "2026-05-04 09:30:00", in UTC, its fraction of a second cut off; as an ISO instant. */
const instantText: Decoder<string> = (value, path) => `${text(value, path).replace(' ', 'T')}Z`;

export const rpcPayload = object({
  result: optional(json),
  error: optional(
    object({ data: optional(object({ name: optional(string), message: optional(string) })) }),
  ),
});

/** Enough to key an object. */
export const keyedPayload = object({ id: integer });
export const objectPayload = object({ id: integer, write_date: instantText });
export const childPayload = object({ id: integer, move_id: reference });
export const partialKeyPayload = object({ debit_move_id: reference, credit_move_id: reference });

export const PARTNER_FIELDS = [
  'name',
  'parent_id',
  'commercial_partner_id',
  'ref',
  'vat',
  'email',
  'phone',
  'country_id',
  'property_payment_term_id',
  'credit_limit',
  'use_partner_credit_limit',
  'active',
  'write_date',
] as const;

/** A contact, with what its payload must hold to be understood: which field has the SIREN, and the company's currency. */
export const partnerPayload = object({
  registryField: text,
  currency: text,
  partner: object({
    id: integer,
    name: orFalse(text),
    parent_id: orFalse(reference),
    commercial_partner_id: reference,
    ref: orFalse(text),
    vat: orFalse(text),
    email: orFalse(text),
    phone: orFalse(text),
    country_id: orFalse(reference),
    property_payment_term_id: orFalse(reference),
    credit_limit: number,
    use_partner_credit_limit: boolean,
    active: boolean,
  }),
});

/** The registry field by its name. */
export function registryOf(payload: unknown, field: string): string | null {
  return (
    object({ partner: object({ [field]: orFalse(text) }) })(payload, '').partner[field] ?? null
  );
}

export const MOVE_FIELDS = [
  'name',
  'ref',
  'payment_reference',
  'move_type',
  'state',
  'payment_state',
  'commercial_partner_id',
  'invoice_date',
  'invoice_date_due',
  'date',
  'currency_id',
  'amount_total',
  'amount_residual',
  'reversed_entry_id',
  'write_date',
] as const;

const movePayload = object({
  id: integer,
  name: orFalse(text),
  ref: orFalse(text),
  payment_reference: orFalse(text),
  move_type: text,
  state: text,
  payment_state: orFalse(text),
  commercial_partner_id: orFalse(reference),
  invoice_date: orFalse(isoDate),
  invoice_date_due: orFalse(isoDate),
  date: orFalse(isoDate),
  currency_id: currencyReference,
  amount_total: number,
  amount_residual: number,
  reversed_entry_id: orFalse(reference),
  write_date: instantText,
});

export const LINE_FIELDS = [
  'move_id',
  'move_name',
  'move_type',
  'parent_state',
  'partner_id',
  'name',
  'ref',
  'date',
  'date_maturity',
  'currency_id',
  'amount_currency',
  'amount_residual_currency',
  'payment_id',
  'statement_line_id',
  'write_date',
] as const;

const linePayload = object({
  id: integer,
  move_id: reference,
  move_name: orFalse(text),
  parent_state: text,
  partner_id: orFalse(reference),
  name: orFalse(text),
  ref: orFalse(text),
  date: isoDate,
  date_maturity: orFalse(isoDate),
  currency_id: currencyReference,
  amount_currency: number,
  amount_residual_currency: number,
  payment_id: orFalse(reference),
  statement_line_id: orFalse(reference),
  write_date: instantText,
});
export type Line = ReturnType<typeof linePayload>;

export const PARTIAL_FIELDS = [
  'debit_move_id',
  'credit_move_id',
  'debit_amount_currency',
  'credit_amount_currency',
  'debit_currency_id',
  'credit_currency_id',
  'max_date',
] as const;

export const TARGET_FIELDS = ['move_id', 'move_type'] as const;

/** A reconciliation with the line it settles; null when that line may not be read. */
const settledPayload = object({
  partial: object({
    id: integer,
    debit_move_id: reference,
    debit_amount_currency: number,
    credit_amount_currency: number,
    debit_currency_id: currencyReference,
    credit_currency_id: currencyReference,
    max_date: orFalse(isoDate),
  }),
  target: optional(object({ id: integer, move_id: reference, move_type: text })),
});
export type Settled = ReturnType<typeof settledPayload>;

export const invoicePayload = object({
  move: movePayload,
  lines: array(linePayload),
  settles: array(settledPayload),
});
export const entryPayload = object({
  line: linePayload,
  isOpening: boolean,
  settles: array(settledPayload),
});
export const companyPayload = array(object({ account_opening_move_id: orFalse(reference) }));
