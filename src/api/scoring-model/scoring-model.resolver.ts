import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { ApiRole } from '../../database';
import { viewModels } from '../../scoring';
import type { RequestContext } from '../request-context';
import { ScoringModelType } from './scoring-model.type';

@Resolver()
export class ScoringModelResolver {
  @Authorized<ApiRole>('CREDIT_MANAGER', 'APPROVER')
  @Query(() => [ScoringModelType], {
    description:
      'The scoring models this build can compute, the oldest first, with what differs in each from the one that counts.',
  })
  async scoringModels(@Ctx() context: RequestContext): Promise<ScoringModelType[]> {
    const { models } = await context.read((tx) => viewModels(tx, context.today));
    return models.map((model) => ({ ...model, differences: [...model.differences] }));
  }
}
