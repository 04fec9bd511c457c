import type { RecordType } from '../../src/connector-kit';
import { raiseAlerts } from '../../src/alerts';
import { advice, cover, score } from '../unify/company-profile';
import { hearUnder } from '../unify/terms';
import { company, SIREN, useTenants, type Tenant } from '../unify/tenant';

const newTenant = useTenants();

const TYPES: RecordType[] = [
  ...(['company', 'officer', 'owner', 'providerScore', 'recommendedLimit'] as const),
  ...(['insuranceCover', 'legalEvent'] as const),
];
const INSEE = { connectorId: 'insee-sirene', types: TYPES };
const BUREAU = { connectorId: 'ellisphere', types: TYPES };
const INSURER = { connectorId: 'atradius', types: TYPES };

/** A customer of 12,000 euros whose company is known. */
async function seller(): Promise<Tenant> {
  const tenant = await newTenant();
  await tenant.customers('C1=ACME');
  await tenant.tell(INSEE, company({ postcode: '44000', city: 'NANTES', activityCode: '62.02A' }));
  await tenant.confirm('C1', SIREN);
  await tenant.one(
    `WITH claim AS (
       INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
         due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_disputed,
         is_doubtful, source_file_id, source_line)
       SELECT $1, gen_random_uuid(), '${tenant.customerId('C1')}', gen_random_uuid(), 'INVOICE', 'F', '', '411', '2026-02-15',
         '2026-04-15', 'DOCUMENT', 'EUR', 1200000, 1200000, '2026-02-15', now(), false, false, gen_random_uuid(), 1
       RETURNING tenant_id, receivable_id, issued_on)
     INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
       source_file_id, source_line)
     SELECT tenant_id, receivable_id, 'ISSUE', 1200000, issued_on, now(), gen_random_uuid(), gen_random_uuid(), 1 FROM claim`,
  );
  return tenant;
}

function raise(tenant: Tenant): ReturnType<typeof raiseAlerts> {
  const context = {
    ...{ database: tenant.hub, clock: tenant.clock },
    signal: new AbortController().signal,
  };
  return raiseAlerts(context, { tenantId: tenant.tenantId, customerIds: null });
}

const alerts = (tenant: Tenant): Promise<Record<string, unknown>[]> =>
  tenant.one(
    `SELECT rule, severity, use_restriction AS use, over_because AS over FROM risk_alert WHERE tenant_id = $1
     ORDER BY rule, dedup_key`,
  );

describe('alerts on what sources say of a company', () => {
  it('are raised once for each change, and again for none', async () => {
    const tenant = await seller();
    expect(await raise(tenant)).toMatchObject({ raised: 0 });
    await tenant.tell(
      INSEE,
      company({ postcode: '69002', city: 'LYON', activityCode: '47.11B', legalFormCode: '5710' }),
    );
    await tenant.tell(BUREAU, score({ value: '8', computedOn: '2026-01-02' }), advice());
    await tenant.tell(BUREAU, score({ value: '3', computedOn: '2026-02-20' }), advice());
    await tenant.tell(INSURER, cover());
    await tenant.tell(INSURER, cover({ amountMinor: 500_00n, decidedOn: '2026-02-25' }));
    expect(await raise(tenant)).toMatchObject({ raised: 4, resolved: 0 });
    expect((await alerts(tenant)).map(({ rule, severity }) => [rule, severity])).toEqual([
      ['ACTIVITY_CHANGED', 'LOW'],
      ['COVER_REDUCED', 'HIGH'],
      ['PROVIDER_SCORE_DROP', 'HIGH'],
      ['SEAT_CHANGED', 'MEDIUM'],
    ]);
    expect(await raise(tenant)).toMatchObject({ raised: 0, resolved: 0 });
  });

  it('raised by two at once are raised once', async () => {
    const tenant = await seller();
    await tenant.tell(INSURER, cover({ status: 'WITHDRAWN', decidedOn: '2026-02-25' }));
    const counts = await Promise.all([raise(tenant), raise(tenant), raise(tenant)]);
    expect(counts.reduce((sum, { raised }) => sum + raised, 0)).toBe(1);
    expect(await alerts(tenant)).toHaveLength(1);
  });

  it('end by themselves when the insurer covers again', async () => {
    const tenant = await seller();
    await tenant.tell(INSURER, cover({ status: 'WITHDRAWN', decidedOn: '2026-02-25' }));
    await raise(tenant);
    await tenant.tell(INSURER, cover({ decidedOn: '2026-02-26' }));
    expect(await raise(tenant)).toMatchObject({ raised: 0, resolved: 1 });
    expect(await alerts(tenant)).toMatchObject([
      { rule: 'COVER_WITHDRAWN', over: 'COVER_RESTORED' },
    ]);
  });

  it('stand under the terms of what they rest on', async () => {
    const tenant = await seller();
    const source = { connectorId: 'pappers', useRestriction: 'INTERNAL_ONLY' } as const;
    await hearUnder(tenant, source, score({ value: '8', computedOn: '2026-01-02' }));
    await hearUnder(tenant, source, score({ value: '3', computedOn: '2026-02-20' }));
    await raise(tenant);
    expect(await alerts(tenant)).toMatchObject([
      { rule: 'PROVIDER_SCORE_DROP', use: 'INTERNAL_ONLY' },
    ]);
  });

  it('are none for what was old when it was first seen', async () => {
    const tenant = await seller();
    await tenant.tell(
      INSURER,
      cover({ status: 'WITHDRAWN', decidedOn: '2024-02-25', effectiveOn: '2024-02-25' }),
    );
    await tenant.tell(BUREAU, score({ value: '8', computedOn: '2025-01-02' }));
    await tenant.tell(BUREAU, score({ value: '3', computedOn: '2025-02-20' }));
    expect(await raise(tenant)).toMatchObject({ raised: 0 });
  });

  it('come on the day a company has not been confirmed for too long', async () => {
    const tenant = await seller();
    await tenant.one(
      `UPDATE company SET updated_at = '2025-09-02', known_since = '2025-09-02' WHERE tenant_id = $1`,
    );
    await tenant.one(`UPDATE company_fact SET fetched_at = '2025-09-02' WHERE tenant_id = $1`);
    expect(await raise(tenant)).toMatchObject({ raised: 0 });
    tenant.clock.advanceMs(86_400_000);
    expect(await raise(tenant)).toMatchObject({ raised: 1 });
    expect(await alerts(tenant)).toMatchObject([{ rule: 'COMPANY_DATA_STALE', severity: 'LOW' }]);
  });
});
