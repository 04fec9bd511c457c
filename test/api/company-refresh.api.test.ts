import { FixedClock, globalId } from '../../src/kernel';
import { NOW } from '../purchasing/paid-hub';
import { sirens, UNKNOWN } from '../purchasing/paid-provider';
import { usePaidApi, type ServedBuyer } from './paid-api';

const served = usePaidApi();

const REFRESH = `mutation ($siren: Siren!, $connectors: [String!], $maxCost: MoneyInput, $evenIfFresh: Boolean) {
  refreshCompany(siren: $siren, connectors: $connectors, maxCost: $maxCost, evenIfFresh: $evenIfFresh) {
    ... on CompanyRefresh { siren company { siren } calls spent { amount currency }
      readings { connector stream outcome code calls cost { amount } } }
    ... on Refusal { code message remedy } } }`;

interface Refreshed {
  siren?: string;
  company?: { siren: string } | null;
  calls?: number;
  spent?: { amount: string };
  readings?: { stream: string; outcome: string; code: string | null; calls: number }[];
  code?: string;
  message?: string;
}

async function refresh(by: ServedBuyer, siren: string, more: object = {}): Promise<Refreshed> {
  const answer = await by.data<{ refreshCompany: Refreshed }>(REFRESH, { siren, ...more });
  return answer.refreshCompany;
}

const outcomes = ({ readings = [] }: Refreshed): string[] =>
  readings.map(
    ({ stream, outcome, code }) => `${stream} ${outcome}${code === null ? '' : ` ${code}`}`,
  );

describe('refreshCompany', () => {
  it('buys exactly the budget when two hundred ask at once over HTTP, as the bill says', async () => {
    const by = await served().serve();
    await by.buyer.budget({ monthlyCallsMax: 50 });
    const asked = sirens(200, 20_000);
    const answers = await Promise.all(asked.map((siren) => refresh(by, siren)));
    const bought = answers.filter(({ code }) => code === undefined);
    expect(bought).toHaveLength(50);
    expect(answers.filter(({ code }) => code === 'BUDGET_EXHAUSTED')).toHaveLength(150);
    expect(new Set(bought.flatMap(outcomes))).toEqual(new Set(['reports FOUND', 'details FOUND']));
    expect(served().paid.bill(asked)).toEqual(bought.map(({ siren }) => siren).sort());
    const calls = await by.buyer.calls();
    expect(calls.filter(({ status }) => status === 'SETTLED')).toHaveLength(50);
    expect(await by.buyer.months()).toEqual([{ month: '2026-03', minor: '12500', calls: 50 }]);
    const { events } = await by.data<{ events: { events: { type: string; data: object }[] } }>(
      '{ events { events { type data } } }',
    );
    const told = events.events.filter(({ type }) => type.startsWith('BUDGET_'));
    expect(told.map(({ type }) => type).sort()).toEqual([
      'BUDGET_EXHAUSTED',
      'BUDGET_NEARLY_SPENT',
    ]);
    expect(told.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ month: '2026-03', callsMax: 50, bookedCalls: 40 }),
    );
  }, 120_000);

  it('buys one company once for all who ask at the same time, and tells all of them', async () => {
    const by = await served().serve();
    await by.buyer.budget({ monthlyCallsMax: 10 });
    const [siren = ''] = sirens(1, 21_000);
    const answers = await Promise.all(Array.from({ length: 12 }, () => refresh(by, siren)));
    expect(served().paid.bill([siren])).toHaveLength(1);
    expect(answers.reduce((sum, { calls = 0 }) => sum + calls, 0)).toBe(1);
    for (const answer of answers) {
      expect(answer.company).toEqual({ siren });
      expect(['FOUND', 'FRESH']).toContain(answer.readings?.[0]?.outcome);
    }
  }, 60_000);

  it('does not buy what is fresh, says so, and buys it again when told to', async () => {
    const clock = new FixedClock(NOW);
    const by = await served().serve({ clock });
    await by.buyer.budget({ monthlyCallsMax: 10 });
    const [siren = ''] = sirens(1, 21_010);
    expect(await refresh(by, siren)).toMatchObject({ calls: 1, spent: { amount: '2.50' } });
    clock.advanceMs(60_000);
    const second = await refresh(by, siren);
    expect(outcomes(second)).toEqual(['reports FRESH', 'details FRESH']);
    expect(second).toMatchObject({ calls: 0, spent: { amount: '0.00' } });
    expect(await refresh(by, siren, { evenIfFresh: true })).toMatchObject({ calls: 1 });
    expect(served().paid.bill([siren])).toHaveLength(2);
  });

  it('says that a provider knows no such company; it is a prospect nobody knows', async () => {
    const by = await served().serve();
    await by.buyer.budget({ monthlyCallsMax: 10 });
    const answer = await refresh(by, UNKNOWN);
    expect(outcomes(answer)).toEqual(['reports UNKNOWN', 'details UNKNOWN']);
    expect(answer).toMatchObject({ company: null, calls: 0 });
  });

  it.each([
    ['beyond what it may cost', 250, '4.99', 'MAX_COST_EXCEEDED'],
    ['at a price nobody knows', null, '500', 'PRICE_NOT_SET'],
  ])('sends nothing %s', async (_title, unitPriceMinor, amount, code) => {
    const by = await served().serve({ unitPriceMinor });
    await by.buyer.budget({ monthlyCallsMax: 10 });
    const [siren = ''] = sirens(1, 21_020);
    const maxCost = { amount, currency: 'EUR' };
    expect(await refresh(by, siren, { maxCost })).toMatchObject({ code });
    expect(await by.buyer.calls()).toEqual([]);
  });

  it('is refused without a budget, at unknown connectors and to those who do not decide', async () => {
    const by = await served().serve();
    const [siren = ''] = sirens(1, 21_030);
    expect(await refresh(by, siren)).toMatchObject({ code: 'BUDGET_NOT_SET' });
    expect(await refresh(by, siren, { connectors: ['nobody'] })).toMatchObject({
      code: 'CONNECTOR_UNKNOWN',
    });
    for (const role of ['VIEWER', 'ANALYST', 'INTEGRATOR', 'APPROVER'] as const) {
      const answer = await by.ask(REFRESH, { siren }, role);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await by.buyer.calls()).toEqual([]);
  });
});

