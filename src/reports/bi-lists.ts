import type { LocalDate } from '../kernel';
import type { Grade, InsolvencyKind } from '../scoring';
import { ageBuckets, type AgeBasis } from './ageing';
import { biColumns, type BiColumn } from './bi-columns';
import type { BiSource } from './bi-source';
import { bound, since } from './bi-conditions';
import {
  CREDIT_CONTROL_LISTS,
  creditControlSource,
  type CreditControlExport,
} from './bi-credit-control';
import { PROVIDER_EXPORT_LISTS, providerSource, type ProviderExport } from './bi-provider-lists';
import type { LimitStatus } from './credit-history';
import { claim, customerConditions, inList, type CustomerFilter } from './customer-filter';
import { Params } from './keyset';
import type { EntryKind } from './receivable-entries';
import { changedBetween, type ReceivableFilter } from './receivables';
import { pointParams, type ReportPoint } from './report-point';
import type { RiskAlertFilter } from './risk-alerts';

/** What can be exported, with its filter: one view or function of schema `bi` each. */
export type ExportRequest =
  | { list: 'customers'; filter: CustomerFilter; point: ReportPoint }
  | { list: 'receivables'; filter: ReceivableFilter; point: ReportPoint | null }
  | { list: 'receivable-entries'; filter: EntryFilter; point: ReportPoint | null }
  | { list: 'risk-alerts'; filter: RiskAlertFilter }
  | { list: 'credit-limits'; filter: CreditLimitFilter }
  | { list: 'credit-assessments'; filter: CreditAssessmentFilter }
  | { list: 'companies'; filter: CompanyFilter }
  | CreditControlExport
  | ProviderExport
  | ({ list: 'aged-balance' } & AgedBalanceExport);

export type ExportList = ExportRequest['list'];
export const EXPORT_LISTS: readonly ExportList[] = [
  'customers',
  'receivables',
  'receivable-entries',
  'risk-alerts',
  'credit-limits',
  'credit-assessments',
  'companies',
  'aged-balance',
  ...CREDIT_CONTROL_LISTS,
  ...PROVIDER_EXPORT_LISTS,
];

export interface EntryFilter {
  customerIds: readonly string[] | null;
  receivableIds: readonly string[] | null;
  kinds: readonly EntryKind[] | null;
  effectiveFrom: LocalDate | null;
  effectiveTo: LocalDate | null;
  recordedSince: Date | null;
}

export interface CreditLimitFilter {
  customerIds: readonly string[] | null;
  status: readonly LimitStatus[] | null;
  decidedSince: Date | null;
}

export interface CreditAssessmentFilter {
  customerIds: readonly string[] | null;
  grades: readonly Grade[] | null;
  current: boolean | null;
  assessedSince: Date | null;
}

export const COMPANY_STATUSES = ['ACTIVE', 'CEASED', 'UNKNOWN'] as const;

export interface CompanyFilter {
  sirens: readonly string[] | null;
  status: readonly (typeof COMPANY_STATUSES)[number][] | null;
  insolvency: readonly InsolvencyKind[] | null;
}

export interface AgedBalanceExport {
  point: ReportPoint;
  basis: AgeBasis;
  bucketDays: readonly number[];
  filter: CustomerFilter;
  /** Rows in these currencies; null for every one. Nothing is converted. */
  currencies: readonly string[] | null;
}

/** The request as SQL. Throws BAD_BUCKETS. */
export function biSource(request: ExportRequest, tenantId: string): BiSource {
  const params = new Params();
  switch (request.list) {
    case 'customers':
      return customers(request, { params, tenantId });
    case 'receivables':
      return receivables(request, params);
    case 'receivable-entries':
      return entries(request, params);
    case 'risk-alerts':
      return riskAlerts(request.filter, params);
    case 'credit-limits':
      return creditLimits(request.filter, params);
    case 'credit-assessments':
      return creditAssessments(request.filter, params);
    case 'companies':
      return companies(request.filter, params);
    case 'aged-balance':
      return agedBalance(request, { params, tenantId });
    case 'credit-reservations':
    case 'supply-holds':
    case 'exception-grants':
      return creditControlSource(request, params);
    default:
      return providerSource(request, params);
  }
}

interface Place {
  params: Params;
  tenantId: string;
}

/** The customers a filter leaves, judged at the point; nothing when it leaves all. */
function amongCustomers(filter: CustomerFilter, point: ReportPoint, place: Place): string[] {
  const { params, tenantId } = place;
  const conditions = customerConditions(filter, params, point);
  if (conditions.length === 0) return [];
  return [
    `v.customer_id IN (SELECT c.customer_id FROM customer c
       WHERE c.tenant_id = ${params.add(tenantId, 'uuid')} AND ${conditions.join(' AND ')})`,
  ];
}

