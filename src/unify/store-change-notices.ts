import type { ChangeNoticeRecord } from '../connector-kit';
import type { Transaction } from '../database';
import { origin, ORIGIN_COLUMNS, type Sourced } from './record-source';

/**
 * Keeps what providers report, once: reasons to read a company again, not facts of it. Answers the companies of those
 * that had not been heard before, by id.
 */
export async function storeChangeNotices(
  tx: Transaction,
  records: readonly Sourced<ChangeNoticeRecord>[],
): Promise<string[]> {
  if (records.length === 0) return [];
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    facet: record.facet,
    before: record.before,
    after: record.after,
    noticed_on: record.noticedOn,
  }));
  const heard = await tx.query<{ companyId: string }>(
    `INSERT INTO change_notice (tenant_id, company_id, connection_id, connector_id, source_key, facet, before, after,
       noticed_on, use_restriction, expires_on, fetched_at)
     SELECT DISTINCT ON (company_id, r.connection_id, r.record_key) $1::uuid, stable_id($1::text, r.siren) AS company_id,
       r.connection_id, r.connector_id, r.record_key, r.facet, r.before, r.after, r.noticed_on, r.use_restriction,
       r.expires_on, r.fetched_at
     FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, record_key text, facet text, before text, after text,
       noticed_on date)
     ORDER BY company_id, r.connection_id, r.record_key, r.fetched_at DESC
     ON CONFLICT (tenant_id, company_id, connection_id, source_key) DO NOTHING
     RETURNING company_id AS "companyId"`,
    [tx.tenantId, JSON.stringify(rows)],
  );
  return [...new Set(heard.map(({ companyId }) => companyId))];
}
