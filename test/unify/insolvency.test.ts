import type { LegalEventKind } from '../../src/connector-kit';
import { reduceLegalState, type LegalEventFacts } from '../../src/unify/insolvency';

/** "day key KIND", with "~key" for a notice it rectifies and "!key" for one it cancels. */
function events(text: string): LegalEventFacts[] {
  return text.split(', ').map((one) => {
    const [publishedOn = '', sourceKey = '', kind = '', related = ''] = one.split(' ');
    const relation = { '~': 'RECTIFIES', '!': 'CANCELS' }[related[0] ?? ''] ?? null;
    return {
      publishedOn,
      sourceKey,
      kind: kind as LegalEventKind,
      relatedKey: related.slice(1) || null,
      relation: relation as LegalEventFacts['relation'],
    };
  });
}

const state = (text: string, asOf = '2026-03-01'): string => {
  const { insolvency, insolvencyEventKey, struckOffOn } = reduceLegalState(events(text), asOf);
  const from = insolvencyEventKey === null ? '' : ` ${insolvencyEventKey}`;
  return `${insolvency}${from}${struckOffOn === null ? '' : ' struck off'}`;
};

test.each<[string, string, string]>([
  ['a notice of something else', '2025-01-01 a ACCOUNTS_FILED', 'NONE'],
  ['safeguard', '2025-01-01 a SAFEGUARD_OPENED', 'SAFEGUARD a'],
  ['receivership', '2025-01-01 a RECEIVERSHIP_OPENED', 'RECEIVERSHIP a'],
  ['liquidation', '2025-01-01 a LIQUIDATION_OPENED', 'LIQUIDATION a'],
  [
    'conversion, whatever the order of arrival',
    '2025-03-01 b CONVERTED_TO_LIQUIDATION, 2025-01-01 a RECEIVERSHIP_OPENED',
    'LIQUIDATION b',
  ],
  ['a plan', '2025-01-01 a RECEIVERSHIP_OPENED, 2025-06-01 b PLAN_ADOPTED', 'PLAN b'],
  [
    'a failed plan is the safer reading',
    '2025-01-01 a SAFEGUARD_OPENED, 2025-06-01 b PLAN_ADOPTED, 2025-09-01 c PLAN_FAILED',
    'RECEIVERSHIP c',
  ],
  ['closure', '2025-01-01 a LIQUIDATION_OPENED, 2025-09-01 b PROCEEDINGS_CLOSED', 'CLOSED b'],
  [
    'proceedings after closed ones',
    '2020-01-01 a RECEIVERSHIP_OPENED, 2021-01-01 b PROCEEDINGS_CLOSED, 2025-01-01 c SAFEGUARD_OPENED',
    'SAFEGUARD c',
  ],
  ['cancellation', '2025-01-01 a LIQUIDATION_OPENED, 2025-02-01 b PROCEEDINGS_OTHER !a', 'NONE'],
  [
    'cancellation of the later of two',
    '2025-01-01 a RECEIVERSHIP_OPENED, 2025-02-01 b CONVERTED_TO_LIQUIDATION, 2025-03-01 c PROCEEDINGS_OTHER !b',
    'RECEIVERSHIP a',
  ],
  [
    'a cancellation that was cancelled',
    '2025-01-01 a LIQUIDATION_OPENED, 2025-02-01 b PROCEEDINGS_OTHER !a, 2025-03-01 c PROCEEDINGS_OTHER !b',
    'LIQUIDATION a',
  ],
  ['cancellation of a notice we do not have', '2025-02-01 b PROCEEDINGS_OTHER !a', 'NONE'],
  [
    'rectification that says it again',
    '2025-01-01 a LIQUIDATION_OPENED, 2025-02-01 b RECEIVERSHIP_OPENED ~a',
    'RECEIVERSHIP b',
  ],
  [
    'rectification that says nothing of the judgment leaves it in force',
    '2025-01-01 a LIQUIDATION_OPENED, 2025-02-01 b PROCEEDINGS_OTHER ~a',
    'LIQUIDATION a',
  ],
  [
    'rectification of the opening after the conversion does not undo the conversion',
    '2025-01-01 a RECEIVERSHIP_OPENED, 2025-03-01 b CONVERTED_TO_LIQUIDATION, 2025-04-01 c RECEIVERSHIP_OPENED ~a',
    'LIQUIDATION b',
  ],
  ['struck off', '2025-01-01 a STRUCK_OFF', 'NONE struck off'],
  ['struck off in error', '2025-01-01 a STRUCK_OFF, 2025-02-01 b STRIKE_OFF_CANCELLED', 'NONE'],
  [
    'struck off in error, by reference',
    '2025-01-01 a STRUCK_OFF, 2025-02-01 b STRIKE_OFF_CANCELLED !a',
    'NONE',
  ],
  [
    'struck off after a liquidation',
    '2024-01-01 a LIQUIDATION_OPENED, 2025-02-01 b STRUCK_OFF',
    'LIQUIDATION a struck off',
  ],
  ['ten years to the day', '2016-03-01 a LIQUIDATION_OPENED', 'LIQUIDATION a'],
  ['more than ten years', '2016-02-29 a LIQUIDATION_OPENED', 'NONE'],
  [
    'two notices of one day by their number',
    '2025-01-01 a2 LIQUIDATION_OPENED, 2025-01-01 a1 PLAN_FAILED',
    'LIQUIDATION a2',
  ],
])('%s', (_, notices, expected) => {
  expect(state(notices)).toBe(expected);
  expect(state(notices.split(', ').reverse().join(', '))).toBe(expected);
});
