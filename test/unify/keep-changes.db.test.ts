import type { RecordType } from '../../src/connector-kit';
import { owner } from './company-profile';
import { hearUnder, holdTo } from './terms';
import { company, officer, useTenants, type Tenant } from './tenant';

const newTenant = useTenants();

const TYPES: RecordType[] = ['company', 'officer', 'owner'];
const INSEE = { connectorId: 'insee-sirene', types: TYPES };
const BUREAU = { connectorId: 'ellisphere', types: TYPES };

const AT_NANTES = { addressLine: '1 rue Crébillon', postcode: '44000', city: 'NANTES' };
const AT_LYON = { addressLine: '2 rue Mercière', postcode: '69002', city: 'LYON' };

const kept = (tenant: Tenant): Promise<Record<string, unknown>[]> =>
  tenant.one(
    `SELECT kind, changed_on::text AS day, before, after, use_restriction AS use FROM company_change
     WHERE tenant_id = $1 ORDER BY fetched_at, kind`,
  );

describe('what is kept of changes', () => {
  it('is a move, with both addresses, once', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSEE, company(AT_NANTES));
    await tenant.tell(INSEE, company(AT_LYON));
    await tenant.tell(INSEE, company(AT_LYON));
    expect(await kept(tenant)).toEqual([
      {
        ...{ kind: 'SEAT', day: '2026-03-01', use: 'NONE' },
        before: { ...AT_NANTES, countryCode: null },
        after: { ...AT_LYON, countryCode: null },
      },
    ]);
  });

  it('is not another spelling, a first word, or what is only left out', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSEE, company({ ...AT_NANTES, activityCode: '62.02A' }));
    await tenant.tell(INSEE, company({ ...AT_NANTES, addressLine: '1, RUE CREBILLON' }));
    await tenant.tell(INSEE, company({ ...AT_NANTES, legalFormCode: '5710' }));
    expect(await kept(tenant)).toEqual([]);
  });

  it('is not what another source says', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSEE, company(AT_NANTES));
    await tenant.tell(BUREAU, company(AT_LYON));
    await tenant.tell(INSEE, company({ activityCode: '62.02A' }));
    // Now the bureau alone tells of a seat: it is shown, and nobody has moved.
    expect(await tenant.company()).toMatchObject({ city: 'LYON' });
    expect(await kept(tenant)).toEqual([]);
  });

  it('is nothing while sources disagree, whichever spoke last', async () => {
    const tenant = await newTenant();
    const one = company({ ...AT_NANTES, legalFormCode: '5710', observedOn: '2026-01-05' });
    const other = company({ ...AT_LYON, legalFormCode: '5499', observedOn: '2026-01-04' });
    for (const day of ['2026-01-05', '2026-01-06', '2026-01-07']) {
      await tenant.tell(BUREAU, { ...one, observedOn: day });
      await tenant.tell({ ...BUREAU, connectorId: 'creditsafe' }, { ...other, observedOn: day });
    }
    expect(await kept(tenant)).toEqual([]);
  });

  it('is nothing while two streams of a source disagree', async () => {
    const tenant = await newTenant();
    for (const postcode of ['44000', '44100', '44200']) {
      await tenant.tell({ ...INSEE, stream: 'units' }, company({ ...AT_NANTES, postcode }));
      await tenant.tell({ ...INSEE, stream: 'changes' }, company(AT_LYON));
    }
    expect(await kept(tenant)).toEqual([]);
  });

  it('names a form in the words of who tells of it, and not in those of another', async () => {
    const tenant = await newTenant();
    const label = 'SAS, société par actions simplifiée';
    await tenant.tell(INSEE, company({ legalFormCode: '5710' }));
    await tenant.tell(BUREAU, company({ legalFormLabel: label }));
    await tenant.tell(INSEE, company({ legalFormCode: '5720' }));
    expect(await kept(tenant)).toMatchObject([
      { before: { code: '5710', label: null }, after: { code: '5720', label: null } },
    ]);
  });

  it('is another form and another activity, each its own', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSEE, company({ legalFormCode: '5499', activityCode: '62.02A' }));
    await tenant.tell(INSEE, company({ legalFormCode: '5710', activityCode: '47.11B' }));
    expect((await kept(tenant)).map(({ kind, after }) => [kind, after])).toEqual([
      ['ACTIVITY', { code: '47.11B' }],
      ['LEGAL_FORM', { code: '5710', label: null }],
    ]);
  });

  it('is who came and went, on the day stated for the newcomer', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSEE, officer('MARTIN'));
    await tenant.tell(INSEE, { ...officer('PETIT'), since: '2026-01-20' });
    await tenant.tell(INSEE, officer('PETIT'));
    const rows = await kept(tenant);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ kind: 'OFFICERS', day: '2026-01-20' });
  });

  it('is not another auditor, nor a birth month', async () => {
    const tenant = await newTenant();
    const auditor = (name: string) => ({
      ...officer(name),
      role: 'Commissaire aux comptes titulaire',
    });
    await tenant.tell(INSEE, officer('MARTIN'), auditor('KPMG'));
    await tenant.tell(INSEE, { ...officer('MARTIN'), birthMonth: '1970-01' }, auditor('MAZARS'));
    expect(await kept(tenant)).toEqual([]);
  });

  it('is a share that passed hands; of beneficial owners for those who decide on credit', async () => {
    const tenant = await newTenant();
    const person = { kind: 'BENEFICIAL_OWNER', name: 'X', sourceKey: 'x' } as const;
    await tenant.tell(INSEE, owner(), owner(person));
    await tenant.tell(INSEE, owner({ sharePercent: '51' }), owner({ ...person, name: 'Y' }));
    expect((await kept(tenant)).map(({ kind, use }) => [kind, use]).sort()).toEqual([
      ['OWNERS', 'NONE'],
      ['OWNERS', 'NO_REDISTRIBUTION'],
    ]);
  });

  it('has the customers of the company looked at again', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=ACME');
    await tenant.tell(INSEE, officer('MARTIN'));
    const { siren } = await tenant.company();
    await tenant.confirm('C1', String(siren));
    await tenant.one('DELETE FROM rescore_mark WHERE tenant_id = $1');
    await tenant.tell(INSEE, officer('PETIT'));
    const marks = await tenant.one('SELECT reason FROM rescore_mark WHERE tenant_id = $1');
    expect(marks).toEqual([{ reason: 'COMPANY' }]);
  });

  it('is kept once by two at once, and stays with its tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    await tenant.tell(INSEE, company(AT_NANTES));
    await Promise.all([1, 2, 3].map(() => tenant.tell(INSEE, company(AT_LYON))));
    expect(await kept(tenant)).toHaveLength(1);
    expect(await kept(other)).toEqual([]);
    await other.hub.tenant(other.tenantId, async (tx) => {
      expect(await tx.query('SELECT 1 FROM company_change')).toEqual([]);
    });
  });
});

describe('the terms of what is kept', () => {
  it('are those of the source, follow its licence and end with it', async () => {
    const tenant = await newTenant();
    const source = { connectorId: 'pappers', useRestriction: 'INTERNAL_ONLY' } as const;
    await hearUnder(tenant, source, company(AT_NANTES));
    const connectionId = await hearUnder(tenant, source, company(AT_LYON));
    expect(await kept(tenant)).toMatchObject([{ kind: 'SEAT', use: 'INTERNAL_ONLY' }]);
    await holdTo(tenant, connectionId, { restriction: 'NO_REDISTRIBUTION' });
    expect(await kept(tenant)).toMatchObject([{ kind: 'SEAT', use: 'NO_REDISTRIBUTION' }]);
    await holdTo(tenant, connectionId, { restriction: 'NO_REDISTRIBUTION', retentionDays: 30 });
    tenant.clock.advanceMs(31 * 86_400_000);
    await holdTo(tenant, connectionId, { restriction: 'NO_REDISTRIBUTION', retentionDays: 30 });
    expect(await kept(tenant)).toEqual([]);
  });
});
