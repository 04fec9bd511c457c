/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  isoDay,
  partyRecord,
  type DocumentState,
  type Json,
  type UnifiedRecord,
} from '../../../src/connector-kit';
import { customerPayload, invoicePayload, paymentPayload } from './payloads';

const STATES: Readonly<Record<string, DocumentState>> = {
  draft: 'DRAFT',
  open: 'OPEN',
  paid: 'PAID',
  void: 'VOID',
};

export function mapCustomer(payload: Json): UnifiedRecord[] {
  const customer = decode(customerPayload, payload);
  return [
    partyRecord({
      sourceKey: customerKey(customer.id),
      code: customer.code,
      name: customer.name,
      siren: customer.siren,
      countryCode: 'FR',
      email: customer.email,
      isActive: !customer.archived,
    }),
  ];
}

/** A credit note lessens what is owed: its amounts, above 0 at the source, become negative. */
export function mapInvoice(payload: Json): UnifiedRecord[] {
  const invoice = decode(invoicePayload, payload);
  const amount = decimalToMinor(invoice.currency);
  const isCredit = invoice.type === 'credit_note';
  const sign = isCredit ? -1n : 1n;
  return [
    documentRecord({
      sourceKey: `invoice:${invoice.id}`,
      kind: isCredit ? 'CREDIT_NOTE' : 'INVOICE',
      partyKey: customerKey(invoice.customer_id),
      number: invoice.number ?? '',
      issuedOn: invoice.date,
      dueOn: invoice.due_date,
      currency: invoice.currency,
      amountMinor: sign * amount(invoice.total, 'total'),
      openMinor: sign * amount(invoice.remaining, 'remaining'),
      openOn: isoDay(invoice.updated_at, 'updated_at'),
      state: STATES[invoice.status] ?? 'UNKNOWN',
    }),
  ];
}

export function mapPayment(payload: Json): UnifiedRecord[] {
  const payment = decode(paymentPayload, payload);
  const amount = decimalToMinor(payment.currency);
  return [
    documentRecord({
      sourceKey: `payment:${payment.id}`,
      kind: 'PAYMENT',
      partyKey: customerKey(payment.customer_id),
      number: '',
      label: payment.reference ?? '',
      issuedOn: payment.date,
      currency: payment.currency,
      amountMinor: -amount(payment.amount, 'amount'),
      state: 'UNKNOWN',
      allocations: payment.pays.map((part, index) => ({
        toKey: `invoice:${part.invoice_id}`,
        amountMinor: amount(part.amount, `pays[${index}].amount`),
        on: null,
      })),
    }),
  ];
}

/** One name for a customer in all streams. */
function customerKey(id: string): string {
  return `customer:${id}`;
}
