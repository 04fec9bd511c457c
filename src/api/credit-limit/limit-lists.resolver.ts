import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import {
  countLimitOverrides,
  countLimitProposals,
  countLimitReviews,
  type LimitProposalOrder,
  limitsOf,
  listLimitOverrides,
  listLimitProposals,
  listLimitReviews,
} from '../../reports';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import { indexRows, type RequestContext } from '../request-context';
import { DateScalar } from '../scalars';
import { keyOf } from '../global-ids';
import { CreditLimit, toCreditLimit } from './credit-limit.type';
import {
  type CreditLimitOverride,
  CreditLimitOverrideConnection,
  CreditLimitProposal,
  CreditLimitProposalConnection,
  CreditLimitProposalOrderEnum,
  type CreditLimitReview,
  CreditLimitReviewConnection,
  toCreditLimitOverride,
  toCreditLimitProposal,
  toCreditLimitReview,
} from './limit-lists.type';

@Resolver()
export class LimitListsResolver {
  @Query(() => CreditLimitReviewConnection, {
    description:
      'The review calendar: limits in force that end or are due for review until a day, overdue ones too, the soonest first.',
  })
  async creditLimitReviews(
    @Ctx() context: RequestContext,
    @Arg('until', () => DateScalar, { description: 'The last day.' }) until: string,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): Promise<ConnectionValue<CreditLimitReview>> {
    const page = pageOf(args);
    const query = { until, point: await context.point() };
    return toConnection({
      page,
      load: () => context.read((tx) => listLimitReviews(tx, query, page)),
      count: () => context.read((tx) => countLimitReviews(tx, query)),
      toNode: toCreditLimitReview,
    });
  }

  @Query(() => CreditLimitProposalConnection, {
    description: 'What waits for approval, of all customers: the inbox of whoever approves.',
  })
  async creditLimitProposals(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
    @Arg('orderBy', () => CreditLimitProposalOrderEnum, {
      defaultValue: 'OLDEST',
      description: 'In which order.',
    })
    order: LimitProposalOrder,
  ): Promise<ConnectionValue<CreditLimitProposal>> {
    const page = pageOf(args);
    const query = { order, point: await context.point() };
    return toConnection({
      page,
      load: () => context.read((tx) => listLimitProposals(tx, query, page)),
      count: () => context.read((tx) => countLimitProposals(tx, query)),
      toNode: toCreditLimitProposal,
    });
  }

  @Query(() => CreditLimitOverrideConnection, {
    description:
      'Limits people set by hand otherwise than the policy, in force now or before, with what has come of it; the latest first. Not the hard rules that cap a grade: those are `CreditAssessment.override`.',
  })
  async creditLimitOverrides(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): Promise<ConnectionValue<CreditLimitOverride>> {
    const page = pageOf(args);
    const point = await context.point();
    return toConnection({
      page,
      load: () => context.read((tx) => listLimitOverrides(tx, point, page)),
      count: () => context.read((tx) => countLimitOverrides(tx, point)),
      toNode: toCreditLimitOverride,
    });
  }
}

@Resolver(() => CreditLimitProposal)
export class CreditLimitProposalResolver {
  @FieldResolver(() => CreditLimit, {
    nullable: true,
    description: 'The limit in force, which it is to replace; null when there is none.',
  })
  async currentLimit(
    @Root() { limit }: CreditLimitProposal,
    @Ctx() context: RequestContext,
  ): Promise<CreditLimit | null> {
    const point = await context.point();
    const row = await context
      .batch('limits in force', async (tx, ids) =>
        indexRows(await limitsOf(tx, ids, point), ({ customerId }) => customerId),
      )
      .load(keyOf('Customer', limit.customerId));
    return row === null ? null : toCreditLimit(row);
  }
}
