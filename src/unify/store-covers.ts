import type { InsuranceCoverRecord, InsurancePolicyRecord, Json } from '../connector-kit';
import type { Transaction } from '../database';
import { isSame, type ChangedRow, type CompanyChange } from './company-changes';
import { asJson } from './record-table';
import { origin, ORIGIN_COLUMNS, type Sourced, type StoringTime } from './record-source';

/** What a cover says, by column and type. */
const COLUMNS = [
  ['policy_number', 'text'],
  ['kind', 'text'],
  ['status', 'text'],
  ['requested_minor', 'bigint'],
  ['amount_minor', 'bigint'],
  ['announced_minor', 'bigint'],
  ['currency', 'text'],
  ['insured_percent', 'numeric'],
  ['decided_on', 'date'],
  ['notice_on', 'date'],
  ['effective_on', 'date'],
  ['ends_on', 'date'],
  ['run_off_until', 'date'],
  ['decision_code', 'text'],
  ['conditions', 'text[]'],
  ['buyer_rating', 'text'],
] as const;

/**
 * Stores covers state by state: one that says what it said changes nothing, another state is a row of its own and ends
 * the one before. What was decided before the insurer was connected is no change when it is first seen.
 */
export async function storeCovers(
  tx: Transaction,
  records: readonly Sourced<InsuranceCoverRecord>[],
  { at, asOf }: Pick<StoringTime, 'at' | 'asOf'>,
): Promise<CompanyChange[]> {
  if (records.length === 0) return [];
  const params = [tx.tenantId, JSON.stringify(records.map(rowOf)), at];
  await tx.execute(RENEW_TERMS, params.slice(0, 2));
  const ended = await tx.query<ChangedRow>(END_CHANGED, params);
  const begun = await tx.query<ChangedRow>(BEGIN_CHANGED, [...params, asOf]);
  const before = new Map(ended.map((row) => [keyOf(row), row.before]));
  return begun.flatMap((row): CompanyChange[] => {
    const { companyId, connectionId, connectorId, sourceKey, restriction, after } = row;
    const was = before.get(keyOf(row)) ?? null;
    if (!row.isKnownSource || isSame({ before: was, after })) return [];
    const field = textOf(after?.['policyNumber']);
    const told = { companyId, field, before: was, after, connectionId, connectorId };
    return [{ facet: 'INSURANCE_COVER', ...told, sourceKey, restriction }];
  });
}

/** Policies as the insurer last described them. */
export async function storePolicies(
  tx: Transaction,
  records: readonly Sourced<InsurancePolicyRecord>[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ record, source }) => ({
    ...origin('', source),
    record_key: record.sourceKey,
    policy_number: record.policyNumber,
    status: record.status,
    starts_on: record.startsOn,
    ends_on: record.expiresOn,
    currency: record.currency,
  }));
  await tx.execute(STORE_POLICIES, [tx.tenantId, JSON.stringify(rows)]);
}

function keyOf({ companyId, connectionId, sourceKey }: ChangedRow): string {
  return JSON.stringify([companyId, connectionId, sourceKey]);
}

