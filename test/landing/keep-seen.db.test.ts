import { silentLogger } from '../../src/kernel';
import { openContext, type Connector, type Licence, type Stream } from '../../src/connector-kit';
import { ensureConnection, landStream } from '../../src/landing';
import { unifyStream } from '../../src/unify';
import { OPEN_LICENCE } from '../unify/licences';
import { company, SIREN, useTenants, type Tenant } from '../unify/tenant';

const newTenant = useTenants();
const DAY = 86_400_000;

/** A feed that says the same on every day. */
async function readAgain(tenant: Tenant, licence: Partial<Licence>): Promise<void> {
  const stream: Stream<object> = {
    name: 'companies',
    records: ['company'],
    read: async function* () {
      const items = [{ sourceKey: SIREN, payload: { city: 'PARIS' } }];
      yield await Promise.resolve({ items, checkpoint: {} });
    },
    map: () => [company({ city: 'PARIS' })],
  };
  const connector = {
    ...{ id: 'bureau', version: '1.0.0', streams: [stream] },
    licence: { ...OPEN_LICENCE, ...licence },
  } as unknown as Connector;
  const { tenantId, hub: database, clock } = tenant;
  const connection = await database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'bureau', name: 'x', config: {} }),
  );
  const signal = new AbortController().signal;
  const context = { database, clock, logger: silentLogger, signal };
  const reading = openContext(connector, { config: {}, logger: silentLogger, signal });
  await landStream(context, { tenantId, connection, connector, stream, reading });
  const { connectionId } = connection;
  await unifyStream(context, { tenantId, connectionId, connector, stream });
}

const city = (tenant: Tenant): Promise<Record<string, unknown>[]> =>
  tenant.one(
    `SELECT expires_on::text, use_restriction FROM company_fact WHERE tenant_id = $1 AND field = 'city'`,
  );

it('keeps what is said again without a change from the day it was last said', async () => {
  const tenant = await newTenant();
  const licence = { retentionDays: 30, restriction: 'INTERNAL_ONLY' } as const;
  await readAgain(tenant, licence);
  expect(await city(tenant)).toEqual([
    { expires_on: '2026-03-31', use_restriction: 'INTERNAL_ONLY' },
  ]);
  tenant.clock.advanceMs(20 * DAY);
  await readAgain(tenant, licence);
  expect(await city(tenant)).toEqual([
    { expires_on: '2026-04-20', use_restriction: 'INTERNAL_ONLY' },
  ]);
});

it('maps nothing again of a source that may be kept', async () => {
  const tenant = await newTenant();
  await readAgain(tenant, {});
  tenant.clock.advanceMs(DAY);
  await readAgain(tenant, {});
  const [row] = await tenant.one<{ mapped: Date }>(
    `SELECT mapped_at AS mapped FROM raw_record WHERE tenant_id = $1`,
  );
  expect(row?.mapped.toISOString()).toContain('2026-03-01');
  expect(await city(tenant)).toEqual([{ expires_on: null, use_restriction: 'NONE' }]);
});
