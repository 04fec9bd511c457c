import type { RecordType } from '../../src/connector-kit';
import {
  advice,
  cover,
  establishment,
  groupLink,
  hit,
  identifier,
  notice as changeNotice,
  owner,
  paymentIndex,
  policy,
  score,
} from './company-profile';
import { company, notice, officer, OTHER, SIREN, useTenants, type Tenant } from './tenant';

const newTenant = useTenants();

const TYPES: RecordType[] = [
  ...(['company', 'officer', 'owner', 'establishment', 'groupLink', 'identifier'] as const),
  ...(['screeningHit', 'providerScore', 'recommendedLimit', 'paymentIndex'] as const),
  ...(['insuranceCover', 'insurancePolicy', 'changeNotice', 'legalEvent'] as const),
];
const INSEE = { connectorId: 'insee-sirene', types: TYPES };
const BUREAU = { connectorId: 'ellisphere', types: TYPES };
const INSURER = { connectorId: 'atradius', types: TYPES };

const TABLES = [
  ...['establishment', 'company_owner', 'group_link', 'company_identifier', 'screening_hit'],
  ...['recommended_limit', 'payment_index', 'provider_score', 'insurance_policy'],
  ...['insurance_cover', 'change_notice', 'officer', 'legal_event', 'company_fact'],
];

/** Every row of every table, with the transaction that wrote it. */
async function everything(tenant: Tenant): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (const table of TABLES) {
    const of = `SELECT '${table}' AS "table", xmin::text, * FROM ${table} t WHERE tenant_id = $1 ORDER BY t::text`;
    rows.push(...(await tenant.one(of)));
  }
  return rows;
}

const EVERY_KIND = [
  ...[company(), officer('MARTIN'), owner(), establishment(), groupLink(), identifier(), hit()],
  ...[score(), advice(), paymentIndex(), cover(), policy(), changeNotice(), notice()],
];

describe('records of every kind', () => {
  it('told again change nothing, not even a row version', async () => {
    const tenant = await newTenant();
    await tenant.tell(BUREAU, ...EVERY_KIND);
    const before = await everything(tenant);
    expect(new Set(before.map((row) => (row as { table: string }).table))).toEqual(new Set(TABLES));
    expect(await tenant.tell(BUREAU, ...EVERY_KIND)).toEqual([]);
    expect(await everything(tenant)).toEqual(before);
  });

  it('told the same by two at once are stored once', async () => {
    const tenant = await newTenant();
    await tenant.tell(BUREAU);
    await Promise.all([
      tenant.tell(BUREAU, ...EVERY_KIND),
      tenant.tell(BUREAU, ...EVERY_KIND),
      tenant.tell(BUREAU, ...EVERY_KIND),
    ]);
    const covers = await tenant.one('SELECT 1 FROM insurance_cover WHERE tenant_id = $1');
    expect(covers).toHaveLength(1);
  });

  it('stay with their tenant', async () => {
    const [ours, theirs] = [await newTenant(), await newTenant()];
    await ours.tell(BUREAU, ...EVERY_KIND);
    expect(await everything(theirs)).toEqual([]);
    await theirs.hub.tenant(theirs.tenantId, async (tx) => {
      for (const table of TABLES) {
        expect(await tx.query(`SELECT 1 FROM ${table}`)).toEqual([]);
      }
    });
  });

  it('of beneficial owners are for those who decide on credit, whatever the licence', async () => {
    const tenant = await newTenant();
    const person = { kind: 'BENEFICIAL_OWNER', name: 'X', isLegalPerson: false } as const;
    await tenant.tell(INSEE, owner(), owner(person));
    expect(
      await tenant.one(
        'SELECT kind, use_restriction FROM company_owner WHERE tenant_id = $1 ORDER BY 1',
      ),
    ).toEqual([
      { kind: 'BENEFICIAL_OWNER', use_restriction: 'NO_REDISTRIBUTION' },
      { kind: 'SHAREHOLDER', use_restriction: 'NONE' },
    ]);
  });
});

