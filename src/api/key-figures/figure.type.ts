import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'A figure with how it was computed. Without a value it says why, and is never zero instead.',
  simpleResolvers: true,
})
export class Figure {
  @Field(() => Float, {
    nullable: true,
    description: 'The value, rounded to four decimals, ratios to six; null when there is none.',
  })
  value!: number | null;

  @Field(() => String, {
    description: '`days`, `percent`, `ratio` (1 is all), `points` (0 to 10,000) or `customers`.',
  })
  unit!: string;

  @Field(() => String, { description: 'The formula, and what it was taken over.' })
  method!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Why there is no value: `NO_SALES_IN_PERIOD`, `NO_PAYMENTS_IN_PERIOD`, `NOTHING_DUE_IN_PERIOD`, `NOTHING_TO_COLLECT`, `NOTHING_OUTSTANDING`, `NOTHING_IN_BUCKET`, `CREDITS_EXCEED_CLAIMS`, `SALES_HISTORY_TOO_SHORT` or `PERIOD_TOO_SHORT`.',
  })
  reasonIfAbsent!: string | null;
}
