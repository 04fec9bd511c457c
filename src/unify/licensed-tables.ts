import type { RecordType } from '../connector-kit';

/** The tables of what providers say, by the type of record: each has connection_id, use_restriction and expires_on. */
export const LICENSED_TABLES = {
  company: 'company_fact',
  officer: 'officer',
  financialStatement: 'financial_statement',
  legalEvent: 'legal_event',
  providerScore: 'provider_score',
  establishment: 'establishment',
  owner: 'company_owner',
  groupLink: 'group_link',
  identifier: 'company_identifier',
  recommendedLimit: 'recommended_limit',
  insurancePolicy: 'insurance_policy',
  insuranceCover: 'insurance_cover',
  paymentIndex: 'payment_index',
  screeningHit: 'screening_hit',
  changeNotice: 'change_notice',
} as const satisfies Partial<Record<RecordType, string>>;

export type LicensedType = keyof typeof LICENSED_TABLES;
export const LICENSED_TYPES = Object.keys(LICENSED_TABLES) as LicensedType[];

/** Tables whose rows are of no single company. */
export const WITHOUT_COMPANY: ReadonlySet<LicensedType> = new Set(['insurancePolicy']);
