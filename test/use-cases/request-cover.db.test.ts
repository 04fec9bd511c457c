import { setTimeout as sleep } from 'node:timers/promises';
import { IsString } from 'class-validator';
import {
  defineConnector,
  defineSimulator,
  jsonResponse,
  ProviderConfig,
  sampleWorld,
  startSimulators,
  type Connector,
  type CoverRequestOutcome,
  type RunningSimulators,
} from '../../src/connector-kit';
import { isEncoursError, newId } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { settleByCovers, settleCoverRequest } from '../../src/limits';
import { countCoverRequests, coverRequestsById, type CoverRequestRow } from '../../src/reports';
import { requestCover, type CoverAsk } from '../../src/use-cases/request-cover';
import { aSeller, hubOf, sirenOf, useHubs } from './seller';

class InsurerConfig extends ProviderConfig {
  override baseUrl = 'https://insurer.example';
  @IsString()
  readonly apiKey: string = 'secret-of-the-insured';
  static readonly secrets = ['apiKey'];
}

/** Takes multiples of 1,000 euros; looks the buyer up before it asks. */
const insurer: Connector = defineConnector<object>({
  id: 'insurer',
  kind: 'insurer',
  name: 'Insurer',
  version: '1.0.0',
  hosts: ['insurer.example'],
  config: InsurerConfig,
  limits: {
    ...{ requestsPerSecond: 10_000, concurrency: 20, timeoutMs: 5_000, retries: 2 },
    source: 'invented',
  },
  licence: {
    ...{ name: 'invented', restriction: 'NONE', source: 'invented' },
    ...{ retentionDays: null, attribution: null },
  },
  deletes: { none: 'it is invented' },
  docs: {
    ...{ homepage: 'https://insurer.example', reference: 'https://insurer.example/docs' },
    evidence: 'none',
  },
  search: () => Promise.resolve([]),
  coverDesk: {
    stepMinor: 100_000n,
    request: async ({ http }, { siren, amountMinor, reference }) => {
      await http.request({ path: `/buyers/${siren}` });
      const { data } = await http.request({
        ...{ method: 'POST', path: '/covers', isIdempotent: false },
        body: { siren, amount: Number(amountMinor / 100n), reference },
      });
      return data as unknown as CoverRequestOutcome;
    },
  },
});

const OUTCOMES = new Map<string, () => ReturnType<typeof jsonResponse>>();
const asked: string[] = [];

const simulator = defineSimulator({
  connectorId: 'insurer',
  routes: [
    {
      ...{ method: 'GET', path: '/buyers/:siren' },
      handle: ({ params: { siren = '' } }) => {
        if (OUTCOMES.get(siren) === NO_BUYER) return jsonResponse({ error: 'unavailable' }, 503);
        return jsonResponse({ siren });
      },
    },
    {
      ...{ method: 'POST', path: '/covers' },
      handle: ({ body }) => {
        const { siren } = body as { siren: string };
        asked.push(siren);
        return (OUTCOMES.get(siren) ?? granted)();
      },
    },
  ],
});

const granted = () =>
  jsonResponse({ status: 'GRANTED', providerReference: 'C-1', message: null }, 201);
const referred = () =>
  jsonResponse({ status: 'REFERRED', providerReference: 'J-1', message: 'an underwriter decides' });
const refusedRequest = () => jsonResponse({ error: 'no such policy' }, 422);
const down = () => jsonResponse({ error: 'internal' }, 500);
const tooMany = () => jsonResponse({ error: 'slow down' }, 429);
const unauthorised = () => jsonResponse({ error: 'who are you' }, 401);
const NO_BUYER = () => jsonResponse({}, 500);

const opened = useHubs();
let providers: RunningSimulators;
beforeAll(async () => {
  providers = await startSimulators({ simulators: [simulator], world: sampleWorld() });
});
afterAll(() => providers.stop());
beforeEach(() => {
  asked.length = 0;
});

let companies = 0;

async function insured() {
  const hub = hubOf(opened(), { connectors: [insurer] });
  const tenantId = await aSeller(hub);
  const config = { baseUrl: providers.baseUrl('insurer'), apiKey: 'k' };
  const connection = await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'insurer', name: 'main', config: {} }),
  );
  await opened().test.query('UPDATE connection SET config = $2 WHERE connection_id = $1', [
    connection.connectionId,
    config,
  ]);
  const siren = sirenOf(++companies);
  const { connectionId } = connection;
  const ask = (more: Partial<CoverAsk> = {}): Promise<{ coverRequestId: string }> =>
    requestCover(hub, {
      ...{ tenantId, connectionId, siren, customerId: null, amountMinor: 5_000_000n },
      ...{ currency: 'EUR', idempotencyKey: 'key-1', by: 'marie' },
      signal: new AbortController().signal,
      ...more,
    });
  const row = async (coverRequestId: string): Promise<CoverRequestRow> => {
    const [found] = await hub.database.tenant(tenantId, (tx) =>
      coverRequestsById(tx, [coverRequestId]),
    );
    return found!;
  };
  const settle = (): Promise<number> =>
    hub.database.tenant(tenantId, (tx) => settleByCovers(tx, connectionId, hub.clock.now()));
  return { hub, tenantId, connectionId, siren, ask, row, settle };
}

