import { Field, Int, ObjectType } from 'type-graphql';
import { globalId, type LocalDate } from '../../kernel';
import type { ScoringRunRow } from '../../reports';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar } from '../scalars';
import { ScoringRunKindEnum, ScoringRunStatusEnum } from './scoring-run.enums';

@ObjectType({
  implements: Node,
  description:
    'A run that scored customers, decided limits and raised alerts, as far as it has come.',
  simpleResolvers: true,
})
export class ScoringRun extends Node {
  @Field(() => ScoringRunKindEnum, { description: 'What set it going.' })
  kind!: ScoringRunRow['kind'];

  @Field(() => ScoringRunStatusEnum, { description: 'Where it stands.' })
  status!: ScoringRunRow['status'];

  @Field(() => DateScalar, { description: 'The day it judged by.' })
  asOf!: LocalDate;

  @Field(() => String, { description: 'The scoring model it used.' })
  modelVersion!: string;

  @Field(() => String, { description: 'The credit policy it used.' })
  policyVersion!: string;

  @Field(() => Int, {
    description:
      'Customers that were to be scored when it began; another run at the same time may have taken some.',
  })
  customersTotal!: number;

  @Field(() => Int, { description: 'Customers it has scored so far.' })
  customersDone!: number;

  @Field(() => Int, {
    description:
      'Customers whose grade moved to another letter or was lost; a first grade is no change.',
  })
  gradesChanged!: number;

  @Field(() => Int, { description: 'Limits set or proposed, and proposals withdrawn.' })
  limitsChanged!: number;

  @Field(() => Int, { description: 'Alerts raised.' })
  alertsRaised!: number;

  @Field(() => Int, { description: 'Alerts whose reason is over.' })
  alertsResolved!: number;

  @Field(() => String, {
    description:
      'Digest of all that it stored, 32 hexadecimal digits: the same decisions in any order have the same one.',
  })
  decisionsDigest!: string;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it last stored something.' })
  progressedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Code of the error that ended it.' })
  errorCode!: string | null;
}

export const ScoringRunConnection = relayConnection('ScoringRun', () => ScoringRun);

export function toScoringRun(row: ScoringRunRow): ScoringRun {
  const decisionsDigest = BigInt(row.decisionsDigest).toString(16).padStart(32, '0');
  return { ...row, id: globalId('ScoringRun', row.scoringRunId), decisionsDigest };
}
