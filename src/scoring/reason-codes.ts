/** Hard rules, most severe first: the first that holds governs. */
export const OVERRIDE_RULES = [
  'LIQUIDATION',
  'STRUCK_OFF',
  'CLOSED_INSUFFICIENT_ASSETS',
  'RECEIVERSHIP',
  'SAFEGUARD',
  'SANCTIONS_HIT',
  'PLAN_UNDER_WAY',
  'CLOSED_OUTCOME_UNKNOWN',
  'SEVERELY_OVERDUE',
  'RETURNED_PAYMENTS',
  'PUBLIC_PRIVILEGE',
  'PROVIDER_SAYS_FAILING',
  'COVER_WITHDRAWN',
  'EQUITY_BELOW_HALF_CAPITAL',
  'THIN_FILE',
  'ACCOUNTS_STALE',
] as const;
export type OverrideRule = (typeof OVERRIDE_RULES)[number];

/** Codes of the lines of an explanation that come from evidence or tell what is missing. */
const EVIDENCE_CODES = [
  'BASE_RATE',
  'ACCOUNTS_ZMIJEWSKI',
  'ACCOUNTS_ALTMAN',
  'ACCOUNTS_CONAN_HOLDER',
  'ACCOUNTS_RATIO',
  'ACCOUNTS_OTHER',
  'LATE_SHARE',
  'DAYS_LATE',
  'OPEN_OVERDUE',
  'SEVERELY_OVERDUE',
  'RETURNED_PAYMENTS',
  'UTILISATION',
  'PROVIDER_SCORE',
  'SCALE_LIMIT',
  'NO_COMPANY_MATCHED',
  'ACCOUNTS_MISSING',
  'ACCOUNTS_CONFIDENTIAL',
  'ACCOUNTS_TOO_OLD',
  'ACCOUNTS_CONSOLIDATED_ONLY',
  'ACCOUNTS_PERIOD_UNUSABLE',
  'ACCOUNTS_INCOMPLETE',
  'ACCOUNTS_INCONSISTENT',
  'INCOME_STATEMENT_CONFIDENTIAL',
  'SECTOR_NOT_COVERED',
  'HOLDING',
  'NO_PAYMENT_HISTORY',
  'DUE_DATES_ASSUMED',
  'EVENT_TO_REVIEW',
] as const;

export type ReasonCode = (typeof EVIDENCE_CODES)[number] | `OVERRIDE_${OverrideRule}`;

/** Codes of the lines of an explanation; published, so never reused for another meaning. */
export const REASON_CODES: readonly ReasonCode[] = [
  ...EVIDENCE_CODES,
  ...OVERRIDE_RULES.map((rule): ReasonCode => `OVERRIDE_${rule}`),
];
