import type { AlertRuleCode, CustomerRiskView, Severity } from '../../src/alerts/alert-types';
import { ALERT_RULE_CODES } from '../../src/alerts/alert-types';
import { ALERT_TEXT_KEYS } from '../../src/alerts/texts';
import { decideAlerts } from '../../src/alerts/decide-alerts';
import { ALERT_RULES } from '../../src/alerts/rules/rule-list';
import { alertDetail, alertTitle } from '../../src/alerts/texts';
import { BEHAVIOUR_CASES } from './behaviour-cases';
import { COMPANY_CASES } from './company-cases';
import { remember, riskView } from './risk-views';

const NOTICE = {
  kind: 'LIQUIDATION',
  event: 'LIQUIDATION_OPENED',
  noticeKey: 'A202602110001',
  publishedOn: '2026-10-30',
  openedPublishedOn: null,
  title: "Jugement d'ouverture de liquidation judiciaire",
} as const;
const LATE = {
  sourceKey: 'r1',
  number: 'F-2026-77',
  isDueDateAssumed: false,
  openMinor: 500_000n,
} as const;
const late = (dueOn: string, changes: Partial<CustomerRiskView> = {}) => ({
  oldestOverdue: { ...LATE, dueOn },
  overdueMinor: 500_000n,
  overdueOver30Minor: 500_000n,
  ...changes,
});
const grade = (previous: 'A' | 'B' | 'C' | 'E', current: 'B' | 'C' | 'D' | 'E') => ({
  grade: { previous, current, changedOn: '2026-11-01', score: 30 },
});
const returned = (...days: string[]) => ({
  returnedPayments: days.map((on, index) => ({
    sourceKey: `p${index}`,
    on,
    amountMinor: 120_000n,
  })),
});

