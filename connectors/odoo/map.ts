/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  identifierDigits,
  isoDay,
  isSiren,
  isSiret,
  listed,
  partyRecord,
  payloadInvalid,
  sirenOfVatNumber,
  type DocumentAllocation,
  type DocumentInstalment,
  type DocumentKind,
  type DocumentState,
  type Json,
  type UnifiedRecord,
} from '../../src/connector-kit';
import {
  entryPayload,
  invoicePayload,
  partnerPayload,
  registryOf,
  type Line,
  type Reference,
  type Settled,
} from './payloads';

const INVOICE_TYPES: Readonly<Record<string, { kind: DocumentKind; sign: 1n | -1n }>> = {
  out_invoice: { kind: 'INVOICE', sign: 1n },
  out_receipt: { kind: 'INVOICE', sign: 1n },
  out_refund: { kind: 'CREDIT_NOTE', sign: -1n },
};

/** A contact that is not its own commercial entity owes nothing: its company does. */
export function mapPartner(payload: Json): UnifiedRecord[] {
  const { partner, registryField, currency } = decode(partnerPayload, payload);
  if (partner.commercial_partner_id.id !== partner.id) return [];
  const registered = identifierDigits(registryOf(payload, registryField) ?? '');
  const siret = isSiret(registered) ? registered : null;
  const limit = decimalToMinor(currency)(partner.credit_limit, 'partner.credit_limit');
  return [
    partyRecord({
      sourceKey: partyKey(partner),
      code: partner.ref,
      name: partner.name ?? `Contact ${partner.id}`,
      siren: sirenOf(siret?.slice(0, 9) ?? registered, partner.vat),
      siret,
      vatNumber: partner.vat,
      countryCode: countryOf(partner.vat, partner.country_id),
      email: partner.email,
      phone: partner.phone,
      paymentTerms: partner.property_payment_term_id?.name ?? null,
      creditLimitMinor: partner.use_partner_credit_limit ? limit : null,
      currency: partner.use_partner_credit_limit ? currency : null,
      isActive: partner.active,
      parentKey: partner.parent_id === null ? null : partyKey(partner.parent_id),
    }),
  ];
}

function sirenOf(registered: string, vat: string | null): string | null {
  if (isSiren(registered)) return registered;
  return vat === null ? null : sirenOfVatNumber(vat);
}

/** A country comes by its name, in the language of the user; the letters of the VAT number are the same in all. */
function countryOf(vat: string | null, country: Reference | null): string | null {
  const letters = /^[A-Z]{2}/.exec(vat ?? '')?.[0] ?? null;
  if (letters !== null) return letters === 'EL' ? 'GR' : letters;
  return country?.name === 'France' ? 'FR' : null;
}

export function mapInvoice(payload: Json): UnifiedRecord[] {
  const { move, lines, settles } = decode(invoicePayload, payload);
  const type = listed(INVOICE_TYPES, move.move_type);
  if (type === undefined) throw payloadInvalid('move.move_type', 'an invoice', move.move_type);
  const state = stateOf(move.state);
  const issuedOn = move.invoice_date ?? move.date;
  // A draft may lack anything; what was issued may not.
  if (state === 'DRAFT' && (move.commercial_partner_id === null || issuedOn === null)) return [];
  if (move.commercial_partner_id === null) {
    throw payloadInvalid('move.commercial_partner_id', 'a contact', false);
  }
  if (issuedOn === null) throw payloadInvalid('move.invoice_date', 'a date', false);
  const currency = move.currency_id.name;
  const amount = decimalToMinor(currency);
  const isClaim = state === 'OPEN' || state === 'UNKNOWN';
  const openMinor =
    openOf(lines) ?? type.sign * amount(move.amount_residual, 'move.amount_residual');
  return [
    documentRecord({
      sourceKey: `invoice:${move.id}`,
      kind: type.kind,
      partyKey: partyKey(move.commercial_partner_id),
      number: numberOf(move.name),
      issuedOn,
      dueOn: dueOf(lines) ?? move.invoice_date_due,
      currency,
      amountMinor: totalOf(lines) ?? type.sign * amount(move.amount_total, 'move.amount_total'),
      openMinor: isClaim ? openMinor : null,
      openOn: latestDay([move.write_date, ...lines.map(({ write_date }) => write_date)]),
      instalments: instalmentsOf(lines),
      state: state === 'OPEN' && openMinor === 0n ? 'PAID' : state,
      allocations: isClaim ? allocationsOf(settles) : [],
      isDisputed: move.payment_state === 'blocked',
      references: [move.ref, move.payment_reference].filter((each) => each !== null),
      precedingNumber: move.reversed_entry_id === null ? null : shortName(move.reversed_entry_id),
    }),
  ];
}

