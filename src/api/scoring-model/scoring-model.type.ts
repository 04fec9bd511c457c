import { Field, ObjectType } from 'type-graphql';
import { DateScalar } from '../scalars';

@ObjectType({
  description: 'A parameter in which a scoring model is not the one that counts.',
  simpleResolvers: true,
})
export class ScoringModelDifference {
  @Field(() => String, { description: 'Its path, such as weights.behaviour.' })
  parameter!: string;

  @Field(() => String, {
    nullable: true,
    description: 'As JSON, in the model that counts; null where that has none.',
  })
  before!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'As JSON, in this model; null where it has none.',
  })
  after!: string | null;
}

@ObjectType('ScoringModel', {
  description: 'One version of every number a grade depends on beside its inputs.',
  simpleResolvers: true,
})
export class ScoringModelType {
  @Field(() => String, { description: 'Its name: assessments tell it as their modelVersion.' })
  version!: string;

  @Field(() => String, { description: 'What it does otherwise than the one before it, and why.' })
  summary!: string;

  @Field(() => Boolean, { description: 'Whether it counts today.' })
  isInForce!: boolean;

  @Field(() => Boolean, {
    description: 'Proposed: to be tried in shadow before somebody has it count.',
  })
  isCandidate!: boolean;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The latest day it was tried on in shadow; null when no trial of it is kept.',
  })
  comparedOn!: string | null;

  @Field(() => [ScoringModelDifference], {
    description: 'Its parameters that are not those of the model that counts.',
  })
  differences!: ScoringModelDifference[];
}