/** What is seen → which alerts, with their severity; nothing = none. */
const CASES: [string, Partial<CustomerRiskView>, [AlertRuleCode, Severity][]][] = [
  ['nothing wrong', {}, []],
  ['liquidation', { insolvency: NOTICE }, [['INSOLVENCY_NOTICE', 'CRITICAL']]],
  [
    'liquidation of a customer that owes nothing',
    { insolvency: NOTICE, exposureMinor: 0n },
    [['INSOLVENCY_NOTICE', 'HIGH']],
  ],
  [
    'receivership',
    { insolvency: { ...NOTICE, kind: 'RECEIVERSHIP', event: 'RECEIVERSHIP_OPENED' } },
    [['INSOLVENCY_NOTICE', 'CRITICAL']],
  ],
  [
    'safeguard',
    { insolvency: { ...NOTICE, kind: 'SAFEGUARD', event: 'SAFEGUARD_OPENED' } },
    [['INSOLVENCY_NOTICE', 'HIGH']],
  ],
  [
    'conversion into liquidation',
    { insolvency: { ...NOTICE, event: 'CONVERTED_TO_LIQUIDATION' } },
    [['INSOLVENCY_NOTICE', 'CRITICAL']],
  ],
  [
    'a failed plan',
    { insolvency: { ...NOTICE, kind: 'RECEIVERSHIP', event: 'PLAN_FAILED' } },
    [['INSOLVENCY_NOTICE', 'CRITICAL']],
  ],
  [
    'struck off',
    { struckOff: { sourceKey: 'B1', on: '2026-10-20' } },
    [['COMPANY_STRUCK_OFF', 'HIGH']],
  ],
  [
    'struck off, owes nothing',
    { struckOff: { sourceKey: 'B1', on: null }, exposureMinor: 0n },
    [['COMPANY_STRUCK_OFF', 'MEDIUM']],
  ],
  ['one grade down', grade('B', 'C'), [['GRADE_DROP', 'MEDIUM']]],
  ['two grades down', grade('A', 'C'), [['GRADE_DROP', 'HIGH']]],
  ['down to the last grade', grade('C', 'E'), [['GRADE_DROP', 'HIGH']]],
  ['a better grade', grade('E', 'D'), []],
  ['no grade', { grade: null }, []],
  ['owing exactly the limit', { exposureMinor: 2_000_000n }, [['LIMIT_UTILISATION', 'MEDIUM']]],
  ['a cent over the limit', { exposureMinor: 2_000_001n }, [['LIMIT_EXCEEDED', 'LOW']]],
  ['a fifth over the limit', { exposureMinor: 2_400_000n }, [['LIMIT_EXCEEDED', 'MEDIUM']]],
  ['twice the limit', { exposureMinor: 4_000_000n }, [['LIMIT_EXCEEDED', 'HIGH']]],
  ['owing under a limit of zero', { limitMinor: 0n }, [['LIMIT_EXCEEDED', 'HIGH']]],
  ['no limit decided', { limitMinor: null }, []],
  [
    'what an exception allows',
    { exposureMinor: 4_000_000n, exceptionMinor: 2_000_000n },
    [['LIMIT_UTILISATION', 'MEDIUM']],
  ],
  [
    'a cent more than an exception allows',
    { exposureMinor: 4_000_001n, exceptionMinor: 2_000_000n },
    [['LIMIT_EXCEEDED', 'HIGH']],
  ],
  [
    'what was owed when the policy cut the limit below it',
    { exposureMinor: 4_000_000n, policyCutAtMinor: 4_000_000n },
    [['LIMIT_EXCEEDED', 'LOW']],
  ],
  [
    'more than was owed when the policy cut the limit',
    { exposureMinor: 4_000_001n, policyCutAtMinor: 4_000_000n },
    [['LIMIT_EXCEEDED', 'HIGH']],
  ],
  ['30 days late', late('2026-10-03'), [['FIRST_LATE', 'LOW']]],
  ['31 days late', late('2026-10-02'), [['SERIOUSLY_LATE', 'MEDIUM']]],
  [
    '31 days late by a due date that is assumed',
    late('2026-10-02', { oldestOverdue: { ...LATE, dueOn: '2026-10-02', isDueDateAssumed: true } }),
    [['SERIOUSLY_LATE', 'MEDIUM']],
  ],
  [
    '61 days late',
    late('2026-09-02'),
    [
      ['SERIOUSLY_LATE', 'HIGH'],
      ['LATENESS_WORSENING', 'HIGH'],
    ],
  ],
  [
    '31 days late with grade D',
    late('2026-10-02', {
      grade: { current: 'D', previous: null, changedOn: '2026-01-01', score: 30 },
    }),
    [['SERIOUSLY_LATE', 'HIGH']],
  ],
  [
    'late, but not for the first time',
    late('2026-10-02', { wasSeriouslyLateBefore: true }),
    [['LATENESS_WORSENING', 'MEDIUM']],
  ],
  ['late with small change', late('2026-10-02', { overdueOver30Minor: 9_999n }), []],
  [
    'accounts of 2024 not filed eight months after the closing',
    { today: '2026-09-01', latestAccounts: { sourceKey: 'a', closedOn: '2024-12-31' } },
    [['ACCOUNTS_NOT_FILED', 'LOW']],
  ],
  [
    'accounts due but within the tolerance',
    { today: '2026-08-31', latestAccounts: { sourceKey: 'a', closedOn: '2024-12-31' } },
    [],
  ],
  [
    'accounts missing for more than a year',
    { latestAccounts: { sourceKey: 'a', closedOn: '2023-12-31' } },
    [['ACCOUNTS_NOT_FILED', 'MEDIUM']],
  ],
  ['no accounts ever seen', { latestAccounts: null }, []],
  [
    'accounts missing after striking off',
    {
      struckOff: { sourceKey: 'B1', on: '2026-10-20' },
      latestAccounts: { sourceKey: 'a', closedOn: '2023-12-31' },
    },
    [['COMPANY_STRUCK_OFF', 'HIGH']],
  ],
  ['a returned payment', returned('2026-10-20'), [['RETURNED_PAYMENT', 'MEDIUM']]],
  [
    'two returned payments',
    returned('2026-10-20', '2026-09-20'),
    [
      ['RETURNED_PAYMENT', 'HIGH'],
      ['RETURNED_PAYMENT', 'HIGH'],
    ],
  ],
  ['a returned payment of last year', returned('2025-10-20'), []],
  ...BEHAVIOUR_CASES,
  ...COMPANY_CASES,
];

