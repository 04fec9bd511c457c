import { ArgsType, Field, Int } from 'type-graphql';
import type { AgeBasis, AgedBalanceGroup } from '../../reports';
import { CustomerFilterInput } from '../customer/customer.input';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar } from '../scalars';
import { AgedBalanceGroupEnum } from './aged-balance.type';
import { AgeBasisEnum } from './ageing.type';

/** How to age. */
@ArgsType()
export class AgeingArgs {
  @Field(() => AgeBasisEnum, {
    defaultValue: 'DUE_DATE',
    description: 'Which date age is counted from.',
  })
  basis!: AgeBasis;

  @Field(() => [Int], {
    defaultValue: [30, 60, 90],
    description: 'Last day of each bucket, ascending; one more bucket holds everything older.',
  })
  bucketDays!: number[];
}

@ArgsType()
export class AgedBalanceArgs extends AgeingArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'What was open on this day; today when absent.',
  })
  asOf?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As far as was known then; now when absent.',
  })
  knownAt?: Date | null;

  @Field(() => AgedBalanceGroupEnum, {
    defaultValue: 'CUSTOMER',
    description: 'What a row stands for.',
  })
  groupBy!: AgedBalanceGroup;

  @Field(() => CustomerFilterInput, { nullable: true, description: 'Only these customers.' })
  filter?: CustomerFilterInput | null;

  @Field(() => CurrencyCodeScalar, {
    nullable: true,
    description:
      'The currency to report in; that of the books when absent. Receivables in other currencies are converted at the rates that held on `asOf`, which `rates` states; what has no rate is in `unconverted`. Refused with EXCHANGE_RATE_MISSING when this currency has none.',
  })
  currency?: string | null;
}
