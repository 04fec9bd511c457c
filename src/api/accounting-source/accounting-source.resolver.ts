import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { countSourceConflicts, lifecyclesOf, listSourceConflicts, partiesOf } from '../../reports';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keysOf } from '../global-ids';
import { Receivable } from '../receivable/receivable.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import {
  AccountingParty,
  LifecycleEvent,
  SourceConflict,
  SourceConflictConnection,
  SourceConflictFilterInput,
  toAccountingParty,
  toLifecycleEvent,
  toSourceConflict,
} from './accounting-source.type';

@Resolver(() => SourceConflict)
export class SourceConflictResolver {
  @Query(() => SourceConflictConnection, {
    description:
      'Where accounting sources differ over a document, the latest found first: what one says, and what was counted.',
  })
  async sourceConflicts(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
    @Arg('filter', () => SourceConflictFilterInput, {
      nullable: true,
      description: 'Which ones; left out: all.',
    })
    filter?: SourceConflictFilterInput | null,
  ): Promise<ConnectionValue<SourceConflict>> {
    const page = pageOf(args);
    const wanted = {
      codes: filter?.code ?? null,
      customerIds: keysOf('Customer', filter?.customerId, 'filter.customerId'),
    };
    return toConnection({
      page,
      load: () => context.read((tx) => listSourceConflicts(tx, wanted, page)),
      count: () => context.read((tx) => countSourceConflicts(tx, wanted)),
      toNode: toSourceConflict,
    });
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'Who owes it, as it is counted.' })
  customer(
    @Root() { customerId }: SourceConflict,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return loadCustomer(context, customerId);
  }
}

@Resolver(() => Receivable)
export class ReceivableLifecycleResolver {
  @FieldResolver(() => [LifecycleEvent], {
    description: 'What happened to its document since it was issued, oldest first, 50 at most.',
  })
  async lifecycle(
    @Root() { row }: Receivable,
    @Ctx() context: RequestContext,
  ): Promise<LifecycleEvent[]> {
    const events = await context
      .batch('lifecycles', (tx, ids) => lifecyclesOf(tx, ids))
      .load(row.receivableId);
    return (events ?? []).map((event) => toLifecycleEvent(event, row.currency));
  }
}

@Resolver(() => Customer)
export class CustomerPartyResolver {
  @FieldResolver(() => AccountingParty, {
    nullable: true,
    description: 'How the accounting software knows it; null when only ledger exports do.',
  })
  async accountingParty(
    @Root() { customerId }: Customer,
    @Ctx() context: RequestContext,
  ): Promise<AccountingParty | null> {
    const row = await context.batch('parties', (tx, ids) => partiesOf(tx, ids)).load(customerId);
    return row === null ? null : toAccountingParty(row);
  }
}
