import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { TextParams } from '../../kernel';
import type {
  Counterfactual as CounterfactualFacts,
  CounterfactualCode,
  Grade,
  ModelAbsence,
  ModelZone,
  OpinionSource,
  StatementCheck as StatementCheckFacts,
  StatementCheckCode,
} from '../../scoring';
import { DateScalar } from '../scalars';
import { SourceRef } from '../source-ref.type';
import { GradeEnum } from './credit-assessment.enums';
import {
  CounterfactualCodeEnum,
  OpinionSourceEnum,
  ReferenceAbsenceEnum,
  ReferenceFormulaEnum,
  ReferenceZoneEnum,
  type ReferenceFormula,
  StatementCheckCodeEnum,
} from './explanation.enums';

@ObjectType({
  description: 'What is wrong or special about one statement, and where.',
  simpleResolvers: true,
})
export class StatementCheck {
  @Field(() => StatementCheckCodeEnum, { description: 'What it is.' })
  code!: StatementCheckCode;

  @Field(() => [String], {
    description:
      'The fields that fail it: items of the statement, or what it says of itself ("months").',
  })
  fields!: string[];

  @Field(() => DateScalar, { description: 'Closing day of the statement.' })
  closedOn!: string;

  @Field(() => SourceRef, { description: 'The statement.' })
  statement!: SourceRef;

  @Field(() => Boolean, {
    description: 'Whether the statement was put aside for it; else it is told and was scored.',
  })
  isRefusal!: boolean;

  facts!: StatementCheckFacts;
}

@ObjectType({
  description:
    'What a published formula says of the accounts. Shown beside the score, no part of it.',
  simpleResolvers: true,
})
export class ReferenceScore {
  @Field(() => ReferenceFormulaEnum, { description: 'The formula.' })
  formula!: ReferenceFormula;

  @Field(() => Float, { nullable: true, description: 'Its value, in its own direction.' })
  value!: number | null;

  @Field(() => ReferenceZoneEnum, { nullable: true, description: 'The zone of the value.' })
  zone!: ModelZone | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Probability of failing, 0 to 1: Zmijewski’s own, Conan and Holder’s brought from a sample that half failed to a base rate of 2 %; Altman gives none.',
  })
  probability!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '0 to 1, 1 = riskiest: the same axis for all formulas.',
  })
  risk!: number | null;

  @Field(() => ReferenceAbsenceEnum, {
    nullable: true,
    description: 'Why there is no value; null when there is one.',
  })
  absentBecause!: ModelAbsence | null;
}

@ObjectType({
  description: 'What would better the score: the customer assessed again with one fact changed.',
  simpleResolvers: true,
})
export class Counterfactual {
  @Field(() => CounterfactualCodeEnum, { description: 'What would change.' })
  code!: CounterfactualCode;

  @Field(() => Int, { description: 'Points on top of the score.' })
  scoreGain!: number;

  @Field(() => Int, { description: 'The score there would be.' })
  scoreThen!: number;

  @Field(() => GradeEnum, {
    description:
      'The grade the numbers would ask for then; the grade itself follows by the rules of `heldBecause`.',
  })
  gradeThen!: Grade;

  facts!: CounterfactualFacts;

  /** The grade that holds and the day before which it does not rise: the text promises no more. */
  hold!: TextParams;
}

@ObjectType({ description: 'What one source alone says of a customer.', simpleResolvers: true })
export class ScoreOpinion {
  @Field(() => OpinionSourceEnum, { description: 'Who says it.' })
  source!: OpinionSource;

  @Field(() => String, { nullable: true, description: 'Scale of a provider’s score.' })
  scale!: string | null;

  @Field(() => String, { nullable: true, description: 'The provider’s value, as it gave it.' })
  value!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a higher value is safer; null when it is not known.',
  })
  higherIsSafer!: boolean | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it is of.' })
  computedOn!: string | null;

  @Field(() => GradeEnum, {
    nullable: true,
    description:
      'On our scale; ours is the grade that holds. Null for a score that is shown and not used.',
  })
  grade!: Grade | null;

  @Field(() => GradeEnum, {
    nullable: true,
    description:
      'Beside ours: the grade the numbers ask for, when hysteresis may hold it back; null for the others.',
  })
  gradeOfTheNumbers!: Grade | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Probability of default within 12 months that it comes to, 0 to 1.',
  })
  probabilityOfDefault!: number | null;
}

@ObjectType({
  description: 'Our view beside each provider’s and beside how the customer pays.',
  simpleResolvers: true,
})
export class ScoreOpinions {
  @Field(() => [ScoreOpinion], { description: 'Ours first.' })
  opinions!: ScoreOpinion[];

  @Field(() => Int, {
    nullable: true,
    description: 'Notches between the safest and the riskiest; null with fewer than two.',
  })
  spreadNotches!: number | null;

  @Field(() => Boolean, { description: 'Two notches or more: somebody should look.' })
  isDisagreement!: boolean;
}
