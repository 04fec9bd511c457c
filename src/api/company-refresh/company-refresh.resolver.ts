import {
  Args,
  ArgsType,
  Authorized,
  createUnionType,
  Ctx,
  Extensions,
  Field,
  FieldResolver,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { stableId } from '../../kernel';
import type { ApiRole } from '../../database';
import { matchingCustomerIds } from '../../reports';
import { sirensOfCustomers } from '../../unify';
import { Company } from '../company/company.type';
import { loadCompany } from '../company/load-company';
import { CustomerFilterInput, toCustomerFilter } from '../customer/customer.input';
import { MoneyInput } from '../money.type';
import { eurosOf } from '../provider-spend/provider-spend.resolver';
import { SEES_PRICES } from '../provider-spend/require-prices';
import { OWN_COST } from '../query-cost/measure';
import { orRefusal, Refusal } from '../refusal.type';
import type { RequestContext } from '../request-context';
import { SirenScalar } from '../scalars';
import {
  CompanyRefresh,
  RefreshEstimate,
  toCompanyRefresh,
  toRefreshEstimate,
} from './company-refresh.type';

const RefreshResult = createUnionType({
  name: 'RefreshResult',
  description: 'What each source gave, or why nothing was read.',
  types: () => [CompanyRefresh, Refusal] as const,
  resolveType: (value) => ('readings' in value ? 'CompanyRefresh' : 'Refusal'),
});

const CONNECTORS =
  'Only connections of these connectors, by id; all that read companies when absent.';
const EVEN_IF_FRESH =
  'Reads, and buys, also what is fresh or known from a source that stands earlier.';

@ArgsType()
export class RefreshCompanyArgs {
  @Field(() => SirenScalar, {
    description: 'The company; it need not be a customer: prospects may be read too.',
  })
  siren!: string;

  @Field(() => [String], { nullable: true, description: CONNECTORS })
  connectors?: string[] | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'Refused with MAX_COST_EXCEEDED, before anything is sent, when it may cost more; in EUR.',
  })
  maxCost?: MoneyInput | null;

  @Field(() => Boolean, { defaultValue: false, description: EVEN_IF_FRESH })
  evenIfFresh!: boolean;
}

@ArgsType()
export class RefreshEstimateArgs {
  @Field(() => CustomerFilterInput, {
    nullable: true,
    description: 'The companies of these customers.',
  })
  filter?: CustomerFilterInput | null;

  @Field(() => [SirenScalar], {
    nullable: true,
    description: 'These companies too. Without them and `filter`: those of every customer.',
  })
  sirens?: string[] | null;

  @Field(() => [String], { nullable: true, description: CONNECTORS })
  connectors?: string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: EVEN_IF_FRESH })
  evenIfFresh!: boolean;
}

@Resolver(() => CompanyRefresh)
export class CompanyRefreshResolver {
  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RefreshResult, {
    description:
      'Reads a company now at every connection that reads companies and re-scores its customers. What is fresh is not bought again, and what another is buying is waited for. A source that fails is an outcome beside the others; BUDGET_EXHAUSTED and its like are a refusal when they let nothing be read.',
  })
  refreshCompany(
    @Ctx() context: RequestContext,
    @Args(() => RefreshCompanyArgs) args: RefreshCompanyArgs,
  ): Promise<CompanyRefresh | Refusal> {
    return orRefusal(async () => {
      const { siren, connectors, maxCost, evenIfFresh } = args;
      const request = {
        ...{ siren, evenIfFresh, connectorIds: connectors ?? null },
        maxCostMinor: maxCost == null ? null : eurosOf(maxCost, 'maxCost'),
      };
      const { actions } = context.services;
      return toCompanyRefresh(siren, await actions.refreshCompany(context.actor, request));
    });
  }

  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company as it stands after it; null when nobody knows it.',
  })
  company(
    @Root() { siren }: CompanyRefresh,
    @Ctx() context: RequestContext,
  ): Promise<Company | null> {
    return loadCompany(context, stableId(context.key.tenantId, siren));
  }

  @Authorized<ApiRole>(SEES_PRICES)
  @Extensions({ [OWN_COST]: 500 })
  @Query(() => RefreshEstimate, {
    description:
      'What reading companies again would ask of whom and cost at most. Nothing is written and nothing sent. For ANALYST, CREDIT_MANAGER, APPROVER and ADMIN.',
  })
  async refreshEstimate(
    @Ctx() context: RequestContext,
    @Args(() => RefreshEstimateArgs) args: RefreshEstimateArgs,
  ): Promise<RefreshEstimate> {
    const { connectors, evenIfFresh } = args;
    const sirens = await sirensOf(context, args);
    const { actions } = context.services;
    const question = { sirens, evenIfFresh, connectorIds: connectors ?? null };
    return toRefreshEstimate(await actions.estimateRefresh(context.actor, question));
  }
}

async function sirensOf(
  context: RequestContext,
  { filter, sirens }: RefreshEstimateArgs,
): Promise<string[] | null> {
  if (filter == null) return sirens ?? null;
  const wanted = toCustomerFilter(filter);
  const point = await context.point();
  const ofCustomers = await context.read(async (tx) =>
    sirensOfCustomers(tx, await matchingCustomerIds(tx, { filter: wanted, point })),
  );
  return [...new Set([...ofCustomers, ...(sirens ?? [])])];
}
