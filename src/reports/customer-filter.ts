import { exposureParts, exposureTotal, limitIsFrozen } from '../limits';
import type { Params } from './keyset';
import { pointParams, type ReportPoint } from './report-point';

export const MATCH_STATUSES = [
  'UNMATCHED',
  'SUGGESTED',
  'AUTOMATIC',
  'CONFIRMED',
  'POOLED',
  'NO_CANDIDATE',
] as const;
export type MatchStatus = (typeof MATCH_STATUSES)[number];

/** Which customers; absent conditions do not restrict, all given ones must hold. */
export interface CustomerFilter {
  customerIds?: readonly string[] | null;
  accounts?: readonly string[] | null;
  /** Part of the name or account, without regard to case; or of the name without accents and legal form. */
  search?: string | null;
  grades?: readonly string[] | null;
  hasOpen?: boolean | null;
  overdue?: boolean | null;
  limitExceeded?: boolean | null;
  matchStatus?: readonly MatchStatus[] | null;
  unmatched?: boolean | null;
  sirens?: readonly string[] | null;
}

/** Open claims and credits of the customer at the point, named `o`. */
function openItems(point: ReportPoint, params: Params): string {
  const items = point.isCurrent ? 'receivable' : `open_items_at(${pointParams(point, params)})`;
  return `${items} o WHERE o.tenant_id = c.tenant_id AND o.customer_id = c.customer_id
    AND o.open_minor <> 0`;
}

