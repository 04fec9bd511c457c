/** The simulated books in ERPNext's words. */
import {
  addDays,
  formatDecimal,
  type BookDocument,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';

export type Row = { [key: string]: Json };

const COMPANY = 'Ma Société';

export function customersOf(books: SimulatedBooks): Row[] {
  return books.customers
    .filter(({ deletedAt }) => deletedAt === null)
    .map((customer) => ({
      name: customerName(customer.id),
      doctype: 'Customer',
      customer_name: customer.name,
      customer_type: customer.isNaturalPerson ? 'Individual' : 'Company',
      tax_id: taxIdOf(customer),
      disabled: customer.isArchived ? 1 : 0,
      payment_terms: `${customer.termsDays} jours`,
      email_id: customer.email,
      mobile_no: null,
      credit_limits:
        customer.creditLimitMinor === null
          ? []
          : [{ company: COMPANY, credit_limit: numberOf(customer.creditLimitMinor) }],
      modified: modified(customer.updatedAt),
    }));
}

/** With a space and a slash, as people name series. */
function customerName(id: string): string {
  return `Client ${id.padStart(4, '0')}/A`;
}

function taxIdOf(customer: SimulatedBooks['customers'][number]): string | null {
  if (customer.isNaturalPerson) return customer.siren;
  return Number(customer.id) % 2 === 0 ? customer.siret : customer.vatNumber;
}

export function invoicesOf(books: SimulatedBooks): Row[] {
  return books.documents
    .filter(({ deletedAt }) => deletedAt === null)
    .map((document) => renderInvoice(books, document));
}

function renderInvoice(books: SimulatedBooks, document: BookDocument): Row {
  const isReturn = document.kind === 'CREDIT_NOTE';
  const sign = isReturn ? -1n : 1n;
  const total = numberOf(sign * document.totalMinor);
  const corrected = document.correctsId === null ? null : books.document(document.correctsId);
  return {
    name: invoiceName(document),
    doctype: 'Sales Invoice',
    customer: customerName(document.customerId),
    customer_name: books.customer(document.customerId).name,
    company: COMPANY,
    posting_date: document.issuedOn,
    due_date: document.dueOn,
    currency: document.currency,
    party_account_currency: 'EUR',
    conversion_rate: 1,
    grand_total: total,
    rounded_total: Number(document.id) % 2 === 0 ? total : 0,
    base_grand_total: total,
    base_rounded_total: 0,
    outstanding_amount: numberOf(sign * books.openOf(document)),
    is_return: isReturn ? 1 : 0,
    return_against: corrected === null ? null : invoiceName(corrected),
    is_opening: 'No',
    docstatus: { DRAFT: 0, POSTED: 1, VOID: 2 }[document.state],
    status: statusOf(books, document),
    po_no: document.reference,
    payment_schedule: scheduleOf(document),
    items: [{ item_code: 'SERVICE', qty: 1 }],
    modified: modified(document.updatedAt),
  };
}

function invoiceName({ id, number }: BookDocument): string {
  return number ?? `Brouillon ${id}/SINV`;
}

function statusOf(books: SimulatedBooks, document: BookDocument): string {
  if (document.state === 'DRAFT') return 'Draft';
  if (document.state === 'VOID') return 'Cancelled';
  if (document.kind === 'CREDIT_NOTE') return 'Return';
  if (books.openOf(document) === 0n) return 'Paid';
  const isLate = document.dueOn !== null && document.dueOn < books.today;
  const word = isLate ? 'Overdue' : 'Unpaid';
  return Number(document.id) % 7 === 0 ? `${word} and Discounted` : word;
}

/** Every fifth invoice with a due date falls due in two parts. */
function scheduleOf({ id, kind, dueOn, totalMinor }: BookDocument): Json[] {
  if (dueOn === null || kind === 'CREDIT_NOTE') return [];
  if (Number(id) % 5 !== 0) return [{ due_date: dueOn, payment_amount: numberOf(totalMinor) }];
  const first = (totalMinor * 3n) / 5n;
  return [
    { due_date: dueOn, payment_amount: numberOf(first), parentfield: 'payment_schedule' },
    { due_date: addDays(dueOn, 30), payment_amount: numberOf(totalMinor - first) },
  ];
}

export function paymentsOf(books: SimulatedBooks): Row[] {
  return books.payments
    .filter(({ deletedAt }) => deletedAt === null)
    .map((payment) => ({
      name: `ACC-PAY 2026/${payment.id.padStart(5, '0')}`,
      doctype: 'Payment Entry',
      payment_type: 'Receive',
      party_type: 'Customer',
      party: customerName(payment.customerId),
      company: COMPANY,
      posting_date: payment.paidOn,
      paid_amount: numberOf(payment.amountMinor),
      received_amount: numberOf(payment.amountMinor),
      paid_from_account_currency: 'EUR',
      paid_to_account_currency: 'EUR',
      unallocated_amount: numberOf(books.unusedOf(payment)),
      difference_amount: 0,
      reference_no: payment.reference,
      reference_date: payment.paidOn,
      docstatus: 1,
      references: books.allocationsFrom('PAYMENT', payment.id).map((each) => ({
        reference_doctype: 'Sales Invoice',
        reference_name: invoiceName(books.document(each.toId)),
        total_amount: numberOf(books.document(each.toId).totalMinor),
        allocated_amount: numberOf(each.amountMinor),
        exchange_rate: 1,
      })),
      modified: modified(payment.updatedAt),
    }));
}

function numberOf(minor: bigint): number {
  return Number(formatDecimal(minor, 2));
}

/** In the time of the site, two hours ahead, to the microsecond. */
function modified(instant: string): string {
  const local = new Date(Date.parse(instant) + 2 * 3_600_000).toISOString();
  return `${local.slice(0, 19).replace('T', ' ')}.482913`;
}
