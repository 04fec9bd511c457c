import type { Connector } from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { forgetPayloads, mapAgain } from '../landing';
import { chooseFacts } from './choose-facts';
import { LICENSED_PLACES, WITHOUT_COMPANY, type LicensedPlace } from './licensed-tables';
import { lockCompanies } from './lock-companies';
import { refreshLegalState } from './refresh-legal-state';
import { readUseTerms, type UseTerms } from './use-terms';

export interface TermsApplied {
  /** Rows whose restriction or retention was another one than their source's terms say now. */
  restated: number;
  /** Rows and payloads past their retention that were deleted. */
  forgotten: number;
  /** Of which something changed. */
  companyIds: string[];
}

interface When {
  at: Date;
  asOf: LocalDate;
  /** Only these companies, one of several parts; absent, all of them at once. What is of no company goes with `isLast`. */
  part?: { companyIds: readonly string[]; isLast: boolean };
}

/** Companies of which something is to be restated or forgotten, by id: what `applyTerms` may be given part by part. */
export async function companiesUnderTerms(
  tx: Transaction,
  { connectionId, connector }: { connectionId: string; connector: TermsOf | null },
  at: Date,
): Promise<string[]> {
  const terms = connector === null ? null : await readUseTerms(tx, { connectionId, connector });
  return concerned(tx, { connectionId, terms }, at);
}

type TermsOf = Pick<Connector, 'licence'>;

/**
 * Brings what one connection said under the terms that hold for it now (a licence or a contract may have changed since),
 * deletes what is past its retention, payloads too, and chooses anew among what is left. Run again on the same day it
 * changes nothing.
 */
export async function applyTerms(
  tx: Transaction,
  source: { connectionId: string; connector: TermsOf },
  when: When,
): Promise<TermsApplied> {
  const { connectionId } = source;
  const terms = await readUseTerms(tx, source);
  const days = terms.retentionDays;
  const applied = await applyToRows(tx, { connectionId, terms }, when);
  // What was seen again since it was stored is kept longer: its payload says when that was.
  if (applied.restated > 0 && days !== null) await mapAgain(tx, { connectionId });
  if (days !== null && when.part?.isLast !== false) {
    applied.forgotten += await forgetPayloads(tx, { connectionId, days, at: when.at });
  }
  return applied;
}

/** Deletes what is past the retention it was stored with: for what came through a connector that is gone. */
export async function forgetExpired(
  tx: Transaction,
  connectionId: string,
  when: When,
): Promise<TermsApplied> {
  return applyToRows(tx, { connectionId, terms: null }, when);
}

interface Source {
  connectionId: string;
  /** Null to leave restriction and retention as they were stored. */
  terms: UseTerms | null;
}

async function applyToRows(tx: Transaction, source: Source, when: When): Promise<TermsApplied> {
  // Companies first, in the order everybody locks them in: who stores records holds them before it touches a row.
  const companyIds = when.part?.companyIds ?? (await concerned(tx, source, when.at));
  const sirens = await lockCompanies(tx, { companyIds });
  let restated = 0;
  let forgotten = 0;
  const isLast = when.part?.isLast !== false;
  for (const place of LICENSED_PLACES) {
    if (WITHOUT_COMPANY.has(place.type) && !isLast) continue;
    const rows = rowsOf(tx, { place, source, at: when.at, companyIds });
    if (source.terms !== null) {
      restated += await tx.execute(
        `UPDATE ${rows.table} SET use_restriction = $3, expires_on = ${EXPIRY} WHERE ${rows.among} AND ${IS_OTHERWISE}`,
        rows.params,
      );
    }
    forgotten += await tx.execute(
      `DELETE FROM ${rows.table} WHERE ${rows.among} AND ${IS_OVER} ${USES_ALL}`,
      rows.params,
    );
  }
  await chooseFacts(tx, sirens, when.at);
  await refreshLegalState(tx, sirens, when);
  return { restated, forgotten, companyIds: [...companyIds] };
}

/** Companies with a row that is to be restated or forgotten, by id. */
async function concerned(tx: Transaction, source: Source, at: Date): Promise<string[]> {
  const found = new Set<string>();
  for (const place of LICENSED_PLACES.filter(({ type }) => !WITHOUT_COMPANY.has(type))) {
    const rows = rowsOf(tx, { place, source, at, companyIds: null });
    const isOtherwise = source.terms === null ? 'false' : IS_OTHERWISE;
    const ids = await tx.query<{ companyId: string }>(
      `SELECT DISTINCT company_id AS "companyId" FROM ${rows.table}
       WHERE ${rows.among} AND (${IS_OVER} OR ${isOtherwise}) ${USES_ALL}`,
      rows.params,
    );
    for (const { companyId } of ids) found.add(companyId);
  }
  return [...found].sort();
}

interface Rows {
  table: string;
  among: string;
  params: unknown[];
}

function rowsOf(
  tx: Transaction,
  of: { place: LicensedPlace; source: Source; at: Date; companyIds: readonly string[] | null },
): Rows {
  const { source, at, companyIds } = of;
  const { type, table, rows } = of.place;
  const isOfCompanies = companyIds !== null && !WITHOUT_COMPANY.has(type);
  const { connectionId, terms } = source;
  return {
    table,
    among: `tenant_id = $1 AND connection_id = $2 AND ${rows}
      AND ${isOfCompanies ? 'company_id = ANY ($6::uuid[])' : '$6::uuid[] IS NULL'}`,
    params: [
      tx.tenantId,
      connectionId,
      terms?.restrictionOf(type) ?? null,
      terms?.retentionDays ?? null,
      at,
      isOfCompanies ? companyIds : null,
    ],
  };
}

const TODAY = `($5::timestamptz AT TIME ZONE 'UTC')::date`;
const LIMIT = `(coalesce(fetched_at, $5::timestamptz) AT TIME ZONE 'UTC')::date + $4::integer`;
/**
 * Retention counts from when a row was last seen. Of a row that had no limit until now only the last change is known: it
 * is kept for one day more, until its payload has been mapped again. Looked at again on the same day, it has that day still.
 */
const EXPIRY = `CASE WHEN $4::integer IS NULL THEN NULL
  WHEN expires_on IS NULL OR expires_on = ${TODAY} + 1 THEN greatest(${LIMIT}, ${TODAY} + 1) ELSE ${LIMIT} END`;
const IS_OTHERWISE = `(use_restriction <> $3::text OR expires_on IS DISTINCT FROM ${EXPIRY})`;
const IS_OVER = `coalesce(expires_on <= ${TODAY}, false)`;
/** Postgres takes no parameter without a use. */
const USES_ALL = `AND ($3::text IS NULL OR true) AND ($4::integer IS NULL OR true)`;
