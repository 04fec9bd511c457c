import { Arg, Args, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { ApiRole } from '../../database';
import { globalId } from '../../kernel';
import { countScoringRuns, listScoringRuns } from '../../reports';
import { CustomerFilterInput, toCustomerFilter } from '../customer/customer.input';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { RescoreRun } from './rescore.type';
import { ScoringRunConnection, toScoringRun, type ScoringRun } from './scoring-run.type';

@Resolver()
export class RescoreResolver {
  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RescoreRun, {
    description:
      'Scores customers again now, with limits and alerts; all of them without a filter.',
  })
  async rescore(
    @Ctx() context: RequestContext,
    @Arg('filter', () => CustomerFilterInput, {
      nullable: true,
      description: 'Only these customers.',
    })
    filter: CustomerFilterInput | null,
  ): Promise<RescoreRun> {
    const { actions } = context.services;
    const { scoringRunId, ...run } = await actions.rescore(context.actor, toCustomerFilter(filter));
    return { ...run, id: scoringRunId === null ? null : globalId('ScoringRun', scoringRunId) };
  }

  @Query(() => ScoringRunConnection, {
    description:
      'Runs that scored customers, newest first; one under way shows how far it has come.',
  })
  scoringRuns(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): ConnectionValue<ScoringRun> {
    const page = pageOf(args);
    return toConnection({
      page,
      load: () => context.read((tx) => listScoringRuns(tx, page)),
      count: () => context.read(countScoringRuns),
      toNode: toScoringRun,
    });
  }
}
