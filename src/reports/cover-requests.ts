import type { Transaction } from '../database';
import type { CoverRequestStatus } from '../limits';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export interface CoverRequestRow {
  coverRequestId: string;
  connectionId: string;
  connectorId: string;
  siren: string;
  customerId: string | null;
  /** Minor units, as a decimal string. */
  amountMinor: string;
  currency: string;
  status: CoverRequestStatus;
  requestedBy: string;
  requestedAt: Date;
  sentAt: Date | null;
  answeredAt: Date | null;
  providerReference: string | null;
  code: string | null;
  message: string | null;
  settledBy: string | null;
}

export interface CoverRequestFilter {
  status: readonly CoverRequestStatus[] | null;
  sirens: readonly string[] | null;
  connectionIds: readonly string[] | null;
  /** Connections whose decisions are not to be told: a status that is one finds nothing of theirs. */
  undecidedOnly: readonly string[];
}

/** What the insurer decided, as against what became of the request on our side. */
const DECISIONS: readonly CoverRequestStatus[] = ['GRANTED', 'REFERRED', 'REFUSED'];

export function isDecided(status: CoverRequestStatus): boolean {
  return DECISIONS.includes(status);
}

const COLUMNS = `r.cover_request_id AS "coverRequestId", r.connection_id AS "connectionId",
  n.connector_id AS "connectorId", r.siren, r.customer_id AS "customerId", r.amount_minor::text AS "amountMinor",
  r.currency, r.status, r.requested_by AS "requestedBy", r.requested_at AS "requestedAt", r.sent_at AS "sentAt",
  r.answered_at AS "answeredAt", r.provider_reference AS "providerReference", r.code, r.message,
  r.settled_by AS "settledBy"`;
const FROM = 'cover_request r JOIN connection n USING (tenant_id, connection_id)';

/** One page of the covers asked for, the latest first. */
export async function listCoverRequests(
  tx: Transaction,
  filter: CoverRequestFilter,
  page: PageRequest,
): Promise<Page<CoverRequestRow>> {
  return readPage(tx, coverRequestSource(tx, filter), page);
}

export async function countCoverRequests(
  tx: Transaction,
  filter: CoverRequestFilter,
): Promise<number> {
  return countList(tx, coverRequestSource(tx, filter));
}

/** Requests by id; unknown ids are left out. */
export async function coverRequestsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<CoverRequestRow[]> {
  return tx.query<CoverRequestRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE r.tenant_id = $1 AND r.cover_request_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

function coverRequestSource(tx: Transaction, filter: CoverRequestFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const place = (type: string): { params: Params; type: string } => ({ params, type });
  return {
    list: 'coverRequests',
    keys: [
      { sql: 'r.requested_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'r.cover_request_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: COLUMNS,
    from: FROM,
    where: [
      'r.tenant_id = $1',
      ...inList('r.status', filter.status, place('text[]')),
      ...untold(filter, params),
      ...inList('r.siren', filter.sirens, place('text[]')),
      ...inList('r.connection_id', filter.connectionIds, place('uuid[]')),
    ],
    params,
  };
}

function untold({ status, undecidedOnly }: CoverRequestFilter, params: Params): string[] {
  if (status === null || undecidedOnly.length === 0) return [];
  const hidden = params.add([...undecidedOnly], 'uuid[]');
  return [
    `NOT (r.status = ANY (${params.add([...DECISIONS], 'text[]')}) AND r.connection_id = ANY (${hidden}))`,
  ];
}
