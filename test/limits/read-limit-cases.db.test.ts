import type { RecordType, UnifiedRecord, UseRestriction } from '../../src/connector-kit';
import type { Database } from '../../src/database';
import { stableId } from '../../src/kernel';
import { groupsOf, setCreditLimit, rejectCreditLimit } from '../../src/limits';
import { decideBatch } from '../../src/limits/apply-limits';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { readLimitCases } from '../../src/limits/read-limit-cases';
import type { LimitInput } from '../../src/limits/limit-types';
import { customerFigures } from '../../src/ledger';
import { CURRENT_MODEL } from '../../src/scoring';
import { storeCompanyRecords } from '../../src/unify/store-company-records';
import { publishRates } from '../reports/rate-fixture';
import {
  connectApp,
  createSeller,
  describeCustomer,
  NOW,
  SIREN,
  TODAY,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { advice, cover, groupLink } from '../unify/company-profile';

let app: Database;
let seller: Seller;
afterAll(() => app.close());
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'cases', customers: 4 });
  const sirens = Object.values(SIREN);
  for (const [index, siren] of sirens.entries()) {
    const account = `C00${index + 1}`;
    await describeCustomer(database(), seller, { account, siren, limitMinor: 100_000 });
  }
  await database().query('DELETE FROM credit_limit');
});

const TYPES: RecordType[] = ['insuranceCover', 'recommendedLimit', 'groupLink'];
let tellings = 0;

interface Telling {
  siren: string;
  by?: string;
  restriction?: UseRestriction;
}

async function tell({ siren, by = 'atradius', restriction }: Telling, ...records: UnifiedRecord[]) {
  const at = new Date(NOW.getTime() - 60_000 + ++tellings * 1_000);
  const source = {
    ...{ connectionId: stableId(by), connectorId: by, stream: 's', sourceKey: `k ${siren}` },
    ...{ fetchedAt: at, useRestriction: restriction ?? ('NONE' as const) },
  };
  await app.tenant(seller.tenantId, (tx) =>
    storeCompanyRecords(
      tx,
      records.map((record) => ({ record: { ...record, siren } as UnifiedRecord, source })),
      { at, asOf: TODAY, types: TYPES },
    ),
  );
}

async function inputOf(account: string, asOf = TODAY): Promise<LimitInput> {
  const [found] = await app.tenant(seller.tenantId, (tx) =>
    readLimitCases(tx, [seller.customerId(account)], { asOf, at: NOW, sellerSales12mMinor: 0n }),
  );
  if (found === undefined) throw new Error('no such customer');
  return found.input;
}

const insured = async (account: string, asOf = TODAY): Promise<string[]> =>
  (await inputOf(account, asOf)).covers.map(
    ({ kind, coveredMinor, insuredPercent }) => `${kind} ${coveredMinor} at ${insuredPercent}`,
  );

describe('what insurers cover', () => {
  it('is unknown until one has spoken, then its share of the amount, on the days it is in force', async () => {
    expect(await insured('C001')).toEqual([]);
    await tell({ siren: SIREN.first }, cover({ insuredPercent: '90', amountMinor: 100_01n }));
    expect(await insured('C001')).toEqual(['NAMED 10001 at 90']);
    await tell(
      { siren: SIREN.first },
      cover({
        ...{ status: 'WITHDRAWN', amountMinor: 100_01n, insuredPercent: '90' },
        ...{ decidedOn: '2026-06-28', noticeOn: '2026-06-28', effectiveOn: '2026-07-28' },
        runOffUntil: '2026-12-31',
      }),
    );
    expect(await insured('C001', '2026-07-27')).toEqual(['NAMED 10001 at 90']);
    const { covers } = await inputOf('C001', '2026-07-28');
    // Owed on that day and shipped before: 100, 200, 5 and 20, up to the 100.01 that were covered.
    const runOff = { owedMinor: 100_01n, effectiveOn: '2026-07-28', until: '2026-12-31' };
    expect(covers).toMatchObject([{ coveredMinor: 0n, isRefused: true, runOff }]);
  });

  it('is nothing in another currency, and silent when pending or past its end', async () => {
    const on = { decidedOn: '2026-06-25', effectiveOn: '2026-06-25' } as const;
    await tell(
      { siren: SIREN.second },
      cover({ ...on, sourceKey: 'usd', currency: 'USD' }),
      cover({ ...on, sourceKey: 'over', policyNumber: 'P2', expiresOn: '2026-06-29' }),
      cover({
        ...on,
        sourceKey: 'asked',
        policyNumber: 'P3',
        status: 'PENDING',
        amountMinor: null,
      }),
    );
    expect(await insured('C002')).toEqual([]);
  });

  it('carries the terms of the strictest that counts', async () => {
    await tell({ siren: SIREN.third, restriction: 'INTERNAL_ONLY' }, cover());
    const { sourceTerms } = await inputOf('C003');
    expect(sourceTerms).toEqual({
      covers: { restriction: 'INTERNAL_ONLY', connector: 'atradius' },
    });
  });
});

