import type { Api } from '../../src/api';
import type { RecordType, UnifiedRecord, UseRestriction } from '../../src/connector-kit';
import type { ApiRole, Database } from '../../src/database';
import { stableId } from '../../src/kernel';
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
import { cover, groupLink } from '../unify/company-profile';
import { ask, data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
let tellings = 0;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();
const TYPES: RecordType[] = ['insuranceCover', 'groupLink'];

async function tell(
  siren: string,
  useRestriction: UseRestriction,
  ...records: UnifiedRecord[]
): Promise<void> {
  const at = new Date(NOW.getTime() - 60_000 + ++tellings * 1_000);
  const source = {
    ...{ connectionId: stableId(useRestriction), connectorId: 'atradius', stream: 's' },
    ...{ sourceKey: siren, fetchedAt: at, useRestriction },
  };
  await app.tenant(seller.tenantId, (tx) =>
    storeCompanyRecords(
      tx,
      records.map((record) => ({ record: { ...record, siren } as UnifiedRecord, source })),
      { at, asOf: TODAY, types: TYPES },
    ),
  );
}

beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app);
  seller = await createSeller(app, database(), { slug: 'groups', customers: 5 });
  for (const [index, siren] of Object.values(SIREN).entries()) {
    const account = `C00${index + 1}`;
    await describeCustomer(database(), seller, { account, siren, limitMinor: 100_000 });
  }
  // As if the companies had always been known: the fixture writes them today.
  await database().query('DELETE FROM customer_version');
  const under = (parentSiren: string) => groupLink({ parentSiren, parentIdentifier: null });
  await tell(SIREN.second, 'NONE', under(SIREN.first));
  await tell(SIREN.third, 'INTERNAL_ONLY', under(SIREN.second));
});

const asked = <Data>(role: ApiRole, text: string) => data<Data>(api, seller.keys[role], text);
const GROUP = `key name size members { account } exposure { total { amount } limit { amount } headroom { amount }
  utilisation unconverted { amount currency } }`;

interface Group {
  key: string;
  name: string;
  size: number;
  members: { account: string }[];
  exposure: Record<string, unknown>;
}

const groupOf = async (account: string, role: ApiRole = 'ADMIN'): Promise<Group> => {
  const answer = await asked<{ customerByAccount: { group: Group } }>(
    role,
    `{ customerByAccount(account: "${account}") { group { ${GROUP} } } }`,
  );
  return answer.customerByAccount.group;
};

describe('the group of a customer', () => {
  // Owed in all: 295 by C001, 590 by C002, 885 by C003; each may owe 1,000.
  it('owes what its members owe, and may owe what they may', async () => {
    const group = await groupOf('C003');
    expect(group).toMatchObject({ key: `SIREN:${SIREN.first}`, size: 3 });
    expect(group.name).toBe(`Acme ${SIREN.first}`);
    expect(group.members.map(({ account }) => account).sort()).toEqual(['C001', 'C002', 'C003']);
    expect(group.exposure).toEqual({
      ...{ total: { amount: '1770.00' }, limit: { amount: '3000.00' } },
      ...{ headroom: { amount: '1230.00' }, utilisation: 0.59, unconverted: [] },
    });
    expect(await groupOf('C001')).toMatchObject({ key: group.key, exposure: group.exposure });
  });

  it('is smaller for who may not read a link', async () => {
    expect(await groupOf('C001', 'INTEGRATOR')).toMatchObject({
      size: 2,
      exposure: { total: { amount: '885.00' } },
    });
    expect(await groupOf('C003', 'INTEGRATOR')).toMatchObject({ size: 1 });
  });

  it('is a customer alone where nothing is known of it', async () => {
    expect(await groupOf('C005')).toMatchObject({
      ...{ key: `CUSTOMER:${seller.customerId('C005')}`, size: 1 },
      exposure: { total: { amount: '1475.00' }, limit: null, headroom: null, utilisation: null },
    });
  });
});

