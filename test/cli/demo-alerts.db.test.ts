/** Whoever looks at the demo for a few minutes meets every alert: by facts of its world, none is put there by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERT_RULE_CODES, raiseAlerts } from '../../src/alerts';
import { alertLine } from '../../src/cli/alert-line';
import { listRiskAlerts } from '../../src/reports';
import { useDatabase } from '../support/postgres';
import { DemoRun } from './demo-run';

jest.setTimeout(900_000);

const TODAY = '2026-03-02';
/** At a step every 4.5 seconds, the first four and a half minutes. */
const STEPS = 60;
const FIRST_STEPS = 12;
/** What the demo's world gives rise to: nobody in it changes a policy, an exception, a webhook. */
const EVENT_TYPES = [
  'COMPANY_CHANGED',
  'CREDIT_LIMIT_CHANGED',
  'GRADE_CHANGED',
  'INSURANCE_COVER_CHANGED',
  'LEGAL_EVENT_PUBLISHED',
  'MATCH_DECIDED',
  'PROVIDER_SCORE_CHANGED',
  'RECOMMENDED_LIMIT_CHANGED',
  'RISK_ALERT_RAISED',
  'RISK_ALERT_RESOLVED',
  'RISK_ALERT_UPDATED',
];

let demo: DemoRun;
// Before the database is looked at for connections left open.
afterAll(() => demo.close());
const database = useDatabase();
beforeAll(async () => {
  demo = await DemoRun.load(database().url, TODAY);
  // Read in between too, as `npm start` does all the time: some of it is over by the end.
  await demo.live(FIRST_STEPS);
  await demo.live(STEPS - FIRST_STEPS);
});

function counted(table: string, column: string): Promise<{ what: string; count: number }[]> {
  return database().query(
    `SELECT ${column} AS what, count(*)::int AS count FROM ${table} WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1`,
    [demo.tenantId],
  );
}

function tell(title: string, rows: readonly { what: string; count: number }[]): void {
  const lines = rows.map(({ what, count }) => `  ${what.padEnd(28)} ${count}`);
  process.stdout.write(`${title}\n${lines.join('\n')}\n`);
}

it('raises every rule within its first minutes', async () => {
  const raised = await counted('risk_alert', 'rule');
  tell('Alerts of the demo by rule', raised);
  const rules = new Set(raised.map(({ what }) => what));
  expect(ALERT_RULE_CODES.filter((rule) => !rules.has(rule))).toEqual([]);
});

it('tells of every kind of event its world gives rise to', async () => {
  const told = await counted('event', 'type');
  tell('Events of the demo by type', told);
  expect(told.map(({ what }) => what)).toEqual(expect.arrayContaining(EVENT_TYPES));
});

it('prints the stream that the README shows', async () => {
  const { items } = await demo.hub.database.tenant(demo.tenantId, (tx) =>
    listRiskAlerts(tx, { raisedSince: new Date(`${TODAY}T09:00:30Z`) }, { first: 500 }),
  );
  const lines = items.map((alert) => alertLine(alert, 'en')).sort();
  process.stdout.write(`${lines.join('\n')}\n`);
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const shown = /## Follow the alerts[^]*?```text\n([^]*?)\n```/.exec(readme)?.[1]?.split('\n');
  expect(shown?.length).toBeGreaterThan(5);
  expect(lines).toEqual(expect.arrayContaining(shown ?? []));
});

it('warns that a budget is nearly spent, and that a connection failed until it went well again', async () => {
  const raised = await counted('connection_alert', `rule || coalesce(' ' || over_because, '')`);
  tell('Alerts of the demo about connections', raised);
  expect(raised.map(({ what }) => what)).toEqual([
    ...['BUDGET_NEARLY_SPENT', 'BUDGET_NEARLY_SPENT MONTH_OVER'],
    'CONNECTION_FAILING SYNCED_AGAIN',
  ]);
  const failed = await database().query<{ connection: string; error: string }>(
    `SELECT connection_id AS connection, error_code AS error FROM sync_run WHERE tenant_id = $1 AND status = 'FAILED'
       AND started_at > timestamptz '${TODAY}'`,
    [demo.tenantId],
  );
  expect(failed).toEqual([]);
});

it('raises nothing when all rules run again on what has not changed', async () => {
  const before = await counted('risk_alert', 'rule');
  const context = { ...demo.hub, signal: demo.signal };
  const again = await raiseAlerts(context, { tenantId: demo.tenantId, customerIds: null });
  expect(again).toEqual({ raised: 0, resolved: 0 });
  expect(await counted('risk_alert', 'rule')).toEqual(before);
});

it('raises each alert on evidence or an amount, with a text in both languages', async () => {
  const [bare] = await database().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM risk_alert
     WHERE tenant_id = $1 AND (text_key IS NULL OR params IS NULL OR evidence IS NULL)`,
    [demo.tenantId],
  );
  expect(bare?.count).toBe(0);
});

it('shows cash to apply, one invoice of two sources, a dispute and an aged balance that differs', async () => {
  await demo.openMail();
  const movements = await counted(
    'cash_application',
    `status || ' ' || coalesce(reasons[cardinality(reasons)], '')`,
  );
  tell('Receipts of the demo by what became of them', movements);
  expect(movements.map(({ what }) => what)).toEqual([
    ...['APPLIED IN_BOOKS', 'APPLIED QUOTED_SUM', 'PROPOSED OLDEST_FIRST'],
    ...['PROPOSED QUOTED_DIFFERENCE', 'UNMATCHED '],
  ]);
  expect(await counted('document_link', 'number_key')).toHaveLength(1);
  expect(await counted('source_conflict', 'code')).toEqual([{ what: 'DUE_DATE', count: 1 }]);
  expect(await counted('document_event', 'code')).toEqual([{ what: '207', count: 1 }]);
  const disputed = await counted(`(SELECT * FROM receivable WHERE is_disputed) r`, 'number');
  expect(disputed.length).toBeGreaterThan(0);
  const balance = await counted('aged_balance_line', 'party_code');
  expect(balance.length).toBeGreaterThan(5);
});
