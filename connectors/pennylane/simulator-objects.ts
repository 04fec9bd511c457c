/** The simulated books in Pennylane's words. */
import {
  formatDecimal,
  type BookDocument,
  type BookObject,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';

type Item = { [key: string]: Json };

/** A line of a changelog; its position orders what was processed in the same second. */
export interface Change {
  [key: string]: Json;
  id: number;
  operation: string;
  processed_at: string;
  position: number;
}

/** Customers, those that were archived too: Pennylane does not know that. */
export function customersOf(
  books: SimulatedBooks,
  { isIndividual }: { isIndividual?: boolean } = {},
): Item[] {
  return books.customers
    .filter(({ deletedAt }) => deletedAt === null)
    .filter((each) => isIndividual === undefined || each.isNaturalPerson === isIndividual)
    .map((customer) => ({
      id: Number(customer.id),
      ...namesOf(customer.name, customer.isNaturalPerson),
      reference: customer.code,
      external_reference: customer.uuid,
      // A SIRET as often as a SIREN, and nothing of an individual.
      reg_no: regNoOf(customer),
      vat_number: customer.isNaturalPerson ? '' : customer.vatNumber,
      payment_conditions: conditionsOf(customer.termsDays),
      emails: [customer.email],
      phone: null,
      billing_address: {
        address: '1 RUE',
        postal_code: '69003',
        city: 'LYON',
        country_alpha2: 'FR',
      },
      created_at: customer.createdAt,
      updated_at: customer.updatedAt,
    }));
}

function namesOf(name: string, isIndividual: boolean): Item {
  if (!isIndividual) return { name };
  const [last = '', ...first] = name.split(' ');
  return { name, first_name: first.join(' '), last_name: last };
}

function regNoOf({
  id,
  siren,
  siret,
  isNaturalPerson,
}: SimulatedBooks['customers'][number]): string {
  if (isNaturalPerson) return '';
  return Number(id) % 2 === 0
    ? siret
    : `${siren.slice(0, 3)} ${siren.slice(3, 6)} ${siren.slice(6)}`;
}

function conditionsOf(days: number): string {
  return [15, 30, 45, 60].includes(days) ? `${days}_days` : 'custom';
}

export function invoicesOf(books: SimulatedBooks): Item[] {
  return books.documents
    .filter(({ deletedAt }) => deletedAt === null)
    .map((document) => renderInvoice(books, document));
}

function renderInvoice(books: SimulatedBooks, document: BookDocument): Item {
  const { id, kind, state, correctsId, number, uuid } = document;
  // Nobody has written which sign a credit note has.
  const sign = kind === 'CREDIT_NOTE' && Number(id) % 2 === 0 ? -1n : 1n;
  const open = books.openOf(document);
  const written = (minor: bigint): string => formatDecimal(minor, 2);
  const total = written(sign * document.totalMinor);
  const isDraft = state === 'DRAFT';
  const credited = correctsId === null ? null : books.document(correctsId);
  return {
    id: Number(id),
    label: `Facture ${number ?? 'brouillon'}`,
    invoice_number: number,
    external_reference: uuid,
    currency: document.currency,
    amount: total,
    currency_amount: total,
    currency_amount_before_tax: written(sign * document.netMinor),
    exchange_rate: '1.0',
    date: document.issuedOn,
    deadline: document.dueOn,
    paid: isPaid(document, open),
    status: statusOf(document, open, books.today),
    remaining_amount_with_tax: isDraft ? null : written(sign * open),
    draft: isDraft,
    customer: { id: Number(document.customerId), url: `/customers/${document.customerId}` },
    credited_invoice:
      credited === null
        ? null
        : { id: Number(credited.id), invoice_number: credited.number, url: '/customer_invoices' },
    payments: { url: `/customer_invoices/${id}/payments` },
    matched_transactions: { url: `/customer_invoices/${id}/matched_transactions` },
    public_file_url: `https://files.example/${id}?signature=${books.now.getTime()}`,
    filename: `${number ?? id}.pdf`,
    archived_at: null,
    created_at: document.createdAt,
    updated_at: document.updatedAt,
  };
}

function isPaid({ kind, state }: BookDocument, open: bigint): boolean {
  return kind === 'INVOICE' && state === 'POSTED' && open === 0n;
}

function statusOf(document: BookDocument, open: bigint, today: string): string {
  if (document.state === 'DRAFT') return 'draft';
  if (document.state === 'VOID') return 'cancelled';
  if (document.kind === 'CREDIT_NOTE') return 'credit_note';
  if (open === 0n) return 'paid';
  return document.dueOn !== null && document.dueOn < today ? 'late' : 'upcoming';
}

/** Bank transactions matched with an invoice; one may be matched with several. */
export function transactionsOf(books: SimulatedBooks, documentId: string): Item[] {
  return books
    .allocationsTo(documentId)
    .filter(({ from }) => from === 'PAYMENT')
    .map(({ fromId }) => books.payment(fromId))
    .map((payment) => ({
      id: Number(payment.id),
      label: payment.reference,
      date: payment.paidOn,
      amount: formatDecimal(payment.amountMinor, 2),
      currency: payment.currency,
      currency_amount: formatDecimal(payment.amountMinor, 2),
      fee: '0.0',
      outstanding_balance: formatDecimal(books.unusedOf(payment), 2),
      archived_at: null,
    }));
}

export function changesOfCustomers(books: SimulatedBooks): Change[] {
  return changesOf(books.customers);
}

export function changesOfInvoices(books: SimulatedBooks): Change[] {
  return changesOf(books.documents);
}

/** In the order in which they were processed; of one object, the making, the last change and the end. */
function changesOf(objects: readonly BookObject[]): Change[] {
  return objects
    .flatMap((each) => {
      const of = (operation: string, processed_at: string): Omit<Change, 'position'> => ({
        id: Number(each.id),
        operation,
        processed_at,
        created_at: each.createdAt,
        updated_at: each.updatedAt,
      });
      const changes = [of('insert', each.createdAt)];
      if (each.updatedAt !== each.createdAt) changes.push(of('update', each.updatedAt));
      if (each.deletedAt !== null) changes.push(of('delete', each.deletedAt));
      return changes;
    })
    .sort((one, other) =>
      (one['processed_at'] as string) < (other['processed_at'] as string) ? -1 : 1,
    )
    .map((change, index) => ({ ...change, position: index + 1 }) as Change);
}
