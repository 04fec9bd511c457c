/** Customers, alerts and histories through every door: as bi-parity.api.test.ts. */
import fc from 'fast-check';
import {
  instant,
  option,
  queryOf,
  RUNS,
  some,
  useDoors,
  Where,
  type Amount,
  type Cells,
} from './parity-doors';

const doors = useDoors();

const CUSTOMER = `account name currency grade score credit_limit open_receivables unallocated exposure headroom utilisation`;

test('customers with grade, limit and exposure', async () => {
  const filters = fc.record({
    accounts: some('C1', 'C2', 'C7', 'C11', 'C30', 'nobody'),
    search: option(fc.constantFrom('customer 1', 'C2', 'ÉTÉ', '%', 'no such')),
    grades: some('A', 'B', 'C', 'D', 'E'),
    hasOpen: option(fc.boolean()),
    overdue: option(fc.boolean()),
    limitExceeded: option(fc.boolean()),
  });
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const answer = await doors().ask<{ customers: { nodes: CustomerNode[] } }>(CUSTOMERS, {
        filter,
      });
      const fromApi = answer.customers.nodes.map(customerCells);
      const fromFile = await doors().exported('customers', queryOf(filter), CUSTOMER);
      expect(fromFile.map(withoutZeros)).toEqual(fromApi.map(withoutZeros));
      const open = `SELECT customer_id FROM open_receivables`;
      const where = new Where()
        .when(filter.accounts, (p) => `account = ANY (${p})`)
        .when(filter.grades, (p) => `grade = ANY (${p})`)
        .when(
          filter.search,
          (p) => `(name ILIKE ${p} OR account ILIKE ${p})`,
          `%${filter.search?.replace('%', '\\%')}%`,
        )
        .when(
          filter.hasOpen,
          () => `${filter.hasOpen === true ? '' : 'NOT'} customer_id IN (${open})`,
        )
        .when(
          filter.overdue,
          () =>
            `${filter.overdue === true ? '' : 'NOT'} customer_id IN (${open} WHERE status = 'OVERDUE')`,
        )
        .when(
          filter.limitExceeded,
          () => `coalesce(headroom < 0, false) = ${filter.limitExceeded}`,
        );
      const rows = await doors().selected(
        CUSTOMER,
        `FROM customers ${where.toString()} ORDER BY name, customer_id`,
        where.params,
      );
      expect(rows.map(withoutZeros)).toEqual(fromApi.map(withoutZeros));
      seen += fromApi.length;
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(50);
});

interface CustomerNode {
  account: string;
  name: string;
  currency: string;
  assessment: { grade: string; score: number | null } | null;
  creditLimit: { limit: Amount } | null;
  exposure: {
    openReceivables: Amount;
    unallocatedCredits: Amount;
    total: Amount;
    headroom: Amount | null;
    utilisation: number | null;
  };
}

const CUSTOMERS = `query ($filter: CustomerFilter) { customers(filter: $filter, first: 500) { nodes {
  account name currency assessment { grade score } creditLimit { limit { amount } }
  exposure { openReceivables { amount } unallocatedCredits { amount } total { amount } headroom { amount } utilisation }
} } }`;

function customerCells({
  account,
  name,
  currency,
  assessment,
  creditLimit,
  exposure,
}: CustomerNode): Cells {
  return [
    ...[account, name, currency, assessment?.grade ?? null, assessment?.score?.toString() ?? null],
    ...[
      creditLimit?.limit.amount ?? null,
      exposure.openReceivables.amount,
      exposure.unallocatedCredits.amount,
    ],
    ...[
      exposure.total.amount,
      exposure.headroom?.amount ?? null,
      exposure.utilisation?.toString() ?? null,
    ],
  ];
}

/** A share is a number, which JSON writes without zeros at its end. */
function withoutZeros(row: Cells): Cells {
  return [...row.slice(0, -1), row.at(-1) == null ? null : String(Number(row.at(-1)))];
}

const ALERT = 'customer_account rule severity status raised_at deadline_on';