async function codeOf(running: Promise<unknown>): Promise<string> {
  const error: unknown = await running.then(
    () => 'done',
    (caught: unknown) => caught,
  );
  return isEncoursError(error) ? error.code : String(error);
}

it.each([
  ['grants', granted, 'GRANTED', null],
  ['refers to an underwriter', referred, 'REFERRED', null],
  ['rejects the request', refusedRequest, 'FAILED', 'PROVIDER_REJECTED_REQUEST'],
  ['is asked too often', tooMany, 'FAILED', 'PROVIDER_RATE_LIMITED'],
  ['refuses the credentials', unauthorised, 'FAILED', 'PROVIDER_AUTH_REFUSED'],
  ['fails after it was asked', down, 'IN_DOUBT', 'PROVIDER_UNAVAILABLE'],
  ['fails before it was asked', NO_BUYER, 'FAILED', 'PROVIDER_UNAVAILABLE'],
])('says how it stands when the insurer %s', async (_title, outcome, status, code) => {
  const { ask, row, siren, tenantId, hub } = await insured();
  OUTCOMES.set(siren, outcome);
  const { coverRequestId } = await ask();
  expect(await row(coverRequestId)).toMatchObject({ status, code, siren, amountMinor: '5000000' });
  // Whatever became of it, the same key is not sent again.
  const before = asked.length;
  expect(before).toBeLessThanOrEqual(code === 'PROVIDER_RATE_LIMITED' ? 3 : 1);
  const again = await codeOf(ask());
  expect(again).toBe(
    status === 'FAILED' && outcome === unauthorised ? 'CONNECTION_NOT_ACTIVE' : 'done',
  );
  expect(asked).toHaveLength(before);
  const count = await hub.database.tenant(tenantId, (tx) =>
    countCoverRequests(tx, { status: null, sirens: null, connectionIds: null, undecidedOnly: [] }),
  );
  expect(count).toBe(1);
});

it('asks once when twenty ask with one key at once, and lets one of several keys through', async () => {
  const one = await insured();
  const same = await Promise.all(Array.from({ length: 20 }, () => one.ask()));
  expect(new Set(same.map(({ coverRequestId }) => coverRequestId)).size).toBe(1);
  expect(asked).toEqual([one.siren]);
  const other = await insured();
  OUTCOMES.set(other.siren, down);
  const codes = await Promise.all(
    Array.from({ length: 10 }, (_, n) => codeOf(other.ask({ idempotencyKey: `key-${n}` }))),
  );
  // The first is in doubt, so that no other may go out.
  expect(asked.filter((siren) => siren === other.siren)).toHaveLength(1);
  expect(codes.filter((code) => code === 'COVER_REQUEST_OPEN')).toHaveLength(9);
});

it('refuses a key that asked for something else, odd amounts and what no insurer is asked for', async () => {
  const { ask } = await insured();
  await ask();
  expect(await codeOf(ask({ amountMinor: 6_000_000n }))).toBe('IDEMPOTENCY_KEY_REUSED');
  for (const amountMinor of [0n, -100_000n, 150_000n]) {
    expect(await codeOf(ask({ amountMinor, idempotencyKey: newId() }))).toBe(
      'COVER_AMOUNT_INVALID',
    );
  }
});

