import { ArgsType, createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ConnectionAlertRule, ConnectionResolution, Severity } from '../../alerts';
import { globalId } from '../../kernel';
import type { AlertStatus, ConnectionAlertRow } from '../../reports';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { ForwardPageArgs } from '../relay/page.args';
import { AlertStatusEnum, SeverityEnum } from '../risk-alert/risk-alert.enums';
import { DateTimeScalar } from '../scalars';
import { ConnectionAlertRuleEnum, ConnectionResolutionEnum } from './connection-alert.enums';

@ObjectType({
  implements: Node,
  description: 'Something wrong with a connection for longer than a run; of no customer.',
  simpleResolvers: true,
})
export class ConnectionAlert extends Node {
  @Field(() => ID, { description: 'The connection, without reading it.' })
  connectionId!: string;

  @Field(() => ConnectionAlertRuleEnum, { description: 'What is wrong.' })
  rule!: ConnectionAlertRule;

  @Field(() => SeverityEnum, { description: 'How much it matters.' })
  severity!: Severity;

  @Field(() => AlertStatusEnum, { description: 'Where it stands.' })
  status!: AlertStatus;

  @Field(() => DateTimeScalar, { description: 'When it was raised.' })
  raisedAt!: Date;

  @Field(() => String, { nullable: true, description: 'Who acknowledged it.' })
  acknowledgedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was acknowledged.' })
  acknowledgedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its cause was seen to have ended; null while it lasts.',
  })
  overAt!: Date | null;

  @Field(() => ConnectionResolutionEnum, { nullable: true, description: 'Why it ended.' })
  overBecause!: ConnectionResolution | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who resolved it; the hub itself when its cause ended.',
  })
  resolvedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was resolved.' })
  resolvedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The last comment on it.' })
  comment!: string | null;

  row!: ConnectionAlertRow;
}

export const ConnectionAlertConnection = relayConnection('ConnectionAlert', () => ConnectionAlert);

export function toConnectionAlert(row: ConnectionAlertRow): ConnectionAlert {
  const { rule, severity, status, raisedAt, overAt, overBecause, comment } = row;
  const { acknowledgedBy, acknowledgedAt, resolvedBy, resolvedAt } = row;
  return {
    id: globalId('ConnectionAlert', row.connectionAlertId),
    connectionId: globalId('Connection', row.connectionId),
    ...{ rule, severity, status, raisedAt, overAt, overBecause, comment },
    ...{ acknowledgedBy, acknowledgedAt, resolvedBy, resolvedAt, row },
  };
}

export const ConnectionAlertResult = createUnionType({
  name: 'ConnectionAlertResult',
  description: 'The alert as it stands after the mutation, or why it was refused.',
  types: () => [ConnectionAlert, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'ConnectionAlert'),
});

@InputType({ description: 'Which alerts about connections; all given conditions must hold.' })
export class ConnectionAlertFilter {
  @Field(() => [AlertStatusEnum], { nullable: true, description: 'Those that stand so.' })
  status?: AlertStatus[] | null;

  @Field(() => [ConnectionAlertRuleEnum], { nullable: true, description: 'Those of these rules.' })
  rules?: ConnectionAlertRule[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Those of these severities.' })
  severities?: Severity[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those of these connections.' })
  connectionIds?: string[] | null;
}

@ArgsType()
export class ConnectionAlertsArgs extends ForwardPageArgs {
  @Field(() => ConnectionAlertFilter, { nullable: true, description: 'Which ones.' })
  filter?: ConnectionAlertFilter | null;
}