test('risk alerts', async () => {
  const filters = fc.record({
    status: some('OPEN', 'ACKNOWLEDGED', 'RESOLVED'),
    rules: some('LIMIT_EXCEEDED', 'GRADE_DROP'),
    severities: some('LOW', 'MEDIUM', 'HIGH', 'CRITICAL'),
    minSeverity: option(fc.constantFrom('MEDIUM', 'HIGH')),
    raisedSince: option(instant),
  });
  const least: Record<string, string[]> = {
    MEDIUM: ['MEDIUM', 'HIGH', 'CRITICAL'],
    HIGH: ['HIGH', 'CRITICAL'],
  };
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(filters, async ({ raisedSince, ...rest }) => {
      const filter = { ...rest, raisedSince: raisedSince?.toISOString() ?? null };
      const answer = await doors().ask<{ riskAlerts: { nodes: AlertNode[] } }>(ALERTS, {
        filter,
      });
      const fromApi = answer.riskAlerts.nodes.map((node): Cells => [
        node.customer.account,
        node.rule,
        node.severity,
        node.status,
        node.raisedAt,
        node.deadlineOn,
      ]);
      expect(await doors().exported('risk-alerts', queryOf(filter), ALERT)).toEqual(fromApi);
      const where = new Where()
        .when(filter.status, (p) => `status = ANY (${p})`)
        .when(filter.rules, (p) => `rule = ANY (${p})`)
        .when(filter.severities, (p) => `severity = ANY (${p})`)
        .when(filter.minSeverity, (p) => `severity = ANY (${p})`, least[filter.minSeverity ?? ''])
        .when(filter.raisedSince, (p) => `raised_at >= ${p}`);
      const order = 'ORDER BY raised_at DESC, risk_alert_id';
      const rows = await doors().selected(
        ALERT,
        `FROM risk_alerts ${where.toString()} ${order}`,
        where.params,
      );
      const atInstants = (row: Cells): Cells =>
        row.map((cell, place) => (place === 4 ? new Date(cell ?? '').toISOString() : cell));
      expect(rows.map(atInstants)).toEqual(fromApi);
      seen += fromApi.length;
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(50);
});

interface AlertNode {
  customer: { account: string };
  rule: string;
  severity: string;
  status: string;
  raisedAt: string;
  deadlineOn: string | null;
}

const ALERTS = `query ($filter: RiskAlertFilter) { riskAlerts(filter: $filter, first: 500) { nodes {
  customer { account } rule severity status raisedAt deadlineOn } } }`;

test('the histories of limits and assessments, and what every receivable came about by', async () => {
  const answer = await doors().ask<{ customers: { nodes: HistoryNode[] } }>(HISTORY);
  const { nodes } = answer.customers;
  const limits = nodes.flatMap(({ account, creditLimitHistory }) =>
    creditLimitHistory.nodes.map(({ limit, status, decidedBy }): Cells => [
      account,
      limit.amount,
      limit.currency,
      status,
      decidedBy,
    ]),
  );
  const limit = 'customer_account limit_amount currency status decided_by';
  expect(byText(await doors().exported('credit-limits', {}, limit))).toEqual(byText(limits));
  expect(byText(await doors().selected(limit, 'FROM credit_limits', []))).toEqual(byText(limits));
  const grades = nodes.flatMap(({ account, assessments }) =>
    assessments.nodes.map(({ grade, score, assessedAt }): Cells => [
      account,
      grade,
      String(score),
      assessedAt,
    ]),
  );
  const grade = 'customer_account grade score assessed_at';
  expect(
    byText(await doors().exported('credit-assessments', { grades: 'A,B,C,D,E' }, grade)),
  ).toEqual(byText(grades));
  const entries = nodes.flatMap(({ receivables }) =>
    receivables.nodes.flatMap((receivable) =>
      receivable.entries.map(({ kind, amount, effectiveOn, recordedAt }): Cells => [
        receivable.number,
        kind,
        amount.amount,
        effectiveOn,
        recordedAt,
      ]),
    ),
  );
  const entry = 'receivable_number kind amount effective_on recorded_at';
  expect(byText(await doors().exported('receivable-entries', {}, entry))).toEqual(byText(entries));
  expect([limits.length, grades.length, entries.length].every((count) => count > 20)).toBe(true);
});

interface HistoryNode {
  account: string;
  creditLimitHistory: { nodes: { limit: Amount; status: string; decidedBy: string }[] };
  assessments: { nodes: { grade: string; score: number; assessedAt: string }[] };
  receivables: {
    nodes: {
      number: string;
      entries: { kind: string; amount: Amount; effectiveOn: string; recordedAt: string }[];
    }[];
  };
}

const HISTORY = `{ customers(first: 50) { nodes { account
  creditLimitHistory(first: 20) { nodes { limit { amount currency } status decidedBy } }
  assessments(first: 20) { nodes { grade score assessedAt } }
  receivables(first: 40) { nodes { number entries { kind amount { amount } effectiveOn recordedAt } } } } } }`;

function byText(rows: readonly Cells[]): Cells[] {
  return [...rows].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
