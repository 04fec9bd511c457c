import type { Api } from '../../src/api';
import type { ApiRole, Database } from '../../src/database';
import { FixedClock } from '../../src/kernel';
import { setCreditLimit } from '../../src/limits';
import {
  connectApp,
  createSeller,
  describeCustomer,
  NOW,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';
import { BothPaths } from './read-plan/both-paths';

let app: Database;
let api: Api;
let seller: Seller;
const clock = new FixedClock(NOW);
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'limits', customers: 4 });
  api = await startApi(app, { clock });
  await describeCustomer(database(), seller, {
    ...{ account: 'C001', siren: SIREN.first, limitMinor: 100_000 },
  });
});

const asked = <Data>(role: ApiRole, text: string, variables: Record<string, unknown> = {}) =>
  data<Data>(api, seller.keys[role], text, variables);

async function customerIdOf(account: string): Promise<string> {
  const { customerByAccount } = await asked<{ customerByAccount: { id: string } }>(
    'VIEWER',
    `{ customerByAccount(account: "${account}") { id } }`,
  );
  return customerByAccount.id;
}

const SET = `mutation ($input: SetCreditLimitInput!) { setCreditLimit(input: $input) {
  ... on CreditLimit { id status effectiveTo frozenFrom proposedBy approvalsNeeded comment reasonCodes
    computedLimit { amount } approvals { approvedBy comment } }
  ... on Refusal { code field remedy } } }`;
type Limit = Record<string, unknown>;

async function set(account: string, amount: string, more: Record<string, unknown> = {}) {
  const input = {
    customerId: await customerIdOf(account),
    limit: { amount, currency: 'EUR' },
    comment: 'their parent stands in',
    ...more,
  };
  const answer = await asked<{ setCreditLimit: Limit }>('CREDIT_MANAGER', SET, { input });
  return answer.setCreditLimit;
}

describe('a limit set by hand', () => {
  it('says by when it ends, who set it and what the policy would have given', async () => {
    expect(await set('C002', '5000')).toMatchObject({
      ...{ status: 'ACTIVE', effectiveTo: '2026-09-28', frozenFrom: '2026-09-29' },
      ...{ proposedBy: null, approvalsNeeded: 0, reasonCodes: ['MANUAL_LIMIT_IN_FORCE'] },
      ...{ comment: 'their parent stands in', approvals: [] },
    });
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    ['no reason', 'CREDIT_LIMIT_REASON_REQUIRED', { comment: ' ' }, 'input.comment'],
    [
      'an end in the past',
      'CREDIT_LIMIT_END_PAST',
      { effectiveTo: '2026-06-29' },
      'input.effectiveTo',
    ],
    [
      'too late an end',
      'CREDIT_LIMIT_END_TOO_LATE',
      { effectiveTo: '2028-01-01' },
      'input.effectiveTo',
    ],
    [
      'another currency',
      'CREDIT_LIMIT_CURRENCY',
      { limit: { amount: '1', currency: 'USD' } },
      'input.limit.currency',
    ],
    [
      'less than nothing',
      'CREDIT_LIMIT_NEGATIVE',
      { limit: { amount: '-1', currency: 'EUR' } },
      'input.limit',
    ],
    [
      'parts of a cent',
      'INVALID_AMOUNT',
      { limit: { amount: '1.001', currency: 'EUR' } },
      'input.limit.amount',
    ],
    ['no text', 'TEXT_TOO_LONG', { comment: 'a\0b' }, 'input.comment'],
    ['a novel', 'TEXT_TOO_LONG', { comment: 'a'.repeat(2_001) }, 'input.comment'],
  ])('is refused for %s, with the field and what to do', async (_, code, more, field) => {
    expect(await set('C002', '5000', more)).toEqual({
      ...{ code, field },
      remedy: expect.stringMatching(/\w/) as unknown,
    });
  });

  it('far above authority waits for two others, each told by name', async () => {
    const proposal = await set('C003', '600000');
    expect(proposal).toMatchObject({
      ...{ status: 'PROPOSED', proposedBy: 'CREDIT_MANAGER', approvalsNeeded: 2 },
      reasonCodes: ['ABOVE_AUTHORITY'],
    });
    const approve = `mutation ($id: ID!) { approveCreditLimit(id: $id, comment: "ok") {
      ... on CreditLimit { status decidedBy proposedBy comment approvals { approvedBy comment } }
      ... on Refusal { code } } }`;
    const variables = { id: proposal['id'] };
    const first = await asked<object>('APPROVER', approve, variables);
    expect(first).toMatchObject({ approveCreditLimit: { status: 'PROPOSED' } });
    const again = await asked<object>('APPROVER', approve, variables);
    expect(again).toEqual({ approveCreditLimit: { code: 'CREDIT_LIMIT_APPROVED_ALREADY' } });
    const second = await asked<object>('ADMIN', approve, variables);
    expect(second).toEqual({
      approveCreditLimit: {
        ...{ status: 'ACTIVE', decidedBy: 'ADMIN', proposedBy: 'CREDIT_MANAGER' },
        comment: 'their parent stands in',
        approvals: [
          { approvedBy: 'ADMIN', comment: 'ok' },
          { approvedBy: 'APPROVER', comment: 'ok' },
        ],
      },
    });
  });
});

