import type {
  PaymentIndexRecord,
  ProviderScoreRecord,
  RecommendedLimitRecord,
} from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { ChangedRow, CompanyChange, CompanyFacet } from './company-changes';
import { storeSeries, type SeriesTable } from './record-table';
import { origin, type Sourced } from './record-source';

const SCORES: SeriesTable = {
  table: 'provider_score',
  series: 'scale',
  tells: ['value', 'absent_because'],
  columns: [
    ['scale', 'text'],
    ['value', 'text'],
    ['absent_because', 'text'],
    ['higher_is_safer', 'boolean'],
    ['measures', 'text'],
    ['horizon_months', 'integer'],
    ['computed_on', 'date'],
  ],
};

const LIMITS: SeriesTable = {
  table: 'recommended_limit',
  series: 'kind',
  tells: ['amount_minor', 'currency', 'absent_because'],
  columns: [
    ['kind', 'text'],
    ['amount_minor', 'bigint'],
    ['currency', 'text'],
    ['absent_because', 'text'],
    ['computed_on', 'date'],
  ],
};

const INDEXES: SeriesTable = {
  table: 'payment_index',
  series: 'scale',
  tells: ['value', 'absent_because', 'days_beyond_terms'],
  columns: [
    ['scale', 'text'],
    ['value', 'text'],
    ['absent_because', 'text'],
    ['higher_is_better', 'boolean'],
    ['days_beyond_terms', 'numeric'],
    ['computed_on', 'date'],
  ],
};

/** Scores of providers, raw; those of another day are kept beside. */
export async function storeProviderScores(
  tx: Transaction,
  records: readonly Sourced<ProviderScoreRecord>[],
  { asOf }: { asOf: LocalDate },
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    scale: record.scale,
    value: record.value,
    absent_because: record.absentBecause,
    higher_is_safer: record.higherIsSafer,
    measures: record.measures,
    horizon_months: record.horizonMonths,
    computed_on: record.computedOn,
  }));
  return eachChange('PROVIDER_SCORE', await storeSeries(tx, SCORES, { rows, asOf }));
}

/** How much bureaux and insurers say may be owed; what they said on another day is kept beside. */
export async function storeRecommendedLimits(
  tx: Transaction,
  records: readonly Sourced<RecommendedLimitRecord>[],
  { asOf }: { asOf: LocalDate },
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    kind: record.kind,
    amount_minor: record.amountMinor === null ? null : String(record.amountMinor),
    currency: record.currency,
    absent_because: record.absentBecause,
    computed_on: record.computedOn,
  }));
  return eachChange('RECOMMENDED_LIMIT', await storeSeries(tx, LIMITS, { rows, asOf }));
}

/** How companies pay, as bureaux measure it; what they measured on another day is kept beside. */
export async function storePaymentIndexes(
  tx: Transaction,
  records: readonly Sourced<PaymentIndexRecord>[],
  { asOf }: { asOf: LocalDate },
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    scale: record.scale,
    value: record.value,
    absent_because: record.absentBecause,
    higher_is_better: record.higherIsBetter,
    days_beyond_terms: record.daysBeyondTerms === null ? null : String(record.daysBeyondTerms),
    computed_on: record.computedOn,
  }));
  return eachChange('PAYMENT_INDEX', await storeSeries(tx, INDEXES, { rows, asOf }));
}

function eachChange(
  facet: CompanyFacet,
  rows: readonly (ChangedRow & { field: string })[],
): CompanyChange[] {
  return rows.map(({ companyId, connectionId, connectorId, sourceKey, restriction, ...row }) => ({
    ...{ companyId, facet, field: row.field, before: row.before, after: row.after },
    ...{ connectionId, connectorId, sourceKey, restriction },
  }));
}
