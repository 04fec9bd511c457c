import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import {
  countLimitOverrides,
  countLimitReviews,
  listLimitOverrides,
  listLimitReviews,
} from '../../reports';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { DateScalar } from '../scalars';
import {
  type CreditLimitOverride,
  CreditLimitOverrideConnection,
  type CreditLimitReview,
  CreditLimitReviewConnection,
  toCreditLimitOverride,
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

  @Query(() => CreditLimitOverrideConnection, {
    description:
      'Where people decided otherwise than the policy, in force now or before, with what has come of it; the latest first.',
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
