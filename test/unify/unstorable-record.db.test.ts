import type { Connector, Stream } from '../../src/connector-kit';
import { silentLogger } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { unifyStream } from '../../src/unify';
import { OPEN_LICENCE } from './licences';
import { OTHER, SIREN, useTenants } from './tenant';

const newTenant = useTenants();

/** Gives a statement of as many months as the payload says, unchecked, as a careless mapper would. */
const stream: Stream<object> = {
  name: 'accounts',
  records: ['financialStatement'],
  read: () => {
    throw new Error('not read in this test');
  },
  map: (payload) => {
    const { siren, months } = payload as { siren: string; months: number };
    return [
      {
        type: 'financialStatement',
        sourceKey: siren,
        siren,
        closedOn: '2025-12-31',
        months,
        scope: 'COMPANY',
        confidentiality: 'PUBLIC',
        currency: 'EUR',
        filedOn: null,
        items: {},
      },
    ];
  },
};
const connector = {
  id: 'careless',
  version: '1.0.0',
  licence: OPEN_LICENCE,
  streams: [stream],
} as unknown as Connector;

it('a value the database cannot hold is quarantined, and the records beside it count', async () => {
  const tenant = await newTenant();
  const connectionId = await tenant.hub.tenant(tenant.tenantId, async (tx) => {
    const draft = { connectorId: 'careless', name: 'main', config: {} };
    const { connectionId: id } = await ensureConnection(tx, draft);
    for (const [siren, months] of [
      [SIREN, 12],
      [OTHER, 3_000_000_000],
    ] as const) {
      await tx.execute(
        `INSERT INTO raw_record (tenant_id, connection_id, stream, source_key, payload_hash, payload, is_current,
           received_at, last_seen_at, sync_run_id)
         VALUES ($1, $2, 'accounts', $3, $3, $4, true, now(), now(), $1)`,
        [tx.tenantId, id, siren, JSON.stringify({ siren, months })],
      );
    }
    return id;
  });
  const context = {
    database: tenant.hub,
    clock: tenant.clock,
    logger: silentLogger,
    signal: new AbortController().signal,
  };
  const source = { tenantId: tenant.tenantId, connectionId, connector, stream };
  expect(await unifyStream(context, source)).toMatchObject({ mapped: 1, quarantined: 1 });
  expect(await tenant.one('SELECT months FROM financial_statement WHERE tenant_id = $1')).toEqual([
    { months: 12 },
  ]);
  expect(
    await tenant.one('SELECT code, source_key FROM quarantined_record WHERE tenant_id = $1'),
  ).toEqual([{ code: 'RECORD_NOT_STORABLE', source_key: OTHER }]);
  expect(await unifyStream(context, source)).toMatchObject({ mapped: 0, quarantined: 0 });
});