function rowOf({ record, source }: Sourced<InsuranceCoverRecord>): Record<string, Json> {
  return {
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    policy_number: record.policyNumber,
    kind: record.kind,
    status: record.status,
    requested_minor: text(record.requestedMinor),
    amount_minor: text(record.amountMinor),
    announced_minor: text(record.announcedMinor),
    currency: record.currency,
    insured_percent: record.insuredPercent,
    decided_on: record.decidedOn,
    notice_on: record.noticeOn,
    effective_on: record.effectiveOn,
    ends_on: record.expiresOn,
    run_off_until: record.runOffUntil,
    decision_code: record.decisionCode,
    conditions: record.conditions,
    buyer_rating: record.buyerRating,
  };
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** What JSON numbers would round stays a string. */
function text(minor: bigint | null): string | null {
  return minor === null ? null : String(minor);
}

const NAMES = COLUMNS.map(([name]) => name);
const KEPT = [...NAMES, 'use_restriction', 'expires_on'];
const of = (alias: string, names: readonly string[]): string =>
  names.map((name) => `${alias}.${name}`).join(', ');

const TOLD = `
  SELECT DISTINCT ON (company_id, connection_id, record_key) stable_id($1::text, r.siren) AS company_id, r.*
  FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, record_key text,
    ${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')})
  ORDER BY company_id, connection_id, record_key, r.fetched_at DESC`;

const ANSWER = `c.company_id AS "companyId", c.connection_id AS "connectionId", c.connector_id AS "connectorId",
  c.source_key AS "sourceKey", c.use_restriction AS restriction`;

/** The terms a state may be used under are no part of what it says. */
const RENEW_TERMS = `
  WITH r AS MATERIALIZED (${TOLD})
  UPDATE insurance_cover c SET use_restriction = r.use_restriction, expires_on = r.expires_on
  FROM r
  WHERE c.tenant_id = $1::uuid AND c.company_id = r.company_id AND c.connection_id = r.connection_id
    AND c.source_key = r.record_key AND c.superseded_at IS NULL AND c.fetched_at <= r.fetched_at
    AND (c.use_restriction, c.expires_on) IS DISTINCT FROM (r.use_restriction, r.expires_on)`;

/** Ends the states that hold and are told otherwise. An answer older than what is known changes nothing. */
const END_CHANGED = `
  WITH r AS MATERIALIZED (${TOLD})
  UPDATE insurance_cover c SET superseded_at = greatest($3::timestamptz, c.recorded_at + interval '1 millisecond')
  FROM r
  WHERE c.tenant_id = $1::uuid AND c.company_id = r.company_id AND c.connection_id = r.connection_id
    AND c.source_key = r.record_key AND c.superseded_at IS NULL AND c.fetched_at <= r.fetched_at
    AND (${of('c', NAMES)}) IS DISTINCT FROM (${of('r', NAMES)})
  RETURNING ${ANSWER}, ${asJson('c', COLUMNS)} AS before`;

/**
 * Begins the states that are told and do not hold yet. A state speaks from the day it takes effect, with an announced
 * change from the day of the notice, since the old amount holds until then. Another amount that comes without a day of
 * its own holds from the day it was seen: what was covered before that day stays so.
 */
const BEGIN_CHANGED = `
  WITH r AS MATERIALIZED (${TOLD})
  INSERT INTO insurance_cover AS c (tenant_id, company_id, connection_id, connector_id, source_key, recorded_at, valid_from,
    previous_minor, fetched_at, ${KEPT.join(', ')})
  SELECT $1::uuid, r.company_id, r.connection_id, r.connector_id, r.record_key,
    greatest($3::timestamptz, p.superseded_at),
    CASE WHEN p.company_id IS NULL THEN coalesce(d.on, $4::date)
      WHEN d.on > p.valid_from THEN d.on
      WHEN (p.status, p.amount_minor, p.announced_minor, p.currency) IS DISTINCT FROM
        (r.status, r.amount_minor, r.announced_minor, r.currency) THEN greatest($4::date, p.valid_from)
      ELSE p.valid_from END,
    CASE WHEN p.currency IS DISTINCT FROM r.currency THEN NULL
      WHEN r.amount_minor < p.amount_minor THEN p.amount_minor
      WHEN (r.amount_minor, r.effective_on) IS NOT DISTINCT FROM (p.amount_minor, p.effective_on) THEN p.previous_minor END,
    r.fetched_at, ${of('r', KEPT)}
  FROM r
  CROSS JOIN LATERAL (SELECT CASE WHEN r.announced_minor IS NULL THEN coalesce(r.effective_on, r.decided_on)
    ELSE coalesce(r.notice_on, r.decided_on) END AS on) d
  LEFT JOIN LATERAL (
    SELECT o.* FROM insurance_cover o WHERE o.tenant_id = $1::uuid AND o.company_id = r.company_id
      AND o.connection_id = r.connection_id AND o.source_key = r.record_key ORDER BY o.recorded_at DESC LIMIT 1) p ON true
  WHERE p.company_id IS NULL OR p.superseded_at IS NOT NULL
  RETURNING ${ANSWER}, ${asJson('c', COLUMNS)} AS after,
    EXISTS (SELECT FROM insurance_cover o WHERE o.tenant_id = $1::uuid AND o.company_id = c.company_id
        AND o.connection_id = c.connection_id)
      OR EXISTS (SELECT FROM connection n WHERE n.tenant_id = $1::uuid AND n.connection_id = c.connection_id
        AND c.decided_on > n.created_at::date) AS "isKnownSource"`;

const POLICY = ['policy_number', 'status', 'starts_on', 'ends_on', 'currency'];
const POLICY_KEPT = [...POLICY, 'use_restriction', 'expires_on'];

const STORE_POLICIES = `
  INSERT INTO insurance_policy AS p (tenant_id, connection_id, connector_id, source_key, fetched_at, ${POLICY_KEPT.join(', ')})
  SELECT DISTINCT ON (r.connection_id, r.record_key) $1::uuid, r.connection_id, r.connector_id, r.record_key, r.fetched_at,
    ${of('r', POLICY_KEPT)}
  FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, record_key text, policy_number text, status text,
    starts_on date, ends_on date, currency text)
  ORDER BY r.connection_id, r.record_key, r.fetched_at DESC
  ON CONFLICT (tenant_id, connection_id, source_key) DO UPDATE SET fetched_at = EXCLUDED.fetched_at,
    ${POLICY_KEPT.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
  WHERE p.fetched_at <= EXCLUDED.fetched_at AND (${of('p', POLICY_KEPT)}) IS DISTINCT FROM (${of('EXCLUDED', POLICY_KEPT)})`;