describe('sets', () => {
  const sirets = async (tenant: Tenant): Promise<unknown[]> =>
    (await tenant.one('SELECT source_key FROM establishment WHERE tenant_id = $1 ORDER BY 1')).map(
      (row) => row['source_key'],
    );

  it('are replaced by the payload that told them, and by no other', async () => {
    const tenant = await newTenant();
    await tenant.tell({ ...INSEE, sourceKey: 'p1' }, establishment({ siret: '1' }));
    await tenant.tell({ ...INSEE, sourceKey: 'p2' }, establishment({ siret: '2' }));
    await tenant.tell({ ...BUREAU, sourceKey: 'p1' }, establishment({ siret: '3' }));
    expect(await sirets(tenant)).toEqual(['1', '2', '3']);
    await tenant.tell({ ...INSEE, sourceKey: 'p1' }, establishment({ siret: '4' }));
    expect(await sirets(tenant)).toEqual(['2', '3', '4']);
  });

  it('are emptied by a payload that has nothing to say any more', async () => {
    const tenant = await newTenant();
    await tenant.tell(BUREAU, hit());
    const [change] = await tenant.tell(BUREAU);
    expect(change).toMatchObject({
      ...{ facet: 'SCREENING', before: [{ listEntityId: 'Q1', score: '0.87' }], after: null },
    });
    expect(await tenant.one('SELECT 1 FROM screening_hit WHERE tenant_id = $1')).toEqual([]);
  });

  it('tell nothing at first sight, then what left and what came, once', async () => {
    const tenant = await newTenant();
    expect(await tenant.tell(INSEE, officer('MARTIN'), officer('DURAND'))).toEqual([]);
    const changes = await tenant.tell(INSEE, officer('DURAND'), officer('PETIT'));
    expect(changes).toEqual([
      expect.objectContaining({
        ...{ facet: 'OFFICERS', field: null, connectorId: 'insee-sirene', restriction: 'NONE' },
        before: [expect.objectContaining({ name: 'MARTIN' })],
        after: [expect.objectContaining({ name: 'PETIT' })],
      }),
    ]);
    expect(await tenant.tell(INSEE, officer('DURAND'), officer('PETIT'))).toEqual([]);
    expect(await tenant.tell(BUREAU, officer('SOMEBODY'))).toEqual([]);
  });

  it('do not tell of a number that was only checked again', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSEE, identifier());
    expect(await tenant.tell(INSEE, identifier({ checkedOn: '2026-02-01' }))).toEqual([]);
    const lapsed = identifier({ checkedOn: '2026-02-01', status: 'LAPSED', isValid: false });
    expect(await tenant.tell(INSEE, lapsed)).toMatchObject([
      { facet: 'IDENTIFIER', before: [{ status: 'ISSUED' }], after: [{ status: 'LAPSED' }] },
    ]);
  });
});

describe('facts that change', () => {
  it('are told with before and after, unless another source merely spoke first', async () => {
    const tenant = await newTenant();
    expect(await tenant.tell(BUREAU, company({ city: 'NANTES' }))).toEqual([]);
    expect(await tenant.tell(INSEE, company({ city: 'LYON' }))).toEqual([]);
    expect(await tenant.tell(INSEE, company({ city: 'PARIS' }))).toMatchObject([
      { facet: 'FACT', field: 'city', before: 'LYON', after: 'PARIS', restriction: 'NONE' },
    ]);
    expect(await tenant.tell(BUREAU, company({ city: 'BREST' }))).toEqual([]);
    const ceased = company({ city: 'PARIS', status: 'CEASED', ceasedOn: '2026-02-28' });
    expect(await tenant.tell(INSEE, ceased)).toMatchObject([
      { field: 'ceased_on', before: null, after: '2026-02-28' },
      { field: 'status', before: 'ACTIVE', after: 'CEASED' },
    ]);
  });

  it('carry the stricter terms of what was and what is', async () => {
    const tenant = await newTenant();
    const restricted = { ...BUREAU, useRestriction: 'INTERNAL_ONLY' } as const;
    await tenant.tell(restricted, company({ city: 'NANTES' }), score());
    const changes = await tenant.tell(
      restricted,
      company({ city: 'LYON' }),
      score({ value: '3', computedOn: '2026-02-01' }),
    );
    expect(changes.map(({ facet, restriction }) => [facet, restriction])).toEqual([
      ['FACT', 'INTERNAL_ONLY'],
      ['PROVIDER_SCORE', 'INTERNAL_ONLY'],
    ]);
  });
});

