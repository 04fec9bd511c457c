import { Field, Float, Int, ObjectType } from 'type-graphql';
import type {
  OverdueBucket as OverdueBucketFigures,
  PeriodFigures as Figures,
} from '../../reports';
import { MoneyType, toMoney } from '../money.type';
import { Figure } from './figure.type';

@ObjectType({ description: 'What is overdue for a range of days.', simpleResolvers: true })
export class OverdueBucket {
  @Field(() => String, { description: 'Its name: `1-30`, `91+`.' })
  label!: string;

  @Field(() => Int, { description: 'Least days past the due date.' })
  fromDays!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Most days past the due date; null for the last, open-ended bucket.',
  })
  toDays!: number | null;

  @Field(() => MoneyType, { description: 'Open claims overdue for so long.' })
  amount!: MoneyType;

  @Field(() => Figure, {
    description: 'All that is overdue for at least `fromDays`, as a share of the outstanding.',
  })
  overdueRatio!: Figure;
}

@ObjectType({ description: 'The figures of any period, a month being one.', simpleResolvers: true })
export abstract class PeriodFigures {
  @Field(() => MoneyType, {
    description: 'Invoices less credit notes issued in the period, tax included.',
  })
  revenue!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Cash that came in during the period, returned payments and refunds deducted.',
  })
  collected!: MoneyType;

  @Field(() => MoneyType, {
    description: 'What is open at the end of the period, credits deducted.',
  })
  outstanding!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Open claims past their due date at the end of the period.',
  })
  overdue!: MoneyType;

  @Field(() => Float, {
    description:
      'Overdue as a share of the outstanding, to six decimals. When nothing is outstanding, or credits exceed claims: 0 with nothing overdue, 1 with something; `overdueBuckets` then say so.',
  })
  overdueRatio!: number;

  @Field(() => [OverdueBucket], { description: 'The overdue by days, the youngest first.' })
  overdueBuckets!: OverdueBucket[];

  @Field(() => Figure, {
    description: 'Days sales outstanding (délai moyen de recouvrement), simple method.',
  })
  dso!: Figure;

  @Field(() => Figure, {
    description:
      'Days sales outstanding by count-back (méthode par épuisement): unlike the simple method it is not moved by growth or season.',
  })
  dsoCountBack!: Figure;

  @Field(() => Figure, {
    description: 'What days sales outstanding would be if nothing were overdue.',
  })
  bestPossibleDso!: Figure;

  @Field(() => Figure, { description: 'Days sales outstanding less the best possible.' })
  averageDaysDelinquent!: Figure;

  @Field(() => Figure, {
    description: 'Days from issue to payment, over the payments of the period, by amount.',
  })
  daysToPay!: Figure;

  @Field(() => Figure, {
    description: 'Days from due date to payment, over the payments of the period, by amount.',
  })
  daysLate!: Figure;

  @Field(() => Figure, {
    description: 'Collection effectiveness index: of what could be collected, what was.',
  })
  collectionEffectiveness!: Figure;

  @Field(() => Figure, {
    description: 'Collection rate (taux de recouvrement): of what was due, what was collected.',
  })
  collectionRate!: Figure;
}

/** The fields of PeriodFigures. */
export function toPeriodFigures(figures: Figures): object {
  const { revenue, collected, outstanding, overdue, overdueBuckets, ...rest } = figures;
  return {
    ...rest,
    revenue: toMoney(revenue),
    collected: toMoney(collected),
    outstanding: toMoney(outstanding),
    overdue: toMoney(overdue),
    overdueBuckets: overdueBuckets.map(toOverdueBucket),
  };
}

function toOverdueBucket({ amount, ...rest }: OverdueBucketFigures): OverdueBucket {
  return { ...rest, amount: toMoney(amount) };
}
