import type { Connector } from '../../src/connector-kit';
import { ensureConnection } from '../../src/landing';
import type { Hub } from '../../src/hub';
import { applyTerms } from '../../src/use-cases/apply-terms';
import { loginConnector } from './login-provider';
import { aSeller, hubOf, useHubs } from './seller';

jest.setTimeout(60_000);

/** More than two transactions hold. */
const COMPANIES = 2_100;
const opened = useHubs();

async function bureau(licence: Partial<Connector['licence']>) {
  const strict: Connector = {
    ...loginConnector,
    licence: { ...loginConnector.licence, ...licence },
  };
  const hub = hubOf(opened(), { connectors: [strict] });
  const tenantId = await aSeller(hub);
  const draft = { connectorId: strict.id, name: 'main', config: {} };
  const { connectionId } = await hub.database.tenant(tenantId, (tx) => ensureConnection(tx, draft));
  const { test } = opened();
  await test.query(
    `INSERT INTO company (tenant_id, company_id, siren, name, status, is_diffusible, updated_at)
     SELECT $1::uuid, stable_id($1::text, n::text), n::text, 'COMPANY', 'ACTIVE', true, now()
     FROM generate_series(200000001, 200000000 + $2::int) n`,
    [tenantId, COMPANIES],
  );
  await test.query(
    `INSERT INTO company_identifier (tenant_id, company_id, connection_id, connector_id, source_key, scheme, value,
       use_restriction, fetched_at, stream, payload_key)
     SELECT $1::uuid, company_id, $2, $3, 'k', 'DUNS', siren, 'NONE', $4, 's', siren FROM company WHERE tenant_id = $1::uuid`,
    [tenantId, connectionId, strict.id, hub.clock.now()],
  );
  return { hub, tenantId, connectionId };
}

async function restrictionsOf(tenantId: string): Promise<Record<string, number>> {
  const rows = await opened().test.query<{ restriction: string; count: number }>(
    `SELECT use_restriction AS restriction, count(*)::int AS count FROM company_identifier WHERE tenant_id = $1 GROUP BY 1`,
    [tenantId],
  );
  return Object.fromEntries(rows.map(({ restriction, count }) => [restriction, count]));
}

const run = (hub: Hub, tenantId: string, signal = new AbortController().signal) =>
  applyTerms(hub, { tenantId, signal });

it('holds thousands of companies to changed terms a part at a time, and again changes nothing', async () => {
  const { hub, tenantId } = await bureau({ restriction: 'INTERNAL_ONLY' });
  expect(await run(hub, tenantId)).toEqual({ restated: COMPANIES, forgotten: 0 });
  expect(await restrictionsOf(tenantId)).toEqual({ INTERNAL_ONLY: COMPANIES });
  expect(await transactions(tenantId)).toBe(3);
  expect(await run(hub, tenantId)).toEqual({ restated: 0, forgotten: 0 });
});

it('keeps what is done when it is stopped half-way, and does the rest the next time', async () => {
  const { hub, tenantId } = await bureau({ restriction: 'INTERNAL_ONLY' });
  const stop = new AbortController();
  let asked = 0;
  const stopping = new Proxy(stop.signal, {
    get: (signal, name) => {
      if (name === 'throwIfAborted' && (asked += 1) === 3) stop.abort(new Error('stopped'));
      const value: unknown = Reflect.get(signal, name, signal);
      return typeof value === 'function' ? (value.bind(signal) as unknown) : value;
    },
  });
  await expect(run(hub, tenantId, stopping)).rejects.toThrow('stopped');
  const part = await restrictionsOf(tenantId);
  expect(part['INTERNAL_ONLY']).toBe(2_000);
  expect(await run(hub, tenantId)).toEqual({ restated: 100, forgotten: 0 });
});

it('gives what had no limit its one day more, also when it is looked at twice on that day', async () => {
  const { hub, tenantId } = await bureau({ restriction: 'NONE', retentionDays: 10 });
  await opened().test.query(
    `UPDATE company_identifier SET fetched_at = fetched_at - interval '30 days' WHERE tenant_id = $1`,
    [tenantId],
  );
  expect(await run(hub, tenantId)).toEqual({ restated: COMPANIES, forgotten: 0 });
  expect(await run(hub, tenantId)).toEqual({ restated: 0, forgotten: 0 });
  hub.clock.advanceMs(86_400_000);
  expect(await run(hub, tenantId)).toMatchObject({ forgotten: COMPANIES });
});

/** By how many transactions the rows as they are were written. */
async function transactions(tenantId: string): Promise<number> {
  const [row] = await opened().test.query<{ count: number }>(
    'SELECT count(DISTINCT xmin::text)::int AS count FROM company_identifier WHERE tenant_id = $1',
    [tenantId],
  );
  return row?.count ?? 0;
}
