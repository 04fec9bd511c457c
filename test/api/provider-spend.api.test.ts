import { FixedClock, globalId, newId } from '../../src/kernel';
import { NOW } from '../purchasing/paid-hub';
import { sirens } from '../purchasing/paid-provider';
import { usePaidApi, type ServedBuyer } from './paid-api';

const served = usePaidApi();

const SPEND = `query ($from: Date!, $to: Date!, $first: Int, $after: Cursor, $filter: ProviderCallFilter) {
  providerSpend(from: $from, to: $to) { total { amount currency } callCount unansweredCalls unpricedCalls
    byConnector { connector month booked { amount } calls limit { amount } callsMax left { amount } callsLeft }
    calls(first: $first, after: $after, filter: $filter) { totalCount pageInfo { endCursor hasNextPage }
      nodes { id at connectorId connection { name } call siren company { siren } units unitPrice { amount }
        cost { amount } isCounted status httpStatus reason } } } }`;

interface Call {
  id: string;
  siren: string;
  status: string;
  cost: { amount: string } | null;
}

interface Spend {
  total: { amount: string };
  callCount: number;
  unansweredCalls: number;
  byConnector: object[];
  calls: {
    totalCount: number;
    pageInfo: { endCursor: string; hasNextPage: boolean };
    nodes: Call[];
  };
}

const MARCH = { from: '2026-03-01', to: '2026-03-31' };

async function spend(by: ServedBuyer, more: object = {}): Promise<Spend> {
  const answer = await by.data<{ providerSpend: Spend }>(SPEND, { ...MARCH, ...more }, 'ANALYST');
  return answer.providerSpend;
}