const ESTIMATE = `query ($filter: CustomerFilter, $sirens: [Siren!], $connectors: [String!]) {
  refreshEstimate(filter: $filter, sirens: $sirens, connectors: $connectors) { calls cost { amount } fits
    connections { connector streams { stream due fresh skipped } calls { call calls unitPrice { amount } cost { amount } }
      cost { amount } left { amount } callsLeft fits obstacle } } }`;

describe('refreshEstimate', () => {
  it('tells of a portfolio what is due, what it costs and what the budget leaves, and writes nothing', async () => {
    const by = await served().serve();
    await by.buyer.budget({ monthlyLimitMinor: 2_000n });
    const [first = '', second = '', third = ''] = sirens(3, 22_000);
    await by.buyer.portfolio([first, second, third]);
    await refresh(by, first);
    const before = await served().paid.database.query('SELECT count(*) FROM sync_run');
    const answer = await by.data<{ refreshEstimate: object }>(ESTIMATE, {}, 'ANALYST');
    expect(answer.refreshEstimate).toMatchObject({
      calls: 4,
      cost: { amount: '10.00' },
      fits: true,
      connections: [
        {
          connector: 'paid',
          streams: [
            { stream: 'reports', due: 2, fresh: 1, skipped: 0 },
            { stream: 'details', due: 2, fresh: 1, skipped: 0 },
          ],
          calls: [{ call: 'report', calls: 4, unitPrice: { amount: '2.50' } }],
          left: { amount: '17.50' },
          callsLeft: null,
          obstacle: null,
        },
      ],
    });
    const filter = { accounts: [second] };
    const of = await by.data<{ refreshEstimate: object }>(ESTIMATE, { filter });
    expect(of.refreshEstimate).toMatchObject({ calls: 2 });
    expect(await served().paid.database.query('SELECT count(*) FROM sync_run')).toEqual(before);
  });

  it.each([
    ['no budget', null, 250, 'BUDGET_NOT_SET'],
    ['a budget that is too small', { monthlyLimitMinor: 499n }, 250, 'BUDGET_EXHAUSTED'],
    ['too few calls', { monthlyCallsMax: 1 }, 250, 'BUDGET_EXHAUSTED'],
    ['a price nobody knows', { monthlyLimitMinor: 9_999n }, null, 'PRICE_NOT_SET'],
    ['enough of both', { monthlyLimitMinor: 500n, monthlyCallsMax: 2 }, 250, null],
    ['calls alone, of unknown price', { monthlyCallsMax: 2 }, null, null],
  ])('with %s says what stands in the way', async (_title, budget, unitPriceMinor, obstacle) => {
    const by = await served().serve({ unitPriceMinor });
    if (budget !== null) await by.buyer.budget(budget);
    const answer = await by.data<{ refreshEstimate: { fits: boolean; connections: object[] } }>(
      ESTIMATE,
      { sirens: sirens(1, 22_100) },
    );
    expect(answer.refreshEstimate.connections[0]).toMatchObject({ obstacle });
    expect(answer.refreshEstimate.fits).toBe(obstacle === null);
  });

  it('counts nothing twice where the provider bills a company once', async () => {
    const by = await served().serve({ repeatFreeDays: 30, refreshAfterDays: 0 });
    await by.buyer.budget({ monthlyCallsMax: 10 });
    const [billed = '', other = ''] = sirens(2, 22_200);
    await refresh(by, billed);
    const answer = await by.data<{ refreshEstimate: object }>(ESTIMATE, {
      sirens: [billed, other],
    });
    expect(answer.refreshEstimate).toMatchObject({
      calls: 1,
      connections: [{ streams: [{ due: 2 }, { due: 2 }] }],
    });
  });

  it('shows prices to those who analyse or decide, and one tenant nothing of another', async () => {
    const by = await served().serve();
    for (const role of ['VIEWER', 'INTEGRATOR'] as const) {
      const answer = await by.ask(ESTIMATE, {}, role);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
    const customer = globalId('Customer', '018f0000-0000-7000-8000-000000000000');
    const answer = await by.data<{ refreshEstimate: { calls: number } }>(ESTIMATE, {
      filter: { ids: [customer] },
    });
    expect(answer.refreshEstimate.calls).toBe(0);
  });
});