test('groups of several are listed with what they owe, in any currency there is a rate for', async () => {
  const list = `{ groupExposures { totalCount nodes { ${GROUP} } } }`;
  interface Answer {
    groupExposures: { totalCount: number; nodes: Group[] };
  }
  const { groupExposures } = await asked<Answer>('ADMIN', list);
  expect(groupExposures).toMatchObject({ totalCount: 1, nodes: [{ size: 3 }] });
  await publishRates(database(), seller, [['2026-06-29', 'USD', '1.25']]);
  await database().query(`UPDATE customer SET company_id = $1 WHERE account IN ('C004', 'C005')`, [
    stableId(seller.tenantId, SIREN.third),
  ]);
  const inDollars = await asked<Answer>(
    'INTEGRATOR',
    list.replace('groupExposures', 'groupExposures(currency: "USD")'),
  );
  // Two accounts and the company itself against its parent's two; 885 + 1,180 + 1,475 euros.
  expect(
    inDollars.groupExposures.nodes.map(({ key, exposure }) => [key, exposure['total']]),
  ).toEqual([
    [`SIREN:${SIREN.third}`, { amount: '4425.00' }],
    [`SIREN:${SIREN.first}`, { amount: '1106.25' }],
  ]);
});

describe('the calendar of covers', () => {
  // Open of C001: 100 issued on 2026-04-16, 200 on 06-25, 5 on 06-10, 20 on 01-31; 30 of credit.
  const CALENDAR = `coverCalendar(from: "2026-06-01", to: "2027-03-01") { on because coveredBefore { amount }
    covered { amount } insuredBefore { amount } insured { amount } }`;
  const on = (day: string) =>
    `insuredExposure(on: "${day}") { insured { amount } uninsured { amount } }`;

  it('follows a withdrawal from notice to effect to the end of run-off', async () => {
    await tell(
      SIREN.first,
      'INTERNAL_ONLY',
      cover({ amountMinor: 400_00n, insuredPercent: '90', effectiveOn: '2026-01-05' }),
    );
    await tell(
      SIREN.first,
      'INTERNAL_ONLY',
      cover({
        ...{ status: 'WITHDRAWN', amountMinor: 400_00n, insuredPercent: '90', announcedMinor: 0n },
        ...{ decidedOn: '2026-06-20', noticeOn: '2026-06-20', effectiveOn: '2026-07-20' },
        runOffUntil: '2026-12-31',
      }),
    );
    const answer = await asked<{ customerByAccount: Record<string, unknown> }>(
      'ADMIN',
      `{ customerByAccount(account: "C001") { ${CALENDAR} a: ${on('2026-07-19')} b: ${on('2026-07-20')} c: ${on('2027-01-01')} } }`,
    );
    const part = (insured: string, uninsured: string) => ({
      ...{ insured: { amount: insured }, uninsured: { amount: uninsured } },
    });
    expect(answer.customerByAccount).toMatchObject({
      // 90 % of the 295 owed, all of it shipped before the cut; none of it once run-off is over.
      a: part('265.50', '29.50'),
      b: part('265.50', '29.50'),
      c: part('0.00', '295.00'),
      coverCalendar: [
        {
          ...{ on: '2026-07-20', because: ['TAKES_EFFECT'] },
          ...{ coveredBefore: { amount: '360.00' }, covered: { amount: '0.00' } },
          ...{ insuredBefore: { amount: '265.50' }, insured: { amount: '265.50' } },
        },
        {
          ...{ on: '2027-01-01', because: ['RUN_OFF_ENDS'] },
          ...{ coveredBefore: { amount: '0.00' }, covered: { amount: '0.00' } },
          ...{ insuredBefore: { amount: '265.50' }, insured: { amount: '0.00' } },
        },
      ],
    });
  });

  it('is told to nobody who may not read the covers, and of no endless time', async () => {
    const text = `{ customerByAccount(account: "C001") { ${CALENDAR} } }`;
    const hidden = await ask(api, seller.keys.INTEGRATOR, text);
    expect(hidden.data).toEqual({ customerByAccount: { coverCalendar: [] } });
    expect(hidden.errors?.[0]?.extensions['code']).toBe('USE_RESTRICTED');
    const endless = await ask(api, seller.keys.ADMIN, text.replace('2027', '2037'));
    expect(endless.errors?.[0]?.extensions['code']).toBe('BAD_PERIOD');
  });
});
