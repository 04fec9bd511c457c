import { Field, Int, ObjectType } from 'type-graphql';
import type { AgeBasis, Ageing as AgeingFigures } from '../../reports';
import { defineEnum } from '../define-enum';
import { MoneyType, toMoney } from '../money.type';

export const AgeBasisEnum = defineEnum<AgeBasis>('AgeBasis', 'Which date age is counted from.', {
  DUE_DATE: 'The due date: age 1 is the day after it.',
  ISSUE_DATE: 'The day of issue: age 0 is that day.',
});

@ObjectType({ description: 'A range of ages.', simpleResolvers: true })
export class AgeBucket {
  @Field(() => String, { description: 'Its name: `1-30`, `91+`.' })
  label!: string;

  @Field(() => Int, { description: 'Least age in days.' })
  fromDays!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Greatest age in days; null for the last, open-ended bucket.',
  })
  toDays!: number | null;
}

@ObjectType({ description: 'What is open in a range of ages.', simpleResolvers: true })
export class AgeBucketAmount extends AgeBucket {
  @Field(() => MoneyType, { description: 'Open claims of this age.' })
  amount!: MoneyType;
}

@ObjectType({
  description:
    'Open amounts by age. `notDue`, `buckets`, `undated` and `unallocated` always sum to `outstanding`.',
  simpleResolvers: true,
})
export class Ageing {
  @Field(() => MoneyType, {
    description: 'Open claims younger than the first bucket: not due yet.',
  })
  notDue!: MoneyType;

  @Field(() => [AgeBucketAmount], { description: 'Open claims by age, the youngest first.' })
  buckets!: AgeBucketAmount[];

  @Field(() => MoneyType, { description: 'Open claims without a date to count from.' })
  undated!: MoneyType;

  @Field(() => MoneyType, { description: 'Credits not set against a claim; zero or negative.' })
  unallocated!: MoneyType;

  @Field(() => MoneyType, { description: 'Everything open, credits deducted.' })
  outstanding!: MoneyType;

  @Field(() => MoneyType, {
    description:
      'No part but a share of `buckets`: what is late only by an assumed due date (TENANT_DEFAULT or LEGAL_DEFAULT). Zero when age is counted from the day of issue.',
  })
  assumedDue!: MoneyType;
}

export function toAgeingType(figures: AgeingFigures): Ageing {
  return {
    notDue: toMoney(figures.notDue),
    buckets: figures.buckets.map((bucket) => ({ ...bucket, amount: toMoney(bucket.amount) })),
    undated: toMoney(figures.undated),
    unallocated: toMoney(figures.unallocated),
    outstanding: toMoney(figures.outstanding),
    assumedDue: toMoney(figures.assumedDue),
  };
}
