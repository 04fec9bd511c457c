import { addDays, convertMinor, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { CreditPolicy } from '../limits';
import {
  checkStatement,
  CURRENT_MODEL,
  termsBeside,
  type SourceTerms,
  type StatementFacts,
} from '../scoring';
import { knownInside } from '../unify';
import {
  NO_COMPANY,
  type AppointmentView,
  type CompanyChangeView,
  type CompanySignals,
  type CoverView,
  type EquityView,
  type LimitSeriesView,
  type LimitValueView,
  type ScoreSeriesView,
} from './company-signals';
import { NEWS_DAYS } from './rules/news';

/** What rules look back on of scores and recommended limits. */
const SERIES_MONTHS = 24;

interface Reading {
  readonly today: LocalDate;
  readonly policy: Pick<CreditPolicy, 'currency' | 'alerts'>;
}

type Draft = { -readonly [Name in keyof CompanySignals]: CompanySignals[Name] } & {
  changes: CompanyChangeView[];
  appointments: AppointmentView[];
  scores: ScoreSeriesView[];
  recommendedLimits: LimitSeriesView[];
  covers: CoverView[];
};

/** What is known of the companies of customers, read in sets; of a customer without one, nothing. */
export async function readCompanySignals(
  tx: Transaction,
  customerIds: readonly string[],
  reading: Reading,
): Promise<Map<string, CompanySignals>> {
  const { today } = reading;
  const rows = await tx.query<CompanyRow>(COMPANIES, [tx.tenantId, [...customerIds], today]);
  const byCompany = new Map<string, Draft>();
  for (const row of rows) if (row.companyId !== null) byCompany.set(row.companyId, draftOf(row));
  const companyIds = [...byCompany.keys()].sort();
  const read = { tx, params: [tx.tenantId, companyIds, today], byCompany };
  if (companyIds.length > 0) {
    await readEquity(read, today);
    await readChanges(read, addDays(today, -lookBackDays(reading)));
    await readOpinions(read);
    await readCovers(read);
    await readConfirmations(read, addDays(today, -reading.policy.alerts.staleAfterDays));
  }
  const unmatched = await unmatchedAmounts(tx, rows, reading);
  return new Map(
    rows.map(({ customerId, companyId, currency }) => [
      customerId,
      {
        ...((companyId === null ? undefined : byCompany.get(companyId)) ?? NO_COMPANY),
        unmatchedExposureMinor: unmatched.get(currency) ?? null,
      },
    ]),
  );
}

/** Changes are counted over the policy's window, and each told while it is news. */
function lookBackDays({ policy }: Reading): number {
  return Math.max(policy.alerts.changesWithinDays, NEWS_DAYS);
}

interface CompanyRow {
  customerId: string;
  currency: string;
  companyId: string | null;
  siren: string | null;
  legalFormCode: string | null;
  createdOn: LocalDate | null;
  confirmedOn: LocalDate | null;
}

function draftOf({ siren, legalFormCode, createdOn, confirmedOn }: CompanyRow): Draft {
  return {
    ...{ siren, legalFormCode, createdOn, confirmedOn, equity: null },
    ...{ changes: [], appointments: [], scores: [], recommendedLimits: [], covers: [] },
    unmatchedExposureMinor: null,
  };
}

interface Read {
  readonly tx: Transaction;
  /** The tenant, the companies, today. */
  readonly params: readonly unknown[];
  readonly byCompany: ReadonlyMap<string, Draft>;
}

/** Rows of companies, each with the company it is of. */
async function each<Row extends { companyId: string }>(
  { tx, params, byCompany }: Read,
  sql: string,
  note: (company: Draft, row: Row) => void,
): Promise<void> {
  for (const row of await tx.query<Row>(sql, [...params])) {
    const company = byCompany.get(row.companyId);
    if (company !== undefined) note(company, row);
  }
}

type EquityRow = Omit<StatementFacts, 'terms'> & {
  companyId: string;
  currency: string;
  terms: SourceTerms | null;
  equity: string;
  shareCapital: string;
};

async function readEquity(read: Read, today: LocalDate): Promise<void> {
  await each<EquityRow>(read, EQUITY, (company, row) => {
    company.equity = equityView(row, today);
  });
}

/** Null of accounts that scoring would put aside too. */
function equityView(row: EquityRow, asOf: LocalDate): EquityView | null {
  const { sourceKey, closedOn, currency, terms } = row;
  const context = { asOf, parameters: CURRENT_MODEL.financial, previous: null };
  const { months, confidentiality, scope, items } = row;
  const facts = { sourceKey, closedOn, months, confidentiality, scope, items };
  if (checkStatement(facts, context).some(({ isRefusal }) => isRefusal)) return null;
  return {
    ...{ sourceKey, closedOn, currency },
    equityMinor: BigInt(row.equity),
    shareCapitalMinor: BigInt(row.shareCapital),
    ...termsBeside(terms),
  };
}

type ChangeRow = Omit<CompanyChangeView, 'terms'> & {
  companyId: string;
  terms: SourceTerms | null;
};
type AppointmentRow = Omit<AppointmentView, 'terms'> & {
  companyId: string;
  terms: SourceTerms | null;
};

async function readChanges(read: Read, since: LocalDate): Promise<void> {
  const windowed = { ...read, params: [...read.params, since] };
  await each<ChangeRow>(windowed, CHANGES, (company, { companyId: _, terms, ...change }) => {
    company.changes.push({ ...change, ...termsBeside(terms) });
  });
  await each<AppointmentRow>(windowed, APPOINTMENTS, (company, row) => {
    const { kind, connectionId, on, terms } = row;
    company.appointments.push({ kind, connectionId, on, ...termsBeside(terms) });
  });
}

type SeriesRow<Value> = {
  companyId: string;
  connectionId: string;
  connectorId: string;
  name: string;
  values: (Value & { terms: SourceTerms | null })[];
};

async function readOpinions(read: Read): Promise<void> {
  await each<SeriesRow<ScoreSeriesView['values'][number]>>(read, SCORES, (company, row) => {
    const { connectionId, connectorId, name: scale } = row;
    const values = row.values.map(({ terms, ...value }) => ({ ...value, ...termsBeside(terms) }));
    company.scores.push({ connectionId, connectorId, scale, values });
  });
  type LimitJson = Omit<LimitValueView, 'amountMinor'> & { amountMinor: string | null };
  await each<SeriesRow<LimitJson>>(read, LIMITS, (company, row) => {
    const { connectionId, connectorId, name: currency } = row;
    const values = row.values.map(({ terms, amountMinor, ...value }) => ({
      ...value,
      amountMinor: amountMinor === null ? null : BigInt(amountMinor),
      ...termsBeside(terms),
    }));
    company.recommendedLimits.push({ connectionId, connectorId, currency, values });
  });
}

type Amounts = Record<'amountMinor' | 'announcedMinor' | 'previousMinor', string | null>;
type CoverRow = Omit<CoverView, keyof Amounts | 'terms'> &
  Amounts & { companyId: string; terms: SourceTerms | null };

async function readCovers(read: Read): Promise<void> {
  await each<CoverRow>(read, COVERS, (company, { companyId: _, terms, ...row }) => {
    company.covers.push({
      ...row,
      amountMinor: minorOrNull(row.amountMinor),
      announcedMinor: minorOrNull(row.announcedMinor),
      previousMinor: minorOrNull(row.previousMinor),
      ...termsBeside(terms),
    });
  });
}

function minorOrNull(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

/** Of those that look stale, also what each source last said again unchanged, which is a dearer question. */
async function readConfirmations(read: Read, staleBefore: LocalDate): Promise<void> {
  const stale = [...read.byCompany].filter(
    ([, { confirmedOn }]) => confirmedOn === null || confirmedOn < staleBefore,
  );
  if (stale.length === 0) return;
  const [tenantId, , today] = read.params;
  const params = [tenantId, stale.map(([companyId]) => companyId), today];
  type Confirmed = { companyId: string; confirmedOn: LocalDate };
  await each<Confirmed>({ ...read, params }, CONFIRMED, (company, { confirmedOn }) => {
    if (company.confirmedOn === null || company.confirmedOn < confirmedOn)
      company.confirmedOn = confirmedOn;
  });
}

/** The policy's amount by currency of customers; a currency without a rate of these days has none. */
async function unmatchedAmounts(
  tx: Transaction,
  rows: readonly CompanyRow[],
  { today, policy }: Reading,
): Promise<Map<string, bigint>> {
  const { unmatchedExposureMinor: amount } = policy.alerts;
  const amounts = new Map([[policy.currency, amount]]);
  const others = rows.filter(
    ({ companyId, currency }) => companyId === null && currency !== policy.currency,
  );
  if (others.length === 0) return amounts;
  const rates = await tx.query<{ currency: string; rate: string }>(
    `SELECT currency, rate::text FROM exchange_rates_at($1::date, 'infinity') WHERE source IS NOT NULL`,
    [today],
  );
  const rateOf = (currency: string): { currency: string; rate: string } | undefined =>
    currency === 'EUR' ? { currency, rate: '1' } : rates.find((rate) => rate.currency === currency);
  const from = rateOf(policy.currency);
  for (const { currency } of others) {
    const to = rateOf(currency);
    if (from !== undefined && to !== undefined)
      amounts.set(currency, convertMinor(amount, from, to));
  }
  return amounts;
}

const known = (column: string, type: string): string =>
  knownInside('m', { key: column, column, type, today: '$3::date' });

/** Beside a row: its terms, null for what everybody may know. */
const termsOf = (row: string): string =>
  `CASE WHEN ${row}.use_restriction <> 'NONE' THEN jsonb_build_object('restriction', ${row}.use_restriction,
      'connector', ${row}.connector_id) END`;
const inUse = (row: string): string => `coalesce(${row}.expires_on > $3::date, true)`;
const day = (instant: string): string => `(${instant} AT TIME ZONE 'Europe/Paris')::date`;

const COMPANIES = `
  SELECT c.customer_id AS "customerId", c.currency, m.company_id AS "companyId", m.siren,
    CASE WHEN m.company_id IS NOT NULL THEN ${known('legal_form_code', 'text')} END AS "legalFormCode",
    CASE WHEN m.company_id IS NOT NULL THEN ${known('created_on', 'date')} END AS "createdOn",
    ${day(`greatest(m.updated_at, m.known_since, s.read_at)`)} AS "confirmedOn"
  FROM customer c
  LEFT JOIN company m ON m.tenant_id = $1 AND m.company_id = c.company_id
  LEFT JOIN LATERAL (
    SELECT max(s.read_at) AS read_at FROM subject_reading s
    WHERE s.tenant_id = $1 AND s.siren = m.siren AND s.outcome = 'FOUND'
  ) s ON true
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2::uuid[])
  ORDER BY c.customer_id`;

/** Of the latest accounts of the company's own that state both; what everybody may know before what not everybody may. */
const EQUITY = `
  SELECT k.id AS "companyId", f.source_key AS "sourceKey", f.closed_on AS "closedOn", f.months, f.confidentiality, f.scope,
    f.currency, f.items ->> 'equity' AS equity, f.items ->> 'shareCapital' AS "shareCapital",
    CASE WHEN (f.items ->> 'equity')::bigint * 2 < (f.items ->> 'shareCapital')::bigint THEN f.items ELSE '{}' END AS items,
    ${termsOf('f')} AS terms
  FROM unnest($2::uuid[]) AS k (id)
  CROSS JOIN LATERAL (
    SELECT f.* FROM financial_statement f
    WHERE f.tenant_id = $1 AND f.company_id = k.id AND f.scope = 'COMPANY' AND f.closed_on <= $3::date
      AND ${inUse('f')} AND f.items ?& '{equity,shareCapital}'
    ORDER BY f.closed_on DESC, f.use_restriction <> 'NONE', f.connector_id, f.source_key LIMIT 1
  ) f`;

const CHANGES = `
  SELECT h.company_id AS "companyId", h.company_change_id AS "changeId", h.kind, h.connection_id AS "connectionId",
    h.changed_on AS "changedOn", ${day('h.fetched_at')} AS "learntOn",
    CASE WHEN h.kind NOT IN ('OFFICERS', 'OWNERS') THEN h.before END AS before,
    CASE WHEN h.kind NOT IN ('OFFICERS', 'OWNERS') THEN h.after END AS after, ${termsOf('h')} AS terms
  FROM company_change h
  WHERE h.tenant_id = $1 AND h.company_id = ANY ($2::uuid[]) AND h.changed_on BETWEEN $4::date AND $3::date
    AND ${inUse('h')}
  ORDER BY h.company_id, h.changed_on, h.company_change_id`;

const APPOINTMENTS = `
  SELECT DISTINCT p.company_id AS "companyId", p.kind, p.connection_id AS "connectionId", p.since_on AS on,
    ${termsOf('p')} AS terms
  FROM (
    SELECT o.company_id, 'OFFICERS' AS kind, o.connection_id, o.connector_id, o.since_on, o.use_restriction
    FROM officer o
    WHERE o.tenant_id = $1 AND o.company_id = ANY ($2::uuid[]) AND o.since_on BETWEEN $4::date AND $3::date
      AND o.role !~* 'commissaire\\s+aux\\s+comptes|statutory auditor' AND ${inUse('o')}
    UNION ALL
    SELECT o.company_id, 'OWNERS', o.connection_id, o.connector_id, o.since_on, o.use_restriction
    FROM company_owner o
    WHERE o.tenant_id = $1 AND o.company_id = ANY ($2::uuid[]) AND o.since_on BETWEEN $4::date AND $3::date
      AND ${inUse('o')}
  ) p ORDER BY 1, 2, 4, 3`;

/** A series of one value tells of no change. Of several values of a day the first by key. */
const series = (table: string, of: { name: string; value: string; rows: string }): string => `
  SELECT v.company_id AS "companyId", v.connection_id AS "connectionId", v.connector_id AS "connectorId",
    v.name, jsonb_agg(jsonb_build_object('sourceKey', v.source_key, 'on', v.seen_on, ${of.value}, 'terms', v.terms)
      ORDER BY v.seen_on) AS values
  FROM (
    SELECT DISTINCT ON (v.company_id, v.connection_id, v.${of.name}, v.seen_on) v.*, v.${of.name} AS name,
      ${termsOf('v')} AS terms
    FROM ${table} v
    WHERE v.tenant_id = $1 AND v.company_id = ANY ($2::uuid[]) AND v.seen_on <= $3::date
      AND v.seen_on > ($3::date - interval '${SERIES_MONTHS} months')::date AND ${inUse('v')} AND ${of.rows}
    ORDER BY v.company_id, v.connection_id, v.${of.name}, v.seen_on, v.source_key
  ) v GROUP BY 1, 2, 3, 4 HAVING count(*) > 1 ORDER BY 1, 2, 4`;

const SCORES = series('provider_score', {
  name: 'scale',
  value: `'value', v.value, 'higherIsSafer', v.higher_is_safer`,
  rows: 'true',
});

/** What it advises; its ceiling only where it advises nothing. */
const LIMITS = series('recommended_limit', {
  name: 'currency',
  value: `'amountMinor', v.amount_minor::text`,
  rows: `(v.kind = 'RECOMMENDED' OR NOT EXISTS (SELECT FROM recommended_limit r WHERE r.tenant_id = $1
      AND r.company_id = v.company_id AND r.connection_id = v.connection_id AND r.kind = 'RECOMMENDED'))`,
});

const COVERS = `
  SELECT v.company_id AS "companyId", v.connection_id AS "connectionId", v.connector_id AS "connectorId",
    v.source_key AS "sourceKey", v.policy_number AS "policyNumber", v.status, v.currency,
    v.amount_minor AS "amountMinor", v.announced_minor AS "announcedMinor", v.previous_minor AS "previousMinor",
    v.decided_on AS "decidedOn", v.notice_on AS "noticeOn", v.effective_on AS "effectiveOn", v.ends_on AS "endsOn",
    v.run_off_until AS "runOffUntil", ${day('v.recorded_at')} AS "learntOn", ${termsOf('v')} AS terms
  FROM insurance_cover v
  WHERE v.tenant_id = $1 AND v.company_id = ANY ($2::uuid[]) AND v.superseded_at IS NULL AND ${inUse('v')}
  ORDER BY v.company_id, v.connection_id, v.source_key`;

const CONFIRMED = `
  SELECT f.company_id AS "companyId", ${day('max(greatest(f.fetched_at, r.last_seen_at))')} AS "confirmedOn"
  FROM company_fact f
  LEFT JOIN raw_record r ON r.tenant_id = $1 AND r.connection_id = f.connection_id AND r.stream = f.stream
    AND r.source_key = f.source_key AND r.is_current
  WHERE f.tenant_id = $1 AND f.company_id = ANY ($2::uuid[]) AND ${inUse('f')}
  GROUP BY 1`;
