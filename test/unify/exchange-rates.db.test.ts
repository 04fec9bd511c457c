import { openContext, type Connector, type Page, type Stream } from '../../src/connector-kit';
import { silentLogger } from '../../src/kernel';
import { ensureConnection, landStream } from '../../src/landing';
import { unifyStream } from '../../src/unify';
import { mapDay } from '../../connectors/ecb/map';
import { OPEN_LICENCE } from './licences';
import { useTenants, type Tenant } from './tenant';

const newTenant = useTenants();
type Rates = Record<string, string>;

/** What the source says now, read and stored by as many runs at once as are asked for. */
async function publish(
  tenant: Tenant,
  days: Record<string, Rates>,
  options: { name?: string; runs?: number } = {},
): Promise<void> {
  const items = Object.entries(days).map(([time, rates]) => ({
    sourceKey: time,
    payload: { time, rates },
  }));
  const pages: Page[] = [{ items, checkpoint: {} }];
  const stream: Stream<object> = {
    name: 'exchange-rates',
    records: ['exchangeRate'],
    read: async function* () {
      yield* await Promise.resolve(pages);
    },
    map: mapDay,
  };
  const connector = {
    id: 'ecb',
    version: '1.0.0',
    licence: OPEN_LICENCE,
    streams: [stream],
  } as unknown as Connector;
  const { tenantId, hub: database, clock } = tenant;
  const draft = { connectorId: 'ecb', name: options.name ?? 'main', config: {} };
  const connection = await database.tenant(tenantId, (tx) => ensureConnection(tx, draft));
  const signal = new AbortController().signal;
  const context = { database, clock, logger: silentLogger, signal };
  const reading = openContext(connector, { config: {}, logger: silentLogger, signal });
  const source = { tenantId, connection, connector, stream, reading };
  await landStream(context, source);
  const { connectionId } = connection;
  const runs = Array.from({ length: options.runs ?? 1 }, () =>
    unifyStream(context, { tenantId, connectionId, connector, stream }),
  );
  await Promise.all(runs);
}

function stored(tenant: Tenant): Promise<string[]> {
  return tenant
    .one<{ row: string }>(
      `SELECT concat_ws(' ', published_on, currency, rate, to_char(recorded_at AT TIME ZONE 'UTC', 'DD.MM. HH24:MI:SS.MS')) AS row
       FROM exchange_rate WHERE tenant_id = $1 ORDER BY published_on, currency, recorded_at, rate`,
    )
    .then((rows) => rows.map(({ row }) => row));
}

it('stores each rate of a day with the instant we learnt it', async () => {
  const tenant = await newTenant();
  await publish(tenant, { '2026-02-27': { USD: '1.1042', JPY: '160.1' } });
  expect(await stored(tenant)).toEqual([
    '2026-02-27 JPY 160.1 01.03. 09:00:00.000',
    '2026-02-27 USD 1.1042 01.03. 09:00:00.000',
  ]);
});

it('stores nothing when the same days are read again, however their rates are written', async () => {
  const tenant = await newTenant();
  await publish(tenant, { '2026-02-26': { USD: '1.10' }, '2026-02-27': { USD: '1.1042' } });
  const before = await stored(tenant);
  tenant.clock.advanceMs(60_000);
  await publish(tenant, { '2026-02-27': { USD: '1.1042' }, '2026-02-26': { USD: '1.1000' } });
  expect(await stored(tenant)).toEqual(before);
});

it('keeps a corrected rate beside the one it corrects, and one that is taken back again', async () => {
  const tenant = await newTenant();
  for (const rate of ['1.1', '1.2', '1.1']) {
    await publish(tenant, { '2026-02-27': { USD: rate } });
    tenant.clock.advanceMs(60_000);
  }
  expect(await stored(tenant)).toEqual([
    '2026-02-27 USD 1.1 01.03. 09:00:00.000',
    '2026-02-27 USD 1.2 01.03. 09:01:00.000',
    '2026-02-27 USD 1.1 01.03. 09:02:00.000',
  ]);
});

it('records a correction after what it corrects, even within the same instant', async () => {
  const tenant = await newTenant();
  await publish(tenant, { '2026-02-27': { USD: '1.1' } });
  await publish(tenant, { '2026-02-27': { USD: '1.2' } });
  expect(await stored(tenant)).toEqual([
    '2026-02-27 USD 1.1 01.03. 09:00:00.000',
    '2026-02-27 USD 1.2 01.03. 09:00:00.001',
  ]);
});

it('stores each rate once when two runs store the same days at once', async () => {
  const tenant = await newTenant();
  const days = Object.fromEntries(
    Array.from({ length: 450 }, (_, index) => [
      new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10),
      { USD: `1.${100 + index}`, GBP: '0.85' },
    ]),
  );
  await publish(tenant, days, { runs: 3 });
  expect(new Set(await stored(tenant)).size).toBe(900);
  expect(await stored(tenant)).toHaveLength(900);
});

it('keeps what two connections say apart', async () => {
  const tenant = await newTenant();
  await publish(tenant, { '2026-02-27': { USD: '1.1' } });
  await publish(tenant, { '2026-02-27': { USD: '1.1' } }, { name: 'other' });
  expect(await stored(tenant)).toHaveLength(2);
});

it('does not let the application change or delete what was recorded', async () => {
  const tenant = await newTenant();
  await publish(tenant, { '2026-02-27': { USD: '1.1' } });
  for (const statement of ['UPDATE exchange_rate SET rate = 2', 'DELETE FROM exchange_rate']) {
    const refused = tenant.hub.tenant(tenant.tenantId, (tx) => tx.execute(statement));
    await expect(refused).rejects.toThrow('permission denied');
  }
});
