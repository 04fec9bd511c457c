import type { RecordType } from '../connector-kit';
import { KEPT_CHANGE_TYPES } from './company-change.entity';

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

/** What is kept of changes is under the terms of the type of record that told them. */
const OF_CHANGES: readonly LicensedPlace[] = KEPT_CHANGE_TYPES.map((type) => ({
  ...{ type, table: 'company_change', rows: `record_type = '${type}'` },
}));

/** Rows that are held to the terms of a type of record. */
export interface LicensedPlace {
  readonly type: LicensedType;
  readonly table: string;
  /** SQL for which rows of the table. */
  readonly rows: string;
}

/** Everywhere that something licensed is stored. */
export const LICENSED_PLACES: readonly LicensedPlace[] = [
  ...LICENSED_TYPES.map((type) => ({ type, table: LICENSED_TABLES[type], rows: 'true' })),
  ...OF_CHANGES,
];

/** Tables whose rows are of no single company. */
export const WITHOUT_COMPANY: ReadonlySet<LicensedType> = new Set(['insurancePolicy']);
