import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars';

@ObjectType({ description: 'What came of scoring customers again.', simpleResolvers: true })
export class RescoreRun {
  @Field(() => Int, { description: 'Customers looked at.' })
  customers!: number;

  @Field(() => Int, { description: 'Grades that changed.' })
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
