/** Lists of what providers said of companies, and of what was bought from them, one view of schema `bi` each. */
import type { CoverStatus } from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { CallStatus } from '../purchasing';
import { biColumns } from './bi-columns';
import { bound, since } from './bi-conditions';
import type { BiSource } from './bi-source';
import { claim, inList } from './customer-filter';
import type { Params } from './keyset';

export interface ProviderCallExport {
  connectionIds: readonly string[] | null;
  connectorIds: readonly string[] | null;
  status: readonly CallStatus[] | null;
  sirens: readonly string[] | null;
  calls: readonly string[] | null;
  bookedSince: Date | null;
  bookedUntil: Date | null;
}

/** What one of the lists about companies can be cut down by. */
export interface AboutCompanies {
  sirens: readonly string[] | null;
  connectorIds: readonly string[] | null;
}

export interface EstablishmentExport extends AboutCompanies {
  headOffice: boolean | null;
}

export interface IdentifierExport extends AboutCompanies {
  schemes: readonly string[] | null;
}

export interface RecommendedLimitExport extends AboutCompanies {
  seenSince: LocalDate | null;
}

export interface CoverExport extends AboutCompanies {
  status: readonly CoverStatus[] | null;
  /** Only the state each cover is in now, or only those it was in before. */
  current: boolean | null;
}

export type ProviderExport =
  | { list: 'provider-calls'; filter: ProviderCallExport }
  | { list: 'establishments'; filter: EstablishmentExport }
  | { list: 'company-identifiers'; filter: IdentifierExport }
  | { list: 'recommended-limits'; filter: RecommendedLimitExport }
  | { list: 'insurance-covers'; filter: CoverExport };

export const PROVIDER_EXPORT_LISTS: readonly ProviderExport['list'][] = [
  'provider-calls',
  'establishments',
  'company-identifiers',
  'recommended-limits',
  'insurance-covers',
];

/** The request as SQL. */
export function providerSource(request: ProviderExport, params: Params): BiSource {
  switch (request.list) {
    case 'provider-calls':
      return providerCalls(request.filter, params);
    case 'establishments':
      return establishments(request.filter, params);
    case 'company-identifiers':
      return identifiers(request.filter, params);
    case 'recommended-limits':
      return recommendedLimits(request.filter, params);
    case 'insurance-covers':
      return covers(request.filter, params);
  }
}

function providerCalls(filter: ProviderCallExport, params: Params): BiSource {
  return {
    columns:
      biColumns(`provider_call_id connection_id connector_id connection_name:t stream call siren month_on units:a
      unit_price:a cost:a currency is_counted:f is_repeat:f status http_status booked_at:i ended_at:i held_until:i
      reason:t sync_run_id`),
    from: 'bi.provider_calls v',
    where: [
      ...inList('v.connection_id', filter.connectionIds, { params, type: 'uuid[]' }),
      ...inList('v.connector_id', filter.connectorIds, { params, type: 'text[]' }),
      ...inList('v.status', filter.status, { params, type: 'text[]' }),
      ...inList('v.siren', filter.sirens, { params, type: 'text[]' }),
      ...inList('v.call', filter.calls, { params, type: 'text[]' }),
      ...since('v.booked_at >=', filter.bookedSince, params),
      ...since('v.booked_at <', filter.bookedUntil, params),
    ],
    order: 'v.booked_at DESC, v.provider_call_id DESC',
    params,
  };
}

function establishments(filter: EstablishmentExport, params: Params): BiSource {
  return {
    columns:
      biColumns(`company_id siren company_name:t siret name:t is_head_office:f status activity_code:t created_on
      closed_on address_line:t postcode:t city:t country_code:t is_diffusible:f connector_id source_key:t fetched_at:i`),
    from: 'bi.establishments v',
    where: [
      ...aboutCompanies(filter, params),
      ...claim(filter.headOffice, () => 'v.is_head_office IS TRUE'),
    ],
    order: 'v.siren, v.siret, v.connector_id, v.source_key, v.fetched_at',
    params,
  };
}

function identifiers(filter: IdentifierExport, params: Params): BiSource {
  return {
    columns:
      biColumns(`company_id siren company_name:t scheme value:t is_valid:f checked_on status:t connector_id
      source_key:t fetched_at:i`),
    from: 'bi.company_identifiers v',
    where: [
      ...aboutCompanies(filter, params),
      ...inList('v.scheme', filter.schemes, { params, type: 'text[]' }),
    ],
    order: 'v.siren, v.scheme, v.value, v.connector_id, v.source_key, v.fetched_at',
    params,
  };
}

function recommendedLimits(filter: RecommendedLimitExport, params: Params): BiSource {
  return {
    columns:
      biColumns(`company_id siren company_name:t kind amount:a currency absent_because:t seen_on computed_on
      connector_id source_key:t fetched_at:i`),
    from: 'bi.recommended_limits v',
    where: [...aboutCompanies(filter, params), ...bound('v.seen_on >=', filter.seenSince, params)],
    order: 'v.siren, v.connector_id, v.kind, v.seen_on DESC, v.source_key, v.fetched_at',
    params,
  };
}

function covers(filter: CoverExport, params: Params): BiSource {
  return {
    columns:
      biColumns(`company_id siren company_name:t policy_number:t kind status amount:a announced_amount:a currency
      insured_percent:a decided_on notice_on effective_on ends_on run_off_until valid_from recorded_at:i
      superseded_at:i connector_id source_key:t fetched_at:i`),
    from: 'bi.insurance_covers v',
    where: [
      ...aboutCompanies(filter, params),
      ...inList('v.status', filter.status, { params, type: 'text[]' }),
      ...claim(filter.current, () => 'v.superseded_at IS NULL'),
    ],
    order: 'v.siren, v.connector_id, v.source_key, v.recorded_at DESC',
    params,
  };
}

function aboutCompanies({ sirens, connectorIds }: AboutCompanies, params: Params): string[] {
  return [
    ...inList('v.siren', sirens, { params, type: 'text[]' }),
    ...inList('v.connector_id', connectorIds, { params, type: 'text[]' }),
  ];
}
