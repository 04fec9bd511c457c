import type { Database } from '../../src/database';
import { DEFAULT_CREDIT_POLICY, publishPolicy } from '../../src/limits';
import { insuredAmount } from '../../src/limits/insured-amount';
import { toPolicyDocument } from '../../src/limits/policies/policy-document';
import { readLimitCases } from '../../src/limits/read-limit-cases';
import { coverCalendarOf, exposuresOf } from '../../src/reports';
import { storeCompanyRecords } from '../../src/unify/store-company-records';
import type { RecordType, UnifiedRecord } from '../../src/connector-kit';
import { cover, establishment, owner, score } from '../unify/company-profile';
import {
  connectApp,
  createSeller,
  describeCustomer,
  fixedClock,
  NOW,
  SIREN,
  TODAY,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { BothPaths } from './read-plan/both-paths';

// Before useDatabase, whose own afterAll looks for connections left open.
afterAll(() => app.close());
const database = useDatabase();
let app: Database;
let seller: Seller;
let tellings = 0;
let connectionId: string;

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'insured', customers: 1 });
  connectionId = seller.connectionId;
  await describeCustomer(database(), seller, {
    ...{ account: 'C001', siren: SIREN.first, limitMinor: 1_000_00 },
  });
});

/** When the company a customer was matched to is known as well. */
const LATER = new Date('2100-01-01T00:00:00Z');

const TYPES: RecordType[] = ['insuranceCover', 'establishment', 'owner', 'providerScore'];

async function tell(...records: UnifiedRecord[]): Promise<void> {
  // Each telling is recorded before the moment reports are asked at.
  const at = new Date(NOW.getTime() - 60_000 + ++tellings * 1_000);
  await app.tenant(seller.tenantId, (tx) =>
    storeCompanyRecords(
      tx,
      records.map((record) => ({
        record: {
          ...record,
          ...('siren' in record ? { siren: SIREN.first } : {}),
        },
        source: {
          ...{ connectionId, connectorId: 'atradius', stream: 's', sourceKey: 'k' },
          ...{ fetchedAt: at, useRestriction: 'INTERNAL_ONLY' as const },
        },
      })),
      { at, asOf: TODAY, types: TYPES },
    ),
  );
}

/** "insured/uninsured of total", the same from the plan and from the resolvers. */
async function insured(): Promise<string> {
  const both = new BothPaths(app, seller.keys.ANALYST, fixedClock);
  const asked = await both.ask(
    `{ customers { nodes { exposure { insured { amount } uninsured { amount } total { amount } } } } }`,
  );
  expect(asked.planned).not.toBeNull();
  expect(asked.planned).toEqual(asked.resolved);
  const { customers } = asked.resolved as {
    customers: { nodes: { exposure: Record<string, { amount: string }> }[] };
  };
  const { exposure } = customers.nodes[0] ?? { exposure: {} };
  return `${exposure['insured']?.amount}/${exposure['uninsured']?.amount} of ${exposure['total']?.amount}`;
}

