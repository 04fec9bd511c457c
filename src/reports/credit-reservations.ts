import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { ReservationStatus } from '../limits';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, readParentPages, type ListSource } from './list-source';

export interface CreditReservationRow {
  creditReservationId: string;
  customerId: string;
  /** Minor units, as a decimal string. */
  amountMinor: string;
  currency: string;
  reference: string | null;
  idempotencyKey: string;
  status: ReservationStatus;
  /** Whether it counts against the limit at the moment. */
  isCounting: boolean;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  committedBy: string | null;
  committedAt: Date | null;
  invoiceNumber: string | null;
  countsUntil: Date;
  releasedBy: string | null;
  releasedAt: Date | null;
  exceptionGrantIds: string[];
}

export interface CreditReservationFilter {
  customerIds: readonly string[] | null;
  status: readonly ReservationStatus[] | null;
  references: readonly string[] | null;
  createdSince: Date | null;
}

/** The moment statuses are told of; the day in the seller's zone. */
export interface Moment {
  at: Date;
  asOf: LocalDate;
}

/** One page of reservations, the latest first. */
export async function listCreditReservations(
  tx: Transaction,
  query: { filter: CreditReservationFilter; moment: Moment },
  page: PageRequest,
): Promise<Page<CreditReservationRow>> {
  return readPage(tx, reservationSource(tx, query), page);
}

export async function countCreditReservations(
  tx: Transaction,
  query: { filter: CreditReservationFilter; moment: Moment },
): Promise<number> {
  return countList(tx, reservationSource(tx, query));
}

/** The same page of each customer's reservations, the latest first. */
export async function reservationsOfCustomers(
  tx: Transaction,
  query: { of: readonly string[]; filter: CreditReservationFilter; moment: Moment },
  page: PageRequest,
): Promise<Map<string, Page<CreditReservationRow>>> {
  return readParentPages(tx, reservationSource(tx, query), {
    parentIds: query.of,
    parentColumn: 'v.customer_id',
    page,
  });
}

/** Reservations by id; unknown ids are left out. */
export async function creditReservationsById(
  tx: Transaction,
  ids: readonly string[],
  moment: Moment,
): Promise<CreditReservationRow[]> {
  const params = Params.ofTenant(tx.tenantId);
  const { columns, from } = statusSql(moment, params);
  return tx.query<CreditReservationRow>(
    `SELECT ${columns} FROM ${from}
     WHERE v.tenant_id = $1 AND v.credit_reservation_id = ANY (${params.add([...ids], 'uuid[]')})`,
    params.values,
  );
}

function reservationSource(
  tx: Transaction,
  { filter, moment }: { filter: CreditReservationFilter; moment: Moment },
): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const { columns, from } = statusSql(moment, params);
  const place = (type: string): { params: Params; type: string } => ({ params, type });
  return {
    list: 'creditReservations',
    keys: [
      { sql: 'v.created_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'v.credit_reservation_id', type: 'uuid', direction: 'DESC' },
    ],
    columns,
    from,
    where: [
      'v.tenant_id = $1',
      ...inList('v.customer_id', filter.customerIds, place('uuid[]')),
      ...inList('s.status', filter.status, place('text[]')),
      ...inList('v.reference', filter.references, place('text[]')),
      ...(filter.createdSince === null
        ? []
        : [`v.created_at >= ${params.add(filter.createdSince, 'timestamptz')}`]),
    ],
    params,
  };
}

function statusSql({ at, asOf }: Moment, params: Params): { columns: string; from: string } {
  const moment = params.add(at, 'timestamptz');
  const day = params.add(asOf, 'date');
  return {
    from: `credit_reservation v
      CROSS JOIN LATERAL (SELECT reservation_status(v, ${moment}, ${day}) AS status) s`,
    columns: `v.credit_reservation_id AS "creditReservationId", v.customer_id AS "customerId",
      v.amount_minor::text AS "amountMinor", v.currency, v.reference, v.idempotency_key AS "idempotencyKey", s.status,
      s.status IN ('RESERVED', 'COMMITTED') AND v.counts_until > ${moment} AS "isCounting",
      v.created_by AS "createdBy", v.created_at AS "createdAt", v.expires_at AS "expiresAt",
      v.committed_by AS "committedBy", v.committed_at AS "committedAt", v.invoice_number AS "invoiceNumber",
      v.counts_until AS "countsUntil", v.released_by AS "releasedBy", v.released_at AS "releasedAt",
      v.exception_grant_ids AS "exceptionGrantIds"`,
  };
}
