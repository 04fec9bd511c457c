import {
  Arg,
  Args,
  Authorized,
  createUnionType,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { configError, parseMoney, stableId } from '../../kernel';
import type { ApiRole } from '../../database';
import { budgetsOf, pricesOf, type BudgetState } from '../../purchasing';
import {
  connectionsById,
  countProviderCalls,
  listProviderCalls,
  providerCallsById,
  spendByMonth,
  spendTotals,
} from '../../reports';
import { Company } from '../company/company.type';
import { loadCompany } from '../company/load-company';
import { Connection, toConnectionNode } from '../connection/connection.type';
import { keyOf } from '../global-ids';
import { toMoneyOf, type MoneyInput } from '../money.type';
import { found, orRefusal, Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import { indexRows, type RequestContext } from '../request-context';
import { DateScalar } from '../scalars';
import { Viewer } from '../viewer/viewer.type';
import {
  ProviderCall,
  ProviderCallConnection,
  toCallFilter,
  toProviderCall,
} from './provider-call.type';
import {
  ProviderCallsArgs,
  SetProviderBudgetArgs,
  SetProviderPriceArgs,
} from './provider-spend.args';
import {
  ProviderBudget,
  ProviderPrice,
  ProviderSpend,
  TenantBudget,
  toProviderBudget,
  toProviderMonth,
  toProviderPrice,
  toTenantBudget,
} from './provider-spend.type';
import { SEES_PRICES } from './require-prices';

const ProviderTermsResult = createUnionType({
  name: 'ProviderTermsResult',
  description: 'The connection as it stands after the mutation, or why it was refused.',
  types: () => [Connection, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'Connection'),
});

const ProviderCallResult = createUnionType({
  name: 'ProviderCallResult',
  description: 'The call as it stands after the mutation, or why it was refused.',
  types: () => [ProviderCall, Refusal] as const,
  resolveType: (value) => ('units' in value ? 'ProviderCall' : 'Refusal'),
});

@Resolver(() => ProviderSpend)
export class ProviderSpendResolver {
  @Authorized<ApiRole>(SEES_PRICES)
  @Query(() => ProviderSpend, {
    description:
      'What was bought from providers that are paid per call, with every call. For ANALYST, CREDIT_MANAGER, APPROVER and ADMIN.',
  })
  async providerSpend(
    @Ctx() context: RequestContext,
    @Arg('from', () => DateScalar, { description: 'First day.' }) from: string,
    @Arg('to', () => DateScalar, { description: 'Last day, not before the first.' }) to: string,
  ): Promise<ProviderSpend> {
    if (from > to) {
      throw configError('BAD_PERIOD', `the period begins on ${from} and ends before, on ${to}`, {
        place: { field: 'to' },
        remedy: 'Give a last day that is not before the first.',
      });
    }
    const period = { from, to, timeZone: context.key.timeZone };
    return context.read(async (tx) => {
      const totals = await spendTotals(tx, period);
      const months = await spendByMonth(tx, period);
      return {
        ...{ from, to, period },
        total: toMoneyOf(totals.totalMinor, 'EUR'),
        callCount: totals.calls,
        unansweredCalls: totals.unansweredCalls,
        unpricedCalls: totals.unpricedCalls,
        byConnector: months.map((row) => toProviderMonth(row, context.today)),
      };
    });
  }

  @FieldResolver(() => ProviderCallConnection, {
    description: 'Every call booked within the period, newest first; given back ones too.',
  })
  calls(
    @Root() { period }: ProviderSpend,
    @Ctx() context: RequestContext,
    @Args(() => ProviderCallsArgs) args: ProviderCallsArgs,
  ): ConnectionValue<ProviderCall> {
    const query = { period, filter: toCallFilter(args.filter) };
    const page = pageOf(args);
    return toConnection({
      page,
      load: () => context.read((tx) => listProviderCalls(tx, query, page)),
      count: () => context.read((tx) => countProviderCalls(tx, query)),
      toNode: toProviderCall,
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => ProviderTermsResult, {
    description:
      'Sets what a connection may buy in a month, in calls, in money or in both; 0 buys nothing. Holds from the next call on.',
  })
  setProviderBudget(
    @Ctx() context: RequestContext,
    @Args(() => SetProviderBudgetArgs) args: SetProviderBudgetArgs,
  ): Promise<Connection | Refusal> {
    return orRefusal(async () => {
      const { connectionId, monthlyLimit, callsMax, warnAt } = args;
      const key = keyOf('Connection', connectionId, 'connectionId');
      const budget = {
        monthlyLimitMinor: monthlyLimit == null ? null : eurosOf(monthlyLimit, 'monthlyLimit'),
        monthlyCallsMax: callsMax ?? null,
        warnPercent: warnAt ?? null,
      };
      const connection = await load(context, key);
      const { actions } = context.services;
      await actions.setProviderBudget(context.actor, { connectionId: key, ...budget });
      return connection;
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => ProviderTermsResult, {
    description:
      'Sets what a connection agreed to pay for a unit of a call, for the calls booked from now on.',
  })
  setProviderPrice(
    @Ctx() context: RequestContext,
    @Args(() => SetProviderPriceArgs) { connectionId, call, unitPrice }: SetProviderPriceArgs,
  ): Promise<Connection | Refusal> {
    return orRefusal(async () => {
      const key = keyOf('Connection', connectionId, 'connectionId');
      const unitPriceMinor = eurosOf(unitPrice, 'unitPrice');
      const connection = await load(context, key);
      const { actions } = context.services;
      await actions.setProviderPrice(context.actor, { connectionId: key, call, unitPriceMinor });
      return connection;
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => ProviderCallResult, {
    description:
      'Says of a call that was not answered whether the provider billed it, as its statement shows: what was not is given back to the budget of its month. Either way the same may be bought again.',
  })
  releaseUnansweredCall(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The call.' }) id: string,
    @Arg('wasCharged', () => Boolean, { description: 'Whether the provider billed it.' })
    wasCharged: boolean,
  ): Promise<ProviderCall | Refusal> {
    return orRefusal(async () => {
      const callId = keyOf('ProviderCall', id);
      const { actions } = context.services;
      await actions.releaseUnansweredCall(context.actor, { callId, wasCharged });
      const [row] = await context.read((tx) => providerCallsById(tx, [callId]));
      return toProviderCall(found(row, 'call'));
    });
  }
}

@Resolver(() => ProviderCall)
export class ProviderCallResolver {
  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company it is about; null when none is known by that number.',
  })
  company(
    @Root() { siren }: ProviderCall,
    @Ctx() context: RequestContext,
  ): Promise<Company | null> {
    if (siren === null) return Promise.resolve(null);
    return loadCompany(context, stableId(context.key.tenantId, siren));
  }

  @FieldResolver(() => Connection, { description: 'The connection that pays it.' })
  async connection(
    @Root() { row }: ProviderCall,
    @Ctx() context: RequestContext,
  ): Promise<Connection> {
    const connection = await context
      .batch('connections', async (tx, ids) =>
        indexRows(await connectionsById(tx, ids), (each) => each.connectionId),
      )
      .load(row.connectionId);
    return toConnectionNode(found(connection, 'connection'));
  }
}

@Resolver(() => Connection)
export class ConnectionSpendResolver {
  @Authorized<ApiRole>(SEES_PRICES)
  @FieldResolver(() => ProviderBudget, {
    nullable: true,
    description:
      'What it may buy this month; null without a budget: then it buys nothing. For ANALYST, CREDIT_MANAGER, APPROVER and ADMIN.',
  })
  async budget(
    @Root() { connectionId }: Connection,
    @Ctx() context: RequestContext,
  ): Promise<ProviderBudget | null> {
    const state = await loadBudget(context, connectionId);
    return state === null ? null : toProviderBudget(state);
  }

  @Authorized<ApiRole>(SEES_PRICES)
  @FieldResolver(() => [ProviderPrice], {
    nullable: true,
    description:
      'What its provider sells and at what price; empty for one that is free. For ANALYST, CREDIT_MANAGER, APPROVER and ADMIN.',
  })
  async prices(
    @Root() { connectionId, connectorId }: Connection,
    @Ctx() context: RequestContext,
  ): Promise<ProviderPrice[]> {
    const connector = context.services.connectors.find(({ id }) => id === connectorId);
    const listed = connector?.prices ?? [];
    if (listed.length === 0) return [];
    const agreed = await context.read((tx) => pricesOf(tx, connectionId));
    return listed.map((priced) => toProviderPrice(priced, agreed.get(priced.call)));
  }
}

@Resolver(() => Viewer)
export class ViewerBudgetResolver {
  @Authorized<ApiRole>(SEES_PRICES)
  @FieldResolver(() => TenantBudget, {
    nullable: true,
    description:
      'What the seller may buy from providers this month, in sum; null without any budget. For ANALYST, CREDIT_MANAGER, APPROVER and ADMIN.',
  })
  async providerBudget(@Ctx() context: RequestContext): Promise<TenantBudget | null> {
    return toTenantBudget(await context.read((tx) => budgetsOf(tx, context.now)));
  }
}

export const PROVIDER_SPEND_RESOLVERS = [
  ProviderSpendResolver,
  ProviderCallResolver,
  ConnectionSpendResolver,
  ViewerBudgetResolver,
] as const;

async function loadBudget(
  context: RequestContext,
  connectionId: string,
): Promise<BudgetState | null> {
  return context
    .batch('budgets', async (tx) =>
      indexRows(await budgetsOf(tx, context.now), (state) => state.connectionId),
    )
    .load(connectionId);
}

/** Throws NOT_FOUND, also for another tenant's connection. */
async function load(context: RequestContext, connectionId: string): Promise<Connection> {
  const [row] = await context.read((tx) => connectionsById(tx, [connectionId]));
  return toConnectionNode(found(row, 'connection'));
}

/** Cents. Throws BUDGET_CURRENCY and INVALID_AMOUNT. */
export function eurosOf({ amount, currency }: MoneyInput, field: string): bigint {
  if (currency !== 'EUR') {
    throw configError('BUDGET_CURRENCY', `providers are paid in EUR, not in ${currency}`, {
      place: { field: `${field}.currency` },
      remedy: 'Give the amount in EUR.',
    });
  }
  const { amountMinor } = parseMoney(amount, currency);
  if (amountMinor >= 0n) return amountMinor;
  throw configError('INVALID_AMOUNT', 'an amount here is zero or more', {
    place: { field: `${field}.amount` },
    remedy: 'Give an amount of zero or more; 0 buys nothing.',
  });
}
