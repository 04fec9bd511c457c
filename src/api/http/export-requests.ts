import { ALERT_RULE_CODES, SEVERITIES } from '../../alerts';
import { COVER_STATUSES } from '../../connector-kit';
import { EXCEPTION_KINDS, HOLD_REASONS, RESERVATION_STATUSES } from '../../limits';
import { CALL_STATUSES } from '../../purchasing';
import {
  AGE_BASES,
  ALERT_STATUSES,
  COMPANY_STATUSES,
  ENTRY_KINDS,
  LIMIT_STATUSES,
  MATCH_STATUSES,
  RECEIVABLE_KINDS,
  RECEIVABLE_STATUSES,
  type CreditControlExport,
  type CustomerFilter,
  type ExportList,
  type ExportRequest,
  type ProviderExport,
  type ReportPoint,
} from '../../reports';
import { GRADES, INSOLVENCY_KINDS } from '../../scoring';
import { toCustomerFilter } from '../customer/customer.input';
import type { RequestContext } from '../request-context';
import { toRiskAlertFilter } from '../risk-alert/risk-alert.input';
import type { ExportParameters } from './export-parameters';

const BUCKET_DAYS = [30, 60, 90];

/**
 * What the query string asks of a list, by the names of the API's filters. Throws BAD_FILTER, UNKNOWN_PARAMETER,
 * INVALID_ID, INVALID_DATE, INVALID_SIREN and KNOWN_AT_IN_FUTURE.
 */
export async function exportRequest(
  list: ExportList,
  given: ExportParameters,
  context: RequestContext,
): Promise<ExportRequest> {
  switch (list) {
    case 'customers':
      return { list, filter: customerFilter(given), point: await context.point() };
    case 'receivables':
      return { list, filter: receivableFilter(given), point: await pastPoint(given, context) };
    case 'receivable-entries':
      return { list, filter: entryFilter(given), point: await pastPoint(given, context) };
    case 'risk-alerts':
      return { list, filter: riskAlertFilter(given) };
    case 'credit-limits':
      return { list, filter: creditLimitFilter(given) };
    case 'credit-assessments':
      return { list, filter: creditAssessmentFilter(given) };
    case 'companies':
      return { list, filter: companyFilter(given) };
    case 'aged-balance':
      return {
        list,
        basis: given.choice('basis', AGE_BASES) ?? 'DUE_DATE',
        bucketDays: given.wholeNumbers('bucketDays') ?? BUCKET_DAYS,
        currencies: given.texts('rowCurrency'),
        filter: customerFilter(given),
        point: await context.point(dates(given)),
      };
    case 'credit-reservations':
    case 'supply-holds':
    case 'exception-grants':
      return creditControlExport(list, given);
    default:
      return providerExport(list, given);
  }
}

function creditControlExport(
  list: CreditControlExport['list'],
  given: ExportParameters,
): CreditControlExport {
  const customerIds = given.keys('customerIds', 'Customer');
  switch (list) {
    case 'credit-reservations': {
      const status = given.choices('status', RESERVATION_STATUSES);
      const references = given.texts('references');
      const createdSince = given.instant('createdSince');
      return { list, filter: { customerIds, status, references, createdSince } };
    }
    case 'supply-holds': {
      const reasonCodes = given.choices('reasonCodes', HOLD_REASONS);
      return { list, filter: { customerIds, reasonCodes, isActive: given.flag('isActive') } };
    }
    case 'exception-grants': {
      const kinds = given.choices('kinds', EXCEPTION_KINDS);
      const grantedSince = given.instant('grantedSince');
      return { list, filter: { customerIds, kinds, grantedSince } };
    }
  }
}

/** What providers said, and what was bought from them. Prices are for ANALYST and ADMIN, who alone may export. */
function providerExport(list: ProviderExport['list'], given: ExportParameters): ProviderExport {
  switch (list) {
    case 'provider-calls':
      return { list, filter: providerCallFilter(given) };
    case 'establishments':
      return { list, filter: { ...aboutCompanies(given), headOffice: given.flag('headOffice') } };
    case 'company-identifiers':
      return { list, filter: { ...aboutCompanies(given), schemes: given.texts('schemes') } };
    case 'recommended-limits':
      return { list, filter: { ...aboutCompanies(given), seenSince: given.day('seenSince') } };
    case 'insurance-covers':
      return {
        list,
        filter: {
          ...aboutCompanies(given),
          status: given.choices('status', COVER_STATUSES),
          current: given.flag('current'),
        },
      };
  }
}

