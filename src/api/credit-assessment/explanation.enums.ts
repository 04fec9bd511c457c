import type {
  CounterfactualCode,
  ModelAbsence,
  OpinionSource,
  StatementCheckCode,
  ModelZone,
} from '../../scoring';
import { defineEnum } from '../define-enum';

export const StatementCheckCodeEnum = defineEnum<StatementCheckCode>(
  'StatementCheckCode',
  'What is wrong or special about accounts. `text` says it in words.',
  {
    TOTAL_ASSETS_MISSING: 'The source gave no total assets.',
    TOTAL_ASSETS_NOT_POSITIVE: 'Total assets are zero or less.',
    BALANCE_SHEET_UNBALANCED: 'Assets and liabilities differ.',
    EQUITY_PARTS_DIFFER: 'The lines of equity do not sum to its total.',
    NET_INCOME_DIFFERS: 'Balance sheet and income statement state different results.',
    CURRENT_ASSETS_ABOVE_TOTAL: 'Current assets exceed total assets.',
    DEBT_DUE_ABOVE_DEBT: 'Debt due within a year exceeds debt.',
    AMOUNT_NEGATIVE: 'An amount is negative that cannot be.',
    EQUITY_ABOVE_TOTAL: 'Equity exceeds total assets.',
    UNIT_DOUBTFUL: 'The amounts may be in another unit than those of the year before.',
    YEAR_UNUSABLE: 'The year is too short or too long.',
    YEAR_NOT_TWELVE_MONTHS: 'The year is not of twelve months; its flows are brought to twelve.',
    YEAR_LENGTH_UNKNOWN: 'The length of the year is not known.',
    TOO_OLD: 'The accounts are too old to use.',
    STALE: 'The accounts are old; they cap the grade.',
    ALL_CONFIDENTIAL: 'The accounts are confidential.',
    INCOME_STATEMENT_CONFIDENTIAL: 'The income statement is confidential.',
    CONSOLIDATED: 'They are the accounts of the group.',
    HOLDING_BY_SHAPE: 'A holding by what it owns and sells.',
    EQUITY_ZERO: 'Equity is zero.',
    EQUITY_NEGATIVE: 'Equity is negative.',
    EQUITY_BELOW_HALF_CAPITAL: 'Equity is below half of the share capital.',
    VALUE_ADDED_NOT_POSITIVE: 'Value added is zero or less.',
    TURNOVER_ZERO: 'There is no turnover.',
    DEBT_ZERO: 'There is no debt.',
  },
);

/** As in the API, where names of values are in capitals. */
export type ReferenceFormula = 'ALTMAN_Z_SECOND' | 'CONAN_HOLDER' | 'ZMIJEWSKI';

export const ReferenceFormulaEnum = defineEnum<ReferenceFormula>(
  'ReferenceFormula',
  'A published formula.',
  {
    ALTMAN_Z_SECOND:
      'Altman’s Z″ of 1995, without its constant: safe above 2.6, distress below 1.1.',
    CONAN_HOLDER: 'Conan and Holder’s score of 1979: safe above 9, distress below 4.',
    ZMIJEWSKI: 'Zmijewski’s probit of 1984: distress above 0.',
  },
);

export const ReferenceZoneEnum = defineEnum<ModelZone>(
  'ReferenceZone',
  'The zone the formula’s authors put a value in.',
  {
    SAFE: 'Safe; no promise: one in four Polish failures was found there.',
    GREY: 'Between.',
    DISTRESS: 'Distress.',
  },
);

export const ReferenceAbsenceEnum = defineEnum<ModelAbsence>(
  'ReferenceAbsence',
  'Why a formula gives no value.',
  {
    NO_STATEMENT: 'There are no accounts to use.',
    SECTOR_NOT_COVERED: 'It was not made for such an organisation.',
    MISSING_ITEMS: 'The accounts lack items it needs.',
    INCOME_STATEMENT_CONFIDENTIAL: 'The income statement is confidential.',
    INCONSISTENT_ACCOUNTS: 'The accounts contradict themselves.',
    RATIO_UNDEFINED: 'It would divide by nothing.',
  },
);

export const CounterfactualCodeEnum = defineEnum<CounterfactualCode>(
  'CounterfactualCode',
  'What would better a score.',
  {
    PAY_OVERDUE: 'What is overdue is paid.',
    FILE_ACCOUNTS: 'The accounts that are due are filed, like the last ones.',
    SHARE_ACCOUNTS: 'Confidential accounts are shown, like the last ones or as an average.',
    CORRECT_ACCOUNTS: 'Contradictory accounts are corrected, like the last ones or as an average.',
    PUBLISH_INCOME_STATEMENT: 'The income statement is shown, like the last public one.',
    REBUILD_EQUITY: 'Equity is paid in up to half of the share capital.',
    PAY_ON_TIME: 'A year without invoices paid late.',
  },
);

export const OpinionSourceEnum = defineEnum<OpinionSource>(
  'OpinionSource',
  'Who says how risky a customer is.',
  {
    OURS: 'This assessment.',
    PROVIDER: 'A provider’s score.',
    PAYMENT: 'How the customer pays the seller.',
  },
);
