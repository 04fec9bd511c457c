import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { SEVERITIES, type AlertRuleCode, type Severity } from '../../alerts';
import type { AlertStatus, RiskAlertFilter, RiskAlertRow } from '../../reports';
import { keyOf, keysOf } from '../global-ids';
import { PageArgs } from '../relay/page.args';
import { DateTimeScalar } from '../scalars';
import { AlertRuleEnum, AlertStatusEnum, SeverityEnum } from './risk-alert.enums';

@InputType('RiskAlertFilter', {
  description: 'Which alerts. Absent conditions do not restrict; all given ones must hold.',
})
export class RiskAlertFilterInput {
  @Field(() => [AlertStatusEnum], { nullable: true, description: 'Those that stand so.' })
  status?: AlertStatus[] | null;

  @Field(() => [AlertRuleEnum], { nullable: true, description: 'Those of these rules.' })
  rules?: AlertRuleCode[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Those of these severities.' })
  severities?: Severity[] | null;

  @Field(() => SeverityEnum, {
    nullable: true,
    description: 'Those of this severity or a higher one.',
  })
  minSeverity?: Severity | null;

  @Field(() => ID, { nullable: true, description: 'Those of this customer.' })
  customerId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Those of these customers.' })
  customerIds?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those raised then or later.' })
  raisedSince?: Date | null;

  @Field(() => [String], { nullable: true, description: 'Those assigned to one of these.' })
  assignedTo?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Those that somebody looks after, or not.' })
  isAssigned?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Those that are snoozed, or not.' })
  isSnoozed?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Those that a mute covers, or not.' })
  isMuted?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'The work list: those open or acknowledged that are neither snoozed nor muted; false for all others.',
  })
  isActionable?: boolean | null;
}

@ArgsType()
export class RiskAlertsArgs extends PageArgs {
  @Field(() => RiskAlertFilterInput, { nullable: true, description: 'Which ones.' })
  filter?: RiskAlertFilterInput | null;
}

/** Throws INVALID_ID. */
export function toRiskAlertFilter(input: RiskAlertFilterInput | null | undefined): RiskAlertFilter {
  return {
    status: input?.status ?? null,
    rules: input?.rules ?? null,
    severities: severitiesOf(input),
    customerIds: customersOf(input),
    raisedSince: input?.raisedSince ?? null,
    assignedTo: input?.assignedTo ?? null,
    isAssigned: input?.isAssigned ?? null,
    isSnoozed: input?.isSnoozed ?? null,
    isMuted: input?.isMuted ?? null,
    isActionable: input?.isActionable ?? null,
  };
}

function severitiesOf(input: RiskAlertFilterInput | null | undefined): readonly Severity[] | null {
  const least = input?.minSeverity ?? null;
  const asked = input?.severities ?? null;
  if (least === null) return asked;
  return SEVERITIES.slice(SEVERITIES.indexOf(least)).filter(
    (each) => asked?.includes(each) ?? true,
  );
}

function customersOf(input: RiskAlertFilterInput | null | undefined): string[] | null {
  const many = keysOf('Customer', input?.customerIds, 'filter.customerIds');
  if ((input?.customerId ?? null) === null) return many;
  const one = keyOf('Customer', input?.customerId ?? '', 'filter.customerId');
  return many === null || many.includes(one) ? [one] : [];
}

/** The filter on alerts already read, as SQL applies it to a list: made once, asked for every alert. */
export function alertTest(filter: RiskAlertFilter): (alert: RiskAlertRow) => boolean {
  const status = setOf(filter.status);
  const rules = setOf(filter.rules);
  const severities = setOf(filter.severities);
  const customers = setOf(filter.customerIds);
  const since = filter.raisedSince ?? null;
  const isHandledSo = handlingTest(filter);
  return (alert) =>
    customers?.has(alert.customerId) !== false &&
    severities?.has(alert.severity) !== false &&
    rules?.has(alert.rule) !== false &&
    status?.has(alert.status) !== false &&
    (since === null || alert.raisedAt >= since) &&
    isHandledSo(alert);
}

function handlingTest(filter: RiskAlertFilter): (alert: RiskAlertRow) => boolean {
  const assignees = setOf(filter.assignedTo);
  return (alert) => {
    const { assignedTo, snoozedUntil, mutedUntil, status } = alert;
    const isActionable = status !== 'RESOLVED' && snoozedUntil === null && mutedUntil === null;
    return (
      (assignees === null || (assignedTo !== null && assignees.has(assignedTo))) &&
      (filter.isAssigned ?? assignedTo !== null) === (assignedTo !== null) &&
      (filter.isSnoozed ?? snoozedUntil !== null) === (snoozedUntil !== null) &&
      (filter.isMuted ?? mutedUntil !== null) === (mutedUntil !== null) &&
      (filter.isActionable ?? isActionable) === isActionable
    );
  };
}

function setOf<Value>(values: readonly Value[] | null | undefined): ReadonlySet<Value> | null {
  return values ? new Set(values) : null;
}
