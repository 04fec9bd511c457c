import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { assert } from '../../kernel';
import {
  ageBuckets,
  ageingsOf,
  countCustomers,
  customerByAccount,
  customersById,
  emptyAgeing,
  exposuresOf,
  listCustomers,
} from '../../reports';
import { AgeingArgs } from '../aged-balance/aged-balance.args';
import { Ageing, toAgeingType } from '../aged-balance/ageing.type';
import { Company } from '../company/company.type';
import { loadCompany } from '../company/load-company';
import { keyOf } from '../global-ids';
import { CompanyMatch, toCompanyMatch } from '../match/match.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { CustomerArgs, CustomersArgs, toCustomerFilter } from './customer.input';
import { pointKey } from './load-customer';
import { Customer, CustomerConnection, Exposure, toCustomer, toExposure } from './customer.type';

@Resolver(() => Customer)
export class CustomerResolver {
  @Query(() => Customer, {
    nullable: true,
    description: 'The customer with this id, its figures as of a day and as known at an instant.',
  })
  async customer(
    @Ctx() context: RequestContext,
    @Args(() => CustomerArgs) args: CustomerArgs,
  ): Promise<Customer | null> {
    const customerId = keyOf('Customer', args.id);
    const point = await context.point(args);
    const [row] = await context.read((tx) => customersById(tx, [customerId], point));
    return row === undefined ? null : toCustomer(row, point);
  }

  @Query(() => Customer, {
    nullable: true,
    description: 'The customer with this code in the accounting software.',
  })
  async customerByAccount(
    @Ctx() context: RequestContext,
    @Arg('account', () => String, { description: 'The code.' }) account: string,
  ): Promise<Customer | null> {
    const row = await context.read((tx) => customerByAccount(tx, account));
    return row === null ? null : toCustomer(row, await context.point());
  }

  @Query(() => CustomerConnection, { description: 'Customers, by name unless ordered otherwise.' })
  async customers(
    @Ctx() context: RequestContext,
    @Args(() => CustomersArgs) args: CustomersArgs,
  ): Promise<ConnectionValue<Customer>> {
    const filter = toCustomerFilter(args.filter);
    const point = await context.point();
    const query = { filter, orderBy: args.orderBy ?? [], point };
    const page = pageOf(args);
    return toConnection({
      page,
      load: () => context.read((tx) => listCustomers(tx, query, page)),
      count: () => context.read((tx) => countCustomers(tx, query)),
      toNode: (row) => toCustomer(row, point),
    });
  }

  @FieldResolver(() => Company, {
    nullable: true,
    description: 'The company it is; null as long as that is not known.',
  })
  company(@Root() customer: Customer, @Ctx() context: RequestContext): Promise<Company | null> {
    const { companyId } = customer.row;
    return companyId === null ? Promise.resolve(null) : loadCompany(context, companyId);
  }

  @FieldResolver(() => CompanyMatch, {
    nullable: true,
    description: 'How it is known which company it is; null as long as nobody has looked.',
  })
  match(@Root() customer: Customer): CompanyMatch | null {
    return toCompanyMatch(customer.row);
  }

  @FieldResolver(() => Exposure, { description: 'What the seller stands to lose on it.' })
  async exposure(@Root() customer: Customer, @Ctx() context: RequestContext): Promise<Exposure> {
    const { point } = customer;
    const figures = await context
      .batch(`exposure ${pointKey(point)}`, (tx, ids) => exposuresOf(tx, ids, point))
      .load(customer.customerId);
    assert(figures !== null, 'a customer has an exposure');
    return toExposure(figures);
  }

  @FieldResolver(() => Ageing, { description: 'What is open, by age.' })
  async ageing(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @Args(() => AgeingArgs) { basis, bucketDays }: AgeingArgs,
  ): Promise<Ageing> {
    const { point } = customer;
    const buckets = ageBuckets(bucketDays, basis);
    const figures = await context
      .batch(`ageing ${basis} ${bucketDays.join()} ${pointKey(point)}`, (tx, ids) =>
        ageingsOf(tx, ids, { point, basis, bucketDays }),
      )
      .load(customer.customerId);
    return toAgeingType(figures ?? emptyAgeing(customer.currency, buckets));
  }
}