type RequestOf<List extends ExportList> = Extract<ExportRequest, { list: List }>;

function customers({ filter, point }: RequestOf<'customers'>, place: Place): BiSource {
  return {
    columns:
      biColumns(`customer_id account:t name:t currency is_pooled:f match_status match_confidence company_id siren
      company_name:t company_status insolvency grade score probability_of_default confidence not_scored_because
      assessed_at:i credit_limit:a credit_limit_from credit_limit_review_on outstanding:a open_receivables:a
      unallocated:a overdue:a oldest_due_on exposure:a headroom:a utilisation:a open_items_in_other_currencies reserved:a`),
    from: 'bi.customers v',
    where: amongCustomers(filter, point, place),
    order: 'v.name, v.customer_id',
    params: place.params,
  };
}

function receivables({ filter, point }: RequestOf<'receivables'>, params: Params): BiSource {
  // What is settled is most of it: without that, the view whose cost follows what is open.
  const isOpenOnly = filter.status?.every((status) => status !== 'SETTLED') ?? false;
  const current = isOpenOnly ? 'bi.open_receivables v' : 'bi.receivables v';
  return {
    columns:
      biColumns(`receivable_id customer_id customer_account:t customer_name:t kind number:t label:t account:t
      issued_on due_on due_date_source currency total_amount:a open_amount:a status days_overdue is_disputed:f
      is_doubtful:f is_bill:f discount_on discount_amount:a document_currency document_total:a source_file:t
      source_line`),
    from: point === null ? current : `bi.receivables_at(${pointParams(point, params)}) v`,
    where: [
      ...inList('v.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...inList('v.status', filter.status, { params, type: 'text[]' }),
      ...inList('v.kind', filter.kinds, { params, type: 'text[]' }),
      ...inList('v.number', filter.numbers, { params, type: 'text[]' }),
      ...updatedSince(filter.updatedSince ?? null, point, params),
      ...bound('v.due_on >=', filter.dueFrom, params),
      ...bound('v.due_on <=', filter.dueTo, params),
      ...bound('v.issued_on >=', filter.issuedFrom, params),
      ...bound('v.issued_on <=', filter.issuedTo, params),
      ...claim(filter.disputed, () => 'v.is_disputed'),
    ],
    order: 'v.issued_on DESC, v.receivable_id',
    params,
  };
}

function updatedSince(instant: Date | null, point: ReportPoint | null, params: Params): string[] {
  if (instant === null) return [];
  const same = 'u.receivable_id = v.receivable_id';
  if (point !== null)
    return [changedBetween(same, { since: instant, until: point.knownAt }, params)];
  const since = params.add(instant, 'timestamptz');
  return [`EXISTS (SELECT FROM receivable u WHERE ${same} AND u.changed_at >= ${since})`];
}

function entries({ filter, point }: RequestOf<'receivable-entries'>, params: Params): BiSource {
  return {
    columns:
      biColumns(`receivable_id entry_seq customer_id customer_account:t receivable_number:t kind reversed_kind
      currency amount:a effective_on recorded_at:i source_file:t source_line`),
    from: 'bi.receivable_entries v',
    where: [
      ...inList('v.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...inList('v.receivable_id', filter.receivableIds, { params, type: 'uuid[]' }),
      ...inList('v.kind', filter.kinds, { params, type: 'text[]' }),
      ...bound('v.effective_on >=', filter.effectiveFrom, params),
      ...bound('v.effective_on <=', filter.effectiveTo, params),
      ...since('v.recorded_at >=', filter.recordedSince, params),
      ...bound('v.effective_on <=', point?.asOf, params),
      ...since('v.recorded_at <=', point?.knownAt, params),
    ],
    order: 'v.receivable_id, v.entry_seq',
    params,
  };
}

function riskAlerts(filter: RiskAlertFilter, params: Params): BiSource {
  return {
    columns:
      biColumns(`risk_alert_id customer_id customer_account:t customer_name:t rule severity status raised_at:i
      deadline_on text_key text_values:j before:j after:j acknowledged_by:t acknowledged_at:i over_at:i over_because
      resolved_by:t resolved_at:i comment:t assigned_to:t snoozed_until:i muted_until:i is_actionable:f
      first_response_at:i first_response_by:t minutes_to_response`),
    from: 'bi.risk_alerts v',
    where: [
      ...inList('v.status', filter.status, { params, type: 'text[]' }),
      ...inList('v.rule', filter.rules, { params, type: 'text[]' }),
      ...inList('v.severity', filter.severities, { params, type: 'text[]' }),
      ...inList('v.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...since('v.raised_at >=', filter.raisedSince, params),
      ...inList('v.assigned_to', filter.assignedTo, { params, type: 'text[]' }),
      ...claim(filter.isAssigned, () => 'v.assigned_to IS NOT NULL'),
      ...claim(filter.isSnoozed, () => 'v.snoozed_until IS NOT NULL'),
      ...claim(filter.isMuted, () => 'v.muted_until IS NOT NULL'),
      ...claim(filter.isActionable, () => 'v.is_actionable'),
    ],
    order: 'v.raised_at DESC, v.risk_alert_id',
    params,
  };
}

function creditLimits(filter: CreditLimitFilter, params: Params): BiSource {
  return {
    columns:
      biColumns(`credit_limit_id customer_id customer_account:t customer_name:t limit_amount:a currency status
      effective_from effective_to review_on decided_by:t decided_at:i binding_term next_term reason_codes:c
      policy_version:t comment:t proposed_by:t computed_amount:a frozen_from rejection_reason:t`),
    from: 'bi.credit_limits v',
    where: [
      ...inList('v.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...inList('v.status', filter.status, { params, type: 'text[]' }),
      ...since('v.decided_at >=', filter.decidedSince, params),
    ],
    order: 'v.decided_at DESC, v.credit_limit_id DESC',
    params,
  };
}

function creditAssessments(filter: CreditAssessmentFilter, params: Params): BiSource {
  return {
    columns:
      biColumns(`credit_assessment_id customer_id customer_account:t customer_name:t is_current:f grade score
      probability_of_default confidence not_scored_because model_version:t assessed_at:i assessed_on inputs_hash`),
    from: 'bi.credit_assessments v',
    where: [
      ...inList('v.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...inList('v.grade', filter.grades, { params, type: 'text[]' }),
      ...claim(filter.current, () => 'v.is_current'),
      ...since('v.assessed_at >=', filter.assessedSince, params),
    ],
    order: 'v.assessed_at DESC, v.credit_assessment_id DESC',
    params,
  };
}

function companies(filter: CompanyFilter, params: Params): BiSource {
  return {
    columns:
      biColumns(`company_id siren name:t trade_name:t legal_form_code:t legal_form:t activity_code:t created_on
      ceased_on status employees_min employees_max vat_number:t capital:a capital_currency address_line:t postcode:t
      city:t country_code:t is_diffusible:f insolvency insolvency_on struck_off_on updated_at:i`),
    from: 'bi.companies v',
    where: [
      ...inList('v.siren', filter.sirens, { params, type: 'text[]' }),
      ...inList('v.status', filter.status, { params, type: 'text[]' }),
      ...inList('v.insolvency', filter.insolvency, { params, type: 'text[]' }),
    ],
    order: 'v.siren, v.company_id',
    params,
  };
}

/** A row per customer and currency, a column per bucket; each row says which day it is of. */
function agedBalance(request: RequestOf<'aged-balance'>, place: Place): BiSource {
  const { point, basis, bucketDays, filter } = request;
  const { params } = place;
  const buckets = ageBuckets(bucketDays, basis);
  const sum = (number: number): string =>
    `coalesce(sum(v.amount) FILTER (WHERE v.part_number = ${number}), major_units(0, v.currency))`;
  const amount = (name: string, sql: string): BiColumn => ({ name, kind: 'amount', sql });
  const word = basis === 'DUE_DATE' ? 'overdue' : 'age';
  const day = params.add(point.asOf, 'date');
  const known = params.add(point.knownAt, 'timestamptz');
  const days = params.add([...bucketDays], 'integer[]');
  return {
    columns: [
      { name: 'as_of', kind: 'plain', sql: day },
      { name: 'known_at', kind: 'instant', sql: known },
      ...biColumns('customer_id customer_account:t customer_name:t currency'),
      amount('not_due', sum(0)),
      ...buckets.map(({ fromDays, toDays }, index) =>
        amount(
          toDays === null ? `${word}_over_${fromDays - 1}` : `${word}_${fromDays}_${toDays}`,
          sum(index + 1),
        ),
      ),
      amount('undated', sum(-1)),
      amount('unallocated', sum(-2)),
      amount('outstanding', 'sum(v.amount)'),
    ],
    from: `bi.aged_balance_at(${day}, ${known}, ${params.add(basis, 'text')}, ${days}) v`,
    where: [
      ...inList('v.currency', request.currencies, { params, type: 'text[]' }),
      ...amongCustomers(filter, point, place),
    ],
    groupBy: 'v.customer_id, v.customer_account, v.customer_name, v.currency',
    order: 'sum(v.amount) DESC, v.customer_id, v.currency',
    params,
  };
}
