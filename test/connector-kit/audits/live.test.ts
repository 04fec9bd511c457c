/** Live checks, against a simulator that poses as the provider; and what is kept of the conversation. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLive, AuditSubject, liveSettings } from '../../../src/connector-kit/audits';
import { bureauSimulator, healthyBureau } from '../../../src/connector-kit/audits/mutants';
import {
  recordTo,
  replaySimulator,
  sampleWorld,
  SAMPLE_SIRENS,
  startSimulators,
  type RunningSimulators,
} from '../../../src/connector-kit/simulator';

const FOLDER = join(__dirname, '../../../src/connector-kit/audits/mutants/healthy-bureau');
const SECRET = 'live-password-77f1';
const SUBJECTS = SAMPLE_SIRENS.slice(0, 3);
const fast = { ...healthyBureau, limits: { ...healthyBureau.limits, requestsPerSecond: 1000 } };

let provider: RunningSimulators;
let folder: string;
beforeEach(async () => {
  provider = await startSimulators({ simulators: [bureauSimulator], world: sampleWorld() });
  folder = mkdtempSync(join(tmpdir(), 'encours-recording-'));
});
afterEach(async () => {
  await provider.stop();
  rmSync(folder, { recursive: true, force: true });
});

const env = (): Record<string, string> => ({
  ENCOURS_LIVE_HEALTHY_BUREAU_BASE_URL: provider.baseUrl('healthy-bureau'),
  ENCOURS_LIVE_HEALTHY_BUREAU_PASSWORD: SECRET,
  ENCOURS_LIVE_HEALTHY_BUREAU_SUBJECTS: ` ${SUBJECTS.join(' , ')} `,
});

it('reads every stream once, says what it bought, and proves the connector of the day', async () => {
  const settings = liveSettings(fast, env());
  const report = await auditLive(fast, { folder: FOLDER, settings });
  expect(report.outcomes.every(({ status }) => status === 'passed')).toBe(true);
  expect(report.run?.audits).toContain('C03');
  expect(report.bought.map(({ subject }) => subject).toSorted()).toEqual(SUBJECTS.toSorted());
  expect(provider.bill('healthy-bureau')).toHaveLength(SUBJECTS.length);
});

it('proves nothing when the provider answers otherwise than it is documented', async () => {
  provider.setFaults('healthy-bureau', { always: { kind: 'drift', seed: 0, path: 'capital' } });
  const settings = liveSettings(fast, env());
  const report = await auditLive(fast, { folder: FOLDER, settings });
  expect(report.run).toBeNull();
});

it.each([
  ['the credential', 'ENCOURS_LIVE_HEALTHY_BUREAU_PASSWORD'],
  ['the companies', 'ENCOURS_LIVE_HEALTHY_BUREAU_SUBJECTS'],
])('names the variable that lacks %s', (_what, name) => {
  const { [name]: _left, ...rest } = env();
  expect(() => liveSettings(fast, rest)).toThrow(
    expect.objectContaining({ code: 'LIVE_SETTINGS_MISSING', place: { field: name } }) as Error,
  );
});

it('keeps a conversation without its secrets, under the same names on every machine', async () => {
  const settings = liveSettings(fast, env());
  const record = join(folder, 'one');
  const { recorded } = await auditLive(fast, { folder: FOLDER, settings, record });
  await auditLive(fast, { folder: FOLDER, settings, record: join(folder, 'two') });
  expect(recorded).toHaveLength(SUBJECTS.length + 1);
  expect(readdirSync(join(folder, 'two'))).toEqual(recorded);
  const texts = recorded.map((name) => readFileSync(join(record, name), 'utf8')).join('\n');
  expect(texts).not.toContain(SECRET);
  expect(texts).not.toContain('bureau-token');
  expect(texts).not.toContain('127.0.0.1');
  expect(texts).toContain(`/reports/${SUBJECTS[0]}`);
});

it('plays it back to another credential, and names what it does not hold', async () => {
  const settings = liveSettings(fast, env());
  await auditLive(fast, { folder: FOLDER, settings, record: folder });
  const replay = replaySimulator('healthy-bureau', folder);
  const replayed = await startSimulators({ simulators: [replay.simulator], world: sampleWorld() });
  try {
    const baseUrl = replayed.baseUrl('healthy-bureau');
    const subject = new AuditSubject(fast, { folder: FOLDER, simulator: bureauSimulator });
    const [stream] = subject.streams;
    if (stream === undefined) throw new Error('the bureau has a stream');
    const read = await subject.pages(stream, { baseUrl, subjects: SUBJECTS });
    const original = await subject.pages(stream, { subjects: SUBJECTS });
    expect(read).toEqual(original);
    expect(replay.missed()).toEqual([]);
    const [stranger = ''] = SAMPLE_SIRENS.slice(3);
    await subject.pages(stream, { baseUrl, subjects: [stranger] }).catch(() => null);
    expect(new Set(replay.missed())).toEqual(new Set([`GET /reports/${stranger}`]));
    await subject.stop();
  } finally {
    await replayed.stop();
  }
}, 120_000);

it('tells answers to different questions apart, and masks what sounds secret wherever it stands', async () => {
  const recorder = recordTo(folder);
  const http = recorder.around({
    request: ({ query }) =>
      Promise.resolve({ status: 200, headers: {}, data: { page: query?.['page'] ?? 0 } }),
  });
  const ask = (page: number): Promise<unknown> =>
    http.request({ path: '/list', query: { page, api_token: 'kkkkkk' } });
  await ask(1);
  await ask(2);
  await ask(1);
  expect(recorder.save([])).toHaveLength(2);
  const replay = replaySimulator('x', folder);
  const running = await startSimulators({ simulators: [replay.simulator], world: sampleWorld() });
  try {
    const url = (query: string): string => `${running.baseUrl('x')}/list?${query}`;
    const page = async (query: string): Promise<unknown> => (await fetch(url(query))).json();
    expect(await page('api_token=other&page=2')).toEqual({ page: 2 });
    expect(await page('page=1&api_token=other')).toEqual({ page: 1 });
    expect((await fetch(url('page=3&api_token=other'))).status).toBe(501);
    expect((await fetch(url('page=1'))).status).toBe(501);
  } finally {
    await running.stop();
  }
});
