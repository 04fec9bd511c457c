import { Ctx, FieldResolver, Query, Resolver } from 'type-graphql';
import { tenantTotals } from '../../reports';
import { toMoney } from '../money.type';
import { QUERY_LIMITS } from '../query-cost/measure';
import type { RequestContext } from '../request-context';
import { TenantTotals, Viewer } from './viewer.type';

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { description: 'Who asks.' })
  viewer(@Ctx() { key, cost }: RequestContext): Viewer {
    return {
      tenant: {
        slug: key.tenantSlug,
        name: key.tenantName,
        booksCurrency: key.booksCurrency,
        timeZone: key.timeZone,
      },
      roles: [key.role],
      keyLabel: key.label,
      keyExpiresAt: key.expiresAt,
      cost,
      maxCost: QUERY_LIMITS.maxCost,
    };
  }

  @FieldResolver(() => TenantTotals, { description: 'The tenant in figures.' })
  async totals(@Ctx() context: RequestContext): Promise<TenantTotals> {
    const point = await context.point();
    const totals = await context.read((tx) => tenantTotals(tx, point));
    return {
      ...totals,
      outstanding: toMoney(totals.outstanding),
      overdue: toMoney(totals.overdue),
    };
  }
}
