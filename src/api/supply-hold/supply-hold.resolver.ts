import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { ApiRole } from '../../database';
import { configError } from '../../kernel';
import {
  countSupplyHolds,
  holdsOfCustomers,
  listSupplyHolds,
  supplyHoldsById,
} from '../../reports';
import type { HoldRequest } from '../credit-control-actions';
import { sentencesGiven, wordsGiven } from '../credit-control-input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import { indexRows, type RequestContext } from '../request-context';
import {
  PlaceSupplyHoldInput,
  SupplyHold,
  SupplyHoldConnection,
  SupplyHoldFilterInput,
  SupplyHoldResult,
  toSupplyHold,
  toSupplyHoldFilter,
} from './supply-hold.type';

@Resolver(() => SupplyHold)
export class SupplyHoldResolver {
  @Query(() => SupplyHoldConnection, {
    description: 'Customers that are not supplied, and those that were not, the latest first.',
  })
  supplyHolds(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
    @Arg('filter', () => SupplyHoldFilterInput, { nullable: true, description: 'Which ones.' })
    filter: SupplyHoldFilterInput | null,
  ): ConnectionValue<SupplyHold> {
    const page = pageOf(args);
    const wanted = toSupplyHoldFilter(filter);
    return toConnection({
      page,
      load: () => context.read((tx) => listSupplyHolds(tx, wanted, page)),
      count: () => context.read((tx) => countSupplyHolds(tx, wanted)),
      toNode: toSupplyHold,
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => SupplyHoldResult, {
    description:
      'Stops supply: credit is refused with SUPPLY_ON_HOLD until the hold is lifted, whatever the limit says. Said twice in the same words, it is one hold.',
  })
  placeSupplyHold(
    @Ctx() context: RequestContext,
    @Arg('input', () => PlaceSupplyHoldInput, { description: 'The hold.' })
    input: PlaceSupplyHoldInput,
  ): Promise<SupplyHold | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      const { supplyHoldId } = await actions.placeSupplyHold(context.actor, toRequest(input));
      return load(context, supplyHoldId);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => SupplyHoldResult, {
    description: 'Lets supply go on: from now on the limit decides again.',
  })
  liftSupplyHold(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The hold.' }) id: string,
    @Arg('reason', () => String, {
      description: 'Which condition is met, or who decided otherwise; kept with the hold.',
    })
    reason: string,
  ): Promise<SupplyHold | Refusal> {
    return orRefusal(async () => {
      const supplyHoldId = keyOf('SupplyHold', id);
      const why = sentencesGiven(reason, 'reason') ?? '';
      await context.services.actions.liftSupplyHold(context.actor, supplyHoldId, why);
      return load(context, supplyHoldId);
    });
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'Whom it stops.' })
  customer(
    @Root() { customerId }: SupplyHold,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return loadCustomer(context, customerId);
  }
}

@Resolver(() => Customer)
export class CustomerHoldResolver {
  @FieldResolver(() => SupplyHold, {
    nullable: true,
    description:
      'The hold that stops its supply now, the strictest of several; null when none does.',
  })
  async supplyHold(
    @Root() { customerId }: Customer,
    @Ctx() context: RequestContext,
  ): Promise<SupplyHold | null> {
    const row = await context
      .batch('supply hold', async (tx, ids) =>
        indexRows(await holdsOfCustomers(tx, ids), (each) => each.customerId),
      )
      .load(customerId);
    return row === null ? null : toSupplyHold(row);
  }
}

function toRequest(input: PlaceSupplyHoldInput): HoldRequest {
  return {
    customerId: keyOf('Customer', input.customerId, 'input.customerId'),
    reasonCode: input.reasonCode,
    reason: sentencesGiven(input.reason, 'input.reason') ?? '',
    scope: input.scope,
    clause: wordsGiven(input.clause, 'input.clause'),
    releasePlan: sentencesGiven(input.releasePlan, 'input.releasePlan'),
    releaseSteps: stepsGiven(input.releaseSteps),
  };
}

const STEPS_MAX = 20;

/** Throws TEXT_TOO_LONG and TOO_MANY_STEPS. */
function stepsGiven(steps: readonly string[] | null | undefined): string[] {
  const given = (steps ?? []).flatMap(
    (step, index) => wordsGiven(step, `input.releaseSteps[${index}]`) ?? [],
  );
  if (given.length <= STEPS_MAX) return given;
  throw configError('TOO_MANY_STEPS', `a plan has up to ${STEPS_MAX} steps, not ${given.length}`, {
    place: { field: 'input.releaseSteps' },
    remedy: 'sum several steps up in one',
  });
}

async function load(context: RequestContext, supplyHoldId: string): Promise<SupplyHold> {
  const [row] = await context.read((tx) => supplyHoldsById(tx, [supplyHoldId]));
  return toSupplyHold(found(row, 'hold'));
}
