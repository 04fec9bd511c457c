import { customersById } from '../../reports';
import { indexRows, type RequestContext } from '../request-context';
import { toCustomer, type Customer } from './customer.type';

/** The customer as it is now, batched with others asked for; null for an unknown key. */
export async function loadCustomer(
  context: RequestContext,
  customerId: string,
): Promise<Customer | null> {
  const row = await context
    .batch('customers', async (tx, ids) =>
      indexRows(await customersById(tx, ids), (each) => each.customerId),
    )
    .load(customerId);
  return row === null ? null : toCustomer(row, context.point());
}
