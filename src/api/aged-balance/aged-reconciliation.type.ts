import { Field, ID, Int, ObjectType } from 'type-graphql';
import { defineEnum } from '../define-enum';
import { MoneyType } from '../money.type';
import { DateScalar } from '../scalars';

export const AgedMatch = defineEnum(
  'AgedMatch',
  'How a line of an imported aged balance was found to be one of our customers.',
  {
    CODE: 'Its code is the customer’s account.',
    NAME: 'Its name is that of one customer only.',
  },
);

@ObjectType({
  description: 'An age of an imported aged balance, with both amounts.',
  simpleResolvers: true,
})
export class AgedPair {
  @Field(() => String, { description: 'As the sheet heads the column.' })
  label!: string;

  @Field(() => Int, { nullable: true, description: 'Days past due from; null: not due yet.' })
  fromDays!: number | null;

  @Field(() => Int, { nullable: true, description: 'Days past due to; null: without end.' })
  toDays!: number | null;

  @Field(() => MoneyType, { description: 'As imported.' })
  theirs!: MoneyType;

  @Field(() => MoneyType, { description: 'As our ledger has it on the same day.' })
  ours!: MoneyType;

  @Field(() => MoneyType, { description: 'Theirs less ours.' })
  difference!: MoneyType;
}

@ObjectType({
  description: 'A customer as an imported aged balance and as our ledger has it.',
  simpleResolvers: true,
})
export class AgedDifference {
  @Field(() => String, {
    nullable: true,
    description: 'As imported; null for a customer of ours that the imported balance has not.',
  })
  partyCode!: string | null;

  @Field(() => String, { description: 'As imported, else ours.' })
  name!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of our customer; null when none was found to be this one.',
  })
  customerId!: string | null;

  @Field(() => AgedMatch, {
    nullable: true,
    description: 'How the two were found to be the same; null when one side has it only.',
  })
  matchedBy!: 'CODE' | 'NAME' | null;

  @Field(() => MoneyType, { description: 'Total as imported.' })
  theirs!: MoneyType;

  @Field(() => MoneyType, { description: 'What was open in our ledger on the same day.' })
  ours!: MoneyType;

  @Field(() => MoneyType, { description: 'Theirs less ours.' })
  difference!: MoneyType;

  @Field(() => [AgedPair], { description: 'Age by age, by the columns of the sheet.' })
  buckets!: AgedPair[];
}

@ObjectType({
  description:
    'An imported aged balance beside ours of the same day. Nothing of it is in any other figure.',
  simpleResolvers: true,
})
export class AgedReconciliation {
  @Field(() => ID, { description: 'The file it was imported by.' })
  sourceFileId!: string;

  @Field(() => DateScalar, { description: 'The day both are of.' })
  asOf!: string;

  @Field(() => Int, { description: 'Customers of either side.' })
  count!: number;

  @Field(() => Int, { description: 'Of these, the ones whose totals are not the same.' })
  differing!: number;

  @Field(() => [AgedDifference], { description: 'Largest difference first.' })
  rows!: AgedDifference[];
}
