import { customersById, type ReportPoint } from '../../reports';
import { indexRows, type RequestContext } from '../request-context';
import { toCustomer, type Customer } from './customer.type';

/** What tells batches of different points apart. */
export function pointKey(point: ReportPoint): string {
  return point.isCurrent ? 'current' : `${point.asOf} ${point.knownAt.toISOString()}`;
}

/** The customer at a point, the current one when none is given, batched with others; null for an unknown key. */
export async function loadCustomer(
  context: RequestContext,
  customerId: string,
  at: ReportPoint | null = null,
): Promise<Customer | null> {
  const point = at ?? (await context.point());
  const row = await context
    .batch(`customers ${pointKey(point)}`, async (tx, ids) =>
      indexRows(await customersById(tx, ids, point), (each) => each.customerId),
    )
    .load(customerId);
  return row === null ? null : toCustomer(row, point);
}
