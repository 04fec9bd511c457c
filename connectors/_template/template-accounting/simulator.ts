/** The software as it answers, rendered from the simulated books. */
import {
  booksOf,
  defineSimulator,
  formatDecimal,
  jsonResponse,
  type BookDocument,
  type BookObject,
  type Json,
  type SimulatedBooks,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
} from '../../../src/connector-kit';

const ID = 'template-accounting';
const PAGE_SIZE = 40;

export const templateAccountingSimulator = defineSimulator({
  connectorId: ID,
  auth: ({ headers }) =>
    (headers['x-api-key'] ?? '') === '' ? jsonResponse({ error: 'missing key' }, 401) : null,
  routes: [
    route('customers', (books) => listOf(books.customers, (each) => renderCustomer(each))),
    route('invoices', (books) => listOf(books.documents, (each) => renderInvoice(books, each))),
    route('payments', (books) => listOf(books.payments, (each) => renderPayment(books, each))),
  ],
});

interface Listed {
  updatedAt: string;
  body: Json;
}

function route(list: string, all: (books: SimulatedBooks) => Listed[]): SimulatedRoute {
  return {
    method: 'GET',
    path: `/${list}`,
    handle: (request, world) => answer(request, all(booksOf(world, ID))),
  };
}

function listOf<T extends BookObject>(objects: readonly T[], render: (each: T) => Json): Listed[] {
  return objects
    .filter(({ deletedAt }) => deletedAt === null)
    .map((each) => ({ updatedAt: each.updatedAt, body: render(each) }))
    .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
}

/** The last page may be empty; a page is never longer than the software likes. */
function answer({ query }: SimulatedRequest, all: readonly Listed[]): SimulatedResponse {
  const page = Number(query.get('page') ?? '1');
  const since = Date.parse(query.get('updated_since') ?? '1970-01-01T00:00:00Z');
  const changed = all.filter(({ updatedAt }) => Date.parse(updatedAt) >= since);
  const items = changed.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const hasMore = changed.length > page * PAGE_SIZE;
  return jsonResponse({
    items: items.map(({ body }) => body),
    total: changed.length,
    next_page: hasMore ? page + 1 : null,
  });
}

function renderCustomer(customer: SimulatedBooks['customers'][number]): Json {
  const { id, code, name, siren, email, isArchived, updatedAt } = customer;
  return { id, code, name, siren, email, archived: isArchived, updated_at: updatedAt };
}

function renderInvoice(books: SimulatedBooks, document: BookDocument): Json {
  const open = books.openOf(document);
  return {
    id: document.id,
    type: document.kind === 'CREDIT_NOTE' ? 'credit_note' : 'invoice',
    status: statusOf(document, open),
    number: document.number,
    customer_id: document.customerId,
    date: document.issuedOn,
    due_date: document.dueOn,
    currency: document.currency,
    total: formatDecimal(document.totalMinor, 2),
    remaining: formatDecimal(open, 2),
    updated_at: document.updatedAt,
  };
}

function statusOf({ state }: BookDocument, open: bigint): string {
  if (state === 'DRAFT') return 'draft';
  if (state === 'VOID') return 'void';
  return open === 0n ? 'paid' : 'open';
}

function renderPayment(books: SimulatedBooks, payment: SimulatedBooks['payments'][number]): Json {
  const parts = books.allocationsFrom('PAYMENT', payment.id);
  return {
    id: payment.id,
    customer_id: payment.customerId,
    date: payment.paidOn,
    currency: payment.currency,
    amount: formatDecimal(payment.amountMinor, 2),
    reference: payment.reference,
    pays: parts.map(({ toId, amountMinor }) => ({
      invoice_id: toId,
      amount: formatDecimal(amountMinor, 2),
    })),
    updated_at: payment.updatedAt,
  };
}
