import { company, notice, officer, OTHER, useTenants, type Tenant } from './tenant';
import { hearUnder, holdTo } from './terms';

const newTenant = useTenants();
const BUREAU = { connectorId: 'creditsafe' };
const REGISTER = { connectorId: 'recherche-entreprises' };
const DAY = 86_400_000;

async function rows(tenant: Tenant): Promise<Record<string, unknown>[]> {
  return tenant.one(
    `SELECT 'fact' AS kind, count(*)::int AS count, min(use_restriction) AS least, max(use_restriction) AS most
     FROM company_fact WHERE tenant_id = $1 AND connector_id = 'creditsafe'
     UNION ALL SELECT 'officer', count(*)::int, min(use_restriction), max(use_restriction) FROM officer o
     JOIN connection USING (tenant_id, connection_id) WHERE tenant_id = $1 AND connection.connector_id = 'creditsafe'
     UNION ALL SELECT 'notice', count(*)::int, min(use_restriction), max(use_restriction)
     FROM legal_event WHERE tenant_id = $1 AND connector_id = 'creditsafe'`,
  );
}

it('restricts what was stored before its terms were known, and opens it again', async () => {
  const tenant = await newTenant();
  const connectionId = await hearUnder(tenant, BUREAU, company({ city: 'PARIS' }), officer('A'));
  expect(await tenant.company()).toMatchObject({ city: 'PARIS', restricted: {} });
  const strict = {
    restriction: 'INTERNAL_ONLY',
    byRecord: { officer: 'NO_REDISTRIBUTION' },
  } as const;
  expect((await holdTo(tenant, connectionId, strict)).restated).toBeGreaterThan(0);
  const closed = await tenant.company();
  expect(closed).toMatchObject({ city: null, restricted: { city: { value: 'PARIS' } } });
  expect(await rows(tenant)).toMatchObject([
    { kind: 'fact', least: 'INTERNAL_ONLY', most: 'INTERNAL_ONLY' },
    { kind: 'officer', least: 'NO_REDISTRIBUTION' },
    { kind: 'notice', count: 0 },
  ]);
  expect(await holdTo(tenant, connectionId, strict)).toEqual({
    ...{ restated: 0, forgotten: 0, companyIds: [] },
  });
  await holdTo(tenant, connectionId, { restriction: 'NONE' });
  expect(await tenant.company()).toMatchObject({ city: 'PARIS', restricted: {} });
});

it('lets the contract loosen a licence, but not what the law says of single records', async () => {
  const tenant = await newTenant();
  const connectionId = await hearUnder(tenant, BUREAU, company({ city: 'PARIS' }), officer('A'));
  await tenant.hub.tenant(tenant.tenantId, (tx) =>
    tx.execute(
      `UPDATE connection SET use_restriction_override = 'NONE' WHERE tenant_id = $1 AND connection_id = $2`,
      [tx.tenantId, connectionId],
    ),
  );
  await holdTo(tenant, connectionId, {
    restriction: 'NO_REDISTRIBUTION',
    byRecord: { officer: 'NO_REDISTRIBUTION' },
  });
  expect(await rows(tenant)).toMatchObject([
    { kind: 'fact', most: 'NONE' },
    { kind: 'officer', least: 'NO_REDISTRIBUTION' },
    { kind: 'notice' },
  ]);
});

