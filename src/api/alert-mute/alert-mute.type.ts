import { ArgsType, createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { MUTE_DAYS_MAX, type AlertRuleCode } from '../../alerts';
import { globalId } from '../../kernel';
import type { AlertMuteRow } from '../../reports';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { ForwardPageArgs } from '../relay/page.args';
import { AlertRuleEnum } from '../risk-alert/risk-alert.enums';
import { DateTimeScalar } from '../scalars';

@ObjectType({
  implements: Node,
  description:
    'Alerts that nobody wants to be told of until an instant. They are raised and kept all the same, and told when it ends and they still last.',
  simpleResolvers: true,
})
export class AlertMute extends Node {
  @Field(() => AlertRuleEnum, { nullable: true, description: 'The rule; null for every rule.' })
  rule!: AlertRuleCode | null;

  @Field(() => ID, { nullable: true, description: 'The customer; null for every customer.' })
  customerId!: string | null;

  @Field(() => Boolean, {
    description: 'Whether it keeps back CRITICAL alerts too; else those are told all the same.',
  })
  includesCritical!: boolean;

  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => String, { description: 'Who muted them.' })
  mutedBy!: string;

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  mutedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends by itself.' })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ended; null while it is in force.',
  })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Who ended it early.' })
  endedBy!: string | null;
}

export const AlertMuteConnection = relayConnection('AlertMute', () => AlertMute);

/** The mute as it stands at an instant: one that has expired is over, noted or not. */
export function toAlertMute(row: AlertMuteRow, now: Date): AlertMute {
  const { rule, customerId, includesCritical, reason, mutedBy, mutedAt, expiresAt } = row;
  return {
    id: globalId('AlertMute', row.alertMuteId),
    customerId: customerId === null ? null : globalId('Customer', customerId),
    ...{ rule, includesCritical, reason, mutedBy, mutedAt, expiresAt, endedBy: row.endedBy },
    endedAt: row.endedAt ?? (expiresAt <= now ? expiresAt : null),
  };
}

export const AlertMuteResult = createUnionType({
  name: 'AlertMuteResult',
  description: 'The mute as it stands after the mutation, or why it was refused.',
  types: () => [AlertMute, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'AlertMute'),
});

@InputType({ description: 'Which alerts to mute, until when and why: a rule, a customer or both.' })
export class MuteAlertsInput {
  @Field(() => AlertRuleEnum, { nullable: true, description: 'The rule; left out: every rule.' })
  rule?: AlertRuleCode | null;

  @Field(() => ID, { nullable: true, description: 'The customer; left out: every customer.' })
  customerId?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Keep back CRITICAL alerts too: an insolvency, a company struck off. Without it they are told all the same.',
  })
  includesCritical!: boolean;

  @Field(() => String, { description: 'Why, up to 2,000 characters.' })
  reason!: string;

  @Field(() => DateTimeScalar, { description: `When it ends: within ${MUTE_DAYS_MAX} days.` })
  until!: Date;
}

@ArgsType()
export class AlertMutesArgs extends ForwardPageArgs {
  @Field(() => [AlertRuleEnum], { nullable: true, description: 'Those of these rules.' })
  rules?: AlertRuleCode[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those of these customers.' })
  customerIds?: string[] | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Only those in force now; false: those that have ended, too.',
  })
  inForce!: boolean;
}
