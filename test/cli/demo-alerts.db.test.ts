/** Whoever looks at the demo for a few minutes meets every alert: by facts of its world, none is put there by hand. */
import { ALERT_RULE_CODES, raiseAlerts } from '../../src/alerts';
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

it('warns that a budget is nearly spent', async () => {
  const raised = await counted('connection_alert', 'rule');
  expect(raised.map(({ what }) => what)).toContain('BUDGET_NEARLY_SPENT');
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
