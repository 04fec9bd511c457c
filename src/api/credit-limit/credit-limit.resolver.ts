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
import type { ApiRole } from '../../database';
import { localeOf } from '../../kernel';
import { limitReasonText } from '../../limits';
import { limitApprovalsOf, limitsById } from '../../reports';
import { Asked, type AskedField } from '../asked';
import { amountGiven, sentencesGiven } from '../credit-control-input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import type { MoneyType } from '../money.type';
import { found, orRefusal, Refusal } from '../refusal.type';
import { indexRows, type RequestContext } from '../request-context';
import { fieldRestricted, unreadableTerms, withhold } from '../use-restriction';
import {
  CreditLimit,
  CreditLimitApproval,
  LimitReason,
  LimitTermAmount,
  SetCreditLimitInput,
  toCreditLimit,
} from './credit-limit.type';

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

  @FieldResolver(() => [CreditLimitApproval], {
    description: 'Who approved it, in that order; empty for what needed or got no approval.',
  })
  async approvals(
    @Root() limit: CreditLimit,
    @Ctx() context: RequestContext,
  ): Promise<CreditLimitApproval[]> {
    const id = keyOf('CreditLimit', limit.id);
    return (await context.batch('limit approvals', limitApprovalsOf).load(id)) ?? [];
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => CreditLimitResult, {
    description:
      'Sets a customer’s limit by hand, with a reason and an end. Above what the policy lets a credit manager grant alone, a raise or a later end than before becomes a proposal.',
  })
  setCreditLimit(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetCreditLimitInput, { description: 'The limit.' })
    input: SetCreditLimitInput,
  ): Promise<CreditLimit | Refusal> {
    return orRefusal(async () => {
      const customerId = keyOf('Customer', input.customerId, 'input.customerId');
      const request = {
        customerId,
        limit: amountGiven(input.limit, 'input.limit'),
        effectiveTo: input.effectiveTo ?? null,
        comment: sentencesGiven(input.comment, 'input.comment'),
      };
      found(await loadCustomer(context, customerId), 'customer');
      const { actions } = context.services;
      const { creditLimitId } = await actions.setCreditLimit(context.actor, request);
      return readLimit(context, creditLimitId);
    });
  }

  @Authorized<ApiRole>('APPROVER')
  @Mutation(() => CreditLimitResult, {
    description:
      'Approves a proposed limit, which comes into force with the last approval it needs; never by its author.',
  })
  approveCreditLimit(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The proposal.' }) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<CreditLimit | Refusal> {
    return orRefusal(async () => {
      const creditLimitId = keyOf('CreditLimit', id);
      const words = sentencesGiven(comment, 'comment');
      await readLimit(context, creditLimitId);
      await context.services.actions.approveCreditLimit(context.actor, creditLimitId, words);
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
    return orRefusal(async () => {
      const creditLimitId = keyOf('CreditLimit', id);
      const why = sentencesGiven(reason, 'reason') ?? '';
      await readLimit(context, creditLimitId);
      await context.services.actions.rejectCreditLimit(context.actor, creditLimitId, why);
      return readLimit(context, creditLimitId);
    });
  }
}

@Resolver(() => LimitReason)
export class LimitReasonResolver {
  @FieldResolver(() => String, { description: 'The reason in words.' })
  text(
    @Root() { code }: LimitReason,
    @Arg('locale', () => String, {
      defaultValue: 'en',
      description: 'Language tag: French for "fr" and its regions, else English.',
    })
    tag: string,
  ): string {
    return limitReasonText(code, localeOf(tag));
  }
}

/** An amount that rests on what a provider restricts is told to those who may read it there. */
@Resolver(() => LimitTermAmount)
export class LimitTermAmountResolver {
  @FieldResolver()
  amount(@Root() term: LimitTermAmount, @Asked() { context, info }: AskedField): MoneyType | null {
    const hidden = unreadableTerms(context, [term.sourceTerms]);
    if (hidden === null || term.amount === null) return term.amount;
    withhold(fieldRestricted('LimitTermAmount.amount', hidden), context, info);
    return null;
  }
}

/** Throws NOT_FOUND, also for another tenant's limit. Read afresh: a mutation may just have changed it. */
async function readLimit(context: RequestContext, creditLimitId: string): Promise<CreditLimit> {
  const rows = await context.read((tx) => limitsById(tx, [creditLimitId], context.today));
  const row = indexRows(rows, (each) => each.creditLimitId).get(creditLimitId);
  return toCreditLimit(found(row, 'credit limit'));
}