describe('a limit past its end', () => {
  const LIMIT = `creditLimit { status limit { amount } effectiveTo frozenFrom }
    exposure { total { amount } limit { amount } headroom { amount } utilisation }`;
  const known = async (at: Date) => {
    const both = new BothPaths(app, seller.keys.ADMIN, new FixedClock(at));
    const { planned, resolved } = await both.ask(
      `{ customers(filter: { accounts: ["C002"] }) { nodes { ${LIMIT} } } }`,
    );
    expect(planned).toEqual(resolved);
    return (planned as { customers: { nodes: [Record<string, Record<string, unknown>>] } })
      .customers.nodes[0];
  };

  it('is frozen from the next day on: shown, and granting nothing', async () => {
    const last = await known(new Date('2026-09-28T10:00:00Z'));
    expect(last['creditLimit']).toMatchObject({ status: 'ACTIVE', limit: { amount: '5000.00' } });
    const after = await known(new Date('2026-09-29T10:00:00Z'));
    expect(after['creditLimit']).toMatchObject({ status: 'FROZEN', limit: { amount: '5000.00' } });
    expect(after['exposure']).toMatchObject({
      ...{ limit: { amount: '5000.00' }, headroom: { amount: '0.00' } },
      utilisation: (last['exposure'] as { utilisation: number }).utilisation,
    });
  });

  it('was in force before, as a report of then says, whatever was set since', async () => {
    const later = new Date('2026-10-05T10:00:00Z');
    await app.tenant(seller.tenantId, (tx) =>
      setCreditLimit(tx, {
        ...{ customerId: seller.customerId('C002'), limitMinor: 1n, currency: 'EUR' },
        ...{ decidedBy: 'x', reason: 'y', expiresOn: null, asOf: '2026-10-05', at: later },
      }),
    );
    const both = new BothPaths(
      app,
      seller.keys.ADMIN,
      new FixedClock(new Date('2026-10-06T10:00:00Z')),
    );
    const at = async (asOf: string, knownAt: string): Promise<unknown> => {
      const answer = await both.ask(
        `{ customer(id: "${await customerIdOf('C002')}", asOf: "${asOf}", knownAt: "${knownAt}") {
           creditLimit { status limit { amount } effectiveTo }
           creditLimitHistory { nodes { status limit { amount } } } } }`,
      );
      return (answer.resolved as { customer: unknown }).customer;
    };
    expect(await at('2026-09-28', '2026-09-28T10:00:00Z')).toEqual({
      creditLimit: { status: 'ACTIVE', limit: { amount: '5000.00' }, effectiveTo: '2026-09-28' },
      creditLimitHistory: { nodes: [{ status: 'ACTIVE', limit: { amount: '5000.00' } }] },
    });
    expect(await at('2026-10-02', '2026-10-02T10:00:00Z')).toMatchObject({
      creditLimit: { status: 'FROZEN', effectiveTo: '2026-09-28' },
    });
    expect(await at('2026-10-06', '2026-10-06T09:00:00Z')).toMatchObject({
      creditLimit: { status: 'ACTIVE', limit: { amount: '0.01' } },
      creditLimitHistory: { nodes: [{ status: 'ACTIVE' }, { status: 'SUPERSEDED' }] },
    });
  });
});

