/** Lists of credit control, one view of schema `bi` each. */
import type { ExceptionKind, HoldReason, ReservationStatus } from '../limits';
import { biColumns } from './bi-columns';
import { since } from './bi-conditions';
import type { BiSource } from './bi-source';
import { claim, inList } from './customer-filter';
import type { Params } from './keyset';

export interface ReservationExport {
  customerIds: readonly string[] | null;
  status: readonly ReservationStatus[] | null;
  references: readonly string[] | null;
  createdSince: Date | null;
}

export interface HoldExport {
  customerIds: readonly string[] | null;
  reasonCodes: readonly HoldReason[] | null;
  /** Only those that hold, or only those that were lifted. */
  isActive: boolean | null;
}

export interface ExceptionExport {
  customerIds: readonly string[] | null;
  kinds: readonly ExceptionKind[] | null;
  grantedSince: Date | null;
}

export type CreditControlExport =
  | { list: 'credit-reservations'; filter: ReservationExport }
  | { list: 'supply-holds'; filter: HoldExport }
  | { list: 'exception-grants'; filter: ExceptionExport };

export const CREDIT_CONTROL_LISTS: readonly CreditControlExport['list'][] = [
  'credit-reservations',
  'supply-holds',
  'exception-grants',
];

/** The request as SQL. */
export function creditControlSource(request: CreditControlExport, params: Params): BiSource {
  const { list, filter } = request;
  const customers = inList('v.customer_id', filter.customerIds, { params, type: 'uuid[]' });
  switch (list) {
    case 'credit-reservations':
      return {
        columns:
          biColumns(`credit_reservation_id customer_id customer_account:t customer_name:t amount:a currency
          reference:t status created_by:t created_at:i expires_at:i committed_at:i invoice_number:t counts_until:i
          released_at:i`),
        from: 'bi.credit_reservations v',
        where: [
          ...customers,
          ...inList('v.status', filter.status, { params, type: 'text[]' }),
          ...inList('v.reference', filter.references, { params, type: 'text[]' }),
          ...since('v.created_at >=', filter.createdSince, params),
        ],
        order: 'v.created_at DESC, v.credit_reservation_id',
        params,
      };
    case 'supply-holds':
      return {
        columns:
          biColumns(`supply_hold_id customer_id customer_account:t customer_name:t reason_code reason:t scope
          release_plan:t placed_by:t placed_at:i lifted_by:t lifted_at:i lift_reason:t`),
        from: 'bi.supply_holds v',
        where: [
          ...customers,
          ...inList('v.reason_code', filter.reasonCodes, { params, type: 'text[]' }),
          ...claim(filter.isActive, () => '(v.lifted_at IS NULL)'),
        ],
        order: 'v.placed_at DESC, v.supply_hold_id',
        params,
      };
    case 'exception-grants':
      return {
        columns:
          biColumns(`exception_grant_id customer_id customer_account:t customer_name:t kind reason:t terms:t
          ceiling:a currency is_one_shot:f expires_at:i requested_by:t granted_by:t granted_at:i customer_told_by:t
          customer_told_on used_by used_at:i revoked_at:i`),
        from: 'bi.exception_grants v',
        where: [
          ...customers,
          ...inList('v.kind', filter.kinds, { params, type: 'text[]' }),
          ...since('v.granted_at >=', filter.grantedSince, params),
        ],
        order: 'v.granted_at DESC, v.exception_grant_id',
        params,
      };
  }
}
