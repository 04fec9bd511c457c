/** Axonaut as it answers, rendered from the simulated books. */
import {
  booksOf,
  defineSimulator,
  formatDecimal,
  jsonResponse,
  localDateAt,
  type BookDocument,
  type Json,
  type SimulatedBooks,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
} from '../../src/connector-kit';

const ID = 'axonaut';
/** Smaller than the real ones, so that a small company fills several pages. */
const PAGE_SIZE = 40;

type Item = { [key: string]: Json };

interface Rendered {
  /** Days the list can be asked by. */
  updatedOn: string;
  datedOn: string;
  body: Item;
}

export const axonautSimulator = defineSimulator({
  connectorId: ID,
  auth: ({ headers }) =>
    (headers['userapikey'] ?? '').length < 8
      ? jsonResponse({ error: { code: 403, message: 'Invalid API key' } }, 403)
      : null,
  routes: [
    route('/companies', (books, request) => pageOf(companiesOf(books), request)),
    route('/invoices', (books, request) => pageOf(invoicesOf(books), request)),
    route('/invoices/:id', (books, { params }) => {
      const found = invoicesOf(books).find(({ body }) => body['id'] === Number(params['id']));
      return found === undefined ? refusal(404, 'Not found') : jsonResponse(found.body);
    }),
    route('/payments', (books, request) => {
      const wanted = request.query.get('invoice_id');
      const all = paymentsOf(books);
      return pageOf(
        wanted === null ? all : all.filter(({ body }) => body['invoice_id'] === Number(wanted)),
        request,
      );
    }),
  ],
  notFound: () => refusal(404, 'Not found'),
});

function route(
  path: string,
  handle: (books: SimulatedBooks, request: SimulatedRequest) => SimulatedResponse,
): SimulatedRoute {
  return { method: 'GET', path, handle: (request, world) => handle(booksOf(world, ID), request) };
}

function refusal(status: number, message: string, more: Item = {}): SimulatedResponse {
  return jsonResponse({ error: { code: status, message, ...more } }, status);
}

/** The page is a header, days are written DD/MM/YYYY, and behind the last page there is an error. */
function pageOf(all: readonly Rendered[], { headers, query }: SimulatedRequest): SimulatedResponse {
  const filters = ['updated_after', 'date_after'].map((name) => query.get(name));
  if (filters.some((day) => day !== null && !/^\d{2}\/\d{2}\/\d{4}$/.test(day))) {
    return refusal(400, 'Dates are DD/MM/YYYY');
  }
  const [updated, dated] = filters.map((day) => day?.split('/').reverse().join('-') ?? '');
  const chosen = all.filter(
    ({ updatedOn, datedOn }) => updatedOn >= (updated ?? '') && datedOn >= (dated ?? ''),
  );
  const page = Number(headers['page'] ?? '1');
  const pages = Math.ceil(chosen.length / PAGE_SIZE);
  const items = chosen.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  if (page > pages) return refusal(404, 'Page not found', { pages });
  return jsonResponse(items.map(({ body }) => body));
}

/** Customers, and a prospect among them. */
function companiesOf(books: SimulatedBooks): Rendered[] {
  const customers = books.customers.map((customer): Rendered => {
    const { id, code, name, siret, vatNumber, isNaturalPerson } = customer;
    return rendered(customer, '', {
      id: Number(id),
      name,
      siret: isNaturalPerson ? null : siret,
      intracommunity_number: isNaturalPerson ? '' : vatNumber,
      thirdparty_code: `411${code}`,
      internal_id: null,
      isB2C: isNaturalPerson,
      is_customer: true,
      is_supplier: false,
      currency: 'EUR',
    });
  });
  const prospect = { id: 9_001, name: 'PROSPECT INVENTE', siret: null, is_customer: false };
  return [...customers, { updatedOn: '', datedOn: '', body: prospect }];
}

/** What is voided or deleted is not there any more. */
function invoicesOf(books: SimulatedBooks): Rendered[] {
  return books.documents
    .filter(({ state, deletedAt }) => state !== 'VOID' && deletedAt === null)
    .map((document) => renderInvoice(books, document));
}

function renderInvoice(books: SimulatedBooks, document: BookDocument): Rendered {
  const { id, number, kind, issuedOn, dueOn, customerId, updatedAt } = document;
  const sign = kind === 'CREDIT_NOTE' ? -1n : 1n;
  const open = sign * books.openOf(document);
  const isPaid = number !== null && open === 0n;
  return rendered(document, issuedOn, {
    id: Number(id),
    number,
    date: epochOf(issuedOn, id),
    sent_date: null,
    due_date: dueOn === null ? null : epochOf(dueOn, id),
    paid_date: isPaid ? seconds(updatedAt) : null,
    last_update_date: seconds(updatedAt),
    total: amount(sign * document.totalMinor),
    tax_amount: amount(sign * (document.totalMinor - document.netMinor)),
    deposits: 0,
    discounts: { amount: 0 },
    taxes: [],
    currency: 'EUR',
    outstanding_amount: number === null ? null : noisy(amount(open)),
    payment_terms: '',
    company: { id: Number(customerId), name: books.customer(customerId).name },
    invoice_lines: [],
  });
}

function paymentsOf(books: SimulatedBooks): Rendered[] {
  return books.payments
    .filter(({ deletedAt }) => deletedAt === null)
    .map((payment): Rendered => {
      const [paid] = books.allocationsFrom('PAYMENT', payment.id);
      return rendered(payment, payment.paidOn, {
        id: Number(payment.id),
        invoice_id: paid === undefined ? null : Number(paid.toId),
        amount: amount(payment.amountMinor),
        date: payment.paidOn,
        reference: payment.reference,
        nature: 'transfer',
      });
    });
}

function rendered({ updatedAt }: { updatedAt: string }, datedOn: string, body: Item): Rendered {
  return { updatedOn: localDateAt(new Date(updatedAt)), datedOn, body };
}

function seconds(instant: string): string {
  return String(Date.parse(instant) / 1_000);
}

/** Midnight in UTC of some, an hour before that of others: both are the same day in Paris. */
function epochOf(day: string, id: string): string {
  const hour = Number(id) % 2 === 0 ? 0 : 3_600;
  return String(Date.parse(`${day}T00:00:00Z`) / 1_000 - hour);
}

function amount(minor: bigint): number {
  return Number(formatDecimal(minor, 2));
}

/** As sums of floats come out: 0.1 more and 0.1 less leave noise behind. */
function noisy(value: number): number {
  return value + 0.1 - 0.1;
}
