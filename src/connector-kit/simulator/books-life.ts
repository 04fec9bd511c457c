/** What happens next in the books, by chance: every kind of change that accounting software lets through. */
import { isClaim, type BookDocument, type BookOperation, type Books } from './books-records';
import type { Draw } from './draw';

/** An operation that the books, as they stand, let through. */
export function liveOperation(books: Books, draw: Draw): BookOperation {
  for (let tries = 0; tries < 20; tries += 1) {
    const proposal = draw.one(PROPOSALS)?.(books, draw) ?? null;
    if (proposal !== null) return proposal;
  }
  return newInvoice(books, draw);
}

type Proposal = (books: Books, draw: Draw) => BookOperation | null;

function newInvoice(books: Books, draw: Draw): BookOperation {
  const customer = draw.one(books.customers.filter(({ isArchived }) => !isArchived));
  return {
    do: 'create-invoice',
    customerId: customer?.id ?? '1',
    amountMinor: BigInt(draw.whole(1, 900_000)),
    isDraft: draw.chance(0.1),
    ...(draw.chance(0.1) ? { termsDays: null } : {}),
  };
}

function ofOpen(
  make: (invoice: BookDocument, open: bigint, draw: Draw) => BookOperation,
): Proposal {
  return (books, draw) => {
    const invoice = draw.one(
      books.documents.filter((each) => each.kind === 'INVOICE' && books.openOf(each) > 0n),
    );
    return invoice === undefined ? null : make(invoice, books.openOf(invoice), draw);
  };
}

function ofPosted(make: (document: BookDocument, draw: Draw) => BookOperation): Proposal {
  return (books, draw) => {
    const document = draw.one(books.documents.filter(isClaim));
    return document === undefined ? null : make(document, draw);
  };
}

const payFully = ofOpen(({ id }, open) => ({ do: 'pay', documentId: id, amountMinor: open }));
const payInPart = ofOpen(({ id }, open, draw) => ({
  do: 'pay',
  documentId: id,
  amountMinor: BigInt(draw.whole(1, Number(open))),
}));
const overpay = ofOpen(({ id }, open) => ({
  do: 'pay',
  documentId: id,
  amountMinor: open + 777n,
}));
const creditPart = ofOpen(({ id }, open, draw) => ({
  do: 'credit',
  documentId: id,
  amountMinor: BigInt(draw.whole(1, Number(open))),
}));
const creditTooMuch = ofOpen(({ id }, open) => ({
  do: 'credit',
  documentId: id,
  amountMinor: open + 10_000n,
}));
const raise = ofOpen(({ id, totalMinor }, _open, draw) => ({
  do: 'edit-invoice',
  documentId: id,
  amountMinor: totalMinor + BigInt(draw.whole(1, 5_000)),
}));
const forgetDueDate = ofOpen(({ id }) => ({ do: 'edit-invoice', documentId: id, dueOn: null }));
const settle = ofOpen(({ id }) => ({ do: 'settle-by-hand', documentId: id }));
const annul = ofPosted(({ id }) => ({ do: 'void', documentId: id }));
const drop = ofPosted(({ id }) => ({ do: 'delete-document', documentId: id }));

const issueDraft: Proposal = (books, draw) => {
  const drafts = books.documents.filter(
    ({ state, deletedAt }) => state === 'DRAFT' && deletedAt === null,
  );
  const document = draw.one(drafts);
  return document === undefined ? null : { do: 'issue-draft', documentId: document.id };
};

const dropPayment: Proposal = (books, draw) => {
  const payment = draw.one(books.payments.filter(({ deletedAt }) => deletedAt === null));
  return payment === undefined ? null : { do: 'delete-payment', paymentId: payment.id };
};

/** To an open invoice of the same customer. */
const reallocate: Proposal = (books, draw) => {
  const payment = draw.one(books.payments.filter(({ deletedAt }) => deletedAt === null));
  if (payment === undefined) return null;
  const invoice = draw.one(
    books.documents.filter(
      (each) =>
        each.kind === 'INVOICE' &&
        each.customerId === payment.customerId &&
        books.openOf(each) > 0n,
    ),
  );
  if (invoice === undefined) return null;
  return { do: 'reallocate', paymentId: payment.id, documentId: invoice.id };
};

const rename: Proposal = (books, draw) => {
  const customer = draw.one(books.customers);
  if (customer === undefined) return null;
  const name = `${customer.name.split(' (')[0] ?? ''} (${draw.whole(1, 99)})`;
  return { do: 'rename-customer', customerId: customer.id, name };
};

const archive: Proposal = (books, draw) => {
  const active = books.customers.filter(({ isArchived }) => !isArchived);
  const customer = draw.one(active);
  if (customer === undefined || active.length < 5) return null;
  return { do: 'archive-customer', customerId: customer.id };
};

const merge: Proposal = (books, draw) => {
  const active = books.customers.filter(({ isArchived }) => !isArchived);
  const customer = draw.one(active);
  const into = draw.one(active.filter((each) => each !== customer));
  if (customer === undefined || into === undefined || active.length < 5) return null;
  return { do: 'merge-customer', customerId: customer.id, intoId: into.id };
};

/** The more often one stands here, the more often it happens. */
const PROPOSALS: readonly Proposal[] = [
  ...[newInvoice, newInvoice, newInvoice, payFully, payFully, payInPart, payInPart],
  ...[overpay, creditPart, creditTooMuch, raise, forgetDueDate, settle, annul, drop],
  ...[issueDraft, dropPayment, reallocate, rename, archive, merge],
];