describe('what bureaux recommend', () => {
  const of = async (asOf = TODAY): Promise<bigint | null> =>
    (await inputOf('C002', asOf)).bureauLimitMinor;

  it('is the least of what each says last, recommendations before ceilings', async () => {
    const siren = SIREN.second;
    expect(await of()).toBeNull();
    await tell({ siren, by: 'creditsafe' }, advice({ computedOn: '2026-05-01', amountMinor: 10n }));
    await tell({ siren, by: 'creditsafe' }, advice({ computedOn: '2026-06-01', amountMinor: 90n }));
    expect(await of()).toBe(90n);
    const ceiling = advice({ kind: 'MAXIMUM', sourceKey: 'max', amountMinor: 5n });
    await tell({ siren, by: 'creditsafe' }, ceiling);
    await tell({ siren, by: 'ellisphere' }, advice({ amountMinor: 70n }));
    expect(await of()).toBe(70n);
    const { sourceTerms } = await inputOf('C002');
    expect(sourceTerms.bureau).toBeUndefined();
  });

  it('is silent once taken back, in another currency, or not asked about for a year', async () => {
    const siren = SIREN.second;
    const taken = { computedOn: TODAY, amountMinor: null, absentBecause: 'none' } as const;
    await tell({ siren, by: 'ellisphere' }, advice(taken));
    await tell({ siren, by: 'coface' }, advice({ currency: 'USD', amountMinor: 1n }));
    expect(await of()).toBe(90n);
    expect(await of('2027-07-01')).toBeNull();
  });
});

describe('groups', () => {
  const groups = (readable?: UseRestriction[]) =>
    app.tenant(seller.tenantId, async (tx) => {
      const ids = ['C001', 'C002', 'C003', 'C004'].map((account) => seller.customerId(account));
      const found = await groupsOf(tx, ids, { asOf: TODAY, ...(readable && { readable }) });
      return ids.map((id) => `${found.get(id)?.key} ${found.get(id)?.members.length}`);
    });
  const parent = (siren: string | null, lei: string | null) =>
    groupLink({ relation: 'ULTIMATE_PARENT', parentSiren: siren, parentIdentifier: lei });

  it('are of one customer each until somebody links them, also by a foreign parent', async () => {
    const alone = `CUSTOMER:${seller.customerId('C004')} 1`;
    expect((await groups()).at(-1)).toBe(alone);
    expect((await inputOf('C001')).group).toBeNull();
    await tell({ siren: SIREN.first, by: 'gleif' }, parent(null, 'LEI:TOP'));
    await tell({ siren: SIREN.second, by: 'gleif' }, parent(null, 'LEI:TOP'));
    expect(await groups()).toEqual(['LEI:TOP 2', 'LEI:TOP 2', `SIREN:${SIREN.third} 1`, alone]);
  });

  it('know only what may be read, and what is said of the wrong company elsewhere', async () => {
    const secret = { by: 'ellisphere', restriction: 'NO_REDISTRIBUTION' as const };
    await tell({ siren: SIREN.third, ...secret }, parent(null, 'LEI:TOP'));
    expect((await groups())[2]).toBe('LEI:TOP 3');
    expect((await groups(['NONE', 'INTERNAL_ONLY']))[2]).toBe(`SIREN:${SIREN.third} 1`);
    const { group, sourceTerms } = await inputOf('C003');
    expect(group?.members).toBe(3);
    expect(sourceTerms.group?.connector).toBe('ellisphere');
  });

  it('share the sales of all members, whoever is asked for', async () => {
    const [one, other] = [await inputOf('C001'), await inputOf('C002')];
    expect(one.group).toEqual(other.group);
    const own = (await Promise.all(['C001', 'C002', 'C003'].map((each) => inputOf(each)))).map(
      ({ sales12mMinor }) => sales12mMinor ?? 0n,
    );
    expect(one.group?.sales12mMinor).toBe(own.reduce((sum, each) => sum + each, 0n));
  });
});

