import * as fc from 'fast-check';
import { SEVERITIES, type AlertRule, type KnownAlert, type Severity } from '../../src/alerts';
import { decideAlerts } from '../../src/alerts/decide-alerts';
import { remember, riskView } from './risk-views';

const view = riskView({});

/** A condition that holds at a severity, or does not. */
function ruleAt(severity: Severity | null, isEpisodic = true): AlertRule {
  return {
    code: 'LIMIT_EXCEEDED',
    isEpisodic,
    evaluate: () =>
      severity === null
        ? []
        : [
            {
              ...{ rule: 'LIMIT_EXCEEDED', severity, dedupKey: 'key', customerId: view.customerId },
              ...{ before: null, after: { severity }, evidence: [], deadlineOn: null },
              ...{ textKey: 'LIMIT_EXCEEDED', textParams: {} },
            },
          ],
    isOver: () => (severity === null ? 'WITHIN_LIMIT' : null),
  };
}

/** What is decided day by day, each decision written before the next. */
function days(severities: readonly (Severity | null)[], isEpisodic = true): string[] {
  let known: KnownAlert[] = [];
  return severities.map((severity) => {
    const decision = decideAlerts(view, known, [ruleAt(severity, isEpisodic)]);
    known = remember(known, decision);
    const { raise, escalate, resolve } = decision;
    return [
      ...raise.map((draft) => `raise ${draft.dedupKey} ${draft.severity}`),
      ...escalate.map(({ alertId, draft }) => `escalate ${alertId} ${draft.severity}`),
      ...resolve.map(({ alertId }) => `resolve ${alertId}`),
    ].join();
  });
}

it.each<[string, (Severity | null)[], string[]]>([
  ['worse', ['LOW', 'HIGH'], ['raise key:1 LOW', 'escalate key:1 HIGH']],
  [
    'worse and worse',
    ['LOW', 'MEDIUM', 'CRITICAL'],
    ['raise key:1 LOW', 'escalate key:1 MEDIUM', 'escalate key:1 CRITICAL'],
  ],
  ['the same', ['LOW', 'LOW'], ['raise key:1 LOW', '']],
  ['better', ['HIGH', 'LOW'], ['raise key:1 HIGH', '']],
  [
    'better and as bad again',
    ['LOW', 'HIGH', 'LOW', 'HIGH'],
    ['raise key:1 LOW', 'escalate key:1 HIGH', '', ''],
  ],
  [
    'over and begun again',
    ['HIGH', null, 'LOW', 'HIGH'],
    ['raise key:1 HIGH', 'resolve key:1', 'raise key:2 LOW', 'escalate key:2 HIGH'],
  ],
])('a condition that is %s', (_, severities, expected) => {
  expect(days(severities)).toEqual(expected);
});

it('a fact does not escalate: what happened does not get worse', () => {
  expect(days(['LOW', 'HIGH'], false)).toEqual(['raise key LOW', '']);
});

it('of several drafts for one alert the worst counts, and once', () => {
  const [low, high, medium] = (['LOW', 'HIGH', 'MEDIUM'] as const).map((severity) =>
    ruleAt(severity).evaluate(view),
  );
  const rule: AlertRule = {
    ...ruleAt('LOW'),
    evaluate: () => [...(high ?? []), ...(medium ?? [])],
  };
  const known = remember([], decideAlerts(view, [], [{ ...rule, evaluate: () => low ?? [] }]));
  const { escalate } = decideAlerts(view, known, [rule]);
  expect(escalate.map(({ draft }) => draft.severity)).toEqual(['HIGH']);
});

it('whatever the days bring, severities of an episode only grow, and a day said again says nothing', () => {
  const series = fc.array(fc.option(fc.constantFrom(...SEVERITIES)), { maxLength: 12 });
  fc.assert(
    fc.property(series, (severities) => {
      let known: KnownAlert[] = [];
      for (const severity of severities) {
        const rules = [ruleAt(severity)];
        const decision = decideAlerts(view, known, rules);
        for (const { alertId, draft } of decision.escalate) {
          const before = known.find((alert) => alert.alertId === alertId)?.severity ?? 'CRITICAL';
          expect(SEVERITIES.indexOf(draft.severity)).toBeGreaterThan(SEVERITIES.indexOf(before));
        }
        known = remember(known, decision);
        expect(decideAlerts(view, known, rules)).toEqual({ raise: [], escalate: [], resolve: [] });
      }
    }),
  );
});
