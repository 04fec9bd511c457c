import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { ExceptionKind } from '../limits';
import { claim, inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export interface ExceptionGrantRow {
  exceptionGrantId: string;
  customerId: string;
  kind: ExceptionKind;
  reason: string;
  terms: string | null;
  /** Minor units, as a decimal string; null for TERMS. */
  ceilingMinor: string | null;
  currency: string;
  isOneShot: boolean;
  expiresAt: Date;
  requestedBy: string;
  grantedBy: string;
  grantedAt: Date;
  customerToldBy: string | null;
  customerToldOn: LocalDate | null;
  usedBy: string | null;
  usedAt: Date | null;
  revokedBy: string | null;
  revokedAt: Date | null;
  revokeReason: string | null;
  /** How many of its kind the customer has had in the twelve months up to it, itself included. */
  repeatCount: number;
  /** Whether it may still be used. */
  isUsable: boolean;
}

export interface ExceptionGrantFilter {
  customerIds: readonly string[] | null;
  kinds: readonly ExceptionKind[] | null;
  isUsable: boolean | null;
  /** Those that are at least the so manieth in twelve months. */
  repeatedAtLeast: number | null;
}

const columns = (
  usable: string,
): string => `e.exception_grant_id AS "exceptionGrantId", e.customer_id AS "customerId",
  e.kind, e.reason, e.terms, e.ceiling_minor::text AS "ceilingMinor", e.currency, e.is_one_shot AS "isOneShot",
  e.expires_at AS "expiresAt", e.requested_by AS "requestedBy", e.granted_by AS "grantedBy", e.granted_at AS "grantedAt",
  e.customer_told_by AS "customerToldBy", e.customer_told_on AS "customerToldOn", e.used_by AS "usedBy",
  e.used_at AS "usedAt", e.revoked_by AS "revokedBy", e.revoked_at AS "revokedAt", e.revoke_reason AS "revokeReason",
  p.n AS "repeatCount", ${usable} AS "isUsable"`;

const FROM = `exception_grant e CROSS JOIN LATERAL (
  SELECT count(*)::int AS n FROM exception_grant o
  WHERE o.tenant_id = e.tenant_id AND o.customer_id = e.customer_id AND o.kind = e.kind
    AND (o.granted_at, o.exception_grant_id) <= (e.granted_at, e.exception_grant_id)
    AND o.granted_at > e.granted_at - interval '12 months') p`;

/** SQL of whether an exception may still be used at an instant (SQL). */
const usableAt = (at: string): string =>
  `(e.revoked_at IS NULL AND e.expires_at > ${at} AND NOT (e.is_one_shot AND e.used_at IS NOT NULL))`;

interface ExceptionQuery {
  filter: ExceptionGrantFilter;
  at: Date;
}

/** One page of exceptions, the latest first. */
export async function listExceptionGrants(
  tx: Transaction,
  query: ExceptionQuery,
  page: PageRequest,
): Promise<Page<ExceptionGrantRow>> {
  return readPage(tx, exceptionSource(tx, query), page);
}

export async function countExceptionGrants(
  tx: Transaction,
  query: ExceptionQuery,
): Promise<number> {
  return countList(tx, exceptionSource(tx, query));
}

/** Exceptions by id; unknown ids are left out. */
export async function exceptionGrantsById(
  tx: Transaction,
  ids: readonly string[],
  at: Date,
): Promise<ExceptionGrantRow[]> {
  return tx.query<ExceptionGrantRow>(
    `SELECT ${columns(usableAt('$3'))} FROM ${FROM}
     WHERE e.tenant_id = $1 AND e.exception_grant_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids], at],
  );
}

function exceptionSource(tx: Transaction, { filter, at }: ExceptionQuery): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const usable = usableAt(params.add(at, 'timestamptz'));
  const place = (type: string): { params: Params; type: string } => ({ params, type });
  return {
    list: 'exceptionGrants',
    keys: [
      { sql: 'e.granted_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'e.exception_grant_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: columns(usable),
    from: FROM,
    where: [
      'e.tenant_id = $1',
      ...inList('e.customer_id', filter.customerIds, place('uuid[]')),
      ...inList('e.kind', filter.kinds, place('text[]')),
      ...claim(filter.isUsable, () => usable),
      ...(filter.repeatedAtLeast === null
        ? []
        : [`p.n >= ${params.add(filter.repeatedAtLeast, 'integer')}`]),
    ],
    params,
  };
}
