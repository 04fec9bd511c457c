/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  isCurrency,
  isoDay,
  partyRecord,
  payloadInvalid,
  type AccountingDocumentRecord,
  type DocumentState,
  type Json,
  type PartyRecord,
} from '../../src/connector-kit';
import { contactPayload, creditNotePayload, invoicePayload, paymentPayload } from './payloads';

/** A customer; nothing of a contact that is a supplier. */
export function mapContact(payload: Json): PartyRecord[] {
  const contact = decode(contactPayload, payload);
  if (contact.contact_type === 'vendor') return [];
  const { currency_code, credit_limit, payment_terms } = contact;
  const currency = currency_code === null ? null : currencyOf(currency_code);
  const limit =
    credit_limit === null || credit_limit === '' || currency === null
      ? 0n
      : decimalToMinor(currency)(credit_limit, 'credit_limit');
  return [
    partyRecord({
      sourceKey: contactKey(contact.contact_id),
      name: contact.contact_name,
      email: contact.email,
      phone: contact.phone,
      paymentTerms: termsOf(payment_terms),
      // 0 is a limit that nobody has set.
      creditLimitMinor: limit > 0n ? limit : null,
      currency,
      isActive: contact.status !== 'inactive',
    }),
  ];
}

/** Days; numbers below 0 are Zoho's names for the ends of months. */
function termsOf(days: number | null): string | null {
  if (days === null || days < 0) return null;
  return days === 0 ? 'à réception' : `${days} jours`;
}

export function mapInvoice(payload: Json): AccountingDocumentRecord[] {
  const invoice = decode(invoicePayload, payload);
  const money = moneyOf(invoice, 1n);
  return [
    documentRecord({
      ...money,
      sourceKey: invoiceKey(invoice.invoice_id),
      kind: 'INVOICE',
      number: invoice.invoice_number ?? '',
      dueOn: invoice.due_date,
      state: stateOf(invoice.status, money.openMinor),
    }),
  ];
}

/** Amounts above 0 at the source become negative. What it was set against is not in the list: its balance decides. */
export function mapCreditNote(payload: Json): AccountingDocumentRecord[] {
  const note = decode(creditNotePayload, payload);
  const money = moneyOf(note, -1n);
  return [
    documentRecord({
      ...money,
      sourceKey: `creditnote:${note.creditnote_id}`,
      kind: 'CREDIT_NOTE',
      number: note.creditnote_number ?? '',
      state: stateOf(note.status, money.openMinor),
    }),
  ];
}

interface Told {
  customer_id: string;
  date: string;
  currency_code: string;
  total: Json;
  balance: Json;
  reference_number: string | null;
  last_modified_time: string;
}

function moneyOf(
  { customer_id, date, currency_code, total, balance, reference_number, ...rest }: Told,
  sign: 1n | -1n,
): Pick<
  AccountingDocumentRecord,
  'partyKey' | 'issuedOn' | 'currency' | 'amountMinor' | 'openOn' | 'label' | 'references'
> & { openMinor: bigint } {
  const currency = currencyOf(currency_code);
  const amount = decimalToMinor(currency);
  return {
    partyKey: contactKey(customer_id),
    issuedOn: date,
    currency,
    amountMinor: sign * amount(total, 'total'),
    openMinor: sign * amount(balance, 'balance'),
    openOn: isoDay(rest.last_modified_time, 'last_modified_time'),
    label: reference_number ?? '',
    references: reference_number === null ? [] : [reference_number],
  };
}

/** The balance is right where a status is not: an invoice that is overdue with nothing left is paid. */
function stateOf(status: string, open: bigint): DocumentState {
  if (status === 'draft') return 'DRAFT';
  if (status === 'void') return 'VOID';
  if (status === 'paid' || status === 'closed' || open === 0n) return 'PAID';
  return status === 'UNKNOWN' ? 'UNKNOWN' : 'OPEN';
}

export function mapPayment(payload: Json): AccountingDocumentRecord[] {
  const payment = decode(paymentPayload, payload);
  const currency = currencyOf(payment.currency_code ?? 'EUR');
  const amount = decimalToMinor(currency);
  const { unused_amount: unused } = payment;
  return [
    documentRecord({
      sourceKey: `payment:${payment.payment_id}`,
      kind: 'PAYMENT',
      partyKey: contactKey(payment.customer_id),
      number: '',
      label: payment.reference_number ?? payment.payment_mode ?? '',
      issuedOn: payment.date,
      currency,
      amountMinor: -amount(payment.amount, 'amount'),
      openMinor: unused === null ? null : -amount(unused, 'unused_amount'),
      openOn: payment.date,
      state: 'UNKNOWN',
      allocations: payment.invoices
        .map(({ invoice_id, amount_applied }, index) => ({
          toKey: invoiceKey(invoice_id),
          amountMinor: amount(amount_applied, `invoices[${index}].amount_applied`),
          on: null,
        }))
        .filter(({ amountMinor }) => amountMinor > 0n),
    }),
  ];
}

function currencyOf(written: string): string {
  if (isCurrency(written)) return written;
  throw payloadInvalid('currency_code', 'a currency of ISO 4217', written);
}

function contactKey(id: string): string {
  return `contact:${id}`;
}

function invoiceKey(id: string): string {
  return `invoice:${id}`;
}
