/** `connections authorize` as a user runs it, with a browser that goes where it is sent. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { xeroSimulator } from '../../connectors/xero';
import { sampleWorld, startSimulators, type RunningSimulators } from '../../src/connector-kit';
import { useDatabase } from '../support/postgres';
import { encours, startEncours, type Running } from './run-encours';

const database = useDatabase();
let folder: string;
let running: RunningSimulators;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-authorize-'));
  running = await startSimulators({ simulators: [xeroSimulator], world: sampleWorld() });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await running.stop();
});

const env = (): Record<string, string> => ({
  DATABASE_URL: database().url,
  ENCOURS_HOME: folder,
  ENCOURS_SECRET_KEY: KEY,
});
const KEY = randomBytes(32).toString('base64');

async function said(by: Running, what: RegExp): Promise<string> {
  for (let looks = 0; looks < 600; looks += 1) {
    const found = what.exec(by.stderr())?.[0];
    if (found !== undefined) return found;
    await sleep(100);
  }
  throw new Error(`it never said ${String(what)}: ${by.stderr()}`);
}

it('waits for the browser, turns a stranger away, and is connected', async () => {
  expect((await encours(['tenants', 'create', 'acme'], env())).code).toBe(0);
  const file = join(folder, 'xero.secret');
  writeFileSync(file, 'simulated-secret\n');
  const command = ['connections', 'authorize', 'xero', '--tenant', 'acme'];
  const settings = [
    ...['--set', 'clientId=simulated-client', `baseUrl=${running.baseUrl('xero')}`],
    ...['--set-from', `clientSecret=${file}`],
  ];
  const waiting = startEncours([...command, ...settings, '--port', '0', '--json'], env());
  const address = await said(waiting, /http:\/\/127\S+code_challenge\S+/);
  const redirect = new URL(address).searchParams.get('redirect_uri') ?? '';
  const callback = redirect.replace('localhost', '127.0.0.1');

  const stranger = await fetch(`${callback}?state=forged&code=forged`);
  expect(stranger.status).toBe(400);
  expect((await fetch(callback.replace('/callback', '/'))).status).toBe(404);

  const sent = await fetch(address, { redirect: 'manual' });
  const back = (sent.headers.get('location') ?? '').replace('localhost', '127.0.0.1');
  const shown = await fetch(back);
  expect(await shown.text()).toBe('The hub is connected. You may close this window.\n');

  const { code, stdout } = await waiting.ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ connectorId: 'xero', name: 'main', status: 'ACTIVE' });
  const tried = await encours(['connections', 'test', 'xero', '--tenant', 'acme'], env());
  expect(tried.code).toBe(0);

  const pasted = await encours([...command, '--redirect-uri', 'https://example.com/back'], env());
  expect(pasted.code).toBe(2);
  expect(pasted.stderr).toContain('CONSENT_ADDRESS_INVALID');
}, 120_000);