describe('alert rules', () => {
  it.each(CASES)('%s', (_, changes, expected) => {
    const { raise } = decideAlerts(riskView(changes), []);
    expect(raise.map(({ rule, severity }) => [rule, severity])).toEqual(expected);
  });

  it('are all in the list, in the order of their codes, and tried above', () => {
    expect(ALERT_RULES.map(({ code }) => code)).toEqual([...ALERT_RULE_CODES]);
    const tried = new Set(CASES.flatMap(([, , expected]) => expected.map(([rule]) => rule)));
    expect(ALERT_RULE_CODES.filter((code) => !tried.has(code))).toEqual([]);
  });

  it('give two months from publication to declare the claim', () => {
    const [alert] = decideAlerts(riskView({ insolvency: NOTICE }), []).raise;
    expect(alert?.deadlineOn).toBe('2026-12-30');
    expect(alert?.evidence).toEqual([{ kind: 'notice', sourceKey: 'A202602110001' }]);
    expect(alert?.after).toMatchObject({ exposureMinor: '1200000', currency: 'EUR' });
  });

  it('say so when the last day to declare is past, instead of ordering it', () => {
    const view = riskView({ insolvency: NOTICE, today: '2026-12-31' });
    const [alert] = decideAlerts(view, []).raise;
    expect(alert?.deadlineOn).toBe('2026-12-30');
    expect(alert?.textKey).toMatch(/_PAST_DEADLINE$/);
  });

  it('count them from the opening when the notice is of a conversion', () => {
    const insolvency = {
      ...NOTICE,
      event: 'CONVERTED_TO_LIQUIDATION' as const,
      openedPublishedOn: '2026-08-31',
    };
    expect(decideAlerts(riskView({ insolvency }), []).raise[0]?.deadlineOn).toBe('2026-10-31');
  });

  it('have plain JSON in what is stored', () => {
    for (const [, changes] of CASES) {
      for (const draft of decideAlerts(riskView(changes), []).raise) {
        expect(JSON.parse(JSON.stringify(draft))).toEqual(draft);
      }
    }
  });
});

describe('a limit cut below what is owed', () => {
  const cut = { exposureMinor: 4_000_000n, policyCutAtMinor: 4_000_000n } as const;

  it('is told again, and as what it is, once more is sold on it', () => {
    const told = remember([], decideAlerts(riskView(cut), []));
    expect(decideAlerts(riskView({ ...cut, exposureMinor: 3_000_000n }), told).raise).toEqual([]);
    const sold = decideAlerts(riskView({ ...cut, exposureMinor: 4_500_000n }), told);
    expect(sold.raise).toMatchObject([{ rule: 'LIMIT_EXCEEDED', severity: 'HIGH' }]);
    const both = remember(told, sold);
    const over = decideAlerts(riskView({ ...cut, exposureMinor: 2_000_000n }), both);
    expect(over.resolve).toHaveLength(2);
  });

  it('is told once of who was told to be over it before', () => {
    const told = remember([], decideAlerts(riskView({ exposureMinor: 4_000_000n }), []));
    const [known] = told;
    expect(known?.rule).toBe('LIMIT_EXCEEDED');
    expect(decideAlerts(riskView(cut), told).raise).toEqual([]);
  });
});

describe('a returned payment', () => {
  const told = remember([], decideAlerts(riskView(returned('2026-10-20')), []));
  const seen = (changes: Partial<CustomerRiskView>) =>
    decideAlerts(riskView(changes), told).resolve.map(({ because }) => because);

  it('lasts while it is news, and is over when it is not, or when the books take it back', () => {
    expect(seen({ ...returned('2026-10-20'), today: '2027-01-18' })).toEqual([]);
    expect(seen({ ...returned('2026-10-20'), today: '2027-01-19' })).toEqual(['RETURN_AGED']);
    expect(seen({ returnedPayments: [], today: '2027-01-19' })).toEqual(['RETURN_AGED']);
    expect(seen({ returnedPayments: [] })).toEqual(['RETURN_CORRECTED']);
  });
});

describe('alert texts', () => {
  it('exist in both languages for every alert, without a gap', () => {
    const told = new Set<string>();
    // Told at once, and known only when every deadline is past.
    const views = CASES.flatMap(([, changes]) => [
      riskView(changes),
      riskView({ ...changes, today: '2028-01-01' }),
    ]);
    for (const view of views) {
      for (const { textKey, textParams } of decideAlerts(view, []).raise) {
        told.add(textKey);
        for (const locale of ['en', 'fr'] as const) {
          const text = `${alertTitle(textKey, textParams, locale)} ${alertDetail(textKey, textParams, locale)}`;
          expect(text).not.toMatch(/[{}]|undefined|NaN|\[object/);
        }
      }
    }
    expect(ALERT_TEXT_KEYS.filter((key) => !told.has(key))).toEqual([]);
  });

  it('write money and dates the way the reader does', () => {
    const [alert] = decideAlerts(riskView({ insolvency: NOTICE }), []).raise;
    if (alert === undefined) throw new Error('no alert');
    const french = alertDetail(alert.textKey, alert.textParams, 'fr').replace(/\s/g, ' ');
    expect(french).toContain('12 000,00 €');
    expect(french).toContain('30 déc. 2026');
    const english = alertDetail(alert.textKey, alert.textParams, 'en');
    expect(english).toContain('€12,000.00');
    expect(english).toContain('30 Dec 2026');
  });
});
