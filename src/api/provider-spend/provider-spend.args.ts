import { ArgsType, Field, ID, Int } from 'type-graphql';
import { MoneyInput } from '../money.type';
import { ForwardPageArgs } from '../relay/page.args';
import { ProviderCallFilterInput } from './provider-call.type';

@ArgsType()
export class ProviderCallsArgs extends ForwardPageArgs {
  @Field(() => ProviderCallFilterInput, { nullable: true, description: 'Which ones.' })
  filter?: ProviderCallFilterInput | null;
}

const ABSENT_IS_UNLIMITED = 'Absent: not limited so; one of the two is needed.';

@ArgsType()
export class SetProviderBudgetArgs {
  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => Int, { nullable: true, description: `Calls a month. ${ABSENT_IS_UNLIMITED}` })
  callsMax?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: `Money a month, in EUR. ${ABSENT_IS_UNLIMITED}`,
  })
  monthlyLimit?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Percent at which BUDGET_NEARLY_SPENT is told; as it was, or 80, when absent.',
  })
  warnAt?: number | null;
}

@ArgsType()
export class SetProviderPriceArgs {
  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => String, { description: 'The call, as `Connection.prices` names it.' })
  call!: string;

  @Field(() => MoneyInput, { description: 'Price of a unit, in EUR; zero or more.' })
  unitPrice!: MoneyInput;
}
