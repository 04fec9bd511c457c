import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { receivablesById } from '../../reports';
import { Customer } from '../customer/customer.type';
import { loadCustomer, pointKey } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { Receivable, toReceivable } from '../receivable/receivable.type';
import { indexRows, type RequestContext } from '../request-context';
import { CashAlternative, CashPart } from './cash-application.type';

@Resolver(() => CashPart)
export class CashPartResolver {
  @FieldResolver(() => Receivable, {
    nullable: true,
    description: 'The claim itself; null when its source has it no more.',
  })
  async receivable(
    @Root() { receivableId }: CashPart,
    @Ctx() context: RequestContext,
  ): Promise<Receivable | null> {
    const point = await context.point();
    const row = await context
      .batch(`receivables ${pointKey(point)}`, async (tx, ids) =>
        indexRows(await receivablesById(tx, ids, point), (each) => each.receivableId),
      )
      .load(keyOf('Receivable', receivableId));
    return row === null ? null : toReceivable(row, point);
  }
}

@Resolver(() => CashAlternative)
export class CashAlternativeResolver {
  @FieldResolver(() => Customer, { nullable: true, description: 'Who it is.' })
  customer(
    @Root() { customerId }: CashAlternative,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return loadCustomer(context, keyOf('Customer', customerId));
  }
}
