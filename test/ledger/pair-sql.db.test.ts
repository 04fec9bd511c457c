import fc from 'fast-check';
import { pairSql } from '../../src/ledger/pair-sql';
import { useDatabase } from '../support/postgres';

interface Amount {
  grp: number;
  no: number;
  amount: number;
  ord: number;
  tie: number;
}

/** First in, first out, as one would do by hand. */
function paired(left: readonly Amount[], right: readonly Amount[]): string[] {
  const pairs: string[] = [];
  const queue = (side: readonly Amount[], grp: number): Amount[] =>
    side
      .filter((one) => one.grp === grp)
      .sort((a, b) => a.ord - b.ord || a.tie - b.tie || a.no - b.no)
      .map((one) => ({ ...one }));
  for (const grp of new Set(left.map((one) => one.grp))) {
    const rights = queue(right, grp);
    for (const one of queue(left, grp)) {
      pairs.push(...taken(one, rights));
    }
  }
  return pairs.sort();
}

/** Takes from the head of the queue what the amount needs. */
function taken(one: Amount, rights: Amount[]): string[] {
  const pairs: string[] = [];
  for (let next = rights[0]; next !== undefined && one.amount > 0; next = rights[0]) {
    const amount = Math.min(one.amount, next.amount);
    pairs.push(`${one.no}-${next.no}: ${amount}`);
    one.amount -= amount;
    next.amount -= amount;
    if (next.amount === 0) rights.shift();
  }
  return pairs;
}

const side = fc
  .array(
    fc.record({
      grp: fc.integer({ min: 1, max: 3 }),
      amount: fc.integer({ min: 1, max: 12 }),
      ord: fc.integer({ min: 1, max: 4 }),
      tie: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((one, index) => ({ ...one, no: index + 1 })));

describe('pairing in SQL', () => {
  const database = useDatabase();

  async function pairedInSql(left: Amount[], right: Amount[]): Promise<string[]> {
    const rows = (amounts: Amount[]): string =>
      `SELECT * FROM jsonb_to_recordset('${JSON.stringify(amounts)}'::jsonb)
         AS a (grp int, no int, amount bigint, ord int, tie int)`;
    const pairs = await database().query<{ left_no: number; right_no: number; amount: string }>(
      pairSql(rows(left), rows(right)),
    );
    return pairs.map((pair) => `${pair.left_no}-${pair.right_no}: ${pair.amount}`).sort();
  }

  it('is first in, first out within each group', () =>
    fc.assert(
      fc.asyncProperty(side, side, async (left, right) => {
        expect(await pairedInSql(left, right)).toEqual(paired(left, right));
      }),
      { numRuns: 300 },
    ));

  it('pairs nothing where a side is empty', async () => {
    expect(await pairedInSql([], [{ grp: 1, no: 1, amount: 5, ord: 1, tie: 1 }])).toEqual([]);
  });
});
