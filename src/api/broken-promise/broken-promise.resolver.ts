import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { ApiRole } from '../../database';
import { configError, type Money } from '../../kernel';
import { brokenPromisesById, brokenPromisesOf } from '../../reports';
import type { PromiseRequest } from '../credit-control-actions';
import {
  amountGiven,
  keyGiven,
  MOST_MINOR,
  sentencesGiven,
  wordsGiven,
} from '../credit-control-input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import type { MoneyInput } from '../money.type';
import { found, orRefusal, type Refusal } from '../refusal.type';
import type { RequestContext } from '../request-context';
import {
  BrokenPromise,
  BrokenPromiseResult,
  ReportBrokenPromiseInput,
  toBrokenPromise,
} from './broken-promise.type';

@Resolver(() => BrokenPromise)
export class BrokenPromiseResolver {
  @Authorized<ApiRole>('INTEGRATOR', 'CREDIT_MANAGER')
  @Mutation(() => BrokenPromiseResult, {
    description:
      'Tells that a customer did not keep a promise to pay, from a CRM or by a collector: raises PROMISE_BROKEN at once, HIGH from the second within a year. The same report with the same key is kept once.',
  })
  reportBrokenPromise(
    @Ctx() context: RequestContext,
    @Arg('input', () => ReportBrokenPromiseInput, { description: 'The promise.' })
    input: ReportBrokenPromiseInput,
  ): Promise<BrokenPromise | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      const request = toRequest(input);
      const { brokenPromiseId } = await actions.reportBrokenPromise(context.actor, request);
      const [row] = await context.read((tx) => brokenPromisesById(tx, [brokenPromiseId]));
      return toBrokenPromise(found(row, 'broken promise'));
    });
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'Who did not keep it.' })
  customer(
    @Root() { customerId }: BrokenPromise,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return loadCustomer(context, customerId);
  }
}

@Resolver(() => Customer)
export class CustomerPromisesResolver {
  @FieldResolver(() => [BrokenPromise], {
    description: 'Promises to pay it did not keep, the latest first, 50 at most.',
  })
  async brokenPromises(
    @Root() { customerId }: Customer,
    @Ctx() context: RequestContext,
  ): Promise<BrokenPromise[]> {
    const rows = await context
      .batch('broken promises', (tx, ids) => brokenPromisesOf(tx, ids))
      .load(customerId);
    return (rows ?? []).map(toBrokenPromise);
  }
}

function toRequest(input: ReportBrokenPromiseInput): PromiseRequest {
  return {
    customerId: keyOf('Customer', input.customerId, 'input.customerId'),
    promisedOn: input.promisedOn,
    amount: input.amount == null ? null : promised(input.amount),
    reference: wordsGiven(input.reference, 'input.reference'),
    note: sentencesGiven(input.note, 'input.note'),
    idempotencyKey: keyGiven(input.idempotencyKey, 'input.idempotencyKey'),
  };
}

/** Throws INVALID_AMOUNT. */
function promised(input: MoneyInput): Money {
  const amount = amountGiven(input, 'input.amount');
  if (amount.amountMinor > 0n && amount.amountMinor <= MOST_MINOR) return amount;
  throw configError('INVALID_AMOUNT', 'a promise is for an amount above zero, within reason', {
    place: { field: 'input.amount.amount' },
    remedy: 'give the amount that was promised, or leave it out',
  });
}
