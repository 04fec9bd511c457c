import fc from 'fast-check';
import {
  settleDocuments,
  type OpenDocument,
  type Settlement,
  type ToldAllocation,
} from '../../../src/ledger/documents/settle-documents.rule';

const PARTS = (amountMinor: bigint, count: number): OpenDocument['parts'] =>
  Array.from({ length: count }, (_, index) => ({
    no: index + 1,
    dueOn: index % 2 === 0 ? `2026-0${index + 1}-28` : null,
    amountMinor:
      index === 0
        ? amountMinor - (amountMinor / BigInt(count)) * BigInt(count - 1)
        : amountMinor / BigInt(count),
  }));

const aDocument = (key: string): fc.Arbitrary<OpenDocument> =>
  fc
    .record({
      size: fc.bigInt({ min: 3n, max: 2_000n }),
      isClaim: fc.boolean(),
      open: fc.option(fc.bigInt({ min: -100n, max: 2_200n }), { nil: null }),
      day: fc.integer({ min: 10, max: 28 }),
      openDay: fc.option(fc.integer({ min: 10, max: 28 }), { nil: null }),
      state: fc.constantFrom('OPEN', 'PAID', 'UNKNOWN'),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
      parts: fc.integer({ min: 1, max: 3 }),
      isPayment: fc.boolean(),
      cashed: fc.array(
        fc.record({
          on: fc.constant('2026-02-20'),
          amountMinor: fc.option(fc.bigInt({ min: 1n, max: 900n }), { nil: null }),
        }),
        { maxLength: 2 },
      ),
    })
    .map((it): OpenDocument => {
      const sign = it.isClaim ? 1n : -1n;
      const amountMinor = it.size * sign;
      return {
        ...{ key, currency: it.currency, issuedOn: `2026-01-${it.day}`, amountMinor },
        openMinor: it.open === null ? null : it.open * sign,
        openOn: it.openDay === null ? null : `2026-02-${it.openDay}`,
        ...{ state: it.state, cashed: it.cashed, isPayment: it.isPayment },
        parts: PARTS(amountMinor, it.parts),
      };
    });

const ORDER = fc.array(fc.nat(), { minLength: 10, maxLength: 10 });
const KEYS = ['a', 'b', 'c', 'd', 'e'];
const books = fc.record({
  documents: fc.tuple(...KEYS.map(aDocument)),
  allocations: fc.array(
    fc.record({
      fromKey: fc.constantFrom(...KEYS),
      toKey: fc.constantFrom(...KEYS, 'unknown'),
      seq: fc.integer({ min: 1, max: 2 }),
      amountMinor: fc.bigInt({ min: 1n, max: 2_500n }),
      on: fc.option(fc.constantFrom('2026-01-15', '2026-02-25'), { nil: null }),
    }),
    { maxLength: 8 },
  ),
});

/** One part told once, as the tables keep them. */
function distinct(allocations: readonly ToldAllocation[]): ToldAllocation[] {
  const byKey = new Map(
    allocations.map((each) => [`${each.fromKey} ${each.toKey} ${each.seq}`, each]),
  );
  return [...byKey.values()];
}

/** What is left of each part. */
function left(documents: readonly OpenDocument[], settlement: Settlement): Map<string, bigint> {
  const open = new Map(
    documents.flatMap(({ key, parts }) =>
      parts.map(({ no, amountMinor }) => [`${key} ${no}`, amountMinor] as const),
    ),
  );
  const add = (key: string, no: number, amount: bigint): void => {
    open.set(`${key} ${no}`, (open.get(`${key} ${no}`) ?? 0n) + amount);
  };
  for (const { debit, credit, amountMinor } of settlement.segments) {
    add(debit.key, debit.no, -amountMinor);
    add(credit.key, credit.no, amountMinor);
  }
  for (const { key, no, amountMinor } of settlement.closings) add(key, no, -amountMinor);
  return open;
}

describe('documents set against each other', () => {
  it('come to what the source says is open, or within what they are', () => {
    fc.assert(
      fc.property(books, ({ documents, allocations }) => {
        const settlement = settleDocuments(documents, distinct(allocations));
        const open = left(documents, settlement);
        for (const { key, amountMinor, openMinor, state, parts } of documents) {
          const rest = parts.reduce((sum, { no }) => sum + (open.get(`${key} ${no}`) ?? 0n), 0n);
          const said = openMinor ?? (state === 'PAID' ? 0n : null);
          if (said !== null) expect(rest).toBe(said);
          else {
            const [most, sign] = amountMinor > 0n ? [amountMinor, 1n] : [-amountMinor, -1n];
            expect(rest * sign >= 0n && rest * sign <= most).toBe(true);
          }
        }
      }),
      { numRuns: 500, seed: 20_260_301 },
    );
  });

  it('settle claims with credits of one currency, by amounts above nothing', () => {
    fc.assert(
      fc.property(books, ({ documents, allocations }) => {
        const of = new Map(documents.map((document) => [document.key, document]));
        for (const { debit, credit, amountMinor } of settleDocuments(
          documents,
          distinct(allocations),
        ).segments) {
          expect(amountMinor > 0n).toBe(true);
          expect((of.get(debit.key)?.amountMinor ?? 0n) > 0n).toBe(true);
          expect((of.get(credit.key)?.amountMinor ?? 0n) < 0n).toBe(true);
          expect(of.get(debit.key)?.currency).toBe(of.get(credit.key)?.currency);
        }
      }),
      { numRuns: 300, seed: 20_260_302 },
    );
  });

  it('come out the same in whatever order they are told', () => {
    fc.assert(
      fc.property(books, ORDER, ({ documents, allocations }, order) => {
        const told = distinct(allocations);
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((value, index) => ({ value, at: order[index] ?? 0 }))
            .sort((one, other) => one.at - other.at)
            .map(({ value }) => value);
        const one = settleDocuments(documents, told);
        const other = settleDocuments(shuffled(documents), shuffled(told));
        expect(sorted(other)).toEqual(sorted(one));
      }),
      { numRuns: 300, seed: 20_260_303 },
    );
  });
});

function sorted({ segments, closings, differences }: Settlement): string[] {
  const text = (value: object): string =>
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each));
  return [...segments, ...closings, ...differences].map(text).sort();
}
