import type { Transaction } from '../database';
import type { HoldReason, HoldScope } from '../limits';
import { claim, inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export interface SupplyHoldRow {
  supplyHoldId: string;
  customerId: string;
  reasonCode: HoldReason;
  reason: string;
  scope: HoldScope;
  clause: string | null;
  releasePlan: string | null;
  releaseSteps: string[];
  placedBy: string;
  placedAt: Date;
  liftedBy: string | null;
  liftedAt: Date | null;
  liftReason: string | null;
}

export interface SupplyHoldFilter {
  customerIds: readonly string[] | null;
  reasonCodes: readonly HoldReason[] | null;
  /** True: those that hold; false: those that were lifted. */
  isActive: boolean | null;
}

const COLUMNS = `h.supply_hold_id AS "supplyHoldId", h.customer_id AS "customerId", h.reason_code AS "reasonCode", h.reason,
  h.scope, h.clause, h.release_plan AS "releasePlan", h.release_steps AS "releaseSteps", h.placed_by AS "placedBy",
  h.placed_at AS "placedAt", h.lifted_by AS "liftedBy", h.lifted_at AS "liftedAt", h.lift_reason AS "liftReason"`;

/** One page of holds, the latest first. */
export async function listSupplyHolds(
  tx: Transaction,
  filter: SupplyHoldFilter,
  page: PageRequest,
): Promise<Page<SupplyHoldRow>> {
  return readPage(tx, holdSource(tx, filter), page);
}

export async function countSupplyHolds(tx: Transaction, filter: SupplyHoldFilter): Promise<number> {
  return countList(tx, holdSource(tx, filter));
}

/** Holds by id; unknown ids are left out. */
export async function supplyHoldsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<SupplyHoldRow[]> {
  return tx.query<SupplyHoldRow>(
    `SELECT ${COLUMNS} FROM supply_hold h WHERE h.tenant_id = $1 AND h.supply_hold_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** The hold that binds each customer: one of everything before one of new orders, the oldest first; lifted ones never. */
export async function holdsOfCustomers(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<SupplyHoldRow[]> {
  return tx.query<SupplyHoldRow>(
    `SELECT DISTINCT ON (h.customer_id) ${COLUMNS} FROM supply_hold h
     WHERE h.tenant_id = $1 AND h.customer_id = ANY ($2::uuid[]) AND h.lifted_at IS NULL
     ORDER BY h.customer_id, h.scope, h.placed_at, h.supply_hold_id`,
    [tx.tenantId, [...customerIds]],
  );
}

function holdSource(tx: Transaction, filter: SupplyHoldFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const place = (type: string): { params: Params; type: string } => ({ params, type });
  return {
    list: 'supplyHolds',
    keys: [
      { sql: 'h.placed_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'h.supply_hold_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: COLUMNS,
    from: 'supply_hold h',
    where: [
      'h.tenant_id = $1',
      ...inList('h.customer_id', filter.customerIds, place('uuid[]')),
      ...inList('h.reason_code', filter.reasonCodes, place('text[]')),
      ...claim(filter.isActive, () => '(h.lifted_at IS NULL)'),
    ],
    params,
  };
}