describe('legal notices', () => {
  it('are news when they were published since the company is known, and once', async () => {
    const tenant = await newTenant();
    const old = notice({ sourceKey: 'A1', publishedOn: '2026-01-15', kind: 'ACCOUNTS_FILED' });
    expect(await tenant.tell({ connectorId: 'bodacc', types: TYPES }, old)).toEqual([]);
    const fresh = notice({ sourceKey: 'A2', publishedOn: '2026-03-01' });
    expect(await tenant.tell({ connectorId: 'pappers', types: TYPES }, fresh)).toMatchObject([
      { facet: 'LEGAL_EVENT', after: { number: 'A2', kind: 'LIQUIDATION_OPENED' } },
    ]);
    expect(await tenant.tell({ connectorId: 'bodacc', types: TYPES }, fresh)).toEqual([]);
  });
});

describe('values of a day', () => {
  const values = (tenant: Tenant): Promise<unknown[]> =>
    tenant.one('SELECT value, seen_on AS on FROM provider_score WHERE tenant_id = $1 ORDER BY 2');

  it('are kept beside those of other days; the change is from the last to the new', async () => {
    const tenant = await newTenant();
    await tenant.tell(BUREAU, score());
    const changes = await tenant.tell(
      BUREAU,
      score({ value: '9', computedOn: '2025-06-01' }),
      score({ value: '4', computedOn: '2026-02-10' }),
    );
    expect(changes).toMatchObject([
      {
        ...{ facet: 'PROVIDER_SCORE', field: 'ELLISPHERE_10' },
        ...{
          before: { value: '7' },
          after: { value: '4', measures: 'FAILURE', horizonMonths: 12 },
        },
      },
    ]);
    expect(await values(tenant)).toEqual([
      { value: '9', on: '2025-06-01' },
      { value: '7', on: '2026-01-10' },
      { value: '4', on: '2026-02-10' },
    ]);
    expect(await tenant.tell(BUREAU, score({ computedOn: '2025-01-01', value: '1' }))).toEqual([]);
    expect(await tenant.tell(BUREAU, score({ computedOn: '2026-02-20', value: '4' }))).toEqual([]);
  });

  it('without a day are of the day they were first seen, and new only when they differ', async () => {
    const tenant = await newTenant();
    await tenant.tell(BUREAU, advice());
    tenant.clock.advanceMs(40 * 86_400_000);
    expect(await tenant.tell(BUREAU, advice())).toEqual([]);
    const none = advice({ amountMinor: null, absentBecause: 'No limit' });
    expect(await tenant.tell(BUREAU, none)).toMatchObject([
      {
        facet: 'RECOMMENDED_LIMIT',
        before: { amountMinor: '1500000' },
        after: { amountMinor: null },
      },
    ]);
    expect(
      await tenant.one(
        'SELECT amount_minor AS minor, seen_on AS on FROM recommended_limit WHERE tenant_id = $1 ORDER BY 2',
      ),
    ).toEqual([
      { minor: '1500000', on: '2026-03-01' },
      { minor: null, on: '2026-04-10' },
    ]);
  });

  it('that are corrected on their day replace what they correct', async () => {
    const tenant = await newTenant();
    await tenant.tell(BUREAU, score());
    await tenant.tell(BUREAU, score({ value: '6' }));
    expect(await values(tenant)).toEqual([{ value: '6', on: '2026-01-10' }]);
  });
});