/** A line on a receivable account that is of no invoice: a payment, an opening entry, or another. */
export function mapEntry(payload: Json): UnifiedRecord[] {
  const { line, isOpening, settles } = decode(entryPayload, payload);
  const state = stateOf(line.parent_state);
  const amount = decimalToMinor(line.currency_id.name);
  const amountMinor = amount(line.amount_currency, 'line.amount_currency');
  // Without a customer it is owed by nobody we could name, and a line of 0 says nothing.
  if (line.partner_id === null || amountMinor === 0n) return [];
  const openMinor = amount(line.amount_residual_currency, 'line.amount_residual_currency');
  const kind = kindOf(line, { isOpening, amountMinor });
  const isPayment = kind === 'PAYMENT' || kind === 'REFUND';
  const isClaim = state === 'OPEN' || state === 'UNKNOWN';
  return [
    documentRecord({
      sourceKey: `line:${line.id}`,
      kind,
      partyKey: partyKey(line.partner_id),
      number: isPayment ? '' : ((isOpening ? line.name : null) ?? numberOf(line.move_name)),
      label: line.name ?? line.ref ?? '',
      issuedOn: line.date,
      dueOn: isPayment ? null : line.date_maturity,
      currency: line.currency_id.name,
      amountMinor,
      openMinor: isClaim ? openMinor : null,
      openOn: latestDay([line.write_date]),
      state: state === 'OPEN' && openMinor === 0n ? 'PAID' : state,
      allocations: isClaim ? allocationsOf(settles) : [],
      references: line.ref === null ? [] : [line.ref],
    }),
  ];
}

function kindOf(
  line: Line,
  { isOpening, amountMinor }: { isOpening: boolean; amountMinor: bigint },
): DocumentKind {
  if (isOpening) return 'OPENING';
  if (line.payment_id === null && line.statement_line_id === null) return 'ADJUSTMENT';
  return amountMinor < 0n ? 'PAYMENT' : 'REFUND';
}

function stateOf(state: string): DocumentState {
  return listed({ draft: 'DRAFT', posted: 'OPEN', cancel: 'VOID' } as const, state) ?? 'UNKNOWN';
}

/** Null without a line on a receivable account. */
function totalOf(lines: readonly Line[]): bigint | null {
  return sumOf(lines, 'amount_currency');
}

function openOf(lines: readonly Line[]): bigint | null {
  return sumOf(lines, 'amount_residual_currency');
}

function sumOf(
  lines: readonly Line[],
  field: 'amount_currency' | 'amount_residual_currency',
): bigint | null {
  if (lines.length === 0) return null;
  return lines.reduce((total, line, index) => {
    const amount = decimalToMinor(line.currency_id.name);
    return total + amount(line[field], `lines[${index}].${field}`);
  }, 0n);
}

function dueOf(lines: readonly Line[]): string | null {
  const days = lines.flatMap(({ date_maturity: day }) => (day === null ? [] : [day]));
  return days.sort().at(-1) ?? null;
}

/** One for each line, in the order in which they fall due; none where there is one line. */
function instalmentsOf(lines: readonly Line[]): DocumentInstalment[] {
  if (lines.length < 2) return [];
  return lines
    .map((line, index) => ({
      dueOn: line.date_maturity,
      amountMinor: decimalToMinor(line.currency_id.name)(
        line.amount_currency,
        `lines[${index}].amount_currency`,
      ),
    }))
    .sort((one, other) => ((one.dueOn ?? '') < (other.dueOn ?? '') ? -1 : 1));
}

/** Several reconciliations with the lines of one document are one. Between currencies the open amounts alone tell. */
function allocationsOf(settles: readonly Settled[]): DocumentAllocation[] {
  const parts = new Map<string, DocumentAllocation>();
  for (const [index, { partial, target }] of settles.entries()) {
    const { debit_currency_id: debit, credit_currency_id: credit } = partial;
    if (target === null || debit.name !== credit.name) continue;
    const path = `settles[${index}].partial.credit_amount_currency`;
    const amountMinor = decimalToMinor(credit.name)(partial.credit_amount_currency, path);
    if (amountMinor <= 0n) continue;
    const isInvoice = listed(INVOICE_TYPES, target.move_type) !== undefined;
    const toKey = isInvoice ? `invoice:${target.move_id.id}` : `line:${target.id}`;
    const key = `${toKey} ${partial.max_date ?? ''}`;
    const before = parts.get(key)?.amountMinor ?? 0n;
    parts.set(key, { toKey, amountMinor: before + amountMinor, on: partial.max_date });
  }
  return [...parts.values()];
}

/** One name for a customer in all streams. */
function partyKey({ id }: { id: number }): string {
  return `partner:${id}`;
}

/** A draft is called "/". */
function numberOf(name: string | null): string {
  return name === null || name === '/' ? '' : name;
}

/** "INV/2026/0001 (order 7)": people see the number first, and what follows is theirs. */
function shortName({ name }: Reference): string | null {
  return name.split(' (')[0]?.trim() || null;
}

function latestDay(instants: readonly string[]): string | null {
  const latest = [...instants].sort().at(-1);
  return latest === undefined ? null : isoDay(latest, 'write_date');
}
