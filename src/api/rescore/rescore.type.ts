import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars';

@ObjectType({ description: 'What came of scoring customers again.', simpleResolvers: true })
export class RescoreRun {
  @Field(() => ID, {
    nullable: true,
    description: 'The scoring run, to be found by `node`; null when there was nobody to score.',
  })
  id!: string | null;

  @Field(() => Int, { description: 'Customers looked at.' })
  customers!: number;

  @Field(() => Int, {
    description:
      'Assessments stored because they say something else than before, also where the grade stayed.',
  })
  assessmentsStored!: number;

  @Field(() => Int, {
    description:
      'Customers whose grade moved to another letter or was lost; a first grade is no change.',
  })
  gradesChanged!: number;

  @Field(() => Int, { description: 'Limits set or proposed.' })
  limitsChanged!: number;

  @Field(() => Int, { description: 'Alerts raised.' })
  alertsRaised!: number;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ended.' })
  finishedAt!: Date;
}
