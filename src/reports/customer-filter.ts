import type { LocalDate } from '../kernel';
import type { Params } from './keyset';

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

const OPEN = `SELECT 1 FROM receivable o
  WHERE o.tenant_id = c.tenant_id AND o.customer_id = c.customer_id`;

/** Conditions on a customer named `c`; "overdue" is judged on the given day. */
export function customerConditions(
  filter: CustomerFilter,
  params: Params,
  today: LocalDate,
): string[] {
  const day = (): string => params.add(today, 'date');
  return [
    ...inList('c.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
    ...inList('c.account', filter.accounts, { params, type: 'text[]' }),
    ...inList('c.match_status', filter.matchStatus, { params, type: 'text[]' }),
    ...searchConditions(filter.search ?? null, params),
    ...gradeConditions(filter, params),
    ...claim(filter.hasOpen, () => `EXISTS (${OPEN} AND o.open_minor <> 0)`),
    ...claim(filter.overdue, () => `EXISTS (${OPEN} AND o.open_minor > 0 AND o.due_on < ${day()})`),
    ...claim(filter.limitExceeded, () => LIMIT_EXCEEDED),
    ...claim(filter.unmatched, () => `(c.company_id IS NULL AND c.match_status <> 'POOLED')`),
  ];
}

/** The limit covers what is owed net of credits, as exposure is reported. */
const LIMIT_EXCEEDED = `EXISTS (SELECT 1 FROM credit_limit l
  WHERE l.tenant_id = c.tenant_id AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'
    AND l.limit_minor < (SELECT coalesce(sum(o.open_minor), 0) FROM receivable o
      WHERE o.tenant_id = l.tenant_id AND o.customer_id = l.customer_id AND o.open_minor <> 0
        AND o.currency = l.currency))`;

function searchConditions(search: string | null, params: Params): string[] {
  if (search === null || search.trim() === '') return [];
  const pattern = params.add(`%${search.trim().replace(/[\\%_]/g, '\\$&')}%`, 'text');
  return [
    `(c.name ILIKE ${pattern} OR c.account ILIKE ${pattern} OR c.folded_name ILIKE ${pattern})`,
  ];
}

function gradeConditions(filter: CustomerFilter, params: Params): string[] {
  const conditions: string[] = [];
  if (filter.grades) {
    conditions.push(`EXISTS (SELECT 1 FROM credit_assessment a
      WHERE a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current
        AND a.grade = ANY (${params.add([...filter.grades], 'text[]')}))`);
  }
  if (filter.sirens) {
    conditions.push(`EXISTS (SELECT 1 FROM company k
      WHERE k.tenant_id = c.tenant_id AND k.company_id = c.company_id
        AND k.siren = ANY (${params.add([...filter.sirens], 'text[]')}))`);
  }
  return conditions;
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
