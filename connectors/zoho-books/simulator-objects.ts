/** The simulated books in Zoho's words. */
import {
  formatDecimal,
  type BookDocument,
  type BookObject,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';

type Item = { [key: string]: Json };

export interface Rendered {
  updatedAt: string;
  body: Item;
}

/** Numbers of Zoho are long, and texts. */
const FIRST_ID = 460_000_000_000_000_000n;

function idOf(kind: 1 | 2 | 3, id: string): string {
  return String(FIRST_ID + BigInt(kind) * 1_000_000n + BigInt(id));
}

export function contactsOf(books: SimulatedBooks): Rendered[] {
  return alive(books.customers).map((customer) => {
    const { id, name, email, termsDays, creditLimitMinor, isArchived } = customer;
    return rendered(customer, {
      contact_id: idOf(1, id),
      contact_name: name,
      company_name: name,
      contact_type: 'customer',
      email,
      phone: '',
      payment_terms: termsDays,
      payment_terms_label: `Net ${termsDays}`,
      credit_limit: creditLimitMinor === null ? '' : amount(creditLimitMinor),
      currency_code: 'EUR',
      status: isArchived ? 'inactive' : 'active',
      outstanding_receivable_amount: 0,
    });
  });
}

export function invoicesOf(books: SimulatedBooks): Rendered[] {
  const chosen = alive(books.documents).filter(({ kind }) => kind === 'INVOICE');
  return chosen.map((document) => {
    const open = books.openOf(document);
    return rendered(document, {
      ...moneyOf(books, document),
      invoice_id: idOf(2, document.id),
      invoice_number: document.number ?? '',
      due_date: document.dueOn ?? '',
      status: statusOf(document, open, books.today),
      payment_made: amount(document.totalMinor - open),
      write_off_amount: 0,
    });
  });
}

export function creditNotesOf(books: SimulatedBooks): Rendered[] {
  const chosen = alive(books.documents).filter(({ kind }) => kind === 'CREDIT_NOTE');
  return chosen.map((document) => {
    const open = books.openOf(document);
    const posted = open === 0n ? 'closed' : 'open';
    return rendered(document, {
      ...moneyOf(books, document),
      creditnote_id: idOf(2, document.id),
      creditnote_number: document.number ?? '',
      status: document.state === 'POSTED' ? posted : document.state.toLowerCase(),
    });
  });
}

function moneyOf(books: SimulatedBooks, document: BookDocument): Item {
  const { customerId, issuedOn, currency, totalMinor, reference } = document;
  return {
    customer_id: idOf(1, customerId),
    customer_name: books.customer(customerId).name,
    reference_number: reference,
    date: issuedOn,
    currency_code: currency,
    exchange_rate: 1,
    total: amount(totalMinor),
    balance: amount(books.openOf(document)),
  };
}

function statusOf({ state, totalMinor, dueOn }: BookDocument, open: bigint, today: string): string {
  if (state !== 'POSTED') return state.toLowerCase();
  if (open === 0n) return 'paid';
  if (dueOn !== null && dueOn < today) return 'overdue';
  return open < totalMinor ? 'partially_paid' : 'sent';
}

export function paymentsOf(books: SimulatedBooks): Rendered[] {
  return alive(books.payments).map((payment) => {
    const { id, customerId, paidOn, amountMinor, currency, reference } = payment;
    const paid = books.allocationsFrom('PAYMENT', id);
    return rendered(payment, {
      payment_id: idOf(3, id),
      payment_number: id,
      customer_id: idOf(1, customerId),
      date: paidOn,
      amount: amount(amountMinor),
      bcy_amount: amount(amountMinor),
      unused_amount: amount(books.unusedOf(payment)),
      currency_code: currency,
      reference_number: reference,
      payment_mode: 'Bank Transfer',
      invoice_numbers: paid.map(({ toId }) => books.document(toId).number ?? '').join(','),
      invoices: paid.map(({ toId, amountMinor: part }) => ({
        invoice_id: idOf(2, toId),
        invoice_number: books.document(toId).number,
        amount_applied: amount(part),
      })),
    });
  });
}

function alive<T extends BookObject>(objects: readonly T[]): T[] {
  return objects.filter(({ deletedAt }) => deletedAt === null);
}

/** Instants have a zone without a colon. */
function rendered({ createdAt, updatedAt }: BookObject, body: Item): Rendered {
  const written = (instant: string): string => instant.replace('Z', '+0000');
  return {
    updatedAt,
    body: {
      ...body,
      created_time: written(createdAt),
      last_modified_time: written(updatedAt),
    },
  };
}

function amount(minor: bigint): number {
  return Number(formatDecimal(minor, 2));
}
