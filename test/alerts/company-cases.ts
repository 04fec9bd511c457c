/** What registers, bureaux and insurers say → which alerts: at, below and above each threshold. */
import type {
  AlertRuleCode,
  CustomerRiskView,
  InsolvencyView,
  Severity,
} from '../../src/alerts/alert-types';
import type {
  CompanyChangeView,
  CompanySignals,
  CoverView,
} from '../../src/alerts/company-signals';
import { company } from './risk-views';

type Case = [string, Partial<CustomerRiskView>, [AlertRuleCode, Severity][]];

const BUREAU = { connectionId: 'c1', connectorId: 'creditsafe' } as const;
const UNDER_TERMS = { restriction: 'INTERNAL_ONLY', connector: 'creditsafe' } as const;

const says = (signals: Partial<CompanySignals>, view: Partial<CustomerRiskView> = {}) => ({
  company: company(signals),
  ...view,
});
const owesNothing = { exposureMinor: 0n };

export const equity = (equityMinor: bigint, changes: Partial<CompanySignals> = {}) =>
  says({
    equity: {
      ...{ sourceKey: 'a', closedOn: '2025-12-31', currency: 'EUR', equityMinor },
      shareCapitalMinor: 10_000_000n,
    },
    ...changes,
  });

export const change = (
  kind: CompanyChangeView['kind'],
  sides: { before: CompanyChangeView['before']; after: CompanyChangeView['after'] },
  on = '2026-10-15',
): CompanyChangeView => ({
  ...{ changeId: `${kind}-${on}`, kind, connectionId: 'c1', changedOn: on, learntOn: on },
  ...sides,
});

const seat = (postcode: string, city: string, countryCode = 'FR') => ({
  ...{ addressLine: '1 RUE X', postcode, city, countryCode },
});
const moved = (...[to, on]: [ReturnType<typeof seat>, string?]) =>
  says({ changes: [change('SEAT', { before: seat('44000', 'NANTES'), after: to }, on)] });
const form = (was: string, is: string) =>
  says({ changes: [change('LEGAL_FORM', { before: { code: was }, after: { code: is } })] });
const activity = (was: string, is: string) =>
  says({ changes: [change('ACTIVITY', { before: { code: was }, after: { code: is } })] });
export const people = (kind: 'OFFICERS' | 'OWNERS', ...days: string[]) =>
  days.map((on) => change(kind, { before: null, after: null }, on));

export const scores = (scale: string, ...values: [value: string | null, on: string][]) =>
  says({
    scores: [
      {
        ...{ ...BUREAU, scale },
        values: values.map(([value, on]) => ({
          ...{ sourceKey: 's', value, on, higherIsSafer: scale !== 'CREDITSAFE_COMMON' },
          terms: UNDER_TERMS,
        })),
      },
    ],
  });
export const advised = (...values: [amountMinor: bigint | null, on: string][]) =>
  says({
    recommendedLimits: [
      {
        ...{ ...BUREAU, currency: 'EUR' },
        values: values.map(([amountMinor, on]) => ({ sourceKey: 'l', amountMinor, on })),
      },
    ],
  });

export const cover = (changes: Partial<CoverView> = {}): CoverView => ({
  ...{ connectionId: 'c2', connectorId: 'atradius', sourceKey: 'C1', policyNumber: 'P1' },
  ...{ status: 'GRANTED', currency: 'EUR', amountMinor: 2_000_000n, announcedMinor: null },
  ...{ previousMinor: null, decidedOn: '2026-10-20', noticeOn: null, effectiveOn: null },
  ...{ endsOn: null, runOffUntil: null, learntOn: '2026-10-21', ...changes },
});
export const covers = (...list: Partial<CoverView>[]) => says({ covers: list.map(cover) });
const cutTo = (amountMinor: bigint) => ({ amountMinor, previousMinor: 3_000_000n });