/** Conditions on a customer named `c`, judged at the point; only the state of its match is that of now. */
export function customerConditions(
  filter: CustomerFilter,
  params: Params,
  point: ReportPoint,
): string[] {
  const open = (): string => openItems(point, params);
  const day = (): string => params.add(point.asOf, 'date');
  return [
    ...inList('c.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
    ...inList('c.account', filter.accounts, { params, type: 'text[]' }),
    ...inList('c.match_status', filter.matchStatus, { params, type: 'text[]' }),
    ...searchConditions(filter.search ?? null, params),
    ...gradeConditions(filter, params, point),
    ...companyConditions(filter, params, point),
    ...claim(filter.hasOpen, () => `EXISTS (SELECT FROM ${open()})`),
    ...claim(
      filter.overdue,
      () => `EXISTS (SELECT FROM ${open()} AND o.open_minor > 0 AND o.due_on < ${day()})`,
    ),
    ...claim(filter.limitExceeded, () => limitExceeded(point, params)),
  ];
}

/** The limit is compared with exposure as it is reported. */
function limitExceeded(point: ReportPoint, params: Params): string {
  const site = { tenantId: 'c.tenant_id', customerId: 'c.customer_id', currency: 'c.currency' };
  return `EXISTS (SELECT FROM (${limitAt(point, params)}) l
      CROSS JOIN LATERAL (${exposureParts(site, point, params)}) x
    WHERE l.currency = c.currency AND l.limit_minor < ${exposureTotal('x')})`;
}

/** A limit `l` is, or once was, in force: not so a proposal that was withdrawn, which is superseded, too. */
export const WAS_IN_FORCE = `(l.status = 'ACTIVE' OR l.replaced_at IS NOT NULL)`;

/** How a limit that was in force at the point stood then: status and end, whatever replaced it since. */
export function limitStateAt(
  point: ReportPoint,
  params: Params,
  limit: string,
): { status: string; effectiveTo: string } {
  const inForce = frozenOrActive(point, params, limit);
  return point.isCurrent
    ? { status: inForce, effectiveTo: `${limit}.effective_to` }
    : { status: inForce, effectiveTo: endAsKnown(point, params, limit) };
}

/** How any decision about a limit stood at the point, for those that were known then. */
export function limitHistoryStateAt(
  point: ReportPoint,
  params: Params,
  limit: string,
): { status: string; effectiveTo: string } {
  const inForce = frozenOrActive(point, params, limit);
  const wasReplaced = point.isCurrent
    ? ''
    : `WHEN ${limit}.replaced_at > ${params.add(point.knownAt, 'timestamptz')} THEN ${inForce}`;
  return {
    status: `CASE WHEN ${limit}.status = 'ACTIVE' THEN ${inForce} ${wasReplaced} ELSE ${limit}.status END`,
    effectiveTo: point.isCurrent ? `${limit}.effective_to` : endAsKnown(point, params, limit),
  };
}

function frozenOrActive(point: ReportPoint, params: Params, limit: string): string {
  const isFrozen = limitIsFrozen(limit, params.add(point.asOf, 'date'));
  return `CASE WHEN ${isFrozen} THEN 'FROZEN' ELSE 'ACTIVE' END`;
}

function endAsKnown(point: ReportPoint, params: Params, limit: string): string {
  const knownAt = params.add(point.knownAt, 'timestamptz');
  return `CASE WHEN ${limit}.replaced_at > ${knownAt} THEN ${limit}.replaced_effective_to ELSE ${limit}.effective_to END`;
}

/** The limit of a customer in force at the point: the active one, or at a past point the last one decided by then. */
export function limitAt(point: ReportPoint, params: Params, customer = 'c'): string {
  const ofCustomer = `SELECT l.* FROM credit_limit l
    WHERE l.tenant_id = ${customer}.tenant_id AND l.customer_id = ${customer}.customer_id`;
  if (point.isCurrent) return `${ofCustomer} AND l.status = 'ACTIVE'`;
  return `${ofCustomer} AND ${WAS_IN_FORCE}
    AND l.effective_from <= ${params.add(point.asOf, 'date')}
    AND l.decided_at <= ${params.add(point.knownAt, 'timestamptz')}
    ORDER BY l.effective_from DESC, l.decided_at DESC, l.credit_limit_id LIMIT 1`;
}

/** The assessment of a customer that holds at the point. */
export function assessmentAt(point: ReportPoint, params: Params, customer = 'c'): string {
  const ofCustomer = `SELECT a.* FROM credit_assessment a
    WHERE a.tenant_id = ${customer}.tenant_id AND a.customer_id = ${customer}.customer_id`;
  if (point.isCurrent) return `${ofCustomer} AND a.is_current`;
  return `${ofCustomer} AND a.assessed_on <= ${params.add(point.asOf, 'date')}
    AND a.assessed_at <= ${params.add(point.knownAt, 'timestamptz')}
    ORDER BY a.assessed_at DESC, a.credit_assessment_id LIMIT 1`;
}

function searchConditions(search: string | null, params: Params): string[] {
  if (search === null || search.trim() === '') return [];
  const pattern = params.add(`%${search.trim().replace(/[\\%_]/g, '\\$&')}%`, 'text');
  return [
    `(c.name ILIKE ${pattern} OR c.account ILIKE ${pattern} OR c.folded_name ILIKE ${pattern})`,
  ];
}

function gradeConditions(filter: CustomerFilter, params: Params, point: ReportPoint): string[] {
  if (!filter.grades) return [];
  const grades = params.add([...filter.grades], 'text[]');
  return [
    `EXISTS (SELECT FROM (${assessmentAt(point, params)}) a WHERE a.grade = ANY (${grades}))`,
  ];
}

function companyConditions(filter: CustomerFilter, params: Params, point: ReportPoint): string[] {
  const companyId = (): string =>
    point.isCurrent
      ? 'c.company_id'
      : `(SELECT k.company_id FROM customers_at(${params.add(point.knownAt, 'timestamptz')}) k
        WHERE k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id)`;
  return [
    ...(filter.sirens
      ? [
          `EXISTS (SELECT FROM company m WHERE m.tenant_id = c.tenant_id AND m.company_id = ${companyId()}
             AND m.siren = ANY (${params.add([...filter.sirens], 'text[]')}))`,
        ]
      : []),
    ...claim(filter.unmatched, () => `(${companyId()} IS NULL AND NOT c.is_pooled)`),
  ];
}

/** True keeps what the condition holds for, false what it does not. */
export function claim(wanted: boolean | null | undefined, condition: () => string): string[] {
  if (wanted === null || wanted === undefined) return [];
  return [wanted ? condition() : `NOT ${condition()}`];
}

/** "column = ANY (values)", or nothing when no values are given; an empty list matches nothing. */
export function inList(
  column: string,
  values: readonly string[] | null | undefined,
  place: { params: Params; type: string },
): string[] {
  if (values === null || values === undefined) return [];
  return [`${column} = ANY (${place.params.add([...values], place.type)})`];
}
