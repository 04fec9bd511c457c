/**
 * One read model with several doors: the same filter gives the same rows and amounts through GraphQL, as CSV, as JSON
 * lines and in SQL as a BI login.
 */
import fc from 'fast-check';
import { globalId, localDateAt } from '../../src/kernel';
import {
  day,
  instant,
  option,
  queryOf,
  RUNS,
  some,
  useDoors,
  Where,
  ZONE,
  type Amount,
  type Cells,
} from './parity-doors';

const doors = useDoors();

const RECEIVABLE =
  `number customer_account kind issued_on due_on due_date_source currency total_amount open_amount
 status days_overdue is_disputed`.replace(/\s+/g, ' ');

test('receivables, now and in the past', async () => {
  const filters = fc.record({
    customerIds: some(...['C1', 'C2', 'C3', 'C4', 'C5']),
    status: some('OPEN', 'OVERDUE', 'CREDIT', 'SETTLED'),
    kinds: some('INVOICE', 'CREDIT_NOTE', 'PAYMENT_ON_ACCOUNT'),
    dueFrom: option(day),
    issuedTo: option(day),
    updatedSince: option(instant),
    disputed: option(fc.boolean()),
    asOf: option(day),
    knownAt: option(instant),
  });
  const idOf = async (account: string): Promise<string> =>
    (
      await doors().sql.query<{ id: string }>(
        'SELECT customer_id AS id FROM customers WHERE account = $1',
        [account],
      )
    ).rows[0]?.id ?? '';
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(filters, async ({ asOf, knownAt, customerIds, ...given }) => {
      const rest = { ...given, updatedSince: given.updatedSince?.toISOString() ?? null };
      const ids = customerIds === null ? null : await Promise.all(customerIds.map(idOf));
      const answer = await doors().ask<{ receivables: { nodes: Record<string, never>[] } }>(
        RECEIVABLES,
        {
          asOf,
          knownAt: knownAt?.toISOString() ?? null,
          filter: { ...rest, customerIds: ids?.map((id) => globalId('Customer', id)) ?? null },
        },
      );
      const fromApi = answer.receivables.nodes.map((node) => receivableCells(node));
      const query = queryOf({
        ...rest,
        customerIds: ids,
        asOf,
        knownAt: knownAt?.toISOString() ?? null,
      });
      expect(await doors().exported('receivables', query, RECEIVABLE)).toEqual(fromApi);
      const where = new Where()
        .when(ids, (p) => `customer_id = ANY (${p})`)
        .when(rest.status, (p) => `status = ANY (${p})`)
        .when(rest.kinds, (p) => `kind = ANY (${p})`)
        .when(rest.dueFrom, (p) => `due_on >= ${p}`)
        .when(rest.issuedTo, (p) => `issued_on <= ${p}`)
        .when(rest.disputed, (p) => `is_disputed = ${p}`)
        .when(
          rest.updatedSince,
          (p) =>
            `receivable_id IN (SELECT receivable_id FROM receivables WHERE changed_at >= ${p})`,
        );
      const known = (knownAt ?? new Date()).toISOString();
      const on = asOf ?? localDateAt(knownAt ?? new Date(), ZONE);
      const from =
        asOf === null && knownAt === null ? 'receivables' : `receivables_at('${on}', '${known}')`;
      const order = 'ORDER BY issued_on DESC, receivable_id';
      expect(
        await doors().selected(
          RECEIVABLE,
          `FROM ${from} ${where.toString()} ${order}`,
          where.params,
        ),
      ).toEqual(fromApi);
      seen += fromApi.length;
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(500);
});

const RECEIVABLES = `query ($filter: ReceivableFilter, $asOf: Date, $knownAt: DateTime) {
  receivables(filter: $filter, asOf: $asOf, knownAt: $knownAt, first: 1000) { nodes {
    number customer { account } kind issuedOn dueOn dueDateSource total { amount currency } open { amount } status
    daysOverdue disputed
  } } }`;

function receivableCells(node: Record<string, never>): Cells {
  const {
    number,
    customer,
    kind,
    issuedOn,
    dueOn,
    dueDateSource,
    total,
    open,
    status,
    daysOverdue,
    disputed,
  } = node as unknown as Record<string, string | null> & {
    customer: { account: string };
    total: Amount;
    open: Amount;
  };
  return [
    ...[
      number ?? null,
      customer.account,
      kind ?? null,
      issuedOn ?? null,
      dueOn ?? null,
      dueDateSource ?? null,
    ],
    ...[
      total.currency,
      total.amount,
      open.amount,
      status ?? null,
      String(daysOverdue),
      String(disputed),
    ],
  ];
}

test('the aged balance, of any day, as known at any time, in any buckets', async () => {
  const questions = fc.record({
    asOf: option(day),
    knownAt: option(instant),
    basis: fc.constantFrom('DUE_DATE', 'ISSUE_DATE'),
    bucketDays: fc
      .uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 5 })
      .map((days) => days.sort((a, b) => a - b)),
    grades: some('A', 'B', 'C', 'D', 'E'),
  });
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(questions, async ({ asOf, knownAt, basis, bucketDays, grades }) => {
      const buckets = bucketDays.length === 0 ? [30, 60, 90] : bucketDays;
      const variables = {
        asOf,
        knownAt: knownAt?.toISOString() ?? null,
        basis,
        bucketDays: buckets,
        filter: { grades },
      };
      const answer = await doors().ask<{ agedBalance: { rows: AgedNode[] } }>(AGED, variables);
      const fromApi = answer.agedBalance.rows
        .map(({ customer, ageing }): Cells => [
          ...[
            customer.account,
            ageing.notDue.amount,
            ...ageing.buckets.map(({ amount }) => amount.amount),
          ],
          ...[ageing.undated.amount, ageing.unallocated.amount, ageing.outstanding.amount],
        ])
        .filter((row) => row.slice(1).some((amount) => amount !== '0.00'));
      const word = basis === 'DUE_DATE' ? 'overdue' : 'age';
      const edges = buckets.map((to, place) => [
        place === 0 ? (word === 'age' ? 0 : 1) : (buckets[place - 1] ?? 0) + 1,
        to,
      ]);
      const names = [
        ...edges.map(([from, to]) => `${word}_${from}_${to}`),
        `${word}_over_${buckets.at(-1)}`,
      ];
      const query = queryOf({
        asOf,
        knownAt: knownAt?.toISOString() ?? null,
        basis,
        bucketDays: buckets,
        grades,
        rowCurrency: 'EUR',
      });
      const columns = [
        'customer_account',
        'not_due',
        ...names,
        'undated',
        'unallocated',
        'outstanding',
      ].join(' ');
      const fromFile = await doors().exported('aged-balance', query, columns);
      expect(sorted(fromFile)).toEqual(sorted(fromApi));
      seen += fromApi.length;
      if (grades !== null) return;
      const known = (knownAt ?? new Date()).toISOString();
      const on = asOf ?? localDateAt(knownAt ?? new Date(), ZONE);
      const sum = (number: number): string =>
        `coalesce(sum(amount) FILTER (WHERE part_number = ${number}), 0.00)::text`;
      const parts = [0, ...buckets.map((_, place) => place + 1), buckets.length + 1, -1, -2].map(
        sum,
      );
      const { rows } = await doors().sql.query<Cells>({
        text: `SELECT customer_account, ${parts.join(', ')}, sum(amount)::text
          FROM aged_balance_at($1, $2, $3, $4) WHERE currency = 'EUR' GROUP BY customer_id, customer_account`,
        values: [on, known, basis, buckets],
        rowMode: 'array',
      });
      expect(sorted(rows)).toEqual(sorted(fromApi));
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(100);
});

interface AgedNode {
  customer: { account: string };
  ageing: {
    notDue: Amount;
    buckets: { amount: Amount }[];
    undated: Amount;
    unallocated: Amount;
    outstanding: Amount;
  };
}

const AGED = `query ($asOf: Date, $knownAt: DateTime, $basis: AgeBasis!, $bucketDays: [Int!]!, $filter: CustomerFilter) {
  agedBalance(asOf: $asOf, knownAt: $knownAt, basis: $basis, bucketDays: $bucketDays, filter: $filter, currency: "EUR") {
    rows { customer { account } ageing { notDue { amount } buckets { amount { amount } } undated { amount }
      unallocated { amount } outstanding { amount } } } } }`;

function sorted(rows: readonly Cells[]): Cells[] {
  return [...rows].sort((left, right) => ((left[0] ?? '') < (right[0] ?? '') ? -1 : 1));
}
