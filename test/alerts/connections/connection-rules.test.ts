import fc from 'fast-check';
import type {
  ConnectionView,
  LastingConnectionAlert,
} from '../../../src/alerts/connections/connection-alert-types';
import {
  CONNECTION_TEXT_KEYS,
  connectionAlertDetail,
  connectionAlertTitle,
} from '../../../src/alerts/connections/connection-texts';
import { decideConnectionAlerts } from '../../../src/alerts/connections/decide-connection-alerts';

const NOW = new Date('2026-03-20T09:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

function viewOf(changes: Partial<ConnectionView> = {}): ConnectionView {
  return {
    ...{ now: NOW, today: '2026-03-20', connectionId: 'c', connectorId: 'bodacc', name: 'main' },
    ...{ status: 'ACTIVE', statusCode: null, statusReason: null, connectedAt: ago(300) },
    ...{ succeededAt: ago(0.5), rhythmDays: 1, failure: null, budget: null },
    ...changes,
  };
}

const budget = (changes: Partial<NonNullable<ConnectionView['budget']>> = {}) => ({
  ...{ monthOn: '2026-03-01', bookedMinor: 0n, limitMinor: 10_000n, bookedCalls: 0 },
  ...{ callsMax: null, warnPercent: 80, isExhausted: false, ...changes },
});

function alertOf(changes: Partial<LastingConnectionAlert>): LastingConnectionAlert {
  return {
    ...{ connectionAlertId: 'a', connectionId: 'c', rule: 'CONNECTION_FAILING' },
    ...{ severity: 'MEDIUM', raisedAt: ago(1), raisedMonthOn: '2026-03-01' },
    ...changes,
  };
}

const raised = (view: ConnectionView): string[] =>
  decideConnectionAlerts(view, []).raise.map(
    ({ rule, severity, textKey }) => `${rule} ${severity} ${textKey}`,
  );

describe('a connection is failing', () => {
  const failure = (days: number, failures: number) => ({
    failure: { since: ago(days), failures, code: 'HTTP_STATUS' },
  });

  it.each([
    ['once', 2, 1, []],
    ['three times in an hour', 1 / 24, 3, []],
    ['three times in half a day', 0.5, 3, ['CONNECTION_FAILING MEDIUM CONNECTION_FAILING']],
    ['for three days', 3, 9, ['CONNECTION_FAILING HIGH CONNECTION_FAILING']],
  ])('when it failed %s', (_, since, failures, told) => {
    expect(raised(viewOf(failure(since, failures)))).toEqual(told);
  });

  it('at once when its credentials were refused, and until a run succeeds', () => {
    const paused = viewOf({ status: 'PAUSED', statusCode: 'CREDENTIALS_REFUSED' });
    expect(raised(paused)).toEqual(['CONNECTION_FAILING HIGH CONNECTION_REFUSED']);
    for (const statusCode of ['OAUTH_REFRESH_REFUSED', 'OAUTH_TOKEN_LOST']) {
      const ended = { ...paused, statusCode };
      expect(raised(ended)).toEqual(['CONNECTION_FAILING HIGH CONSENT_ENDED']);
    }
    const alert = alertOf({ severity: 'HIGH' });
    const resumed = viewOf(failure(1, 1));
    expect(decideConnectionAlerts(resumed, [alert])).toEqual({
      ...{ raise: [], escalate: [], resolve: [] },
    });
    expect(decideConnectionAlerts(viewOf(), [alert]).resolve).toEqual([
      { connectionAlertId: 'a', because: 'SYNCED_AGAIN' },
    ]);
  });

  it('matters more the longer it lasts, and no more when it is disconnected', () => {
    const view = viewOf(failure(4, 20));
    expect(decideConnectionAlerts(view, [alertOf({})]).escalate).toMatchObject([
      { connectionAlertId: 'a', draft: { severity: 'HIGH' } },
    ]);
    const gone = viewOf({ ...failure(4, 20), status: 'DISCONNECTED' });
    expect(decideConnectionAlerts(gone, [alertOf({})]).resolve).toMatchObject([
      { because: 'DISCONNECTED' },
    ]);
    expect(raised(gone)).toEqual([]);
  });
});

describe('a connection is not read', () => {
  it.each([
    ['a daily one over a weekend', 2.9, 1, []],
    ['a daily one for three days', 3, 1, ['CONNECTION_STALE MEDIUM CONNECTION_STALE']],
    ['a weekly one for two weeks', 14, 7, []],
    ['a weekly one for three weeks', 21, 7, ['CONNECTION_STALE MEDIUM CONNECTION_STALE']],
    ['a yearly one for four months', 120, 365, ['CONNECTION_STALE MEDIUM CONNECTION_STALE']],
    ['one without a rhythm for a month', 34, null, []],
    ['one without a rhythm for longer', 35, null, ['CONNECTION_STALE MEDIUM CONNECTION_STALE']],
  ])('%s', (_, days, rhythmDays, told) => {
    expect(raised(viewOf({ succeededAt: ago(days), rhythmDays }))).toEqual(told);
  });

  it('when it never was, a week after it was connected', () => {
    const never = { succeededAt: null, rhythmDays: null };
    expect(raised(viewOf({ ...never, connectedAt: ago(6) }))).toEqual([]);
    expect(raised(viewOf({ ...never, connectedAt: ago(8) }))).toEqual([
      'CONNECTION_STALE LOW CONNECTION_NEVER_READ',
    ]);
  });

  it('says nothing where failing or the budget says why', () => {
    const old = { succeededAt: ago(30) };
    const failure = { since: ago(0.1), failures: 1, code: 'HTTP_STATUS' };
    expect(raised(viewOf({ ...old, failure }))).toEqual([]);
    expect(raised(viewOf({ ...old, budget: budget({ isExhausted: true }) }))).toEqual([
      'BUDGET_NEARLY_SPENT HIGH BUDGET_SPENT',
    ]);
  });

  it('until a run succeeds after it was said', () => {
    const alert = alertOf({ rule: 'CONNECTION_STALE', raisedAt: ago(1) });
    expect(decideConnectionAlerts(viewOf({ succeededAt: ago(9) }), [alert]).resolve).toEqual([]);
    expect(decideConnectionAlerts(viewOf(), [alert]).resolve).toHaveLength(1);
  });
});

describe('a budget is nearly spent', () => {
  it.each([
    ['below the share', { bookedMinor: 7_999n }, []],
    ['at the share', { bookedMinor: 8_000n }, ['BUDGET_NEARLY_SPENT MEDIUM BUDGET_NEARLY_SPENT']],
    [
      'in calls',
      { callsMax: 10, bookedCalls: 8 },
      ['BUDGET_NEARLY_SPENT MEDIUM BUDGET_NEARLY_SPENT'],
    ],
    ['of nothing', { limitMinor: 0n }, []],
    ['in full', { bookedMinor: 10_000n }, ['BUDGET_NEARLY_SPENT MEDIUM BUDGET_NEARLY_SPENT']],
    ['and refused a call', { isExhausted: true }, ['BUDGET_NEARLY_SPENT HIGH BUDGET_SPENT']],
  ])('%s', (_, changes, told) => {
    expect(raised(viewOf({ budget: budget(changes) }))).toEqual(told);
  });

  it.each([
    ['MONTH_OVER', alertOf({ raisedMonthOn: '2026-02-01' }), budget({ bookedMinor: 9_000n })],
    ['BUDGET_RAISED', alertOf({}), budget({ limitMinor: 90_000n, bookedMinor: 8_000n })],
    ['BUDGET_REMOVED', alertOf({}), null],
  ])('and over with %s', (because, alert, now) => {
    const lasting = [{ ...alert, rule: 'BUDGET_NEARLY_SPENT' as const }];
    expect(decideConnectionAlerts(viewOf({ budget: now }), lasting).resolve).toMatchObject([
      { because },
    ]);
  });
});

it('never raises or escalates what it ends, nor raises what lasts', () => {
  const view = fc.record({
    status: fc.constantFrom('ACTIVE' as const, 'PAUSED' as const, 'DISCONNECTED' as const),
    succeededAt: fc.option(fc.integer({ min: 0, max: 400 }).map(ago)),
    rhythmDays: fc.option(fc.integer({ min: 1, max: 90 })),
    failure: fc.option(
      fc.record({
        since: fc.integer({ min: 0, max: 20 }).map(ago),
        failures: fc.integer({ min: 1, max: 50 }),
        code: fc.constant('HTTP_STATUS'),
      }),
    ),
    budget: fc.option(
      fc.record({
        ...{
          monthOn: fc.constant('2026-03-01'),
          bookedMinor: fc.bigInt({ min: 0n, max: 20_000n }),
        },
        ...{
          limitMinor: fc.option(fc.bigInt({ min: 0n, max: 20_000n })),
          callsMax: fc.constant(null),
        },
        ...{ bookedCalls: fc.nat(), warnPercent: fc.integer({ min: 1, max: 100 }) },
        isExhausted: fc.boolean(),
      }),
    ),
  });
  const rules = ['CONNECTION_FAILING', 'CONNECTION_STALE', 'BUDGET_NEARLY_SPENT'] as const;
  fc.assert(
    fc.property(view, fc.subarray([...rules]), (changes, lasting) => {
      const alerts = lasting.map((rule) => alertOf({ rule, connectionAlertId: rule }));
      const decision = decideConnectionAlerts(viewOf(changes), alerts);
      const ended = decision.resolve.map(({ connectionAlertId }) => connectionAlertId);
      const worse = decision.escalate.map(({ connectionAlertId }) => connectionAlertId);
      expect(ended.filter((id) => worse.includes(id))).toEqual([]);
      for (const { rule } of decision.raise) expect(lasting).not.toContain(rule);
    }),
  );
});

it.each(CONNECTION_TEXT_KEYS)('%s leaves nothing to fill in, in both languages', (key) => {
  const view = [
    viewOf({ status: 'PAUSED', statusCode: 'X' }),
    viewOf({ status: 'PAUSED', statusCode: 'OAUTH_REFRESH_REFUSED' }),
    viewOf({ failure: { since: ago(4), failures: 4, code: 'X' } }),
    viewOf({ succeededAt: ago(9) }),
    viewOf({ succeededAt: null, rhythmDays: null }),
    viewOf({ budget: budget({ bookedMinor: 9_000n }) }),
    viewOf({ budget: budget({ isExhausted: true }) }),
  ];
  const drafts = view.flatMap((each) => decideConnectionAlerts(each, []).raise);
  const params = drafts.find(({ textKey }) => textKey === key)?.textParams ?? {};
  for (const locale of ['en', 'fr'] as const) {
    const text =
      connectionAlertTitle(key, params, locale) + connectionAlertDetail(key, params, locale);
    expect(text).not.toMatch(/unknown|inconnu|[{}]/);
  }
});
