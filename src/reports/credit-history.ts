import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { AssessmentDecision, Confidence, Grade, GradeState, SourceTerms } from '../scoring';
import {
  limitIsFrozen,
  type CoverAssumption,
  type LimitReasonCode,
  type LimitTerm,
  type LimitTermAbsence,
} from '../limits';
import { limitHistoryStateAt, limitStateAt, WAS_IN_FORCE } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { groupRows, readParentPages, type ListSource } from './list-source';
import type { ReportPoint } from './report-point';

export interface AssessmentRow {
  creditAssessmentId: string;
  customerId: string;
  isCurrent: boolean;
  grade: Grade | null;
  score: number | null;
  probabilityOfDefault: number | null;
  confidence: Confidence;
  modelVersion: string;
  assessedAt: Date;
  assessedOn: LocalDate;
  inputsHash: string;
  decision: AssessmentDecision;
  gradeState: GradeState;
  notScoredBecause: string | null;
}

export const LIMIT_STATUSES = ['ACTIVE', 'FROZEN', 'PROPOSED', 'SUPERSEDED', 'REJECTED'] as const;
export type LimitStatus = (typeof LIMIT_STATUSES)[number];

export interface CreditLimitRow {
  creditLimitId: string;
  customerId: string;
  /** Minor units, as a decimal string. */
  limitMinor: string;
  currency: string;
  status: LimitStatus;
  effectiveFrom: LocalDate;
  effectiveTo: LocalDate | null;
  reviewOn: LocalDate | null;
  decidedBy: string;
  decidedAt: Date;
  bindingTerm: LimitTerm | 'MANUAL';
  nextTerm: LimitTerm | null;
  terms: StoredTerm[];
  reasonCodes: LimitReasonCode[];
  policyVersion: string;
  comment: string | null;
  /** What the policy alone gave then, in minor units; null when it gave nothing. */
  computedMinor: string | null;
  /** Whose proposal it was; null when it never was one. */
  proposedBy: string | null;
  /** 0 for what was no proposal. */
  approvalsNeeded: number;
  frozenFrom: LocalDate | null;
  /** Why an approver refused it; null for what nobody refused. */
  rejectionReason: string | null;
}

/** A term as stored: its amount in minor units as a decimal string, or why it does not speak. */
export interface StoredTerm {
  term: LimitTerm | 'MANUAL';
  amountMinor: string | null;
  reasonIfAbsent: LimitTermAbsence | null;
  /** What the policy assumed in it; absent where it had to assume nothing. */
  assumed?: CoverAssumption[];
  /** Under which terms its source told it; absent for what everybody may know. */
  terms?: SourceTerms;
}

const ASSESSMENT_COLUMNS = `a.credit_assessment_id AS "creditAssessmentId", a.customer_id AS "customerId",
  a.is_current AS "isCurrent", a.grade, a.score, a.probability_of_default AS "probabilityOfDefault", a.confidence,
  a.model_version AS "modelVersion", a.assessed_at AS "assessedAt", a.assessed_on AS "assessedOn",
  a.inputs_hash AS "inputsHash", a.decision, a.grade_state AS "gradeState", a.not_scored_because AS "notScoredBecause"`;

/** SQL of how many people had, or have, to approve it: nobody what was in force at once. */
export function approvalsNeededSql(limit: string): string {
  return `CASE WHEN ${limit}.proposed_by IS NULL THEN 0 ELSE ${limit}.approvals_needed END`;
}

/** Select items of a CreditLimitRow of a credit_limit `l`, in the state that is given as SQL. */
export const limitColumns = (state: { status: string; effectiveTo: string }): string =>
  `l.credit_limit_id AS "creditLimitId", l.customer_id AS "customerId",
  l.limit_minor AS "limitMinor", l.currency, ${state.status} AS status, l.effective_from AS "effectiveFrom",
  ${state.effectiveTo} AS "effectiveTo", l.review_on AS "reviewOn", l.decided_by AS "decidedBy",
  l.decided_at AS "decidedAt", l.binding_term AS "bindingTerm", l.next_term AS "nextTerm", l.terms, l.reason_codes AS "reasonCodes",
  l.policy_version AS "policyVersion", l.comment, l.computed_minor AS "computedMinor",
  l.proposed_by AS "proposedBy", ${approvalsNeededSql('l')} AS "approvalsNeeded", l.frozen_from AS "frozenFrom",
  l.rejected_because AS "rejectionReason"`;

const LIMIT_COLUMNS = limitColumns({
  status: `CASE WHEN l.status = 'ACTIVE' AND ${limitIsFrozen('l', '$3::date')} THEN 'FROZEN' ELSE l.status END`,
  effectiveTo: 'l.effective_to',
});

/** The assessment of each customer that holds at the point; customers never assessed are left out. */
export async function assessmentsOf(
  tx: Transaction,
  customerIds: readonly string[],
  point: ReportPoint,
): Promise<AssessmentRow[]> {
  const params = new Params();
  const ids = [params.add(tx.tenantId, 'uuid'), params.add([...customerIds], 'uuid[]')];
  const from = `FROM credit_assessment a WHERE a.tenant_id = ${ids[0]} AND a.customer_id = ANY (${ids[1]})`;
  const sql = point.isCurrent
    ? `SELECT ${ASSESSMENT_COLUMNS} ${from} AND a.is_current`
    : `SELECT DISTINCT ON (a.customer_id) ${ASSESSMENT_COLUMNS} ${from}
         AND a.assessed_on <= ${params.add(point.asOf, 'date')}
         AND a.assessed_at <= ${params.add(point.knownAt, 'timestamptz')}
       ORDER BY a.customer_id, a.assessed_at DESC, a.credit_assessment_id`;
  return tx.query<AssessmentRow>(sql, params.values);
}

