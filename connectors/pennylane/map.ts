/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  isoDay,
  isSiren,
  isSiret,
  partyRecord,
  payloadInvalid,
  sirenOfVatNumber,
  type AccountingDocumentRecord,
  type Decoded,
  type DocumentAllocation,
  type DocumentState,
  type Json,
  type PartyRecord,
} from '../../src/connector-kit';
import { openOf, totalOf } from './amounts';
import {
  customerPayload,
  invoicePayload,
  settlementPayload,
  stageOfInvoice,
  type INVOICE_STATUSES,
} from './payloads';

type Customer = Decoded<typeof customerPayload>;
type Invoice = Decoded<typeof invoicePayload>;
type Status = (typeof INVOICE_STATUSES)[number] | 'UNKNOWN';

/** A company has a name, an individual a first and a last one. */
export function mapCustomer(payload: Json): PartyRecord[] {
  const customer = decode(customerPayload, payload);
  return [
    partyRecord({
      ...registrationOf(customer),
      sourceKey: customerKey(customer.id),
      code: customer.reference,
      name: nameOf(customer),
      vatNumber: customer.vat_number,
      countryCode: countryOf(customer),
      email: customer.emails?.[0] ?? null,
      phone: customer.phone,
      paymentTerms: termsOf(customer.payment_conditions),
    }),
  ];
}

function nameOf({ name, first_name, last_name }: Customer): string {
  const whole = name ?? [first_name, last_name].filter((part) => part !== null).join(' ');
  if (whole === '') throw payloadInvalid('name', 'a name', null);
  return whole;
}

/** `reg_no` holds a SIREN, a SIRET or a foreign number, with or without spaces. */
function registrationOf({ reg_no, vat_number }: Customer): Pick<PartyRecord, 'siren' | 'siret'> {
  const digits = (reg_no ?? '').replace(/[\s.]/g, '');
  const siret = isSiret(digits) ? digits : null;
  const siren = siret === null ? digits : siret.slice(0, 9);
  const told = isSiren(siren) ? siren : null;
  return { siren: told ?? (vat_number === null ? null : sirenOfVatNumber(vat_number)), siret };
}

function countryOf({ billing_address }: Customer): string | null {
  const code = billing_address?.country_alpha2?.toUpperCase() ?? '';
  return /^[A-Z]{2}$/.test(code) ? code : null;
}

/** "45_days" is said as people write it; "custom" says nothing. */
function termsOf(conditions: string | null): string | null {
  if (conditions === 'upon_receipt') return 'à réception';
  const days = /^(\d{1,3})_days$/.exec(conditions ?? '')?.[1];
  return days === undefined ? null : `${days} jours`;
}

/** An invoice or a credit note, the one positive and the other negative; nothing of a draft, or of one that was cancelled. */
export function mapInvoice(payload: Json): AccountingDocumentRecord[] {
  const { draft, status, invoice_number: number } = decode(stageOfInvoice, payload);
  const isDraft = draft === true || status === 'draft';
  if (isDraft || (status === 'cancelled' && (number === null || number === ''))) return [];
  const invoice = decode(invoicePayload, payload);
  const isCredit = status === 'credit_note' || invoice.credited_invoice !== null;
  const sign = isCredit ? -1n : 1n;
  const open = openOf(invoice);
  return [
    documentRecord({
      sourceKey: invoiceKey(invoice.id),
      kind: isCredit ? 'CREDIT_NOTE' : 'INVOICE',
      partyKey: customerKey(invoice.customer.id),
      number: invoice.invoice_number,
      label: invoice.label ?? '',
      issuedOn: invoice.date,
      dueOn: invoice.deadline,
      currency: invoice.currency,
      amountMinor: sign * totalOf(invoice),
      openMinor: open === null ? null : sign * open,
      openOn: isoDay(invoice.updated_at, 'updated_at'),
      state: stateOf(status, open),
      allocations: creditOf(invoice, open),
      precedingNumber: invoice.credited_invoice?.invoice_number ?? null,
    }),
  ];
}

function stateOf(status: Status, open: bigint | null): DocumentState {
  if (status === 'cancelled') return 'VOID';
  if (status === 'paid' || open === 0n) return 'PAID';
  return status === 'incomplete' || status === 'archived' || status === 'UNKNOWN'
    ? 'UNKNOWN'
    : 'OPEN';
}

/** What of a credit note is used up went to the invoice it credits. */
function creditOf(invoice: Invoice, open: bigint | null): DocumentAllocation[] {
  if (invoice.credited_invoice === null) return [];
  const amountMinor = totalOf(invoice) - (open ?? 0n);
  if (amountMinor <= 0n) return [];
  return [{ toKey: invoiceKey(invoice.credited_invoice.id), amountMinor, on: null }];
}

/**
 * Bank transactions matched with an invoice, each with the part that settled it. The part is not told: what is settled is spread
 * over the transactions in the order of their days, none beyond its own amount, so that one that pays several invoices is
 * never counted beyond what they lost.
 */
export function mapSettlement(payload: Json): AccountingDocumentRecord[] {
  const { invoice, transactions } = decode(settlementPayload, payload);
  const inOrder = [...transactions].sort((one, other) =>
    one.date === other.date ? one.id - other.id : one.date < other.date ? -1 : 1,
  );
  let left = totalOf(invoice) - (openOf(invoice) ?? 0n);
  return inOrder.flatMap((transaction) => {
    const received = receivedOf(transaction, invoice.currency);
    const part = received < left ? received : left;
    if (part <= 0n) return [];
    left -= part;
    return [
      documentRecord({
        sourceKey: `transaction:${transaction.id}:${invoice.id}`,
        kind: 'PAYMENT',
        partyKey: customerKey(invoice.customer.id),
        number: '',
        label: transaction.label ?? '',
        issuedOn: transaction.date,
        currency: invoice.currency,
        amountMinor: -part,
        openMinor: 0n,
        openOn: transaction.date,
        state: 'PAID',
        allocations: [{ toKey: invoiceKey(invoice.id), amountMinor: part, on: transaction.date }],
      }),
    ];
  });
}

/** In the invoice's currency where the transaction is in it, else in euros. */
function receivedOf(
  { amount, currency, currency_amount }: Decoded<typeof settlementPayload>['transactions'][number],
  wanted: string,
): bigint {
  const isSame = currency === wanted && currency_amount !== null;
  const written = isSame ? currency_amount : amount;
  const received = decimalToMinor(wanted)(written, 'transactions.amount');
  return received < 0n ? -received : received;
}

function customerKey(id: number): string {
  return `customer:${id}`;
}

function invoiceKey(id: number): string {
  return `invoice:${id}`;
}
