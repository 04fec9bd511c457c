import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Extensions, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { assert } from '../../kernel';
import {
  agedBalance,
  type CurrencyAgeing as CurrencyAgeingFigures,
  type Reconciliation as ReconciliationFigures,
} from '../../reports';
import { Company } from '../company/company.type';
import { loadCompany } from '../company/load-company';
import { toCustomerFilter } from '../customer/customer.input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { toMoney } from '../money.type';
import type { RequestContext } from '../request-context';
import { selects } from '../selects';
import { AgedBalanceArgs } from './aged-balance.args';
import {
  AgedBalance,
  AgedBalanceRow,
  type CurrencyAgeing,
  type Reconciliation,
} from './aged-balance.type';
import { toAgeingType } from './ageing.type';
import { requireRows } from './row-limit';
import { OWN_COST } from '../query-cost/measure';

@Resolver(() => AgedBalanceRow)
export class AgedBalanceResolver {
  @Extensions({ [OWN_COST]: 2_000 })
  @Query(() => AgedBalance, {
    description: 'Open receivables by age, as of any day and as known at any time.',
  })
  async agedBalance(
    @Ctx() context: RequestContext,
    @Args(() => AgedBalanceArgs) args: AgedBalanceArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const point = await context.point(args);
    const currency = args.currency ?? context.key.booksCurrency;
    const balance = await context.read((tx) =>
      agedBalance(tx, {
        point,
        basis: args.basis,
        bucketDays: args.bucketDays,
        groupBy: args.groupBy,
        filter: toCustomerFilter(args.filter),
        currency,
        booksCurrency: context.key.booksCurrency,
        withReconciliation: selects(info, 'reconciliation'),
      }),
    );
    requireRows(balance.rows.length, context.cost);
    return {
      asOf: point.asOf,
      knownAt: point.knownAt,
      basis: args.basis,
      currency,
      buckets: balance.buckets,
      rows: balance.rows.map((row) => ({
        ...row,
        point,
        rowCurrency: row.currency,
        ageing: toAgeingType(row.ageing),
        unconverted: row.unconverted.map(toCurrencyAgeing),
      })),
      total: toAgeingType(balance.total),
      rates: balance.rates,
      unconverted: balance.unconverted.map(toCurrencyAgeing),
      reconciliation: () => toReconciliation(balance.reconciliation),
    };
  }

  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'With groupBy CUSTOMER: the customer.',
  })
  customer(@Root() row: AgedBalanceRow, @Ctx() context: RequestContext): Promise<Customer | null> {
    return row.customerId === null
      ? Promise.resolve(null)
      : loadCustomer(context, row.customerId, row.point);
  }

  @FieldResolver(() => Company, {
    nullable: true,
    description: 'With groupBy COMPANY: the company; null = customers without one.',
  })
  company(@Root() row: AgedBalanceRow, @Ctx() context: RequestContext): Promise<Company | null> {
    return row.companyId === null ? Promise.resolve(null) : loadCompany(context, row.companyId);
  }
}

function toCurrencyAgeing({ currency, ageing }: CurrencyAgeingFigures): CurrencyAgeing {
  return { currency, ageing: toAgeingType(ageing) };
}

function toReconciliation(figures: ReconciliationFigures | null): Reconciliation {
  assert(figures !== null, 'a selected reconciliation was not computed');
  return {
    sumOfBuckets: toMoney(figures.sumOfBuckets),
    outstanding: toMoney(figures.outstanding),
    ledgerDifference: toMoney(figures.ledgerDifference),
  };
}