describe('proposals', () => {
  const INBOX = `query ($order: CreditLimitProposalOrder, $after: Cursor) {
    creditLimitProposals(first: 1, after: $after, orderBy: $order) { totalCount pageInfo { hasNextPage endCursor }
      nodes { proposedAt daysWaiting currentLimit { limit { amount } }
        limit { id limit { amount } proposedBy approvalsNeeded approvals { approvedBy } reasonCodes
          customer { account exposure { total { amount } } } } } } }`;
  interface Inbox {
    creditLimitProposals: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
      nodes: { limit: { id: string } }[];
    };
  }
  const inbox = async (variables: Record<string, unknown> = {}) =>
    (await asked<Inbox>('VIEWER', INBOX, variables)).creditLimitProposals;

  it('wait in one list for who approves, the oldest or the largest first', async () => {
    await set('C001', '150000');
    await database().query(`UPDATE credit_limit SET decided_at = decided_at - interval '2 days',
      effective_from = effective_from - 2 WHERE status = 'PROPOSED'`);
    await set('C004', '700000');
    const first = await inbox();
    expect(first).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    expect(first.nodes[0]).toMatchObject({
      ...{ proposedAt: '2026-06-28T10:00:00.000Z', daysWaiting: 2 },
      currentLimit: { limit: { amount: '1000.00' } },
      limit: {
        ...{ limit: { amount: '150000.00' }, proposedBy: 'CREDIT_MANAGER', approvalsNeeded: 1 },
        ...{ approvals: [], reasonCodes: ['ABOVE_AUTHORITY'], customer: { account: 'C001' } },
      },
    });
    const next = await inbox({ after: first.pageInfo.endCursor });
    const second = { daysWaiting: 0, currentLimit: null, limit: { customer: { account: 'C004' } } };
    expect(next.nodes[0]).toMatchObject(second);
    expect((await inbox({ order: 'LARGEST' })).nodes[0]).toMatchObject(second);
  });

  it('keep their author’s words when they are refused, beside why', async () => {
    const [proposal] = (await inbox()).nodes;
    const reject = `mutation ($id: ID!) { rejectCreditLimit(id: $id, reason: "not before the accounts") {
      ... on CreditLimit { status comment rejectionReason } ... on Refusal { code } } }`;
    const refused = await asked<object>('APPROVER', reject, { id: proposal?.limit.id });
    expect(refused).toEqual({
      rejectCreditLimit: {
        ...{ status: 'REJECTED', comment: 'their parent stands in' },
        rejectionReason: 'not before the accounts',
      },
    });
    expect((await inbox()).totalCount).toBe(1);
  });
});

test('a limit says which term would bind next, and its reasons in words, both ways', async () => {
  await database()
    .query(`UPDATE credit_limit SET next_term = 'EQUITY', reason_codes = '{CUT,GRADE_E}'
    WHERE status = 'ACTIVE' AND policy_version = 'p1'`);
  const both = new BothPaths(app, seller.keys.ADMIN, clock);
  const { planned, resolved } = await both.ask(
    `{ customers(filter: { accounts: ["C001"] }) { nodes { creditLimit { nextTerm approvalsNeeded rejectionReason } } } }`,
  );
  expect(planned).toEqual(resolved);
  expect(planned).toEqual({
    customers: {
      nodes: [{ creditLimit: { nextTerm: 'EQUITY', approvalsNeeded: 0, rejectionReason: null } }],
    },
  });
  const told = await asked<object>(
    'VIEWER',
    `{ customerByAccount(account: "C001") { creditLimit { reasons { code en: text fr: text(locale: "fr-FR") } } } }`,
  );
  expect(told).toEqual({
    customerByAccount: {
      creditLimit: {
        reasons: [
          {
            code: 'CUT',
            en: 'The policy gives less than before.',
            fr: 'La politique accorde moins qu’avant.',
          },
          {
            code: 'GRADE_E',
            en: 'Grade E: nothing new on credit.',
            fr: 'Note E : plus rien à crédit.',
          },
        ],
      },
    },
  });
});