const EQUITY_CASES: Case[] = [
  ['equity of half the capital', equity(5_000_000n), []],
  ['a cent below it', equity(4_999_999n), [['EQUITY_BELOW_HALF_CAPITAL', 'MEDIUM']]],
  ['equity below zero', equity(-1n), [['EQUITY_BELOW_HALF_CAPITAL', 'HIGH']]],
  [
    'equity below zero, nothing owed',
    { ...equity(-1n), ...owesNothing },
    [['EQUITY_BELOW_HALF_CAPITAL', 'MEDIUM']],
  ],
  [
    'low equity of an unknown form',
    equity(0n, { legalFormCode: null }),
    [['EQUITY_BELOW_HALF_CAPITAL', 'MEDIUM']],
  ],
  ['low equity of a civil company', equity(0n, { legalFormCode: '6540' }), []],
  ['no accounts with equity', says({ equity: null }), []],
];

const CHANGE_CASES: Case[] = [
  ['moved to another département', moved(seat('69001', 'LYON')), [['SEAT_CHANGED', 'MEDIUM']]],
  [
    'moved to another département, nothing owed',
    { ...moved(seat('69001', 'LYON')), ...owesNothing },
    [['SEAT_CHANGED', 'LOW']],
  ],
  ['moved within the département', moved(seat('44800', 'ST HERBLAIN')), [['SEAT_CHANGED', 'LOW']]],
  ['moved within the town', moved(seat('44000', 'NANTES')), [['SEAT_CHANGED', 'INFO']]],
  ['moved abroad', moved(seat('1000', 'BRUXELLES', 'BE')), [['SEAT_CHANGED', 'HIGH']]],
  ['moved 90 days ago', moved(seat('44800', 'X'), '2026-08-04'), [['SEAT_CHANGED', 'LOW']]],
  ['moved 91 days ago', moved(seat('44800', 'X'), '2026-08-03'), []],
  ['from SARL to SAS', form('5499', '5710'), [['LEGAL_FORM_CHANGED', 'LOW']]],
  ['from a partnership to SAS', form('5202', '5710'), [['LEGAL_FORM_CHANGED', 'MEDIUM']]],
  ['another class of the same trade', activity('62.02A', '62.01Z'), [['ACTIVITY_CHANGED', 'INFO']]],
  ['another trade', activity('62.02A', '47.11B'), [['ACTIVITY_CHANGED', 'LOW']]],
];

const PEOPLE_CASES: Case[] = [
  ['officers changed twice', says({ changes: people('OFFICERS', '2026-02-01', '2026-05-01') }), []],
  [
    'officers changed three times',
    says({ changes: people('OFFICERS', '2026-02-01', '2026-05-01', '2026-10-01') }),
    [['OFFICERS_CHANGE_OFTEN', 'MEDIUM']],
  ],
  [
    'officers changed three times, the first 366 days ago',
    says({ changes: people('OFFICERS', '2025-11-01', '2026-05-01', '2026-10-01') }),
    [],
  ],
  [
    'three officers appointed in one fortnight',
    says({ changes: people('OFFICERS', '2026-05-01', '2026-05-06', '2026-05-16') }),
    [],
  ],
  [
    'owners changed three times and nothing is owed',
    says({ changes: people('OWNERS', '2026-02-01', '2026-05-01', '2026-10-01') }, owesNothing),
    [['SHAREHOLDERS_CHANGE_OFTEN', 'LOW']],
  ],
  [
    'owners changed six times',
    says({
      changes: people(
        'OWNERS',
        ...['2026-01-01', '2026-02-01', '2026-03-01', '2026-05-01', '2026-08-01', '2026-10-01'],
      ),
    }),
    [['SHAREHOLDERS_CHANGE_OFTEN', 'HIGH']],
  ],
  [
    'three appointments, two of them at the founding',
    says({
      createdOn: '2026-01-01',
      appointments: ['2026-01-01', '2026-02-20', '2026-09-01'].map((on) => ({
        ...{ kind: 'OFFICERS' as const, connectionId: 'c1', on },
      })),
    }),
    [],
  ],
];

