import {
  Arg,
  Authorized,
  createUnionType,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Resolver,
  Root,
} from 'type-graphql';
import { configError, parseMoney } from '../../kernel';
import { limitsById } from '../../reports';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { found, orRefusal, Refusal } from '../refusal.type';
import { indexRows, type RequestContext } from '../request-context';
import type { ApiRole } from '../../database';
import { CreditLimit, SetCreditLimitInput, toCreditLimit } from './credit-limit.type';

const CreditLimitResult = createUnionType({
  name: 'CreditLimitResult',
  description: 'The limit as it stands after the mutation, or why it was refused.',
  types: () => [CreditLimit, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'CreditLimit'),
});

const COMMENT = { nullable: true, description: 'Kept with the decision.' };

@Resolver(() => CreditLimit)
export class CreditLimitResolver {
  @FieldResolver(() => Customer, { nullable: true, description: 'The customer.' })
  customer(@Root() limit: CreditLimit, @Ctx() context: RequestContext): Promise<Customer | null> {
    return loadCustomer(context, keyOf('Customer', limit.customerId));
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => CreditLimitResult, {
    description:
      'Sets a customer’s limit by hand; above the caller’s authority it becomes a proposal.',
  })
  setCreditLimit(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetCreditLimitInput, { description: 'The limit.' })
    input: SetCreditLimitInput,
  ): Promise<CreditLimit | Refusal> {
    const customerId = keyOf('Customer', input.customerId, 'input.customerId');
    const limit = parseMoney(input.limit.amount, input.limit.currency);
    if (limit.amountMinor < 0n) {
      throw configError('INVALID_AMOUNT', 'a credit limit is zero or more', {
        place: { field: 'input.limit.amount' },
      });
    }
    return orRefusal(async () => {
      found(await loadCustomer(context, customerId), 'customer');
      const { creditLimitId } = await context.services.actions.setCreditLimit(context.actor, {
        customerId,
        limit,
        effectiveTo: input.effectiveTo ?? null,
        comment: input.comment ?? null,
      });
      return readLimit(context, creditLimitId);
    });
  }

  @Authorized<ApiRole>('APPROVER')
  @Mutation(() => CreditLimitResult, { description: 'Puts a proposed limit in force.' })
  approveCreditLimit(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The proposal.' }) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<CreditLimit | Refusal> {
    const creditLimitId = keyOf('CreditLimit', id);
    return orRefusal(async () => {
      await readLimit(context, creditLimitId);
      await context.services.actions.approveCreditLimit(
        context.actor,
        creditLimitId,
        comment ?? null,
      );
      return readLimit(context, creditLimitId);
    });
  }

  @Authorized<ApiRole>('APPROVER')
  @Mutation(() => CreditLimitResult, {
    description: 'Refuses a proposed limit; the one in force stays.',
  })
  rejectCreditLimit(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The proposal.' }) id: string,
    @Arg('reason', () => String, { description: 'Why; kept with the decision.' }) reason: string,
  ): Promise<CreditLimit | Refusal> {
    const creditLimitId = keyOf('CreditLimit', id);
    return orRefusal(async () => {
      await readLimit(context, creditLimitId);
      await context.services.actions.rejectCreditLimit(context.actor, creditLimitId, reason);
      return readLimit(context, creditLimitId);
    });
  }
}

/** Throws NOT_FOUND, also for another tenant's limit. Read afresh: a mutation may just have changed it. */
async function readLimit(context: RequestContext, creditLimitId: string): Promise<CreditLimit> {
  const rows = await context.read((tx) => limitsById(tx, [creditLimitId]));
  const row = indexRows(rows, (each) => each.creditLimitId).get(creditLimitId);
  return toCreditLimit(found(row, 'credit limit'));
}