/** The limit of each customer that holds at the point; customers without one are left out. */
export async function limitsOf(
  tx: Transaction,
  customerIds: readonly string[],
  point: ReportPoint,
): Promise<CreditLimitRow[]> {
  const params = new Params();
  const ids = [params.add(tx.tenantId, 'uuid'), params.add([...customerIds], 'uuid[]')];
  const from = `FROM credit_limit l WHERE l.tenant_id = ${ids[0]} AND l.customer_id = ANY (${ids[1]})`;
  const columns = limitColumns(limitStateAt(point, params, 'l'));
  const sql = point.isCurrent
    ? `SELECT ${columns} ${from} AND l.status = 'ACTIVE'`
    : `SELECT DISTINCT ON (l.customer_id) ${columns} ${from}
         AND ${WAS_IN_FORCE}
         AND l.effective_from <= ${params.add(point.asOf, 'date')}
         AND l.decided_at <= ${params.add(point.knownAt, 'timestamptz')}
       ORDER BY l.customer_id, l.effective_from DESC, l.decided_at DESC, l.credit_limit_id`;
  return tx.query<CreditLimitRow>(sql, params.values);
}

export type GradedAssessmentRow = AssessmentRow & { grade: Grade };

/** The same page of each customer's assessments that gave a grade, newest first. */
export async function assessmentHistories(
  tx: Transaction,
  customerIds: readonly string[],
  { page, point }: HistoryQuery,
): Promise<Map<string, Page<GradedAssessmentRow>>> {
  const params = new Params();
  const source: ListSource = {
    list: 'assessments',
    keys: [
      { sql: 'a.assessed_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'a.credit_assessment_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: ASSESSMENT_COLUMNS,
    from: 'credit_assessment a',
    where: [
      `a.tenant_id = ${params.add(tx.tenantId, 'uuid')}`,
      'a.grade IS NOT NULL',
      ...knownBy('a.assessed_at', point, params),
    ],
    params,
  };
  const wanted = { parentIds: customerIds, parentColumn: 'a.customer_id', page };
  return readParentPages(tx, source, wanted);
}

/** The same page of each customer's limits, proposals and rejections among them, newest decision first. */
export async function limitHistories(
  tx: Transaction,
  customerIds: readonly string[],
  { page, point }: HistoryQuery,
): Promise<Map<string, Page<CreditLimitRow>>> {
  const params = new Params();
  const source: ListSource = {
    list: 'creditLimits',
    keys: [
      { sql: 'l.decided_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'l.credit_limit_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: limitColumns(limitHistoryStateAt(point, params, 'l')),
    from: 'credit_limit l',
    where: [
      `l.tenant_id = ${params.add(tx.tenantId, 'uuid')}`,
      ...knownBy('l.decided_at', point, params),
    ],
    params,
  };
  const wanted = { parentIds: customerIds, parentColumn: 'l.customer_id', page };
  return readParentPages(tx, source, wanted);
}

/** A page of what had been decided by the point. */
export interface HistoryQuery {
  page: PageRequest;
  point: ReportPoint;
}

function knownBy(instant: string, point: ReportPoint, params: Params): string[] {
  return point.isCurrent ? [] : [`${instant} <= ${params.add(point.knownAt, 'timestamptz')}`];
}

/** How many rows of a history each customer has, assessments those with a grade; customers without any are left out. */
export async function countHistory(
  tx: Transaction,
  { history, point }: { history: 'credit_assessment' | 'credit_limit'; point: ReportPoint },
  customerIds: readonly string[],
): Promise<Map<string, number>> {
  const params = Params.ofTenant(tx.tenantId);
  const ids = params.add([...customerIds], 'uuid[]');
  const isGraded = history === 'credit_assessment';
  const known = knownBy(isGraded ? 'assessed_at' : 'decided_at', point, params);
  const rows = await tx.query<{ id: string; total: string }>(
    `SELECT customer_id AS id, count(*) AS total FROM ${history}
     WHERE ${['tenant_id = $1', `customer_id = ANY (${ids})`, ...(isGraded ? ['grade IS NOT NULL'] : []), ...known].join(' AND ')}
     GROUP BY customer_id`,
    params.values,
  );
  return new Map(rows.map((row) => [row.id, Number(row.total)]));
}

/** Assessments by id; unknown ids are left out. */
export async function assessmentsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<AssessmentRow[]> {
  return tx.query<AssessmentRow>(
    `SELECT ${ASSESSMENT_COLUMNS} FROM credit_assessment a
     WHERE a.tenant_id = $1 AND a.credit_assessment_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** Limits by id as they stand on a day; unknown ids are left out. */
export async function limitsById(
  tx: Transaction,
  ids: readonly string[],
  today: LocalDate,
): Promise<CreditLimitRow[]> {
  return tx.query<CreditLimitRow>(
    `SELECT ${LIMIT_COLUMNS} FROM credit_limit l
     WHERE l.tenant_id = $1 AND l.credit_limit_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids], today],
  );
}

export interface LimitApprovalRow {
  creditLimitId: string;
  approvedBy: string;
  approvedAt: Date;
  comment: string | null;
}

/** Who approved each limit, in that order; limits nobody approved are left out. */
export async function limitApprovalsOf(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, LimitApprovalRow[]>> {
  const rows = await tx.query<LimitApprovalRow>(
    `SELECT credit_limit_id AS "creditLimitId", approved_by AS "approvedBy", approved_at AS "approvedAt", comment
     FROM credit_limit_approval WHERE tenant_id = $1 AND credit_limit_id = ANY ($2::uuid[])
     ORDER BY credit_limit_id, approved_at, approved_by`,
    [tx.tenantId, [...ids]],
  );
  return groupRows(rows, (row) => row.creditLimitId);
}
