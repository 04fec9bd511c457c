import { ArgsType, Field } from 'type-graphql';
import { CustomerFilterInput } from '../customer/customer.input';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar } from '../scalars';

@ArgsType()
export class KeyFiguresArgs {
  @Field(() => DateScalar, { description: 'First day of the period.' })
  from!: string;

  @Field(() => DateScalar, {
    description:
      'Last day of the period, at most 60 months after the first. The future is refused with PERIOD_IN_FUTURE, but for the rest of the month that runs: of that, the days so far are counted (`through`).',
  })
  to!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As far as was known then; now when absent.',
  })
  knownAt?: Date | null;

  @Field(() => CustomerFilterInput, { nullable: true, description: 'Only these customers.' })
  filter?: CustomerFilterInput | null;

  @Field(() => CurrencyCodeScalar, {
    nullable: true,
    description:
      'The currency to report in; that of the books when absent. Balances in other currencies are converted at the rates that held on their day, sums of a month at those of its last day; what has no rate is in `unconverted`. Refused with EXCHANGE_RATE_MISSING when this currency has none.',
  })
  currency?: string | null;
}