describe('a cover', () => {
  /** "covered/run-off" in units of currency, on a day as known at an instant. */
  const on = async (tenant: Tenant, day: string, knownAt = 'infinity'): Promise<string> => {
    const [row] = await tenant.hub.tenant(tenant.tenantId, (tx) =>
      tx.query<{ covered: string; runOff: string }>(
        `SELECT covered_minor / 100 AS covered, run_off_minor / 100 AS "runOff"
         FROM covers_at(stable_id($1::text, '${SIREN}'), $2, $3)`,
        [tenant.tenantId, day, knownAt],
      ),
    );
    return row === undefined ? 'none' : `${row.covered}/${row.runOff}`;
  };

  it('holds from the day it takes effect to its last day', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSURER, cover({ effectiveOn: '2026-02-01', expiresOn: '2026-06-30' }));
    expect(await on(tenant, '2026-01-31')).toBe('none');
    expect(await on(tenant, '2026-02-01')).toBe('50000/0');
    expect(await on(tenant, '2026-06-30')).toBe('50000/0');
    expect(await on(tenant, '2026-07-01')).toBe('0/0');
  });

  it('that is cut with notice holds until the day, then runs off, and the past stays as it was', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSURER, cover());
    const knownBefore = tenant.clock.now().toISOString();
    const cut = cover({
      ...{ announcedMinor: 20_000_00n, noticeOn: '2026-03-01', decidedOn: '2026-03-01' },
      ...{ effectiveOn: '2026-04-01', runOffUntil: '2026-06-30', decisionCode: 'DC09' },
    });
    const [change] = await tenant.tell(INSURER, cut);
    expect(change).toMatchObject({
      ...{ facet: 'INSURANCE_COVER', before: { announcedMinor: null, amountMinor: '5000000' } },
      after: { announcedMinor: '2000000', effectiveOn: '2026-04-01' },
    });
    expect(await on(tenant, '2026-03-31')).toBe('50000/0');
    expect(await on(tenant, '2026-04-01')).toBe('20000/50000');
    expect(await on(tenant, '2026-06-30')).toBe('20000/50000');
    expect(await on(tenant, '2026-07-01')).toBe('20000/0');
    expect(await on(tenant, '2026-07-01', knownBefore)).toBe('50000/0');
    expect(await on(tenant, '2026-02-01')).toBe('50000/0');
    // The insurer tells it as done: the same amounts on every day.
    await tenant.tell(
      INSURER,
      cover({
        ...{ amountMinor: 20_000_00n, noticeOn: '2026-03-01', decidedOn: '2026-03-01' },
        ...{ effectiveOn: '2026-04-01', runOffUntil: '2026-06-30', decisionCode: 'DC09' },
      }),
    );
    expect(await on(tenant, '2026-03-15')).toBe('50000/0');
    expect(await on(tenant, '2026-04-01')).toBe('20000/50000');
    expect(await on(tenant, '2026-07-01')).toBe('20000/0');
  });

  it('that is withdrawn, refused, over or not understood covers nothing', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSURER, cover({ status: 'UNKNOWN' }));
    expect(await on(tenant, '2026-03-01')).toBe('0/0');
    await tenant.tell(INSURER, cover({ status: 'WITHDRAWN', effectiveOn: '2026-02-20' }));
    expect(await on(tenant, '2026-03-02')).toBe('0/50000');
    // What was granted before stays covered of what was shipped before it took effect.
    await tenant.tell(INSURER, cover({ status: 'REFUSED', amountMinor: 0n }));
    expect(await on(tenant, '2026-03-02')).toBe('0/50000');
    await tenant.tell(INSURER, cover({ status: 'PENDING', amountMinor: null }));
    expect(await on(tenant, '2026-03-02')).toBe('0/0');
  });

  it('with another amount and no day of its own holds from the day it was seen', async () => {
    const tenant = await newTenant();
    await tenant.tell(INSURER, cover());
    await tenant.tell(INSURER, cover({ amountMinor: 30_000_00n }));
    expect(await on(tenant, '2026-02-28')).toBe('50000/0');
    // Until when what was shipped before stays covered, nobody says: whoever asks for it assumes an end.
    expect(await on(tenant, '2026-03-01')).toBe('30000/50000');
  });

  it('decided before the insurer was connected is no news, told for a known company it is', async () => {
    const tenant = await newTenant();
    expect(await tenant.tell(INSURER, cover())).toEqual([]);
    const second = cover({ sourceKey: 'C2', siren: SIREN, amountMinor: 10_000_00n });
    expect(await tenant.tell(INSURER, second)).toMatchObject([{ before: null }]);
    expect(await tenant.tell(INSURER, cover({ siren: OTHER }))).toEqual([]);
  });
});
