import type {
  AssessmentOverride,
  Confidence,
  Grade,
  GradeHoldCode,
  ReasonCode,
} from '../../scoring';
import { defineEnum } from '../define-enum';

export const GradeEnum = defineEnum<Grade>('Grade', 'How risky a customer is, in five classes.', {
  A: 'The safest.',
  B: 'Safe.',
  C: 'Average; watch.',
  D: 'Risky.',
  E: 'In default, or as good as.',
});

export const GradeHoldEnum = defineEnum<GradeHoldCode>(
  'GradeHold',
  'Why a grade is another than the one the numbers ask for: moves that may be noise wait.',
  {
    AFTER_DOWNGRADE: 'It fell less than 90 days ago and does not rise before `heldUntil`.',
    ONE_NOTCH_A_DAY: 'It rises one notch a day at most, and has risen today.',
    NEAR_THE_CUT:
      'The numbers are close to the cut between two grades; they must ask on two days in a row.',
  },
);

export const ConfidenceEnum = defineEnum<Confidence>(
  'Confidence',
  'How much an assessment rests on.',
  {
    HIGH: 'A public act; or recent accounts or payments known in full, and another source beside them.',
    MEDIUM: 'One source in full, or parts of several.',
    LOW: 'Little is known.',
    NONE: 'Nothing is known.',
  },
);

export const LimitEffectEnum = defineEnum<AssessmentOverride['limitEffect']>(
  'LimitEffect',
  'What a hard rule does to the credit limit.',
  {
    ZERO: 'No credit.',
    INSURED_ONLY: 'No more than what is insured.',
    UNINSURED_ONLY: 'No more than the risk the seller takes uninsured.',
    FREEZE: 'No more than what is owed already.',
    NONE: 'Nothing.',
  },
);

export const OverrideRuleEnum = defineEnum<AssessmentOverride['rule']>(
  'OverrideRule',
  'A hard rule that caps the grade as long as its facts hold.',
  {
    LIQUIDATION: 'Judicial liquidation is under way.',
    STRUCK_OFF: 'The company was struck off the register or has ceased.',
    RECEIVERSHIP: 'Receivership is under way.',
    SAFEGUARD: 'Safeguard proceedings are under way.',
    CLOSED_INSUFFICIENT_ASSETS: 'Proceedings ended for lack of assets.',
    PLAN_UNDER_WAY: 'A safeguard or recovery plan is being carried out.',
    SEVERELY_OVERDUE: 'Much is overdue for very long.',
    RETURNED_PAYMENTS: 'Payments were returned repeatedly.',
    CLOSED_OUTCOME_UNKNOWN: 'Proceedings ended, it is not known how.',
    EQUITY_BELOW_HALF_CAPITAL: 'Equity is below half of the share capital.',
    THIN_FILE: 'Too little is known for a better grade.',
    ACCOUNTS_STALE: 'The latest accounts are too old for a better grade.',
    SANCTIONS_HIT: 'The company is matched to a sanctions list.',
    PUBLIC_PRIVILEGE: 'The State or URSSAF has registered its privilege for unpaid debts.',
    PROVIDER_SAYS_FAILING: 'A provider’s score says that the company has failed.',
    COVER_WITHDRAWN: 'The credit insurer no longer covers it.',
  },
);

export const ReasonCodeEnum = defineEnum<ReasonCode>(
  'ReasonCode',
  'One line of the explanation of an assessment. `text` says it in words with its figures.',
  {
    BASE_RATE: 'Where every customer of the sector starts.',
    ACCOUNTS_ZMIJEWSKI: 'What the accounts say by Zmijewski’s model.',
    ACCOUNTS_ALTMAN: 'What the accounts say by Altman’s Z″.',
    ACCOUNTS_CONAN_HOLDER: 'What the accounts say by Conan and Holder’s score.',
    ACCOUNTS_RATIO: 'What one ratio of the accounts says.',
    ACCOUNTS_OTHER: 'What the other ratios of the accounts say together.',
    LATE_SHARE: 'The share of invoices paid more than ten days late.',
    DAYS_LATE: 'Days beyond terms, weighted by amount.',
    OPEN_OVERDUE: 'What is overdue now.',
    SEVERELY_OVERDUE: 'What is overdue for more than 90 days.',
    RETURNED_PAYMENTS: 'Payments the bank returned.',
    UTILISATION: 'More is owed than was ever owed and paid on time.',
    PROVIDER_SCORE: 'A provider’s own score.',
    SCALE_LIMIT: 'What the ends of the scale cut off.',
    OVERRIDE_LIQUIDATION: 'Judicial liquidation is under way.',
    OVERRIDE_STRUCK_OFF: 'The company was struck off or has ceased.',
    OVERRIDE_RECEIVERSHIP: 'Receivership is under way.',
    OVERRIDE_SAFEGUARD: 'Safeguard proceedings are under way.',
    OVERRIDE_CLOSED_INSUFFICIENT_ASSETS: 'Proceedings ended for lack of assets.',
    OVERRIDE_PLAN_UNDER_WAY: 'A safeguard or recovery plan is being carried out.',
    OVERRIDE_SEVERELY_OVERDUE: 'Much is overdue for very long.',
    OVERRIDE_RETURNED_PAYMENTS: 'Payments were returned repeatedly.',
    OVERRIDE_CLOSED_OUTCOME_UNKNOWN: 'Proceedings ended, it is not known how.',
    OVERRIDE_EQUITY_BELOW_HALF_CAPITAL: 'Equity is below half of the share capital.',
    OVERRIDE_THIN_FILE: 'Too little is known for a better grade.',
    OVERRIDE_ACCOUNTS_STALE: 'The latest accounts are too old for a better grade.',
    OVERRIDE_SANCTIONS_HIT: 'The company is matched to a sanctions list.',
    OVERRIDE_PUBLIC_PRIVILEGE: 'The State or URSSAF has registered its privilege.',
    OVERRIDE_PROVIDER_SAYS_FAILING: 'A provider’s score says that the company has failed.',
    OVERRIDE_COVER_WITHDRAWN: 'The credit insurer no longer covers it.',
    NO_COMPANY_MATCHED: 'It is not known which company the customer is.',
    ACCOUNTS_MISSING: 'No accounts are known.',
    ACCOUNTS_CONFIDENTIAL: 'The accounts were filed as confidential.',
    ACCOUNTS_TOO_OLD: 'The latest accounts are too old to use.',
    ACCOUNTS_CONSOLIDATED_ONLY: 'Only the group’s accounts are known.',
    ACCOUNTS_PERIOD_UNUSABLE: 'The accounts cover too short or too long a time.',
    ACCOUNTS_INCOMPLETE: 'The accounts lack items the models need.',
    ACCOUNTS_INCONSISTENT: 'The accounts contradict themselves; `statementChecks` says where.',
    INCOME_STATEMENT_CONFIDENTIAL: 'The income statement was filed as confidential.',
    SECTOR_NOT_COVERED: 'The models were not made for this sector.',
    HOLDING: 'A holding: its accounts say little about its business.',
    NO_PAYMENT_HISTORY: 'No payment of it is known.',
    DUE_DATES_ASSUMED: 'Some due dates are assumed from terms, not read from invoices.',
    EVENT_TO_REVIEW: 'A notice somebody should read; it moves no points.',
  },
);