describe('the insured part of an exposure', () => {
  // Open: 100 issued 75 days ago, 200 5 days ago, 5 20 days ago, 20 150 days ago; 30 of credit.
  it('is none without a cover, then the share assumed of it, never of more than what is owed', async () => {
    expect(await insured()).toBe('0.00/295.00 of 295.00');
    await tell(cover({ amountMinor: 120_00n, decidedOn: '2026-06-01', effectiveOn: '2026-06-01' }));
    expect(await insured()).toBe('108.00/187.00 of 295.00');
    await tell(cover({ amountMinor: 500_00n, decidedOn: '2026-06-02', effectiveOn: '2026-06-02' }));
    expect(await insured()).toBe('265.50/29.50 of 295.00');
  });

  it('is of a share insured in part that part, rounded down', async () => {
    const share = { insuredPercent: '33.333', amountMinor: 600_00n } as const;
    await tell(cover({ ...share, decidedOn: '2026-06-03', effectiveOn: '2026-06-03' }));
    expect(await insured()).toBe('98.33/196.67 of 295.00');
  });

  it('is what was shipped before a withdrawal as long as that runs off', async () => {
    const before = { decidedOn: '2026-06-04', effectiveOn: '2026-06-04', amountMinor: 500_00n };
    await tell(cover(before));
    await tell(
      cover({
        ...{ status: 'WITHDRAWN', amountMinor: 0n, decidedOn: '2026-06-20' },
        ...{ noticeOn: '2026-06-10', effectiveOn: '2026-06-20', runOffUntil: '2026-09-30' },
      }),
    );
    expect(await insured()).toBe('112.50/182.50 of 295.00');
    const later = { asOf: '2026-10-01', knownAt: NOW, isCurrent: false };
    const customerId = seller.customerId('C001');
    const figures = await app.tenant(seller.tenantId, (tx) => exposuresOf(tx, [customerId], later));
    expect(figures.get(customerId)?.insured.amountMinor).toBe(0n);
  });

  it('does not add covers of one policy up, does those of several, and leaves other currencies', async () => {
    const on = { decidedOn: '2026-06-25', effectiveOn: '2026-06-25' } as const;
    await tell(
      cover({ ...on, amountMinor: 50_00n }),
      cover({ ...on, sourceKey: 'C2', kind: 'CHECKED', amountMinor: 70_00n }),
      cover({ ...on, sourceKey: 'C3', policyNumber: 'P2', amountMinor: 30_00n }),
      cover({ ...on, sourceKey: 'C4', policyNumber: 'P3', currency: 'USD' }),
    );
    expect(await insured()).toBe('90.00/205.00 of 295.00');
  });

  it('runs off as long as the policy assumes where the insurer does not say until when', async () => {
    const gone = { status: 'REFUSED', amountMinor: 0n, decidedOn: '2026-06-26' } as const;
    await tell(
      cover({ ...gone, sourceKey: 'C2' }),
      cover({ ...gone, sourceKey: 'C3', policyNumber: 'P2' }),
      cover({ amountMinor: 500_00n, decidedOn: '2026-06-26', effectiveOn: '2026-06-26' }),
    );
    await tell(
      cover({
        ...{ status: 'WITHDRAWN', amountMinor: 0n, decidedOn: '2026-06-27' },
        ...{ noticeOn: '2026-06-27', effectiveOn: '2026-06-28', runOffUntil: null },
      }),
    );
    const customerId = seller.customerId('C001');
    const on = async (asOf: string): Promise<bigint | undefined> => {
      const point = { asOf, knownAt: LATER, isCurrent: false };
      const found = await app.tenant(seller.tenantId, (tx) => exposuresOf(tx, [customerId], point));
      return found.get(customerId)?.insured.amountMinor;
    };
    // 90 % of all that was shipped before 28 June; 180 days later is 25 December.
    expect(await insured()).toBe('265.50/29.50 of 295.00');
    expect(await on('2026-12-25')).toBe(265_50n);
    expect(await on('2026-12-26')).toBe(0n);
    const calendar = await app.tenant(seller.tenantId, (tx) =>
      coverCalendarOf(tx, customerId, {
        ...{ from: '2026-10-01', to: '2027-03-01' },
        point: { asOf: TODAY, knownAt: LATER, isCurrent: false },
      }),
    );
    expect(calendar?.days.map(({ on: day, because }) => [day, because])).toEqual([
      ['2026-12-26', ['RUN_OFF_ENDS']],
    ]);
  });

  it('assumes what the limits of the same day do', async () => {
    const [row] = await app.tenant(seller.tenantId, (tx) =>
      tx.query<{ percent: string; days: number }>(
        `SELECT insured_percent AS percent, run_off_days AS days FROM cover_assumptions($1, $2, 'infinity')`,
        [tx.tenantId, TODAY],
      ),
    );
    const { assumedInsuredPercent, assumedRunOffDays } = DEFAULT_CREDIT_POLICY.insurance;
    expect(row).toEqual({ percent: String(assumedInsuredPercent), days: assumedRunOffDays });
    const cases = await app.tenant(seller.tenantId, (tx) =>
      readLimitCases(tx, [seller.customerId('C001')], {
        ...{ asOf: TODAY, at: NOW, sellerSales12mMinor: 0n },
      }),
    );
    const borne = cases.map(({ input }) => insuredAmount(input, DEFAULT_CREDIT_POLICY.insurance));
    expect(borne).toEqual([265_50n]);
  });

  it('assumes what the policy published says, from the day it is in force', async () => {
    const { insurance } = DEFAULT_CREDIT_POLICY;
    const other = { ...insurance, assumedInsuredPercent: 50, assumedRunOffDays: 1 };
    await app.tenant(seller.tenantId, (tx) =>
      publishPolicy(tx, {
        document: toPolicyDocument({ ...DEFAULT_CREDIT_POLICY, insurance: other }),
        ...{ effectiveOn: null, today: TODAY, at: new Date(NOW.getTime() - 1_000) },
        ...{ publishedBy: 'Alice', comment: 'as our contract says' },
      }),
    );
    // The cover was cut on 28 June: one day of run-off was over on the 30th.
    expect(await insured()).toBe('0.00/295.00 of 295.00');
    await tell(cover({ amountMinor: 500_00n, decidedOn: '2026-06-29', effectiveOn: '2026-06-29' }));
    expect(await insured()).toBe('147.50/147.50 of 295.00');
  });
});

