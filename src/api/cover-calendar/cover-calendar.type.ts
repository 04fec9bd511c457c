import { ArgsType, Field, ObjectType } from 'type-graphql';
import type { CoverCalendarDay as DayFigures, CoverChangeKind } from '../../reports';
import { defineEnum } from '../define-enum';
import { MoneyType, toMoney } from '../money.type';
import { DateScalar } from '../scalars';

export const CoverChangeEnum = defineEnum<CoverChangeKind>(
  'CoverChange',
  'What makes a customer’s insurance cover change on a day.',
  {
    BEGINS: 'A decision of the insurer begins to hold.',
    TAKES_EFFECT: 'A change the insurer gave notice of takes effect.',
    RUN_OFF_ENDS: 'What was shipped before a change is no longer covered.',
    ENDS: 'The cover itself ends.',
    RETENTION_ENDS: 'The hub may not use what the insurer said any longer unless it is said again.',
  },
);

@ObjectType({
  description: 'A day on which what insurers bear of a customer changes.',
  simpleResolvers: true,
})
export class CoverCalendarDay {
  @Field(() => DateScalar, { description: 'The first day of the new amounts.' })
  on!: string;

  @Field(() => [CoverChangeEnum], { description: 'Why, in the order of their names.' })
  because!: CoverChangeKind[];

  @Field(() => MoneyType, { description: 'Covered of what shipped the day before.' })
  coveredBefore!: MoneyType;

  @Field(() => MoneyType, { description: 'Covered of what ships from this day on.' })
  covered!: MoneyType;

  @Field(() => MoneyType, { description: 'Borne by insurers of what was owed the day before.' })
  insuredBefore!: MoneyType;

  @Field(() => MoneyType, {
    description:
      'Borne by insurers of what is owed this day, run-off included; of a day to come, of what is owed as far as the books know.',
  })
  insured!: MoneyType;
}

export function toCoverCalendarDay(day: DayFigures): CoverCalendarDay {
  return {
    on: day.on,
    because: day.because,
    coveredBefore: toMoney(day.coveredBefore),
    covered: toMoney(day.covered),
    insuredBefore: toMoney(day.insuredBefore),
    insured: toMoney(day.insured),
  };
}

@ArgsType()
export class CoverCalendarArgs {
  @Field(() => DateScalar, { description: 'The first day.' })
  from!: string;

  @Field(() => DateScalar, { description: 'The last day; at most three years later.' })
  to!: string;
}