function aboutCompanies(given: ExportParameters): {
  sirens: string[] | null;
  connectorIds: string[] | null;
} {
  return { sirens: given.sirens('sirens'), connectorIds: given.texts('connectors') };
}

function providerCallFilter(given: ExportParameters): FilterOf<'provider-calls'> {
  return {
    connectionIds: given.keys('connectionIds', 'Connection'),
    connectorIds: given.texts('connectors'),
    status: given.choices('status', CALL_STATUSES),
    sirens: given.sirens('sirens'),
    calls: given.texts('calls'),
    bookedSince: given.instant('bookedSince'),
    bookedUntil: given.instant('bookedUntil'),
  };
}

type FilterOf<List extends ExportList> = Extract<ExportRequest, { list: List }>['filter'];

function dates(given: ExportParameters): { asOf: string | null; knownAt: Date | null } {
  return { asOf: given.day('asOf'), knownAt: given.instant('knownAt') };
}

/** The point, when a date is asked for; null for the rows as they stand. */
async function pastPoint(
  given: ExportParameters,
  context: RequestContext,
): Promise<ReportPoint | null> {
  const wanted = dates(given);
  return wanted.asOf === null && wanted.knownAt === null ? null : context.point(wanted);
}

function customerFilter(given: ExportParameters): CustomerFilter {
  return toCustomerFilter({
    ids: given.ids('ids', 'Customer'),
    accounts: given.texts('accounts'),
    sirens: given.sirens('sirens'),
    search: given.text('search'),
    grades: given.choices('grades', GRADES),
    hasOpen: given.flag('hasOpen'),
    overdue: given.flag('overdue'),
    limitExceeded: given.flag('limitExceeded'),
    matchStatus: given.choices('matchStatus', MATCH_STATUSES),
    unmatched: given.flag('unmatched'),
  });
}

function receivableFilter(given: ExportParameters): FilterOf<'receivables'> {
  return {
    customerIds: given.keys('customerIds', 'Customer'),
    status: given.choices('status', RECEIVABLE_STATUSES),
    kinds: given.choices('kinds', RECEIVABLE_KINDS),
    dueFrom: given.day('dueFrom'),
    dueTo: given.day('dueTo'),
    issuedFrom: given.day('issuedFrom'),
    issuedTo: given.day('issuedTo'),
    numbers: given.texts('numbers'),
    updatedSince: given.instant('updatedSince'),
    disputed: given.flag('disputed'),
  };
}

function entryFilter(given: ExportParameters): FilterOf<'receivable-entries'> {
  return {
    customerIds: given.keys('customerIds', 'Customer'),
    receivableIds: given.keys('receivableIds', 'Receivable'),
    kinds: given.choices('kinds', ENTRY_KINDS),
    effectiveFrom: given.day('effectiveFrom'),
    effectiveTo: given.day('effectiveTo'),
    recordedSince: given.instant('recordedSince'),
  };
}

function riskAlertFilter(given: ExportParameters): FilterOf<'risk-alerts'> {
  return toRiskAlertFilter({
    status: given.choices('status', ALERT_STATUSES),
    rules: given.choices('rules', ALERT_RULE_CODES),
    severities: given.choices('severities', SEVERITIES),
    minSeverity: given.choice('minSeverity', SEVERITIES),
    customerId: given.id('customerId', 'Customer'),
    customerIds: given.ids('customerIds', 'Customer'),
    raisedSince: given.instant('raisedSince'),
    assignedTo: given.texts('assignedTo'),
    isAssigned: given.flag('isAssigned'),
    isSnoozed: given.flag('isSnoozed'),
    isMuted: given.flag('isMuted'),
    isActionable: given.flag('isActionable'),
  });
}

function creditLimitFilter(given: ExportParameters): FilterOf<'credit-limits'> {
  return {
    customerIds: given.keys('customerIds', 'Customer'),
    status: given.choices('status', LIMIT_STATUSES),
    decidedSince: given.instant('decidedSince'),
  };
}

function creditAssessmentFilter(given: ExportParameters): FilterOf<'credit-assessments'> {
  return {
    customerIds: given.keys('customerIds', 'Customer'),
    grades: given.choices('grades', GRADES),
    current: given.flag('current'),
    assessedSince: given.instant('assessedSince'),
  };
}

function companyFilter(given: ExportParameters): FilterOf<'companies'> {
  return {
    sirens: given.sirens('sirens'),
    status: given.choices('status', COMPANY_STATUSES),
    insolvency: given.choices('insolvency', INSOLVENCY_KINDS),
  };
}
