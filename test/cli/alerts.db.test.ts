/** `encours alerts` and its verbs, as a credit manager types them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTenant, Database } from '../../src/database';
import { globalId, newId, silentLogger } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import * as handling from '../../src/cli/commands/alert-handling';
import { encours, type Ended } from './run-encours';

jest.setTimeout(180_000);

const database = useDatabase();
let folder: string;
let alertId: string;
let deadlined: string;
const otherAlert = newId();

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

async function seller(slug: string, alerts: [id: string, deadlineOn: string | null][]) {
  const hub = await Database.connect({ url: database().url, logger: silentLogger });
  const { tenantId } = await createTenant(hub, { slug });
  await hub.close();
  const customerId = newId();
  await database().query(
    `INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
     VALUES ($1, $2, gen_random_uuid(), '411DUPONT', 'Dupont', 'dupont', 'EUR', false, now())`,
    [tenantId, customerId],
  );
  for (const [id, deadlineOn] of alerts) {
    await database().query(
      `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, before,
         after, text_key, params, evidence, deadline_on)
       VALUES ($1, $2::uuid, $3, 'GRADE_DROP', 'HIGH', 'OPEN', ($2::uuid)::text, now() - interval '90 minutes', NULL, '{}', 'GRADE_DROP',
         '{"customer": "Dupont", "from": "A", "to": "D", "exposure": "€1", "score": 30}', '[]', $4)`,
      [tenantId, id, customerId, deadlineOn],
    );
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-alerts-'));
  [alertId, deadlined] = [newId(), newId()];
  const deadline = inDays(20).toISOString().slice(0, 10);
  await seller('acme', [
    [alertId, null],
    [deadlined, deadline],
  ]);
  await seller('other', [[otherAlert, null]]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In a process of its own, which takes seconds: once for each kind of thing. */
function run(...args: string[]): Promise<Ended> {
  return encours(['alerts', ...args, '--tenant', 'acme'], {
    DATABASE_URL: database().url,
    ENCOURS_HOME: folder,
  });
}

const OPTIONS = { tenant: 'acme', json: true, by: 'command line' };

/** The work of a command in this process, with the line of JSON it prints. */
async function done(command: () => Promise<void>): Promise<Record<string, unknown>> {
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  const env = { ...process.env };
  Object.assign(process.env, { DATABASE_URL: database().url, ENCOURS_HOME: folder });
  try {
    await command();
  } finally {
    process.env = env;
    write.mockRestore();
  }
  return JSON.parse(printed.join('')) as Record<string, unknown>;
}

type Verb = Parameters<typeof handling.handleCommand>[0];
const handle = (verb: Verb, id: string, more: { by?: string; comment?: string } = {}) =>
  done(() => handling.handleCommand(verb, id, { ...OPTIONS, ...more }));
const snooze = (id: string, more: object) =>
  done(() => handling.snoozeCommand(id, { ...OPTIONS, ...more }));
const assign = (id: string, more: object) =>
  done(() => handling.assignCommand(id, { ...OPTIONS, ...more }));
const mute = (more: object) =>
  done(() => handling.muteCommand({ ...OPTIONS, reason: 'in collection', ...more }));
const unmute = (id: string) => done(() => handling.unmuteCommand(id, OPTIONS));
const mutes = (all = false) => done(() => handling.mutesCommand({ ...OPTIONS, all, first: 10 }));

