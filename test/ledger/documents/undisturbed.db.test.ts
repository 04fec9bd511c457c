import fc from 'fast-check';
import type { AccountingDocumentRecord, UnifiedRecord } from '../../../src/connector-kit';
import {
  aDocument,
  against,
  aParty,
  aPayment,
  claims,
  owed,
  rebuild,
  store,
  tell,
  useSources,
  type ToldSource,
} from './told';

const open = useSources();

type Payloads = Record<string, readonly UnifiedRecord[]>;

const some = async (source: ToldSource, sql: string): Promise<number> => {
  const [row] = await source.test.query<{ count: number }>(sql, [source.tenantId]);
  return row?.count ?? 0;
};

describe('records and claims', () => {
  it('lose nothing when the process is killed between the two', async () => {
    const source = await open();
    await store(source, { f: [aDocument('F1')] });
    expect(await owed(source)).toBe(0n);
    expect(await rebuild(source)).toHaveLength(1);
    expect(await owed(source)).toBe(120_000n);
    expect(await rebuild(source)).toEqual([]);
  });

  it('lose no change that is stored while claims are computed', async () => {
    const source = await open();
    await tell(source, { f: [aDocument('F1')] });
    const rounds = Array.from({ length: 6 }, (_, index) => index + 1);
    await Promise.all(
      rounds.map(async (round) => {
        const said = aDocument(`F${round}`, { amountMinor: BigInt(round) * 1_000n });
        await tell(source, { [`f${round}`]: [said] });
      }),
    );
    await rebuild(source);
    const sum = rounds.reduce((total, round) => total + BigInt(round) * 1_000n, 0n);
    // F1 is told by two payloads; the later word counts.
    expect(await owed(source)).toBe(sum);
  });

  it('count once when two processes store and compute the same', async () => {
    const source = await open();
    const payloads: Payloads = {
      c: [aParty('C1', { siren: '552100554', paymentTerms: '60 jours' })],
      f: [aDocument('F1')],
      p: [aPayment('P1', { amountMinor: -20_000n, allocations: [against('F1', 20_000n)] })],
    };
    await Promise.all([tell(source, payloads), tell(source, payloads), tell(source, payloads)]);
    expect(await owed(source)).toBe(100_000n);
    expect(await some(source, ENTRIES)).toBe(2);
  });

  it('are of one tenant only', async () => {
    const [one, other] = [await open(), await open()];
    await tell(one, { f: [aDocument('F1', { number: 'F1' })] });
    await tell(other, { f: [aDocument('F1', { number: 'F1', amountMinor: 500n })] });
    expect([await owed(one), await owed(other)]).toEqual([120_000n, 500n]);
    const hidden = await one.database.tenant(one.tenantId, (tx) =>
      tx.query<{ count: number }>('SELECT count(*)::int AS count FROM accounting_document'),
    );
    expect(hidden).toEqual([{ count: 1 }]);
  });

  it('follow a party to its company at once, and leave alone what a person decided', async () => {
    const source = await open();
    await tell(source, { c: [aParty('C1', { vatNumber: 'FR 96 552100554' })] });
    expect(await some(source, MATCHED)).toBe(1);
    await source.test.query(
      `UPDATE customer SET company_id = NULL, match_status = 'CONFIRMED' WHERE tenant_id = $1`,
      [source.tenantId],
    );
    await tell(source, { c: [aParty('C1', { vatNumber: 'FR 96 552100554', name: 'Renamed' })] });
    expect(await some(source, MATCHED)).toBe(0);
  });

  it('keep text that only looks like something else', async () => {
    const source = await open();
    const hostile = `"}'; DROP TABLE party; -- \\t\t\n\u2028 é`;
    await tell(source, {
      c: [aParty(hostile, { name: hostile })],
      f: [aDocument(hostile, { partyKey: hostile, label: hostile })],
    });
    expect(await owed(source)).toBe(120_000n);
  });
});

const ENTRIES = 'SELECT count(*)::int AS count FROM receivable_entry WHERE tenant_id = $1';
const MATCHED = `SELECT count(*)::int AS count FROM customer
  WHERE tenant_id = $1 AND match_method = 'IDENTIFIER' AND company_id IS NOT NULL`;

/** What a source says of one document at one time: null, that it is gone. */
const word = fc.option(
  fc.record({
    amountMinor: fc.bigInt({ min: 100n, max: 900n }),
    openMinor: fc.option(fc.bigInt({ min: 0n, max: 100n }), { nil: null }),
    partyKey: fc.constantFrom('C1', 'C2'),
    paid: fc.option(fc.bigInt({ min: 1n, max: 400n }), { nil: null }),
  }),
  { nil: null },
);
type Word = typeof word extends fc.Arbitrary<infer T> ? T : never;

const history = fc.record({
  words: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), word), { minLength: 1, maxLength: 8 }),
  order: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
});

/** A payload is a document, and the payment that came with it. */
function payload(key: string, said: Word): AccountingDocumentRecord[] {
  if (said === null) return [];
  const { amountMinor, openMinor, partyKey, paid } = said;
  const document = aDocument(`F-${key}`, { amountMinor, openMinor, partyKey });
  if (paid === null) return [document];
  const allocations = [against(`F-${key}`, paid)];
  return [document, aPayment(`P-${key}`, { amountMinor: -paid, partyKey, allocations })];
}

describe('payloads in any order, some of them twice', () => {
  it('make the claims that their last words alone make', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ words, order }) => {
        const told = words.map(([key, said], index) => ({ key, said, at: dayAfter(index) }));
        const source = await open();
        const shuffled = [...told, ...told.slice(0, 2)]
          .map((each, index) => ({ each, rank: order[index] ?? 0 }))
          .sort((one, other) => one.rank - other.rank);
        const heard = new Map<string, Date>();
        for (const { each } of shuffled) {
          // Landing keeps only the newest payload of a key: an older one is never mapped after it.
          const before = heard.get(each.key);
          if (before !== undefined && before > each.at) continue;
          heard.set(each.key, each.at);
          await store(source, { [each.key]: payload(each.key, each.said) }, each.at);
          if (each.at.getUTCDate() % 2 === 0) await rebuild(source);
        }
        await rebuild(source);
        const last: Payloads = {};
        for (const { key, said } of told) last[key] = payload(key, said);
        const plain = await open();
        await tell(plain, last);
        expect(await claims(source)).toEqual(await claims(plain));
        expect(await some(source, SUMS_DIFFER)).toBe(0);
      }),
      { numRuns: 15, seed: 20_260_305 },
    );
  }, 120_000);
});

const dayAfter = (days: number): Date => new Date(Date.UTC(2026, 1, 1 + days));

const SUMS_DIFFER = `SELECT count(*)::int AS count FROM receivable r WHERE tenant_id = $1 AND open_minor <>
  (SELECT coalesce(sum(amount_minor), 0) FROM receivable_entry e
   WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id)`;
