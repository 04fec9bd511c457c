import { Field, Float, ObjectType } from 'type-graphql';
import type { CoverAssumption } from '../../limits';
import { defineEnum } from '../define-enum';

export const LimitAssumptionKindEnum = defineEnum<CoverAssumption['of']>(
  'LimitAssumptionKind',
  'What an insurer left unsaid.',
  {
    INSURED_PERCENT: 'The share of a loss that it bears, in percent.',
    RUN_OFF_DAYS: 'For how many days what was shipped before a cut stays covered.',
  },
);

@ObjectType({
  description: 'What the credit policy assumed in a term because an insurer does not say it.',
  simpleResolvers: true,
})
export class LimitAssumption {
  @Field(() => LimitAssumptionKindEnum, { description: 'What was assumed.' })
  of!: CoverAssumption['of'];

  @Field(() => Float, { description: 'The policy’s number: percent, or days.' })
  value!: number;
}