const OPINION_CASES: Case[] = [
  [
    'a bureau’s letter one step down, with twice the odds',
    scores('CREDITSAFE_COMMON', ['B', '2026-05-01'], ['C', '2026-10-01']),
    [['PROVIDER_SCORE_DROP', 'MEDIUM']],
  ],
  [
    'one step of ten, with less than twice the odds',
    scores('ELLISPHERE_10', ['7', '2026-05-01'], ['6', '2026-10-01']),
    [],
  ],
  [
    'two steps of ten, one after the other',
    scores('ELLISPHERE_10', ['7', '2026-05-01'], ['6', '2026-08-01'], ['5', '2026-10-01']),
    [['PROVIDER_SCORE_DROP', 'MEDIUM']],
  ],
  [
    'four steps of ten',
    scores('ELLISPHERE_10', ['8', '2026-05-01'], ['4', '2026-10-01']),
    [['PROVIDER_SCORE_DROP', 'HIGH']],
  ],
  [
    'what says that it failed',
    scores('CREDITSAFE_PROVIDER_1_100', ['20', '2026-05-01'], ['0', '2026-10-01']),
    [['PROVIDER_SCORE_DROP', 'HIGH']],
  ],
  ['a better score', scores('ELLISPHERE_10', ['4', '2026-05-01'], ['8', '2026-10-01']), []],
  ['a fall of last year', scores('ELLISPHERE_10', ['8', '2025-05-01'], ['4', '2025-10-01']), []],
  [
    'a fall that is made good already',
    scores('ELLISPHERE_10', ['8', '2026-05-01'], ['4', '2026-10-01'], ['8', '2026-10-20']),
    [],
  ],
  ['a scale without a table', scores('OTHER_9', ['9', '2026-05-01'], ['1', '2026-10-01']), []],
  ['no value any more', scores('ELLISPHERE_10', ['8', '2026-05-01'], [null, '2026-10-01']), []],
  [
    'a recommendation a quarter smaller',
    advised([4_000_000n, '2026-05-01'], [3_000_000n, '2026-10-01']),
    [['RECOMMENDED_LIMIT_CUT', 'LOW']],
  ],
  [
    'a recommendation a cent less than a quarter smaller',
    advised([4_000_000n, '2026-05-01'], [3_000_001n, '2026-10-01']),
    [],
  ],
  [
    'a recommendation below what is owed',
    advised([4_000_000n, '2026-05-01'], [1_000_000n, '2026-10-01']),
    [['RECOMMENDED_LIMIT_CUT', 'MEDIUM']],
  ],
  [
    'no recommendation any more',
    advised([4_000_000n, '2026-05-01'], [null, '2026-10-01']),
    [['RECOMMENDED_LIMIT_CUT', 'HIGH']],
  ],
  ['a cut of last year', advised([4_000_000n, '2025-05-01'], [1_000_000n, '2025-10-01']), []],
];

const COVER_CASES: Case[] = [
  ['a cover as it always was', covers({}), []],
  ['a cover cut to what is owed', covers(cutTo(1_200_000n)), [['COVER_REDUCED', 'MEDIUM']]],
  ['a cover cut below what is owed', covers(cutTo(1_199_999n)), [['COVER_REDUCED', 'HIGH']]],
  [
    'a cut that another cover makes up for',
    covers(cutTo(1_000_000n), { sourceKey: 'C2' }),
    [['COVER_REDUCED', 'MEDIUM']],
  ],
  [
    'a cut announced for next month',
    covers({ announcedMinor: 500_000n, effectiveOn: '2026-12-01', noticeOn: '2026-10-30' }),
    [['COVER_REDUCED', 'HIGH']],
  ],
  ['a cut of half a year ago', covers({ ...cutTo(500_000n), effectiveOn: '2026-05-01' }), []],
  [
    'a withdrawal in effect',
    covers({ status: 'WITHDRAWN', amountMinor: 0n, ...{ effectiveOn: '2026-10-25' } }),
    [['COVER_WITHDRAWN', 'HIGH']],
  ],
  [
    'a withdrawal announced',
    covers({ announcedMinor: 0n, effectiveOn: '2026-12-01', noticeOn: '2026-10-30' }),
    [['COVER_WITHDRAWN', 'HIGH']],
  ],
  [
    'a withdrawal, nothing owed',
    { ...covers({ status: 'WITHDRAWN', amountMinor: 0n }), ...owesNothing },
    [['COVER_WITHDRAWN', 'MEDIUM']],
  ],
  ['a refusal of what was asked for', covers({ status: 'REFUSED', amountMinor: 0n }), []],
  [
    'a refusal of what was covered',
    covers({ status: 'REFUSED', amountMinor: 0n, previousMinor: 500_000n }),
    [['COVER_WITHDRAWN', 'HIGH']],
  ],
  ['a withdrawal of two years ago', covers({ status: 'WITHDRAWN', decidedOn: '2024-10-01' }), []],
  ['a cover that ends in 30 days', covers({ endsOn: '2026-12-02' }), [['COVER_ENDING', 'MEDIUM']]],
  ['a cover that ends in 31 days', covers({ endsOn: '2026-12-03' }), []],
  ['a cover that ended yesterday', covers({ endsOn: '2026-11-01' }), [['COVER_ENDING', 'HIGH']]],
  [
    'a cover that ends and another that goes on',
    covers({ endsOn: '2026-11-10' }, { sourceKey: 'C2' }),
    [],
  ],
];

