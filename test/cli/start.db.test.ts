import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { useDatabase } from '../support/postgres';
import { startEncours, type Running } from './run-encours';

jest.setTimeout(480_000);

const KEY = 'demo-key-of-the-test-0001';
const database = useDatabase();
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'encours-start-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(): Running {
  return startEncours(['start', '--port', '0'], {
    DATABASE_URL: database().url,
    ENCOURS_HOME: folder,
    ENCOURS_DEMO_KEY: KEY,
  });
}

async function ready(running: Running): Promise<string> {
  const { child } = running;
  while (!running.stdout().includes('The demo world goes on')) {
    if (child.exitCode !== null) throw new Error(running.stderr());
    await sleep(100);
  }
  return /Explorer +(http:\S+)/.exec(running.stdout())?.[1] ?? '';
}

interface AlertEvent {
  cursor: string;
  alert: { id: string };
}

/** A plain graphql-ws client, until it has heard of this many alerts. */
async function listen(url: string, want: { count: number; after: string }): Promise<AlertEvent[]> {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${KEY}` },
    retryAttempts: 0,
  });
  const events: AlertEvent[] = [];
  const query = `subscription { riskAlerts(after: "${want.after}") { cursor alert { id } } }`;
  for await (const { data } of client.iterate<{ riskAlerts: AlertEvent }>({ query })) {
    if (data != null) events.push(data.riskAlerts);
    if (events.length >= want.count) break;
  }
  await client.dispose();
  return events;
}

it('loads the demo, answers what it prints, tells of risks, stops in good order, and starts again quickly', async () => {
  const first = start();
  const url = await ready(first);
  const commands = first
    .stdout()
    .split('\n')
    .filter((text) => text.startsWith('curl '));
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    const answer = JSON.parse(stdout) as { errors?: unknown; data: Record<string, unknown> };
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data).length).toBeGreaterThan(100);
  }
  // A second one would point these connections at simulators of its own.
  const another = await start().ended;
  expect(another.code).toBe(2);
  expect(another.stderr).toContain('DEMO_RUNNING');
  const told = first.stdout().split('\n').length;
  const replayed = await listen(url, { count: 20, after: '0' });
  const rest = await listen(url, { count: 20, after: replayed[9]?.cursor ?? '' });
  expect(rest.slice(0, 10).map(({ cursor }) => cursor)).toEqual(
    replayed.slice(10).map(({ cursor }) => cursor),
  );
  // Within the first minute something has happened that is a risk, and was printed.
  const deadline = Date.now() + 60_000;
  while (first.stdout().split('\n').length <= told && Date.now() < deadline) await sleep(200);
  expect(first.stdout().split('\n').length).toBeGreaterThan(told);
  first.child.kill('SIGINT');
  expect((await first.ended).code).toBe(0);

  const second = start();
  await ready(second);
  expect(second.stderr()).not.toContain('Loading the demo');
  const [row] = await database().query<{ totals: string }>(
    `SELECT (SELECT count(*) FROM customer) || ' ' || (SELECT count(*) FROM tenant) AS totals`,
  );
  expect(row?.totals).toMatch(/^3\d\d 1$/);
  second.child.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
});
