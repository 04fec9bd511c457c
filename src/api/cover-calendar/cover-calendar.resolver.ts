import { Arg, Args, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { assert, configError, daysBetween } from '../../kernel';
import { coverCalendarOf, exposuresOf } from '../../reports';
import { Asked, type AskedField } from '../asked';
import { Customer, Exposure, toExposure } from '../customer/customer.type';
import { ASSUMED_SIZE, OWN_COST } from '../query-cost/measure';
import { DateScalar } from '../scalars';
import { fieldRestricted, unreadableTerms, withhold } from '../use-restriction';
import { CoverCalendarArgs, CoverCalendarDay, toCoverCalendarDay } from './cover-calendar.type';

const LONGEST_DAYS = 3 * 366;

@Resolver(() => Customer)
export class CoverCalendarResolver {
  @FieldResolver(() => Exposure, {
    description:
      'Exposure with the covers of one day, past or to come, as known at the point of the customer: notices take effect and run-off ends on their days. Of a day to come, what is owed as far as the books know.',
  })
  async insuredExposure(
    @Root() customer: Customer,
    @Asked() { context }: AskedField,
    @Arg('on', () => DateScalar, { description: 'The day.' }) on: string,
  ): Promise<Exposure> {
    const point = { asOf: on, knownAt: customer.point.knownAt, isCurrent: false };
    const figures = await context
      .batch(`exposure ${on} ${point.knownAt.toISOString()}`, (tx, ids) =>
        exposuresOf(tx, ids, point),
      )
      .load(customer.customerId);
    assert(figures !== null, 'a customer has an exposure');
    return toExposure(figures);
  }

  @Extensions({ [OWN_COST]: 50, [ASSUMED_SIZE]: 10 })
  @FieldResolver(() => [CoverCalendarDay], {
    description:
      'The days on which what insurers bear of this customer changes, the first 100 of them, as known at the point of the customer. Empty, with an error `USE_RESTRICTED`, when this key may not read all covers of the company.',
  })
  async coverCalendar(
    @Root() customer: Customer,
    @Asked() { context, info }: AskedField,
    @Args(() => CoverCalendarArgs) { from, to }: CoverCalendarArgs,
  ): Promise<CoverCalendarDay[]> {
    requirePeriod(from, to);
    const query = { from, to, point: customer.point };
    const calendar = await context.read((tx) => coverCalendarOf(tx, customer.customerId, query));
    const hidden = unreadableTerms(context, calendar?.coverTerms ?? []);
    if (hidden === null) return (calendar?.days ?? []).map(toCoverCalendarDay);
    withhold(fieldRestricted('Customer.coverCalendar', hidden), context, info);
    return [];
  }
}

function requirePeriod(from: string, to: string): void {
  const days = daysBetween(from, to);
  if (days >= 0 && days <= LONGEST_DAYS) return;
  throw configError('BAD_PERIOD', 'a cover calendar ends after it begins, three years at most', {
    place: { field: 'to' },
    remedy: 'give a later `to`, or one nearer to `from`',
  });
}