const KNOWLEDGE_CASES: Case[] = [
  ['confirmed 180 days ago', says({ confirmedOn: '2026-05-06' }), []],
  ['confirmed 181 days ago', says({ confirmedOn: '2026-05-05' }), [['COMPANY_DATA_STALE', 'LOW']]],
  [
    'confirmed more than a year ago',
    says({ confirmedOn: '2025-06-01' }),
    [['COMPANY_DATA_STALE', 'MEDIUM']],
  ],
  ['never confirmed', says({ confirmedOn: null }), [['COMPANY_DATA_STALE', 'MEDIUM']]],
  ['stale, nothing owed', says({ confirmedOn: '2025-06-01' }, owesNothing), []],
  [
    'no company, owing the policy’s amount',
    says({ siren: null, unmatchedExposureMinor: 1_200_000n }),
    [['UNMATCHED_EXPOSURE', 'MEDIUM']],
  ],
  ['no company, owing a cent less', says({ siren: null, unmatchedExposureMinor: 1_200_001n }), []],
  [
    'no company, owing five times as much',
    says({ siren: null, unmatchedExposureMinor: 240_000n }),
    [['UNMATCHED_EXPOSURE', 'HIGH']],
  ],
  [
    'no company, in a currency without a rate',
    says({ siren: null, unmatchedExposureMinor: null }),
    [],
  ],
];

const NOTICE: InsolvencyView = {
  ...{ kind: 'CLOSED', event: 'PROCEEDINGS_CLOSED', noticeKey: 'A9', openedPublishedOn: null },
  ...{ publishedOn: '2026-10-30', title: 'Jugement de clôture pour insuffisance d’actif' },
};
const PLAN: InsolvencyView = { ...NOTICE, kind: 'PLAN', event: 'PLAN_ADOPTED', title: 'Plan' };

const INSOLVENCY_CASES: Case[] = [
  ['closed without assets', { insolvency: NOTICE }, [['INSOLVENCY_NOTICE', 'HIGH']]],
  [
    'closed for another reason',
    { insolvency: { ...NOTICE, title: 'Jugement de clôture pour extinction du passif' } },
    [['INSOLVENCY_NOTICE', 'LOW']],
  ],
  ['closed long ago', { insolvency: { ...NOTICE, publishedOn: '2024-01-15' } }, []],
  ['a plan adopted', { insolvency: PLAN }, [['INSOLVENCY_NOTICE', 'MEDIUM']]],
  [
    'a plan kept for years',
    { insolvency: { ...PLAN, publishedOn: '2022-01-15' } },
    [['INSOLVENCY_NOTICE', 'INFO']],
  ],
  [
    'conversion into receivership',
    { insolvency: { ...NOTICE, kind: 'RECEIVERSHIP', event: 'CONVERTED_TO_RECEIVERSHIP' } },
    [['INSOLVENCY_NOTICE', 'CRITICAL']],
  ],
];

export const COMPANY_CASES: readonly Case[] = [
  ...INSOLVENCY_CASES,
  ...EQUITY_CASES,
  ...CHANGE_CASES,
  ...PEOPLE_CASES,
  ...OPINION_CASES,
  ...COVER_CASES,
  ...KNOWLEDGE_CASES,
];
