import { company, notice, useTenants, type Tenant } from './tenant';
import { hearUnder } from './terms';

const newTenant = useTenants();
const BUREAU = { connectorId: 'creditsafe', useRestriction: 'NO_REDISTRIBUTION' } as const;
const REGISTER = { connectorId: 'recherche-entreprises' };

interface Shown {
  columns: Record<string, unknown>;
  restricted: Record<string, { value: unknown; restriction: string; connector: string }>;
}

async function shown(tenant: Tenant, ...names: string[]): Promise<Shown> {
  const row = await tenant.company();
  const columns = Object.fromEntries(names.map((name) => [name, row[name]]));
  return { columns, restricted: row['restricted'] as Shown['restricted'] };
}

describe('which source is believed', () => {
  // Each pair: who wins, who loses, whoever speaks last.
  it.each([
    ['insee-sirene', 'inpi-rne'],
    ['inpi-rne', 'recherche-entreprises'],
    ['recherche-entreprises', 'pappers'],
    ['pappers', 'societe-com'],
    ['societe-com', 'creditsafe'],
    ['creditsafe', 'a-connector-nobody-ranked'],
  ])('%s before %s', async (first, second) => {
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const tenant = await newTenant();
      for (const connectorId of order) {
        await hearUnder(tenant, { connectorId }, company({ city: connectorId }));
      }
      expect((await shown(tenant, 'city')).columns).toEqual({ city: first });
    }
  });

  it('believes an open source before one with terms, whatever their rank', async () => {
    const tenant = await newTenant();
    await hearUnder(
      tenant,
      { connectorId: 'pappers', useRestriction: 'INTERNAL_ONLY' },
      company({ city: 'RESTRICTED' }),
    );
    await hearUnder(tenant, { connectorId: 'verif' }, company({ city: 'OPEN' }));
    expect(await shown(tenant, 'city')).toEqual({ columns: { city: 'OPEN' }, restricted: {} });
  });

  it('lets a fact that was not said again for two years give way to a fresh one', async () => {
    const tenant = await newTenant();
    const long = new Date('2024-02-28T09:00:00Z');
    await hearUnder(tenant, { ...REGISTER, at: long }, company({ city: 'OLD' }));
    await hearUnder(tenant, { connectorId: 'verif' }, company({ city: 'NEW' }));
    expect((await shown(tenant, 'city')).columns).toEqual({ city: 'NEW' });
  });

  it('counts a fact as said again when its payload was seen again without a change', async () => {
    const tenant = await newTenant();
    const long = new Date('2024-02-28T09:00:00Z');
    const connectionId = await hearUnder(
      tenant,
      { ...REGISTER, at: long },
      company({ city: 'OLD' }),
    );
    await tenant.hub.tenant(tenant.tenantId, (tx) =>
      tx.execute(
        `INSERT INTO raw_record (tenant_id, connection_id, stream, source_key, payload_hash, payload, is_current,
           received_at, last_seen_at, sync_run_id)
         VALUES ($1, $2, 's', 'k', 'h', '{}', true, $3, $4, $1)`,
        [tx.tenantId, connectionId, long, tenant.clock.now()],
      ),
    );
    await hearUnder(tenant, { connectorId: 'verif' }, company({ city: 'NEW' }));
    expect((await shown(tenant, 'city')).columns).toEqual({ city: 'OLD' });
  });
});

describe('what only a source with terms says', () => {
  it('stays out of the open columns, and goes there when an open source says it too', async () => {
    const tenant = await newTenant();
    await hearUnder(tenant, REGISTER, company({ city: 'LYON' }));
    await hearUnder(tenant, BUREAU, company({ city: 'PARIS', vatNumber: 'FR83732829320' }));
    expect(await shown(tenant, 'city', 'vat_number')).toMatchObject({
      columns: { city: 'LYON', vat_number: null },
      restricted: {
        vat_number: {
          value: 'FR83732829320',
          restriction: 'NO_REDISTRIBUTION',
          connector: 'creditsafe',
          expiresOn: null,
        },
      },
    });
    await hearUnder(tenant, { connectorId: 'vies' }, company({ vatNumber: 'FR83732829320' }));
    expect(await shown(tenant, 'vat_number')).toEqual({
      columns: { vat_number: 'FR83732829320' },
      restricted: {},
    });
  });

  it('keeps both values of a conflict, each with its terms', async () => {
    const tenant = await newTenant();
    await hearUnder(tenant, BUREAU, company({ city: 'PARIS' }));
    await hearUnder(tenant, REGISTER, company({ city: 'LYON' }));
    const facts = await tenant.one(
      `SELECT connector_id, value, use_restriction, is_chosen FROM company_fact
       WHERE tenant_id = $1 AND field = 'city' ORDER BY connector_id`,
    );
    expect(facts).toEqual([
      {
        connector_id: 'creditsafe',
        value: 'PARIS',
        use_restriction: 'NO_REDISTRIBUTION',
        is_chosen: false,
      },
      {
        connector_id: 'recherche-entreprises',
        value: 'LYON',
        use_restriction: 'NONE',
        is_chosen: true,
      },
    ]);
  });

  it('lets everybody know that a person opposed publication, whoever says so', async () => {
    const tenant = await newTenant();
    await hearUnder(tenant, BUREAU, company({ name: null, isDiffusible: false }));
    const { columns, restricted } = await shown(tenant, 'is_diffusible', 'name');
    expect(columns).toEqual({ is_diffusible: false, name: null });
    expect(restricted).not.toHaveProperty('is_diffusible');
  });

  it('is not shown once it is past its retention, though nobody deleted it yet', async () => {
    const tenant = await newTenant();
    const over = { ...BUREAU, expiresOn: '2026-03-01' };
    await hearUnder(tenant, over, company({ city: 'PARIS' }));
    expect(await shown(tenant, 'city')).toMatchObject({ columns: { city: null }, restricted: {} });
  });

  it('changes nothing when it is said again', async () => {
    const tenant = await newTenant();
    await hearUnder(tenant, BUREAU, company({ city: 'PARIS' }));
    const before = await tenant.company();
    await hearUnder(tenant, BUREAU, company({ city: 'PARIS' }));
    expect(await tenant.company()).toEqual(before);
  });
});

describe('proceedings that only a source with terms tells of', () => {
  it('leave the open state as it is, and are kept beside it', async () => {
    const tenant = await newTenant();
    await hearUnder(tenant, BUREAU, company(), notice({ sourceKey: 'CS-1' }));
    expect(await shown(tenant, 'insolvency', 'insolvency_on')).toMatchObject({
      columns: { insolvency: 'NONE', insolvency_on: null },
      restricted: {
        insolvency: {
          value: { kind: 'LIQUIDATION', on: '2026-01-15', eventKey: 'CS-1' },
          restriction: 'NO_REDISTRIBUTION',
        },
      },
    });
    await hearUnder(tenant, { connectorId: 'bodacc' }, notice({ publishedOn: '2026-01-20' }));
    expect(await shown(tenant, 'insolvency')).toMatchObject({
      columns: { insolvency: 'LIQUIDATION' },
    });
    expect((await shown(tenant)).restricted).not.toHaveProperty('insolvency');
  });

  it('survive a later reading of other facts', async () => {
    const tenant = await newTenant();
    await hearUnder(tenant, BUREAU, company(), notice({ sourceKey: 'CS-1' }));
    await hearUnder(tenant, REGISTER, company({ city: 'LYON' }));
    expect((await shown(tenant)).restricted).toHaveProperty('insolvency');
  });
});
