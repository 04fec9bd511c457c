import type { RecordType } from '../../src/connector-kit';
import type { CompanySignals } from '../../src/alerts/company-signals';
import { readCompanySignals } from '../../src/alerts/read-company-signals';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits';
import { advice, cover, owner, score } from '../unify/company-profile';
import { company, officer, SIREN, useTenants, type Tenant } from '../unify/tenant';

const TODAY = '2026-03-01';
const newTenant = useTenants();

const TYPES: RecordType[] = [
  ...(['company', 'officer', 'owner', 'providerScore', 'recommendedLimit'] as const),
  ...(['insuranceCover', 'financialStatement'] as const),
];
const BUREAU = { connectorId: 'ellisphere', types: TYPES };

async function signalsOf(tenant: Tenant, account = 'C1', today = TODAY): Promise<CompanySignals> {
  const id = tenant.customerId(account);
  const signals = await tenant.hub.tenant(tenant.tenantId, (tx) =>
    readCompanySignals(tx, [id], { today, policy: DEFAULT_CREDIT_POLICY }),
  );
  const found = signals.get(id);
  if (found === undefined) throw new Error(`nothing was read of ${account}`);
  return found;
}

async function matched(): Promise<Tenant> {
  const tenant = await newTenant();
  await tenant.customers('C1=ACME', 'C2=NOBODY');
  await tenant.tell(BUREAU, company({ legalFormCode: '5710', createdOn: '2019-01-01' }));
  await tenant.confirm('C1', SIREN);
  return tenant;
}

async function accounts(
  tenant: Tenant,
  year: { closedOn: string; items: Record<string, string>; scope?: string; use?: string },
): Promise<void> {
  const { closedOn, items, scope = 'COMPANY', use = 'NONE' } = year;
  await tenant.one(
    `INSERT INTO financial_statement (tenant_id, financial_statement_id, company_id, connection_id, connector_id, source_key,
       closed_on, months, scope, confidentiality, currency, filed_on, items, fetched_at, use_restriction)
     SELECT $1, gen_random_uuid(), company_id, gen_random_uuid(), 'inpi', '${closedOn}', '${closedOn}', 12, '${scope}', 'PUBLIC',
       'EUR', NULL, '${JSON.stringify(items)}', now(), '${use}' FROM company WHERE tenant_id = $1`,
  );
}

const items = (equity: string) => ({ equity, shareCapital: '1000000', totalAssets: '9000000' });

describe('what is read of a company', () => {
  it('is nothing for a customer without one, but what counts as much', async () => {
    const tenant = await matched();
    expect(await signalsOf(tenant, 'C2')).toMatchObject({
      ...{ siren: null, equity: null, covers: [], unmatchedExposureMinor: 1_000_000n },
    });
  });

  it('is the equity of its own latest accounts that state it', async () => {
    const tenant = await matched();
    await accounts(tenant, { closedOn: '2023-12-31', items: items('2000000') });
    await accounts(tenant, { closedOn: '2024-12-31', items: items('499999') });
    await accounts(tenant, { closedOn: '2025-06-30', items: { totalAssets: '1' } });
    await accounts(tenant, { closedOn: '2025-12-31', items: items('1'), scope: 'CONSOLIDATED' });
    expect((await signalsOf(tenant)).equity).toEqual({
      ...{ sourceKey: '2024-12-31', closedOn: '2024-12-31', currency: 'EUR' },
      ...{ equityMinor: 499_999n, shareCapitalMinor: 1_000_000n },
    });
  });

  it('prefers what everybody may know, and says the terms of the rest', async () => {
    const tenant = await matched();
    await accounts(tenant, {
      ...{ closedOn: '2024-12-31', items: items('1'), use: 'INTERNAL_ONLY' },
    });
    const terms = { restriction: 'INTERNAL_ONLY', connector: 'inpi' };
    expect((await signalsOf(tenant)).equity).toMatchObject({ equityMinor: 1n, terms });
    await accounts(tenant, { closedOn: '2024-12-31', items: items('2') });
    const { equity } = await signalsOf(tenant);
    expect(equity).toMatchObject({ equityMinor: 2n });
    expect(equity).not.toHaveProperty('terms');
  });

  it('leaves out accounts that scoring puts aside', async () => {
    const tenant = await matched();
    await accounts(tenant, { closedOn: '2015-12-31', items: items('1') });
    expect((await signalsOf(tenant)).equity).toBeNull();
  });

  it('is a series of scores and of recommended limits once there are two, by day', async () => {
    const tenant = await matched();
    await tenant.tell(BUREAU, score({ computedOn: '2026-01-10' }), advice({ computedOn: TODAY }));
    expect(await signalsOf(tenant)).toMatchObject({ scores: [], recommendedLimits: [] });
    await tenant.tell(
      BUREAU,
      score({ computedOn: '2025-12-01', value: '9' }),
      advice({ computedOn: '2026-02-01', amountMinor: null }),
    );
    const { scores, recommendedLimits } = await signalsOf(tenant);
    expect(scores.map(({ scale, values }) => [scale, values.map((each) => each.value)])).toEqual([
      ['ELLISPHERE_10', ['9', '7']],
    ]);
    expect(recommendedLimits[0]?.values).toMatchObject([
      { on: '2026-02-01', amountMinor: null },
      { on: TODAY, amountMinor: 1_500_000n },
    ]);
  });

  it('is of every cover the state that holds', async () => {
    const tenant = await matched();
    await tenant.tell(BUREAU, cover());
    await tenant.tell(BUREAU, cover({ amountMinor: 20_000_00n, decidedOn: '2026-02-20' }));
    const { covers } = await signalsOf(tenant);
    expect(covers).toMatchObject([
      { sourceKey: 'C1', amountMinor: 2_000_000n, previousMinor: 5_000_000n, status: 'GRANTED' },
    ]);
  });

  it('is when officers and owners came, within the window, without auditors', async () => {
    const tenant = await matched();
    await tenant.tell(
      BUREAU,
      { ...officer('MARTIN'), since: '2026-02-01' },
      { ...officer('OLD'), since: '2024-02-01' },
      { ...officer('KPMG'), since: '2026-02-02', role: 'Commissaire aux comptes titulaire' },
      owner({ since: '2026-01-15' }),
    );
    const { appointments } = await signalsOf(tenant);
    expect(appointments.map(({ kind, on }) => [kind, on])).toEqual([
      ['OFFICERS', '2026-02-01'],
      ['OWNERS', '2026-01-15'],
    ]);
  });

  it('is the last day any source confirmed it, changed or not', async () => {
    const tenant = await matched();
    const days = async (): Promise<unknown> => (await signalsOf(tenant)).confirmedOn;
    await tenant.one(
      `UPDATE company SET updated_at = '2025-01-05', known_since = '2025-01-05' WHERE tenant_id = $1`,
    );
    await tenant.one(`UPDATE company_fact SET fetched_at = '2025-02-01' WHERE tenant_id = $1`);
    expect(await days()).toBe('2025-02-01');
    await tenant.one(
      `INSERT INTO subject_reading (tenant_id, connection_id, stream, siren, read_at, outcome)
       SELECT $1, connection_id, 'companies', '${SIREN}', '2026-02-10T12:00:00Z', 'FOUND' FROM connection
       WHERE tenant_id = $1 LIMIT 1`,
    );
    expect(await days()).toBe('2026-02-10');
  });

  it('is not what another tenant was told', async () => {
    const [ours, theirs] = [await matched(), await matched()];
    await ours.tell(BUREAU, cover());
    expect((await signalsOf(theirs)).covers).toEqual([]);
  });
});