test('a rate of the day is part of the facts, for other currencies than the euro', async () => {
  await publishRates(database(), seller, [['2026-06-29', 'USD', '1.25']]);
  await database().query(`UPDATE customer SET currency = 'USD' WHERE account = 'C004'`);
  expect((await inputOf('C004')).euroRate).toBe('1.25');
  expect((await inputOf('C004', '2026-09-01')).euroRate).toBeNull();
  expect((await inputOf('C001')).euroRate).toBeNull();
});

describe('people beside the policy', () => {
  const decide = () =>
    app.tenant(seller.tenantId, async (tx) => {
      const ids = [seller.customerId('C003')];
      const figures = await customerFigures(tx, TODAY, ids);
      return decideBatch(
        tx,
        {
          ...{ customerIds: ids, asOf: TODAY, at: NOW, model: CURRENT_MODEL },
          figures: new Map(figures.map((row) => [row.customerId, row])),
          portfolio: { sales12mMinor: '900000000', lateShare: null },
          ...{ policyVersion: DEFAULT_CREDIT_POLICY.version, scoringRunId: null },
        },
        DEFAULT_CREDIT_POLICY,
      );
    });
  const limits = async (): Promise<string[]> => {
    const rows = await database().query<{ limit: string }>(
      `SELECT status || ' ' || policy_version AS "limit" FROM credit_limit
       WHERE customer_id = $1 AND status <> 'SUPERSEDED' ORDER BY 1`,
      [seller.customerId('C003')],
    );
    return rows.map(({ limit }) => limit);
  };
  const person = { decidedBy: 'Anne', asOf: TODAY, at: NOW };

  it('that do not answer a proposal keep the limit it is to raise, and the proposal', async () => {
    const customerId = seller.customerId('C003');
    await decide();
    await database().query(
      `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
         review_on, frozen_from, decided_by, decided_at, binding_term, terms, policy_version)
       VALUES ($1, gen_random_uuid(), $2, 100, 'EUR', 'ACTIVE', '2026-01-01', $3::date - 16, $3::date + 15, 'policy', $4,
         'NEED', '[]', 'default-1')`,
      [seller.tenantId, customerId, TODAY, NOW],
    );
    const read = async (): Promise<Record<string, unknown>[]> =>
      database().query(
        `SELECT status, limit_minor::int AS minor, review_on > $2::date AS "isLater",
           CASE status WHEN 'PROPOSED' THEN credit_limit_id END AS id
         FROM credit_limit WHERE customer_id = $1 AND status <> 'SUPERSEDED' ORDER BY status`,
        [customerId, TODAY],
      );
    const [, proposal] = await read();
    expect(proposal).toMatchObject({ status: 'PROPOSED' });
    expect((await decide()).limitChanges).toMatchObject([{ status: 'ACTIVE', limitMinor: 100n }]);
    const renewed = { status: 'ACTIVE', minor: 100, isLater: true, id: null };
    expect(await read()).toEqual([renewed, proposal]);
    expect((await decide()).changed).toBe(0);
    await database().query('DELETE FROM credit_limit WHERE customer_id = $1', [customerId]);
  });

  it('keep their proposals while the policy decides, and their refusals for a while', async () => {
    await decide();
    expect(await limits()).toEqual(['PROPOSED default-1']);
    const id = await app.tenant(seller.tenantId, (tx) =>
      setCreditLimit(tx, {
        ...{ customerId: seller.customerId('C003'), limitMinor: 30_000_000n, currency: 'EUR' },
        ...{ reason: 'a tender', expiresOn: null, ...person },
      }),
    );
    expect(await limits()).toEqual(['PROPOSED manual']);
    expect((await decide()).changed).toBe(0);
    expect(await limits()).toEqual(['PROPOSED manual']);
    const refuse = (creditLimitId: string) =>
      app.tenant(seller.tenantId, (tx) =>
        rejectCreditLimit(tx, { creditLimitId, ...person, decidedBy: 'Bob', comment: 'no' }),
      );
    await refuse(id);
    await decide();
    expect(await limits()).toEqual(['PROPOSED default-1', 'REJECTED manual']);
    const [proposal] = await database().query<{ id: string }>(
      `SELECT credit_limit_id AS id FROM credit_limit WHERE status = 'PROPOSED'`,
    );
    await refuse(proposal?.id ?? '');
    expect((await decide()).changed).toBe(0);
    expect(await limits()).toEqual(['REJECTED default-1', 'REJECTED manual']);
  });
});