it('does not send again what a process that died had sent: the covers say how it ended', async () => {
  const { hub, tenantId, connectionId, siren, ask, row, settle } = await insured();
  providers.setFaults('insurer', { latencyMs: [400, 400] });
  const stop = new AbortController();
  const dying = codeOf(ask({ signal: stop.signal }));
  const left = (): Promise<{ id: string; status: string }[]> =>
    opened().test.query(
      'SELECT cover_request_id AS id, status FROM cover_request WHERE siren = $1',
      [siren],
    );
  const requests = (): unknown[] =>
    providers
      .log('insurer')
      .filter(({ method, body }) => method === 'POST' && JSON.stringify(body).includes(siren));
  while (requests().length === 0) await sleep(5);
  const [sent] = await left();
  expect(sent?.status).toBe('SENT');
  stop.abort();
  await dying;
  providers.setFaults('insurer', {});
  // What a kill leaves behind: the row as it was when the request went out.
  const id = sent?.id ?? '';
  await opened().test.query(
    `UPDATE cover_request SET status = 'SENT', code = NULL, message = NULL, answered_at = NULL WHERE siren = $1`,
    [siren],
  );
  expect((await ask()).coverRequestId).toBe(id);
  hub.clock.advanceMs(16 * 60_000);
  expect(await settle()).toBe(0);
  expect(await row(id)).toMatchObject({ status: 'IN_DOUBT', code: 'COVER_ANSWER_LOST' });
  await haveCover({ tenantId, connectionId, siren, minor: 2_000_000n, at: hub.clock.now() });
  expect(await settle()).toBe(1);
  expect(await row(id)).toMatchObject({ status: 'GRANTED', settledBy: 'cover C-9' });
  expect(await settle()).toBe(0);
  expect(requests()).toHaveLength(1);
});

it('lets a person who asked the insurer settle what is in doubt, once', async () => {
  const { hub, tenantId, siren, ask, row } = await insured();
  OUTCOMES.set(siren, down);
  const { coverRequestId } = await ask();
  const ruling = { coverRequestId, wasReceived: false, by: 'marie', at: hub.clock.now() };
  const settle = (): Promise<string> =>
    codeOf(hub.database.tenant(tenantId, (tx) => settleCoverRequest(tx, ruling)));
  expect(await settle()).toBe('done');
  expect(await row(coverRequestId)).toMatchObject({ status: 'FAILED', settledBy: 'marie' });
  expect(await settle()).toBe('COVER_REQUEST_NOT_IN_DOUBT');
  OUTCOMES.set(siren, granted);
  const anew = await ask({ idempotencyKey: 'key-2' });
  expect(await row(anew.coverRequestId)).toMatchObject({ status: 'GRANTED' });
});

it('is not sent when a cover is in force, whoever granted it, until that has ended', async () => {
  const { hub, tenantId, connectionId, siren, ask, row } = await insured();
  const { coverRequestId } = await ask();
  const at = hub.clock.now();
  await haveCover({ tenantId, connectionId, siren, minor: 2_000_000n, at });
  asked.length = 0;
  // The request it came from is answered as before; another is refused, and leaves nothing behind.
  expect(await ask()).toEqual({ coverRequestId });
  const anew = { idempotencyKey: 'key-2', amountMinor: 9_000_000n };
  const refusal = await ask(anew).then(null, (error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'COVER_EXISTS', remedy: expect.any(String) as string });
  expect(asked).toEqual([]);
  await opened().test.query(
    `UPDATE insurance_cover SET kind = 'DISCRETIONARY' WHERE company_id = stable_id($1::text, $2)`,
    [tenantId, siren],
  );
  expect(await row((await ask(anew)).coverRequestId)).toMatchObject({ status: 'GRANTED' });
  await opened().test.query(
    `UPDATE insurance_cover SET kind = 'NAMED', ends_on = '2020-01-01' WHERE company_id = stable_id($1::text, $2)`,
    [tenantId, siren],
  );
  const third = await ask({ idempotencyKey: 'key-3' });
  expect(await row(third.coverRequestId)).toMatchObject({ status: 'GRANTED' });
});

it('is nobody else’s', async () => {
  const { ask } = await insured();
  const { coverRequestId } = await ask();
  const stranger = await insured();
  expect(await stranger.row(coverRequestId)).toBeUndefined();
  expect(await codeOf(stranger.ask({ connectionId: newId() }))).toBe('CONNECTION_NOT_FOUND');
});

async function haveCover(cover: {
  tenantId: string;
  connectionId: string;
  siren: string;
  minor: bigint;
  at: Date;
}): Promise<void> {
  const { tenantId, connectionId, siren, minor, at } = cover;
  await opened().test.query(
    `INSERT INTO company (tenant_id, company_id, siren, status, is_diffusible, updated_at)
     SELECT $1::uuid, stable_id($1::text, $2), $2, 'ACTIVE', true, now() ON CONFLICT DO NOTHING`,
    [tenantId, siren],
  );
  await opened().test.query(
    `INSERT INTO insurance_cover (tenant_id, company_id, connection_id, connector_id, source_key, recorded_at, valid_from,
       policy_number, kind, status, requested_minor, amount_minor, currency, conditions, fetched_at)
     VALUES ($1::uuid, stable_id($1::text, $2), $3, 'insurer', 'C-9', $4, '2026-03-01', 'P', 'NAMED', 'GRANTED', 5000000,
       $5, 'EUR', '{}', $4)`,
    [tenantId, siren, connectionId, at, minor],
  );
}
