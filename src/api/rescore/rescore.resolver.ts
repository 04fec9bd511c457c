import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import type { ApiRole } from '../../database';
import { CustomerFilterInput, toCustomerFilter } from '../customer/customer.input';
import type { RequestContext } from '../request-context';
import { RescoreRun } from './rescore.type';

@Resolver()
export class RescoreResolver {
  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RescoreRun, {
    description:
      'Scores customers again now, with limits and alerts; all of them without a filter.',
  })
  rescore(
    @Ctx() context: RequestContext,
    @Arg('filter', () => CustomerFilterInput, {
      nullable: true,
      description: 'Only these customers.',
    })
    filter: CustomerFilterInput | null,
  ): Promise<RescoreRun> {
    return context.services.actions.rescore(context.actor, toCustomerFilter(filter));
  }
}
