import type { Transaction } from '../database';
import { FACT_PRECEDENCE } from '../unify';
import { groupRows } from './list-source';

export type ByCompany<Row> = Promise<Map<string, Row[]>>;

/** What is past its retention is not read any more, though it may not have been deleted yet. */
export const live = (alias: string): string =>
  `coalesce(${alias}.expires_on > (SELECT bi.today()), true)`;

/** The terms and the place of a row, as every record answers them. */
export const sourceColumns = (alias: string): string =>
  `${alias}.company_id AS "companyId", ${alias}.connector_id AS "connectorId",
  ${alias}.connection_id AS "connectionId", ${alias}.source_key AS "sourceKey",
  ${alias}.use_restriction AS "useRestriction", ${alias}.fetched_at AS "fetchedAt"`;

const PRECEDENCE = `ARRAY[${FACT_PRECEDENCE.map((id) => `'${id}'`).join(', ')}]::text[]`;

/** The most believed source first: what is open, then by precedence. */
export const byBelief = (alias: string): string =>
  `${alias}.use_restriction <> 'NONE', coalesce(array_position(${PRECEDENCE}, ${alias}.connector_id), 1000),
  ${alias}.connection_id`;

/** Rows of any number of companies in one statement ($1 the tenant, $2 the companies), by company. */
export async function byCompany<Row extends { companyId: string }>(
  tx: Transaction,
  ids: readonly string[],
  sql: string,
): ByCompany<Row> {
  const rows = await tx.query<Row>(sql, [tx.tenantId, [...ids]]);
  return groupRows(rows, (row) => row.companyId);
}
