import {
  Arg,
  Args,
  Ctx,
  Extensions,
  FieldResolver,
  Int,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { assert } from '../../kernel';
import { groupsOf } from '../../limits';
import {
  countGroupExposures,
  groupExposuresOf,
  groupNamesOf,
  listGroupExposures,
} from '../../reports';
import { Customer } from '../customer/customer.type';
import { loadCustomer, pointKey } from '../customer/load-customer';
import { ASSUMED_SIZE, OWN_COST } from '../query-cost/measure';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { readableBy } from '../roles';
import { CurrencyCodeScalar } from '../scalars';
import {
  CustomerGroup,
  CustomerGroupConnection,
  GroupExposure,
  toGroup,
  toGroupExposure,
} from './group.type';

const CURRENCY = {
  nullable: true,
  description:
    'The currency to tell amounts in; when absent that of the list, and that of the books without one.',
};

@Resolver(() => CustomerGroup)
export class CustomerGroupResolver {
  @Extensions({ [OWN_COST]: 500 })
  @Query(() => CustomerGroupConnection, {
    description:
      'Groups of several customers, the largest exposure first. Links between companies that this key may not read are as if they were not known.',
  })
  async groupExposures(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
    @Arg('currency', () => CurrencyCodeScalar, CURRENCY) currency: string | null,
  ): Promise<ConnectionValue<CustomerGroup>> {
    const page = pageOf(args);
    const point = await context.point();
    const readable = readableBy(context.key.role);
    const query = { point, readable, currency: currency ?? context.key.booksCurrency };
    return toConnection({
      page,
      load: () => context.read((tx) => listGroupExposures(tx, query, page)),
      count: () => context.read((tx) => countGroupExposures(tx, query)),
      toNode: ({ group }) => toGroup(group, point, query.currency),
    });
  }

  @FieldResolver(() => String, {
    description: 'The company at its top, as registries or the links name it.',
  })
  async name(@Root() group: CustomerGroup, @Ctx() context: RequestContext): Promise<string> {
    const readable = readableBy(context.key.role);
    const name = await context
      .batch('group names', (tx, keys) => groupNamesOf(tx, keys, readable))
      .load(group.key);
    return name ?? group.key;
  }

  @FieldResolver(() => Int, { description: 'How many customers belong to it.' })
  size(@Root() { row }: CustomerGroup): number {
    return row.members.length;
  }

  @Extensions({ [ASSUMED_SIZE]: 10 })
  @FieldResolver(() => [Customer], {
    description: 'Its customers.',
  })
  async members(
    @Root() { row, point }: CustomerGroup,
    @Ctx() context: RequestContext,
  ): Promise<Customer[]> {
    const found = await Promise.all(
      row.members.map(({ customerId }) => loadCustomer(context, customerId, point)),
    );
    return found.flatMap((customer) => customer ?? []);
  }

  @FieldResolver(() => GroupExposure, {
    description: 'What the seller stands to lose on all of it, and the limits it granted.',
  })
  async exposure(
    @Root() group: CustomerGroup,
    @Ctx() context: RequestContext,
    @Arg('currency', () => CurrencyCodeScalar, CURRENCY) currency: string | null,
  ): Promise<GroupExposure> {
    const asked = currency ?? group.currency ?? context.key.booksCurrency;
    const query = { point: group.point, currency: asked };
    const figures = await context.read((tx) => groupExposuresOf(tx, [group.row], query));
    const own = figures.get(group.key);
    assert(own !== undefined, 'a group has an exposure');
    return toGroupExposure(own);
  }
}

@Resolver(() => Customer)
export class GroupOfCustomerResolver {
  @Extensions({ [OWN_COST]: 5 })
  @FieldResolver(() => CustomerGroup, {
    description:
      'The customers it belongs together with, by what is known today; its own figures are of itself alone.',
  })
  async group(@Root() customer: Customer, @Ctx() context: RequestContext): Promise<CustomerGroup> {
    const { point } = customer;
    const readable = readableBy(context.key.role);
    const group = await context
      .batch(`groups ${pointKey(point)}`, (tx, ids) =>
        groupsOf(tx, ids, { asOf: point.asOf, readable }),
      )
      .load(customer.customerId);
    assert(group !== null, 'every customer is in a group');
    return toGroup(group, point);
  }
}
