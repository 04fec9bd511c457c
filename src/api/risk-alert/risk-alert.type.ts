import { Field, ID, ObjectType } from 'type-graphql';
import type { AlertRuleCode, Severity } from '../../alerts';
import { globalId } from '../../kernel';
import type { AlertStatus, RiskAlertRow } from '../../reports';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { CursorScalar, DateScalar, DateTimeScalar, JsonScalar } from '../scalars';
import { SourceRef, toSourceRef } from '../source-ref.type';
import {
  AlertChangeEnum,
  AlertRuleEnum,
  AlertStatusEnum,
  SeverityEnum,
  type AlertChange,
} from './risk-alert.enums';

@ObjectType({
  implements: Node,
  description: 'Something about a customer that somebody should know now.',
  simpleResolvers: true,
})
export class RiskAlert extends Node {
  @Field(() => ID, { description: 'The customer, without reading it.' })
  customerId!: string;

  @Field(() => AlertRuleEnum, { description: 'The rule that raised it.' })
  rule!: AlertRuleCode;

  @Field(() => SeverityEnum, { description: 'How much it matters.' })
  severity!: Severity;

  @Field(() => AlertStatusEnum, { description: 'Where it stands.' })
  status!: AlertStatus;

  @Field(() => DateTimeScalar, { description: 'When it was raised, by the hub’s clock.' })
  raisedAt!: Date;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'How things were before; amounts in minor units.',
  })
  before!: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'How things are since; amounts in minor units.',
  })
  after!: unknown;

  @Field(() => [SourceRef], { description: 'The records it rests on.' })
  evidence!: SourceRef[];

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day to act, by law; null when there is none.',
  })
  deadlineOn!: string | null;

  @Field(() => String, { nullable: true, description: 'Who acknowledged it.' })
  acknowledgedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was acknowledged.' })
  acknowledgedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who resolved it; the hub itself when its cause ended.',
  })
  resolvedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was resolved.' })
  resolvedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The last comment on it.' })
  comment!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it is off the work list; null when it is not snoozed.',
  })
  snoozedUntil!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who looks after it, in the words of who said so; null for nobody.',
  })
  assignedTo!: string | null;

  @Field(() => Boolean, {
    description:
      'Whether a mute covers it: then the log hears neither that it was raised nor worse.',
  })
  isMuted!: boolean;

  row!: RiskAlertRow;
}

export const RiskAlertConnection = relayConnection('RiskAlert', () => RiskAlert);

export function toRiskAlert(row: RiskAlertRow): RiskAlert {
  return {
    id: globalId('RiskAlert', row.riskAlertId),
    customerId: globalId('Customer', row.customerId),
    rule: row.rule,
    severity: row.severity,
    status: row.status,
    raisedAt: row.raisedAt,
    before: row.before,
    after: row.after,
    evidence: row.evidence.map(toSourceRef),
    deadlineOn: row.deadlineOn,
    acknowledgedBy: row.acknowledgedBy,
    acknowledgedAt: row.acknowledgedAt,
    resolvedBy: row.resolvedBy,
    resolvedAt: row.resolvedAt,
    comment: row.comment,
    snoozedUntil: row.snoozedUntil,
    assignedTo: row.assignedTo,
    isMuted: row.mutedUntil !== null,
    row,
  };
}

@ObjectType({
  description: 'What happened to an alert, as subscribers are told.',
  simpleResolvers: true,
})
export class RiskAlertEvent {
  @Field(() => CursorScalar, { description: 'Give it as `after` to go on behind this event.' })
  cursor!: string;

  @Field(() => ID, { description: 'Of the event, the same in every delivery: tell repeats by it.' })
  id!: string;

  @Field(() => AlertChangeEnum, { description: 'What happened.' })
  change!: AlertChange;

  @Field(() => RiskAlert, {
    description:
      'The alert as it stood when its event was read: `change` says what happened, and in a replay this may tell what came ' +
      'of it since. Ask `riskAlert` for how it stands now.',
  })
  alert!: RiskAlert;
}
