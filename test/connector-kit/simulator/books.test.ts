import fc from 'fast-check';
import {
  booksOf,
  sampleWorld,
  SAMPLE_SIRENS,
  type SimulatedBooks,
} from '../../../src/connector-kit';

const aSet = (): SimulatedBooks => booksOf(sampleWorld(), 'acme-books');

const balance = (books: SimulatedBooks): bigint =>
  books.openItems().reduce((total, { openMinor }) => total + openMinor, 0n);

it('has two years of the companies of the world, with every way an invoice can end', () => {
  const books = aSet();
  expect(books.customers.every(({ siren }) => SAMPLE_SIRENS.includes(siren))).toBe(true);
  const items = books.openItems();
  const invoices = items.filter(({ kind }) => kind === 'INVOICE');
  expect(invoices.some(({ openMinor }) => openMinor === 0n)).toBe(true);
  expect(
    invoices.some(({ openMinor, totalMinor }) => openMinor > 0n && openMinor < totalMinor),
  ).toBe(true);
  expect(items.some(({ kind, openMinor }) => kind === 'CREDIT_NOTE' && openMinor < 0n)).toBe(true);
  expect(items.some(({ kind, openMinor }) => kind === 'PAYMENT' && openMinor < 0n)).toBe(true);
  expect(invoices.some(({ dueOn }) => dueOn === null)).toBe(true);
  expect(books.documents.some(({ settledMinor }) => settledMinor > 0n)).toBe(true);
  expect(books.documents.some(({ state }) => state === 'VOID')).toBe(true);
});

it('is the same for the same world, apart for each connector and each world', () => {
  const world = sampleWorld();
  expect(booksOf(world, 'one')).toBe(booksOf(world, 'one'));
  expect(booksOf(world, 'one')).not.toBe(booksOf(world, 'other'));
  const [left, right] = [aSet(), aSet()];
  left.live(100, 5);
  right.live(100, 5);
  expect(left.openItems()).toEqual(right.openItems());
  expect(left.documents).toEqual(right.documents);
});

it('never sets more against anything than there is, whatever happens', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 120 }), (seed, operations) => {
      const books = aSet();
      const before = books.now;
      books.live(operations, seed);
      expect(books.documents.every((each) => books.openOf(each) >= 0n)).toBe(true);
      expect(books.payments.every((each) => books.unusedOf(each) >= 0n)).toBe(true);
      const all = [...books.documents, ...books.payments, ...books.allocations];
      expect(all.every(({ createdAt, updatedAt }) => createdAt <= updatedAt)).toBe(true);
      expect(books.now.getTime()).toBeGreaterThanOrEqual(before.getTime());
    }),
    { numRuns: 25, seed: 11 },
  );
});

describe('operations', () => {
  const open = (books: SimulatedBooks): string =>
    books.documents.find((each) => each.kind === 'INVOICE' && books.openOf(each) > 1_000n)?.id ??
    '';

  it('frees what was set against an invoice that is deleted after a part was paid', () => {
    const books = aSet();
    const documentId = open(books);
    const paymentId = books.apply({ do: 'pay', documentId, amountMinor: 500n });
    expect(books.unusedOf(books.payment(paymentId))).toBe(0n);
    books.apply({ do: 'delete-document', documentId });
    expect(books.unusedOf(books.payment(paymentId))).toBe(500n);
    expect(books.openItems().some(({ kind, id }) => kind === 'INVOICE' && id === documentId)).toBe(
      false,
    );
  });

  it('leaves what is paid too much, and what is credited too much, with the customer', () => {
    const books = aSet();
    const documentId = open(books);
    const before = balance(books);
    const due = books.openOf(books.document(documentId));
    const paymentId = books.apply({ do: 'pay', documentId, amountMinor: due + 77n });
    expect(books.openOf(books.document(documentId))).toBe(0n);
    expect(books.unusedOf(books.payment(paymentId))).toBe(77n);
    const other = open(books);
    const left = books.openOf(books.document(other));
    const creditId = books.apply({ do: 'credit', documentId: other, amountMinor: left + 1n });
    expect(books.openOf(books.document(creditId))).toBe(1n);
    expect(balance(books)).toBe(before - due - 77n - left - 1n);
  });

  it('moves the time of change of both sides when a payment goes to another invoice', () => {
    const books = aSet();
    const first = open(books);
    const paymentId = books.apply({ do: 'pay', documentId: first, amountMinor: 500n });
    books.advanceTo(new Date(books.now.getTime() + 60_000));
    const { customerId } = books.document(first);
    const second = books.apply({ do: 'create-invoice', customerId, amountMinor: 900n });
    books.advanceTo(new Date(books.now.getTime() + 60_000));
    books.apply({ do: 'reallocate', paymentId, documentId: second });
    const stamp = books.now.toISOString().replace('.000Z', 'Z');
    const touched = [books.document(first), books.document(second), books.payment(paymentId)];
    expect(touched.map(({ updatedAt }) => updatedAt)).toEqual([stamp, stamp, stamp]);
    expect(books.openOf(books.document(second))).toBe(400n);
  });

  it('gives the documents of a customer to the one it is merged into', () => {
    const books = aSet();
    const [one, other] = books.customers;
    if (one === undefined || other === undefined) throw new Error('two customers');
    books.apply({ do: 'merge-customer', customerId: one.id, intoId: other.id });
    expect(books.customer(one.id)).toMatchObject({ isArchived: true, mergedIntoId: other.id });
    expect(books.documents.some(({ customerId }) => customerId === one.id)).toBe(false);
  });
});
