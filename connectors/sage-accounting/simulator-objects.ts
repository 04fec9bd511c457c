/** The simulated books in Sage's words. */
import {
  formatDecimal,
  type BookDocument,
  type BookObject,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';

type Item = { [key: string]: Json };

/** An object of a list, with what the list can be asked by. */
export interface Rendered {
  updatedAt: string;
  deletedAt: string | null;
  contactId: string | null;
  body: Item;
}

const DAY_MS = 86_400_000;
/** What was entered before the company began with Sage is known by its sum. */
const OPENING_DAYS = 200;

/** Customers, and one supplier among the contacts. */
export function contactsOf(books: SimulatedBooks): Rendered[] {
  const customers = books.customers.map((customer): Rendered => {
    const { uuid, name, code, isNaturalPerson } = customer;
    const type = { id: 'CUSTOMER', displayed_as: 'Client', $path: '/contact_types/CUSTOMER' };
    return rendered(customer, uuid, {
      ...headOf('contacts', uuid, `${name} (${code})`),
      contact_types: [type],
      name,
      reference: code,
      auxiliary_account: `411${code}`,
      tax_number: isNaturalPerson ? null : customer.vatNumber,
      registered_number: isNaturalPerson ? '' : numberOfCompany(customer),
      credit_limit: amount(customer.id, customer.creditLimitMinor ?? 0n),
      credit_days: customer.termsDays,
      currency: currency(),
      email: customer.email,
      main_address: {
        city: 'LYON',
        postal_code: '69003',
        country: { id: 'FR', $path: '/countries/FR' },
      },
    });
  });
  const [first] = books.customers;
  if (first === undefined) return [];
  const { createdAt } = first;
  const supplier: Item = {
    ...headOf('contacts', 'supplier-0001', 'FOURNISSEUR INVENTE'),
    contact_types: [{ id: 'VENDOR', displayed_as: 'Fournisseur' }],
    name: 'FOURNISSEUR INVENTE',
    created_at: createdAt,
    updated_at: createdAt,
  };
  return [
    ...customers,
    { updatedAt: createdAt, deletedAt: null, contactId: 'supplier-0001', body: supplier },
  ];
}

function numberOfCompany({ id, siren, siret }: SimulatedBooks['customers'][number]): string {
  return Number(id) % 2 === 0
    ? siret
    : `${siren.slice(0, 3)} ${siren.slice(3, 6)} ${siren.slice(6)}`;
}

export function invoicesOf(books: SimulatedBooks): Rendered[] {
  const chosen = books.documents.filter(
    (each) => each.kind === 'INVOICE' && !isOpening(books, each),
  );
  return chosen.map((document) =>
    artefact(books, document, {
      ...headOf('sales_invoices', document.uuid, document.number ?? 'Brouillon'),
      ...numbered('invoice_number', document.number),
      due_date: document.dueOn,
    }),
  );
}

export function creditNotesOf(books: SimulatedBooks): Rendered[] {
  const chosen = books.documents.filter(
    (each) => each.kind === 'CREDIT_NOTE' && !isOpening(books, each),
  );
  return chosen.map((document) =>
    artefact(books, document, {
      ...headOf('sales_credit_notes', document.uuid, document.number ?? ''),
      ...numbered('credit_note_number', document.number),
    }),
  );
}

export function quickEntriesOf(books: SimulatedBooks): Rendered[] {
  const chosen = books.documents.filter((each) => isOpening(books, each));
  return chosen.map((document) =>
    artefact(books, document, {
      ...headOf('sales_quick_entries', document.uuid, document.number ?? ''),
      reference: document.number,
      quick_entry_type: { id: document.kind, displayed_as: document.kind },
      due_date: document.dueOn,
    }),
  );
}

/** By when it was made, which never changes: an object does not wander from list to list. */
function isOpening({ documents }: SimulatedBooks, { createdAt }: BookDocument): boolean {
  const begun = Date.parse(documents[0]?.createdAt ?? createdAt);
  return Date.parse(createdAt) < begun + OPENING_DAYS * DAY_MS;
}

/** The prefix stands by itself. */
function numbered(field: string, number: string | null): Item {
  const prefix = number?.slice(0, 3) ?? null;
  return { [`${field}_prefix`]: prefix, [field]: number?.slice(3) ?? null };
}

function artefact(books: SimulatedBooks, document: BookDocument, own: Item): Rendered {
  const { id, totalMinor, netMinor } = document;
  const open = books.openOf(document);
  const contact = books.customer(document.customerId);
  const status = statusOf(document, open);
  return rendered(document, contact.uuid, {
    reference: document.reference,
    ...own,
    contact: headOf('contacts', contact.uuid, contact.name),
    contact_name: contact.name,
    contact_reference: contact.code,
    date: document.issuedOn,
    net_amount: amount(id, netMinor),
    tax_amount: amount(id, totalMinor - netMinor),
    total_amount: amount(id, totalMinor),
    outstanding_amount: amount(id, open),
    total_paid: amount(id, totalMinor - open),
    currency: currency(),
    exchange_rate: '1.0',
    status: { id: status, displayed_as: status, $path: `/artefact_statuses/${status}` },
    void_reason: status === 'VOID' ? 'Erreur' : null,
    sent: true,
  });
}

function statusOf({ state, totalMinor }: BookDocument, open: bigint): string {
  if (state !== 'POSTED') return state;
  if (open === 0n) return 'PAID';
  return open === totalMinor ? 'UNPAID' : 'PART_PAID';
}

export function paymentsOf(books: SimulatedBooks): Rendered[] {
  return books.payments.map((payment) => {
    const { id, uuid } = payment;
    const contact = books.customer(payment.customerId);
    const unused = books.unusedOf(payment);
    return rendered(payment, contact.uuid, {
      ...headOf('contact_payments', uuid, payment.reference),
      transaction_type: { id: 'CUSTOMER_RECEIPT', displayed_as: 'Encaissement client' },
      contact: headOf('contacts', contact.uuid, contact.name),
      date: payment.paidOn,
      net_amount: amount(id, payment.amountMinor),
      total_amount: amount(id, payment.amountMinor),
      currency: currency(),
      reference: payment.reference,
      allocated_artefacts: books
        .allocationsFrom('PAYMENT', id)
        .map(({ toId, amountMinor }) => part(books, toId, amountMinor)),
      payment_on_account: unused === 0n ? null : { outstanding_amount: amount(id, unused) },
    });
  });
}

/** A credit note set against an invoice: the one with a sign, the other without. */
export function allocationsOf(books: SimulatedBooks): Rendered[] {
  const chosen = books.allocations.filter(({ from }) => from === 'CREDIT_NOTE');
  return chosen.map((each) => {
    const contact = books.customer(books.document(each.fromId).customerId);
    return rendered(each, contact.uuid, {
      ...headOf('contact_allocations', each.uuid, 'Lettrage'),
      transaction_type: { id: 'CUSTOMER_ALLOCATION' },
      contact: headOf('contacts', contact.uuid, contact.name),
      date: each.on,
      allocated_artefacts: [
        part(books, each.toId, each.amountMinor),
        part(books, each.fromId, -each.amountMinor),
      ],
    });
  });
}

function part(books: SimulatedBooks, documentId: string, minor: bigint): Item {
  const { uuid, number } = books.document(documentId);
  return {
    id: `${uuid}-part`,
    artefact: headOf('sales_invoices', uuid, number ?? ''),
    amount: amount(documentId, minor),
    discount: '0.0',
  };
}

function rendered(object: BookObject, contactId: string, body: Item): Rendered {
  const { createdAt, updatedAt, deletedAt } = object;
  return {
    ...{ updatedAt, deletedAt, contactId },
    body: { ...body, created_at: createdAt, updated_at: updatedAt, deleted_at: deletedAt },
  };
}

function headOf(list: string, id: string, displayedAs: string): Item {
  return { id, displayed_as: displayedAs, $path: `/${list}/${id}` };
}

function currency(): Item {
  return { id: 'EUR', displayed_as: 'Euro (EUR)', $path: '/currencies/EUR' };
}

/** Numbers of some objects, texts of others. */
function amount(id: string, minor: bigint): Json {
  const written = formatDecimal(minor, 2);
  return Number(id) % 2 === 0 ? written : Number(written);
}
