import { COVER_KINDS } from './credit-policy';
import {
  amount,
  flag,
  list,
  number,
  object,
  oneOfThese,
  optional,
  positiveAmount,
  rate,
  required,
  text,
  whole,
  type ValueOf,
} from './shape';

/** Grades worse and worse. */
export const POLICY_GRADES = ['A', 'B', 'C', 'D', 'E'] as const;

const siren = text(9, { pattern: '^\\d{9}$', form: 'a SIREN of nine digits' });

const UNSCORED = {
  appetite: required('Uninsured risk we take.', amount),
  paymentRecordCeiling: required('Most that payment history alone can give.', amount),
  automaticUpTo: required('Raises up to here need nobody.', amount),
  reviewMonths: required('Months until the limit is looked at again.', whole('months', 1, 60)),
} as const;

const gradeTerms = object({
  equityRate: required('Share of the customer’s equity less intangible assets.', rate),
  turnoverRate: required('Share of the customer’s yearly turnover.', rate),
  tradePayablesRate: required('Share of what the customer owes its suppliers.', rate),
  ...UNSCORED,
  refreshAfterDays: optional(
    'Days after which what providers say of such a customer is read, and bought, again; left out: what each connection says.',
    whole('days', 0, 3650),
  ),
  ceiling: optional(
    'Most for any customer of the grade, whatever the other terms give; left out: none.',
    amount,
  ),
});

const when = object(
  {
    sectors: optional(
      'Sections of NAF rev. 2.',
      list(text(1, { pattern: '^[A-U]$', form: 'a NAF section, A to U' }), { most: 21 }),
    ),
    activities: optional(
      'Beginnings of NAF codes, with or without the point.',
      list(text(6, { pattern: '^\\d{2}\\.?(\\d{1,2}[A-Z]?)?$', form: 'like 41, 46.7 or 46.73A' }), {
        most: 200,
      }),
    ),
    legalForms: optional(
      'Beginnings of INSEE’s legal form codes.',
      list(text(4, { pattern: '^\\d{1,4}$', form: 'one to four digits, like 54 or 5710' }), {
        most: 200,
      }),
    ),
    countries: optional(
      'Countries by their ISO 3166-1 codes.',
      list(
        text(2, { pattern: '^[A-Z]{2}$', form: 'the ISO code in two capital letters, e.g. FR' }),
        { most: 250 },
      ),
    ),
    isPublicBody: optional('Whether its legal form is under 4 or 7.', flag),
    accounts: optional(
      'Customers by their codes in the accounting software.',
      list(text(64), { most: 1000 }),
    ),
    groups: optional(
      'Companies at the top of, or above, a group; their own accounts belong to it.',
      list(siren, { most: 200 }),
    ),
    isInGroup: optional('Whether another company is known to stand above it.', flag),
    isMatched: optional('Whether the customer is matched to a company.', flag),
  },
  1,
);

const segment = object({
  name: required('What people call it.', text(80)),
  when: optional(
    'Whom it is for: all conditions must hold, a list when one of its entries does; what is unknown fulfils none. Left out in the last segment, and only there: everybody else.',
    when,
  ),
  grades: required(
    'What each grade is worth; all five, each worth at most what the one before it is.',
    object({
      A: required('The safest.', gradeTerms),
      B: required('Safe.', gradeTerms),
      C: required('Acceptable.', gradeTerms),
      D: required('Risky.', gradeTerms),
      E: required('Failing: its limit is 0 whatever stands here.', gradeTerms),
    }),
  ),
  unscored: required('Customers without a grade.', object(UNSCORED)),
  starterCeiling: required(
    'Most for a customer of whom neither accounts nor a payment record is known.',
    amount,
  ),
});