describe('providerSpend', () => {
  it('tells every call once, page by page, with what it cost', async () => {
    const clock = new FixedClock(NOW);
    const by = await served().serve({ clock });
    await by.buyer.budget({ monthlyLimitMinor: 10_000n });
    const asked = sirens(5, 30_000);
    for (const siren of asked) {
      await by.buyer.refresh([siren]);
      clock.advanceMs(1_000);
    }
    const whole = await spend(by, { first: 2 });
    expect(whole).toMatchObject({
      total: { amount: '12.50', currency: 'EUR' },
      ...{ callCount: 5, unansweredCalls: 0, unpricedCalls: 0 },
      byConnector: [
        {
          ...{ connector: 'paid', month: '2026-03-01', calls: 5, callsMax: null, callsLeft: null },
          ...{
            booked: { amount: '12.50' },
            limit: { amount: '100.00' },
            left: { amount: '87.50' },
          },
        },
      ],
    });
    const seen: Call[] = [...whole.calls.nodes];
    for (let page = whole.calls.pageInfo; page.hasNextPage;) {
      const next = await spend(by, { first: 2, after: page.endCursor });
      seen.push(...next.calls.nodes);
      page = next.calls.pageInfo;
    }
    expect(seen.map(({ siren }) => siren)).toEqual([...asked].reverse());
    expect(seen[0]).toMatchObject({
      ...{ call: 'report', units: '1.00', status: 'SETTLED', isCounted: true, httpStatus: 200 },
      ...{ unitPrice: { amount: '2.50' }, cost: { amount: '2.50' }, connection: { name: 'main' } },
    });
    const filter = { sirens: [asked[0]], status: ['SETTLED'] };
    expect((await spend(by, { filter })).calls.totalCount).toBe(1);
    expect((await spend(by, { filter: { status: ['BOOKED'] } })).calls.totalCount).toBe(0);
  });

  it('counts a call on the day of the seller it was booked on', async () => {
    const clock = new FixedClock(new Date('2026-03-31T22:30:00Z'));
    const by = await served().serve({ clock });
    await by.buyer.budget({ monthlyCallsMax: 5 });
    await by.buyer.refresh(sirens(1, 30_100));
    expect(await spend(by)).toMatchObject({ callCount: 0, total: { amount: '0.00' } });
    const april = { from: '2026-04-01', to: '2026-04-01' };
    expect(await spend(by, april)).toMatchObject({
      callCount: 1,
      byConnector: [{ month: '2026-04-01', calls: 1, callsLeft: 4 }],
    });
  });

  it('is for those who analyse or decide, and of one’s own tenant', async () => {
    const by = await served().serve();
    const stranger = await served().serve();
    await stranger.buyer.budget({ monthlyCallsMax: 5 });
    await stranger.buyer.refresh(sirens(1, 30_200));
    for (const role of ['VIEWER', 'INTEGRATOR'] as const) {
      const answer = await by.ask(SPEND, MARCH, role);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await spend(by)).toMatchObject({ callCount: 0, byConnector: [] });
    const [call] = (await spend(stranger)).calls.nodes;
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    const id = call?.id ?? '';
    expect(await stranger.data(node, { id }, 'ANALYST')).toEqual({ node: { id } });
    expect(await by.data(node, { id }, 'ANALYST')).toEqual({ node: null });
    expect((await stranger.ask(node, { id }, 'VIEWER')).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('refuses a period that ends before it begins', async () => {
    const by = await served().serve();
    const answer = await by.ask(SPEND, { from: '2026-03-02', to: '2026-03-01' });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_PERIOD' });
  });
});

const RELEASE = `mutation ($id: ID!, $wasCharged: Boolean!) { releaseUnansweredCall(id: $id, wasCharged: $wasCharged) {
  ... on ProviderCall { status isCounted cost { amount } reason } ... on Refusal { code } } }`;

describe('releaseUnansweredCall', () => {
  it.each([
    [false, 'RELEASED', '0.00', 0],
    [true, 'SETTLED', '2.50', 1],
  ])(
    'with wasCharged %s ends it and keeps the month true',
    async (wasCharged, status, amount, calls) => {
      const by = await served().serve({ timeoutMs: 100 });
      await by.buyer.budget({ monthlyCallsMax: 5 });
      served().paid.providers.setFaults('paid', { latencyMs: [1_000, 1_000] });
      const [siren = ''] = sirens(1, wasCharged ? 30_300 : 30_301);
      await by.buyer.refresh([siren]).catch(() => undefined);
      served().paid.providers.setFaults('paid', {});
      const before = await spend(by);
      expect(before).toMatchObject({ callCount: 1, unansweredCalls: 1 });
      const [call] = before.calls.nodes;
      const say = (): Promise<{ releaseUnansweredCall: object }> =>
        by.data(RELEASE, { id: call?.id, wasCharged });
      expect((await say()).releaseUnansweredCall).toMatchObject({
        ...{ status, cost: { amount }, isCounted: wasCharged },
        reason: expect.stringContaining('key of CREDIT_MANAGER') as string,
      });
      expect(await by.buyer.months()).toMatchObject([{ calls }]);
      expect((await say()).releaseUnansweredCall).toEqual({ code: 'CALL_NOT_UNANSWERED' });
      const unknown = { id: globalId('ProviderCall', newId()), wasCharged };
      expect(await by.data(RELEASE, unknown)).toEqual({
        releaseUnansweredCall: { code: 'CALL_NOT_FOUND' },
      });
    },
  );
});

const TERMS = `{ connections { budget { month limit { amount } callsMax warnAt booked { amount } calls remaining { amount }
    callsRemaining } prices { call unit listPrice { amount } agreedPrice { amount } } }
  viewer { providerBudget { month booked { amount } calls remaining { amount } callsRemaining } } }`;
const BUDGET = `mutation ($id: ID!, $callsMax: Int, $monthlyLimit: MoneyInput, $warnAt: Int) {
  setProviderBudget(connectionId: $id, callsMax: $callsMax, monthlyLimit: $monthlyLimit, warnAt: $warnAt) {
    ... on Connection { budget { callsMax limit { amount } warnAt } } ... on Refusal { code } } }`;
const PRICE = `mutation ($id: ID!, $call: String!, $unitPrice: MoneyInput!) {
  setProviderPrice(connectionId: $id, call: $call, unitPrice: $unitPrice) {
    ... on Connection { prices { call agreedPrice { amount } } } ... on Refusal { code } } }`;

describe('budgets and prices', () => {
  it('are set and hold from the next call on', async () => {
    const by = await served().serve();
    const id = globalId('Connection', by.buyer.connection.connectionId);
    expect(await by.data(TERMS)).toMatchObject({
      connections: [{ budget: null, prices: [{ call: 'report', agreedPrice: null }] }],
      viewer: { providerBudget: null },
    });
    const monthlyLimit = { amount: '5.00', currency: 'EUR' };
    expect(await by.data(BUDGET, { id, monthlyLimit, callsMax: 10, warnAt: 50 })).toEqual({
      setProviderBudget: { budget: { callsMax: 10, limit: { amount: '5.00' }, warnAt: 50 } },
    });
    const unitPrice = { amount: '4.00', currency: 'EUR' };
    expect(await by.data(PRICE, { id, call: 'report', unitPrice })).toEqual({
      setProviderPrice: { prices: [{ call: 'report', agreedPrice: { amount: '4.00' } }] },
    });
    const [one = '', other = ''] = sirens(2, 30_400);
    await by.buyer.refresh([one]);
    await expect(by.buyer.refresh([other])).rejects.toMatchObject({ code: 'BUDGET_EXHAUSTED' });
    expect(await by.data(TERMS)).toMatchObject({
      connections: [
        {
          budget: { booked: { amount: '4.00' }, remaining: { amount: '1.00' }, callsRemaining: 9 },
        },
      ],
      viewer: { providerBudget: { calls: 1, remaining: { amount: '1.00' }, callsRemaining: 9 } },
    });
    // What was not said again stays as it was set.
    expect(await by.data(BUDGET, { id, callsMax: 0 })).toEqual({
      setProviderBudget: { budget: { callsMax: 0, limit: null, warnAt: 50 } },
    });
  });

  it.each([
    ['no limit at all', BUDGET, {}, 'BUDGET_INVALID'],
    [
      'a budget in dollars',
      BUDGET,
      { monthlyLimit: { amount: '1', currency: 'USD' } },
      'BUDGET_CURRENCY',
    ],
    [
      'a negative budget',
      BUDGET,
      { monthlyLimit: { amount: '-1', currency: 'EUR' } },
      'INVALID_AMOUNT',
    ],
    ['a share above all of it', BUDGET, { callsMax: 1, warnAt: 101 }, 'BUDGET_INVALID'],
  ])('refuse %s', async (_title, mutation, variables, code) => {
    const by = await served().serve();
    const id = globalId('Connection', by.buyer.connection.connectionId);
    expect(await by.data(mutation, { id, ...variables })).toEqual({ setProviderBudget: { code } });
  });

  it('refuse a call nobody sells, another tenant’s connection and those who do not decide', async () => {
    const by = await served().serve();
    const stranger = await served().serve();
    const id = globalId('Connection', by.buyer.connection.connectionId);
    const unitPrice = { amount: '4.00', currency: 'EUR' };
    expect(await by.data(PRICE, { id, call: 'nothing', unitPrice })).toEqual({
      setProviderPrice: { code: 'CALL_UNKNOWN' },
    });
    expect(await stranger.data(BUDGET, { id, callsMax: 1 })).toEqual({
      setProviderBudget: { code: 'NOT_FOUND' },
    });
    for (const role of ['VIEWER', 'ANALYST', 'APPROVER', 'INTEGRATOR'] as const) {
      const answer = await by.ask(BUDGET, { id, callsMax: 1 }, role);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});
