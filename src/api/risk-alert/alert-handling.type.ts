import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import { SNOOZE_DAYS_MAX, type AlertChangeCode, type Severity } from '../../alerts';
import type { RiskAlertStepRow } from '../../reports';
import { DateTimeScalar } from '../scalars';
import { AlertStepKindEnum, SeverityEnum } from './risk-alert.enums';

@ObjectType({ description: 'Something that was done to an alert.', simpleResolvers: true })
export class RiskAlertStep {
  @Field(() => AlertStepKindEnum, { description: 'What was done.' })
  change!: AlertChangeCode;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Who did it; null for the hub.' })
  by!: string | null;

  @Field(() => SeverityEnum, { description: 'How much the alert mattered from then on.' })
  severity!: Severity;

  @Field(() => String, { nullable: true, description: 'What was noted with it.' })
  comment!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it was snoozed.' })
  snoozedUntil!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'To whom it was assigned; null with ASSIGNED: to nobody any more.',
  })
  assignedTo!: string | null;
}

export function toRiskAlertStep(row: RiskAlertStepRow): RiskAlertStep {
  const { change, at, by, severity, comment, snoozedUntil, assignedTo } = row;
  return { change, at, by, severity, comment, snoozedUntil, assignedTo };
}

@ArgsType()
export class SnoozeArgs {
  @Field(() => ID, { description: 'The alert.' })
  id!: string;

  @Field(() => DateTimeScalar, {
    description: `When it wakes: within ${SNOOZE_DAYS_MAX} days, and before its last day to act.`,
  })
  until!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Kept with the alert; up to 2,000 characters.',
  })
  comment?: string | null;
}

@ArgsType()
export class AssignArgs {
  @Field(() => ID, { description: 'The alert.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A name or address of a colleague, up to 200 characters; left out: nobody.',
  })
  to?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Kept with the alert; up to 2,000 characters.',
  })
  comment?: string | null;
}