/** The document of a credit policy. */
export const POLICY_SHAPE = object({
  $schema: optional('Where editors find this schema; not kept.', text(300)),
  name: required('What people call it.', text(120)),
  currency: required(
    'ISO 4217 code of all amounts; the currency the books are kept in.',
    text(3, { pattern: '^[A-Z]{3}$', form: 'three capital letters, like EUR' }),
  ),
  segments: required(
    'Customers in order: the first segment that a customer fits judges it; the last is for everybody else.',
    list(segment, { most: 50 }),
  ),
  need: required(
    'What the customer owes when it buys and pays as usual.',
    object({
      assumedTermsDays: required('When no terms are known.', whole('days', 0, 365)),
      peakFactor: required('How far what is owed rises above its yearly average.', number(1, 12)),
      least: required('A smaller need counts as this much.', amount),
    }),
  ),
  capacity: required(
    'What the customer can bear, where its accounts do not say all.',
    object({
      paymentRecordFactor: required(
        'Growth allowed beyond the highest credit paid on time.',
        number(1, 10),
      ),
      equityShareIfIntangiblesUnknown: required(
        'Equity counts for this share when the intangible assets in it are unknown.',
        rate,
      ),
    }),
  ),
  concentration: required(
    'Shares of the seller’s own yearly sales.',
    object({
      customerRate: required('Most that one customer may owe.', rate),
      groupRate: optional('Most that a group may owe together; left out: no such cap.', rate),
    }),
  ),
  rounding: required(
    'Limits are whole multiples.',
    object({ step: required('Limits are rounded down to a multiple of it.', positiveAmount) }),
  ),
  leastChange: required(
    'Smaller changes of an existing limit are not applied.',
    object({
      rate: required('Relative to the limit.', rate),
      amount: required('Absolute.', amount),
    }),
  ),
  approvals: required(
    'Who may put a limit in force that is above the automatic amount of the grade.',
    object({
      creditManagerUpTo: required('A credit manager alone, up to and including.', amount),
      twoApproversAbove: required('Above it two approvers, neither of them the author.', amount),
    }),
  ),
  manualLimits: required(
    'Limits that a person sets.',
    object({
      defaultExpiryDays: required('When the author gives no last day.', whole('days', 1, 3650)),
      longestExpiryDays: required('Most the author may give.', whole('days', 1, 3650)),
    }),
  ),
  insurance: required(
    'What insurers’ covers are worth.',
    object({
      countedKinds: required(
        'Covers of other kinds are shown and not lent on.',
        list(oneOfThese(COVER_KINDS), { least: 0, most: COVER_KINDS.length }),
      ),
      discretionaryShare: required('Share of a discretionary cover that counts.', rate),
      countsRunOff: required(
        'Whether limits count what is still owed of what was shipped before a cover was cut as insured, until its run-off ends.',
        flag,
      ),
      assumedInsuredPercent: required(
        'Percent of a loss the insurer is taken to bear where a cover does not say it.',
        number(0, 100),
      ),
      assumedRunOffDays: required(
        'Days from a cut on for which what was shipped before is taken to stay covered where the insurer states no end.',
        whole('days', 0, 1830),
      ),
      appetiteShareIfWithdrawn: required(
        'Share of the grade’s appetite left where an insurer refused or withdrew its cover.',
        rate,
      ),
    }),
  ),
  reservations: required(
    'Credit reserved for orders.',
    object({
      defaultExpiryHours: required('When the caller gives no end.', whole('hours', 1, 8760)),
      longestExpiryHours: required('Most the caller may give.', whole('hours', 1, 8760)),
      unbilledDays: required(
        'Days a committed reservation, delivered and not invoiced, stays in exposure.',
        whole('days', 0, 365),
      ),
    }),
  ),
  alerts: required(
    'From where on people are told.',
    object({
      utilisationRates: required(
        'Shares of the limit in use, ascending; 1 is the limit.',
        list(number(0, 5), { most: 5 }),
      ),
      overdueDays: required('Days past due, ascending.', list(whole('days', 1, 365), { most: 5 })),
      coverEndsWithinDays: required('Before a cover ends.', whole('days', 0, 365)),
      limitEndsWithinDays: required('Before a limit ends.', whole('days', 0, 365)),
      driftScorePoints: optional(
        'Points the score lies below its median of 90 to 180 days ago; left out: 10.',
        whole('points', 1, 100),
      ),
      driftProbabilityRatio: optional(
        'Times the probability of default is its median of 90 to 180 days ago; left out: 2.',
        number(1.1, 100),
      ),
      firstLateAfterDays: optional(
        'Days a customer who always paid in time is late before that is told; left out: 5.',
        whole('days', 0, 365),
      ),
      slowdownDays: optional(
        'Days a customer pays later than its habit of the year before; slowdownRatio must hold too; left out: 10.',
        whole('days', 1, 365),
      ),
      slowdownRatio: optional(
        'Times a customer is as late as by its habit; left out: 1.5.',
        number(1, 100),
      ),
      concentrationRate: optional(
        'Share of all that customers owe which one of them owes; left out: 0.1.',
        rate,
      ),
      promiseDays: optional(
        'Days after the promised day for which a broken promise stays told; left out: 30.',
        whole('days', 1, 365),
      ),
      filingMonths: optional(
        'Months after the closing of a year in which its accounts are expected; left out: 8.',
        whole('months', 1, 36),
      ),
      changesAtLeast: optional(
        'Changes of owners, or of officers, within changesWithinDays that are many; left out: 3.',
        whole('changes', 1, 100),
      ),
      changesWithinDays: optional(
        'Days in which changes of owners and officers are counted; left out: 365.',
        whole('days', 1, 3650),
      ),
      providerScoreDropNotches: optional(
        'Steps a bureau’s score falls on the bureau’s own scale; left out: 2.',
        whole('steps', 1, 100),
      ),
      recommendedLimitCutRate: optional(
        'Share by which a bureau lowers the limit it recommends; left out: 0.25.',
        rate,
      ),
      staleAfterDays: optional(
        'Days for which no source confirmed anything of a company that owes; left out: 180.',
        whole('days', 1, 3650),
      ),
      unmatchedExposure: optional(
        'Owed by a customer that is matched to no company; left out: 10 000 euro, or as many of the policy’s currency.',
        amount,
      ),
      keepEventsDays: optional(
        'Days the event log is kept, after which a cursor into it is too old; left out: 400.',
        whole('days', 7, 3650),
      ),
    }),
  ),
});

export type PolicyContent = ValueOf<typeof POLICY_SHAPE>;
export type SegmentContent = PolicyContent['segments'][number];
export type GradeContent = SegmentContent['grades']['A'];
export type UnscoredContent = SegmentContent['unscored'];