it('forgets what is past its retention, and what followed from it', async () => {
  const tenant = await newTenant();
  await hearUnder(tenant, REGISTER, company({ city: 'LYON' }));
  const timed = { ...BUREAU, expiresOn: '2026-03-31' };
  const connectionId = await hearUnder(
    tenant,
    timed,
    company({ city: 'PARIS', vatNumber: 'FR83732829320' }),
    officer('A'),
    notice({ sourceKey: 'CS-1' }),
  );
  expect(await tenant.company()).toMatchObject({ insolvency: 'LIQUIDATION' });
  tenant.clock.advanceMs(29 * DAY);
  expect(await holdTo(tenant, connectionId, { retentionDays: 30 })).toMatchObject({ forgotten: 0 });
  tenant.clock.advanceMs(DAY);
  const applied = await holdTo(tenant, connectionId, { retentionDays: 30 });
  expect(applied.forgotten).toBeGreaterThan(3);
  expect(applied.companyIds).toHaveLength(1);
  expect(await rows(tenant)).toMatchObject([{ count: 0 }, { count: 0 }, { count: 0 }]);
  expect(await tenant.company()).toMatchObject({
    ...{ city: 'LYON', vat_number: null, insolvency: 'NONE', insolvency_event_key: null },
  });
});

it('gives what had no limit one day until its payload has been mapped again', async () => {
  const tenant = await newTenant();
  const long = new Date('2025-06-01T09:00:00Z');
  const connectionId = await hearUnder(tenant, { ...BUREAU, at: long }, company({ city: 'PARIS' }));
  await holdTo(tenant, connectionId, { retentionDays: 30 });
  expect(await tenant.company()).toMatchObject({ city: 'PARIS' });
  tenant.clock.advanceMs(DAY);
  await holdTo(tenant, connectionId, { retentionDays: 30 });
  expect(await tenant.company()).toMatchObject({ city: null });
});

it('deletes payloads that were not seen for so long, in quarantine too, and no other source’s', async () => {
  const tenant = await newTenant();
  const bureau = await hearUnder(tenant, BUREAU, company());
  const register = await hearUnder(tenant, REGISTER, company());
  for (const id of [bureau, register]) {
    for (const [key, at] of [
      ['old', '2026-01-29T12:00:00Z'],
      ['fresh', '2026-01-31T12:00:00Z'],
    ] as const) {
      await tenant.hub.tenant(tenant.tenantId, async (tx) => {
        await tx.execute(
          `INSERT INTO raw_record (tenant_id, connection_id, stream, source_key, payload_hash, payload, is_current,
             received_at, last_seen_at, sync_run_id) VALUES ($1, $2, 'r', $3, $3, '{}', true, $4, $4, $1)`,
          [tx.tenantId, id, key, at],
        );
        await tx.execute(
          `INSERT INTO quarantined_record (tenant_id, quarantined_record_id, connection_id, sync_run_id, stream, code,
             reason, payload, quarantined_at) VALUES ($1, gen_random_uuid(), $2, $1, 'r', $3, '', '', $4)`,
          [tx.tenantId, id, key.toUpperCase(), at],
        );
      });
    }
  }
  await holdTo(tenant, bureau, { retentionDays: 30 });
  await holdTo(tenant, register, {});
  const left = await tenant.one<{ key: string; count: number }>(
    `SELECT source_key AS key, count(*)::int AS count FROM raw_record WHERE tenant_id = $1 AND stream = 'r' GROUP BY 1
     UNION ALL SELECT code, count(*)::int FROM quarantined_record WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1`,
  );
  const counts = Object.fromEntries(left.map(({ key, count }) => [key, count]));
  expect(counts).toEqual({ fresh: 2, FRESH: 2, old: 1, OLD: 1 });
});

it('neither waits for a writer of the same companies for ever nor loses what it writes', async () => {
  const tenant = await newTenant();
  const connectionId = await hearUnder(tenant, BUREAU, company(), company({ siren: OTHER }));
  await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const restriction = n % 2 === 0 ? 'INTERNAL_ONLY' : 'NONE';
      if (n < 4) await holdTo(tenant, connectionId, { restriction });
      else
        await hearUnder(
          tenant,
          REGISTER,
          company({ city: 'LYON' }),
          company({ siren: OTHER, city: 'LYON' }),
        );
    }),
  );
  expect(await tenant.one(`SELECT city FROM company WHERE tenant_id = $1`)).toEqual([
    { city: 'LYON' },
    { city: 'LYON' },
  ]);
});