it('is told to nobody who could read a cover off it that it may not read', async () => {
  const both = new BothPaths(app, seller.keys.INTEGRATOR, fixedClock);
  const asked = (fields: string) => both.ask(`{ customers { nodes { exposure { ${fields} } } } }`);
  const { planned, resolved } = await asked('insured { amount } uninsured { amount }');
  expect(planned).toBeNull();
  expect(resolved).toEqual({
    customers: {
      nodes: [{ exposure: { insured: { amount: '0.00' }, uninsured: { amount: '295.00' } } }],
    },
  });
  expect((await asked('total { amount } headroom { amount }')).planned).not.toBeNull();
});

describe('the profile of a company', () => {
  const ask = async (role: 'VIEWER' | 'INTEGRATOR' | 'CREDIT_MANAGER'): Promise<unknown> => {
    const both = new BothPaths(app, seller.keys[role], fixedClock);
    const { resolved } = await both.ask(
      `{ company(siren: "${SIREN.first}") {
           establishments(first: 1) { totalCount nodes { siret name city } pageInfo { hasNextPage } }
           owners { kind name sharePercent } providerScores { scale value measures horizonMonths }
           legalEvents { nodes { kind class severity claimsDueOn } }
           covers(on: "2026-06-24") { policyNumber covered { amount } } readings { stream outcome } } }`,
    );
    return JSON.parse(JSON.stringify(resolved));
  };

  it('names what its sources tell, by who may read it', async () => {
    await tell(
      establishment({ siret: '2', isHeadOffice: false }),
      establishment({ siret: '1' }),
      owner({ kind: 'BENEFICIAL_OWNER', name: 'X', isLegalPerson: false }),
      score({ value: '7' }),
    );
    expect(await ask('CREDIT_MANAGER')).toEqual({
      company: {
        establishments: {
          totalCount: 2,
          nodes: [{ siret: '1', name: 'ACME NANTES', city: 'NANTES' }],
          pageInfo: { hasNextPage: true },
        },
        owners: [{ kind: 'BENEFICIAL_OWNER', name: 'X', sharePercent: '33.34' }],
        providerScores: [
          { scale: 'ELLISPHERE_10', value: '7', measures: 'FAILURE', horizonMonths: 12 },
        ],
        legalEvents: {
          nodes: [
            {
              ...{ kind: 'RECEIVERSHIP_OPENED', class: 'PROCEEDINGS', severity: 5 },
              claimsDueOn: '2026-08-01',
            },
          ],
        },
        covers: [{ policyNumber: 'P1', covered: { amount: '0.00' } }],
        readings: [],
      },
    });
    expect(await ask('VIEWER')).toMatchObject({
      company: { owners: [], establishments: { totalCount: 2 } },
    });
    expect(await ask('INTEGRATOR')).toMatchObject({
      company: { owners: [], establishments: { totalCount: 0 }, covers: [] },
    });
  });
});