it('is typed as it is shown: the list with ids, a verb on one of them, a refusal', async () => {
  expect((await run()).stdout).toContain(`[${alertId}]`);
  const taken = await run('assign', deadlined, '--to', 'claire', '--by', 'paul');
  expect(taken.stdout).toMatch(/HIGH .*\(OPEN, for claire\)\n$/);
  const refused = await run('resolve', otherAlert, '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'RISK_ALERT_NOT_FOUND' } });
});

it('handles an alert from the first look to its end, and says who did what', async () => {
  const acknowledged = await handle('acknowledge', alertId, { by: 'claire' });
  expect(acknowledged).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: 'claire' });
  const again = await handle('acknowledge', globalId('RiskAlert', alertId), { by: 'paul' });
  expect(again).toMatchObject({ acknowledgedBy: 'claire' });
  expect(await assign(alertId, { to: 'paul@acme.fr' })).toMatchObject({
    assignedTo: 'paul@acme.fr',
  });
  expect(await assign(alertId, { nobody: true })).toMatchObject({ assignedTo: null });
  const asleep = await snooze(alertId, { days: 7, comment: 'waits for a cheque' });
  const hours = (Date.parse(String(asleep['snoozedUntil'])) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(7 * 24 - 1);
  expect(asleep).toMatchObject({ comment: 'waits for a cheque' });
  expect(await handle('wake', alertId)).toMatchObject({ snoozedUntil: null });
  expect(await handle('comment', alertId, { comment: 'paid' })).toMatchObject({ comment: 'paid' });
  expect(await handle('resolve', alertId)).toMatchObject({ status: 'RESOLVED' });
  expect(await handle('reopen', alertId)).toMatchObject({ status: 'OPEN', acknowledgedBy: null });
  const steps = await database().query<{ step: string }>(
    `SELECT change || ' ' || by AS step FROM risk_alert_step WHERE risk_alert_id = $1 ORDER BY written_seq`,
    [alertId],
  );
  expect(steps.map(({ step }) => step)).toEqual([
    ...['ACKNOWLEDGED claire', 'ASSIGNED command line', 'ASSIGNED command line'],
    ...['SNOOZED command line', 'WOKEN command line', 'COMMENTED command line'],
    ...['RESOLVED command line', 'REOPENED command line'],
  ]);
  const [measured] = await database().query(
    `SELECT first_response_by AS by, extract(epoch FROM first_response_at - raised_at)::int / 60 AS minutes
     FROM risk_alert WHERE risk_alert_id = $1`,
    [alertId],
  );
  expect(measured).toMatchObject({ by: 'claire' });
  expect(measured?.['minutes']).toBeGreaterThanOrEqual(90);
});

it('mutes a customer or a rule, lists mutes, and ends them', async () => {
  const { alertMuteId } = await mute({
    ...{ account: '411DUPONT', rule: 'grade_drop', days: 30, by: 'claire' },
  });
  expect(await mutes()).toMatchObject({
    mutes: [{ alertMuteId, rule: 'GRADE_DROP', mutedBy: 'claire', includesCritical: false }],
  });
  expect(await unmute(String(alertMuteId))).toEqual({ ended: alertMuteId });
  expect(await mutes()).toEqual({ mutes: [] });
  expect((await mutes(true))['mutes']).toHaveLength(1);
});

const REFUSED: [code: string, what: string, command: () => Promise<unknown>][] = [
  ['INVALID_ID', 'nonsense', () => handle('acknowledge', 'nonsense')],
  [
    'INVALID_ID',
    'an id of something else',
    () => handle('acknowledge', globalId('Customer', otherAlert)),
  ],
  ['RISK_ALERT_NOT_FOUND', 'the alert of another tenant', () => handle('resolve', otherAlert)],
  ['RISK_ALERT_NOT_FOUND', 'no alert', () => handle('comment', newId(), { comment: 'x' })],
  ['COMMENT_MISSING', 'no words', () => handle('comment', otherAlert, { comment: '  ' })],
  [
    'TEXT_TOO_LONG',
    'too many words',
    () => handle('comment', otherAlert, { comment: 'x'.repeat(2_001) }),
  ],
  ['USAGE', 'nobody named', () => assign(otherAlert, {})],
  ['USAGE', 'somebody and nobody', () => assign(otherAlert, { to: 'x', nobody: true })],
  ['USAGE', 'a mute without an end', () => mute({ rule: 'GRADE_DROP' })],
  ['UNKNOWN_CHOICE', 'no rule', () => mute({ rule: 'NO_RULE', days: 3 })],
  ['MUTE_TOO_WIDE', 'everything', () => mute({ days: 3 })],
  ['MUTE_REASON_MISSING', 'no reason', () => mute({ rule: 'GRADE_DROP', reason: ' ', days: 3 })],
  ['MUTE_EXPIRY_INVALID', 'a long mute', () => mute({ rule: 'GRADE_DROP', days: 181 })],
  ['CUSTOMER_NOT_FOUND', 'no such account', () => mute({ account: 'nobody', days: 3 })],
  ['ALERT_MUTE_NOT_FOUND', 'no mute', () => unmute(newId())],
  ['SNOOZE_INVALID', 'the last day to act', () => snooze(deadlined, { days: 21 })],
  ['SNOOZE_INVALID', 'the past', () => snooze(deadlined, { until: '2020-01-01' })],
  ['USAGE', 'a snooze without an end', () => snooze(deadlined, {})],
  ['USAGE', 'a snooze with two', () => snooze(deadlined, { days: 2, until: '2030-01-01' })],
  ['INVALID_DATE', 'no day', () => snooze(deadlined, { until: 'tomorrow' })],
];

it.each(REFUSED)('refuses with %s: %s', async (code, _, command) => {
  await expect(command()).rejects.toMatchObject({ code });
});
