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

/** The filter on an alert already read, as SQL applies it to a list. */
export function passes(filter: RiskAlertFilter, alert: RiskAlertRow): boolean {
  return (
    (filter.status?.includes(alert.status) ?? true) &&
    (filter.rules?.includes(alert.rule) ?? true) &&
    (filter.severities?.includes(alert.severity) ?? true) &&
    (filter.customerIds?.includes(alert.customerId) ?? true) &&
    (!filter.raisedSince || alert.raisedAt >= filter.raisedSince)
  );
}