test('the review calendar tells what ends or is due, the soonest first, page by page', async () => {
  await database().query(`UPDATE credit_limit SET review_on = '2026-06-20'
    WHERE status = 'ACTIVE' AND policy_version = 'p1'`);
  const text = `query ($until: Date!, $after: Cursor) {
    creditLimitReviews(until: $until, first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor }
      nodes { dueOn daysLeft limit { reviewOn customer { account assessment { grade } exposure { total { amount } } } } } } }`;
  interface Answer {
    creditLimitReviews: {
      totalCount: number;
      pageInfo: { endCursor: string; hasNextPage: boolean };
      nodes: { dueOn: string; daysLeft: number; limit: { customer: { account: string } } }[];
    };
  }
  const first = await asked<Answer>('VIEWER', text, { until: '2026-12-31' });
  const { totalCount, pageInfo, nodes } = first.creditLimitReviews;
  expect([totalCount, pageInfo.hasNextPage]).toEqual([2, true]);
  expect(nodes[0]).toMatchObject({
    ...{ dueOn: '2026-06-20', daysLeft: -10 },
    limit: { reviewOn: '2026-06-20', customer: { account: 'C001', assessment: { grade: 'D' } } },
  });
  const next = await asked<Answer>('VIEWER', text, {
    ...{ until: '2026-12-31', after: pageInfo.endCursor },
  });
  expect(next.creditLimitReviews.nodes[0]).toMatchObject({ dueOn: '2026-09-28', daysLeft: 90 });
  const none = await asked<Answer>('VIEWER', text, { until: '2026-06-19' });
  expect(none.creditLimitReviews).toMatchObject({ totalCount: 0, nodes: [] });
});

test('decisions of people against the policy are told with what came of them', async () => {
  await database().query(`UPDATE company SET insolvency_on = '2026-08-01'`);
  await database().query(
    `UPDATE credit_limit SET computed_minor = 200000, effective_from = '2026-03-01', policy_version = 'manual',
       decided_by = 'Anne', comment = 'we know them' WHERE status = 'ACTIVE' AND policy_version = 'p1'`,
  );
  const { creditLimitOverrides } = await asked<{
    creditLimitOverrides: { nodes: { limit: { customer: { account: string } } }[] };
  }>(
    'VIEWER',
    `{ creditLimitOverrides { nodes { difference { amount } overdue { amount } worstDaysLate insolvency insolvencyOn
         limit { decidedBy comment limit { amount } computedLimit { amount } customer { account } } } } }`,
  );
  const own = creditLimitOverrides.nodes.find(({ limit }) => limit.customer.account === 'C001');
  // Invoiced since March: 100 due 45 days ago; what was issued in February is not of this limit.
  expect(own).toEqual({
    ...{ difference: { amount: '-1000.00' }, overdue: { amount: '100.00' }, worstDaysLate: 45 },
    ...{ insolvency: 'RECEIVERSHIP', insolvencyOn: '2026-08-01' },
    limit: {
      ...{ decidedBy: 'Anne', comment: 'we know them', customer: { account: 'C001' } },
      ...{ limit: { amount: '1000.00' }, computedLimit: { amount: '2000.00' } },
    },
  });
});

test('an amount that a restricted source told is told to those who may read it there', async () => {
  const restricted = { restriction: 'NO_REDISTRIBUTION', connector: 'creditsafe' };
  const terms = [
    { term: 'NEED', amountMinor: '100000', reasonIfAbsent: null },
    { term: 'BUREAU_LIMIT', amountMinor: '70000', reasonIfAbsent: null, terms: restricted },
  ];
  await database().query(
    `UPDATE credit_limit SET terms = $1 WHERE status = 'PROPOSED' OR status = 'ACTIVE'`,
    [JSON.stringify(terms)],
  );
  const text = `{ customers(filter: { accounts: ["C001"] }) { nodes { creditLimit { bindingTerm
    terms { term amount { amount } reasonIfAbsent } } } } }`;
  const amounts = async (role: ApiRole) => {
    const answer = await ask(api, seller.keys[role], text);
    const told = JSON.stringify(answer.data).match(/"amount":"[\d.]+"/g);
    return [told?.length, answer.errors?.map(({ extensions }) => extensions['code']) ?? []];
  };
  expect(await amounts('CREDIT_MANAGER')).toEqual([2, []]);
  expect(await amounts('VIEWER')).toEqual([1, ['USE_RESTRICTED']]);
  expect(await amounts('INTEGRATOR')).toEqual([1, ['USE_RESTRICTED']]);
});
