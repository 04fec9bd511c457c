import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type { AssessmentRow } from '../../reports';
import type {
  AssessmentOverride as OverrideFacts,
  Confidence,
  Grade,
  GradeHold,
  GradeHoldCode,
  Reason as ReasonFacts,
  ReasonCode,
} from '../../scoring';
import { gradeHoldOf, overridesIn } from '../../scoring';
import { Node } from '../relay/node.type';
import { relayConnection } from '../relay/connection.type';
import { DateScalar, DateTimeScalar } from '../scalars';
import { SourceRef, toSourceRef } from '../source-ref.type';
import {
  ConfidenceEnum,
  GradeEnum,
  GradeHoldEnum,
  LimitEffectEnum,
  OverrideRuleEnum,
  ReasonCodeEnum,
} from './credit-assessment.enums';

@ObjectType({
  description: 'One line of the explanation. The contributions of all lines sum to the score.',
  simpleResolvers: true,
})
export class Reason {
  @Field(() => ReasonCodeEnum, { description: 'What it is about.' })
  code!: ReasonCode;

  @Field(() => Float, { description: 'Points added to (safer) or taken from (riskier) the score.' })
  contribution!: number;

  @Field(() => [SourceRef], { description: 'The records it rests on.' })
  evidence!: SourceRef[];

  facts!: ReasonFacts;
}

@ObjectType({
  description: 'A hard rule in force: it may only make a customer riskier.',
  simpleResolvers: true,
})
export class AssessmentOverride {
  @Field(() => OverrideRuleEnum, { description: 'The rule.' })
  rule!: OverrideFacts['rule'];

  @Field(() => GradeEnum, { description: 'The best grade it allows.' })
  grade!: Grade;

  @Field(() => LimitEffectEnum, { description: 'What it does to the credit limit.' })
  limitEffect!: OverrideFacts['limitEffect'];

  @Field(() => Boolean, { description: 'Whether the grade would be better without it.' })
  isBinding!: boolean;

  @Field(() => [SourceRef], { description: 'The records it rests on.' })
  evidence!: SourceRef[];
}

@ObjectType({
  implements: Node,
  description: 'How risky a customer was judged to be, when, by which model and why.',
  simpleResolvers: true,
})
export class CreditAssessment extends Node {
  @Field(() => ID, { description: 'The customer it is about.' })
  customerId!: string;

  @Field(() => GradeEnum, { description: 'The grade, after hard rules and hysteresis.' })
  grade!: Grade;

  @Field(() => GradeEnum, {
    description:
      'The grade that score and probability ask for on the day; `heldBecause` says why it is not the grade.',
  })
  gradeOfTheNumbers!: Grade;

  @Field(() => GradeHoldEnum, {
    nullable: true,
    description: 'Why the grade is not the one the numbers ask for; null when it is.',
  })
  heldBecause!: GradeHoldCode | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day on which a held grade may move, in the seller’s time zone; null when it is not held, or may move with the next day’s numbers.',
  })
  heldUntil!: string | null;

  /** What the texts of the hold are made of. */
  hold!: GradeHold | null;

  @Field(() => Int, { nullable: true, description: '0 to 100, 100 = safest.' })
  score!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Probability of default within 12 months, 0 to 1.',
  })
  probabilityOfDefault!: number | null;

  @Field(() => ConfidenceEnum, { description: 'How much the assessment rests on.' })
  confidence!: Confidence;

  @Field(() => String, { description: 'Version of the model that decided.' })
  modelVersion!: string;

  @Field(() => DateTimeScalar, { description: 'When it was computed, by the hub’s clock.' })
  assessedAt!: Date;

  @Field(() => DateScalar, {
    description: 'The day its facts are as of, in the seller’s time zone.',
  })
  assessedOn!: string;

  @Field(() => String, {
    description:
      'SHA-256 of everything it was computed from: the same inputs give the same answer.',
  })
  inputsHash!: string;

  @Field(() => [Reason], { description: 'Why, line by line.' })
  reasons!: Reason[];

  @Field(() => AssessmentOverride, {
    nullable: true,
    description:
      'The hard rule in force that leaves the worst grade and, of those, the least credit; null without one.',
  })
  override!: AssessmentOverride | null;

  @Field(() => [AssessmentOverride], {
    description:
      'All hard rules in force, `override` first: the grade is the worst that one of them leaves, the limit the least.',
  })
  overrides!: AssessmentOverride[];

  @Field(() => String, {
    nullable: true,
    description: 'Code of why there is no score; null when there is one.',
  })
  notScoredBecause!: string | null;
}

export const CreditAssessmentConnection = relayConnection(
  'CreditAssessment',
  () => CreditAssessment,
);

/** Null for an assessment without a grade: it says why the customer could not be assessed, and is told there. */
export function toCreditAssessment(row: AssessmentRow): CreditAssessment | null {
  if (row.grade === null) return null;
  return gradedAssessment(row, row.grade);
}

export function gradedAssessment(row: AssessmentRow, grade: Grade): CreditAssessment {
  const { reasons } = row.decision;
  const overrides = overridesIn(row.decision).map((override) => ({
    ...override,
    evidence: override.evidence.map(toSourceRef),
  }));
  const hold = gradeHoldOf(row.gradeState, row.decision);
  return {
    id: globalId('CreditAssessment', row.creditAssessmentId),
    customerId: globalId('Customer', row.customerId),
    grade,
    gradeOfTheNumbers: row.decision.grade ?? grade,
    heldBecause: hold?.because ?? null,
    heldUntil: hold?.until ?? null,
    hold,
    score: row.score,
    probabilityOfDefault: row.probabilityOfDefault,
    confidence: row.confidence,
    modelVersion: row.modelVersion,
    assessedAt: row.assessedAt,
    assessedOn: row.assessedOn,
    inputsHash: row.inputsHash,
    reasons: reasons.map((facts) => ({
      code: facts.code,
      contribution: facts.contribution,
      evidence: facts.evidence.map(toSourceRef),
      facts,
    })),
    override: overrides[0] ?? null,
    overrides,
    notScoredBecause: row.notScoredBecause,
  };
}
