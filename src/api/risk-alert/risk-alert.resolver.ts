import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Info,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { alertDetail, alertTitle, floorPosition, sequenceEvents } from '../../alerts';
import type { ApiRole } from '../../database';
import { localeOf } from '../../kernel';
import { alertPositions, countRiskAlerts, listRiskAlerts, type RiskAlertRow } from '../../reports';
import type { SourceTerms } from '../../scoring';
import { Asked, type AskedField } from '../asked';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { encodeEventCursor } from '../event/event-cursor';
import { keyOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { CursorScalar } from '../scalars';
import { fieldRestricted, readableText, unreadableTerms } from '../use-restriction';
import { readAlert, RiskAlertResult } from './risk-alert-result';
import { RiskAlertsArgs, toRiskAlertFilter } from './risk-alert.input';
import { RiskAlert, RiskAlertConnection, toRiskAlert } from './risk-alert.type';

const LOCALE = {
  defaultValue: 'en',
  description: 'Language tag: French for "fr" and its regions, else English.',
};
const WITHHELD = 'Says so, with an error `USE_RESTRICTED`, when it may not be shown.';
const COMMENT = { nullable: true, description: 'Kept with the alert.' };

@Resolver(() => RiskAlert)
export class RiskAlertResolver {
  @Query(() => RiskAlertConnection, { description: 'Alerts, newest first.' })
  riskAlerts(
    @Ctx() context: RequestContext,
    @Args(() => RiskAlertsArgs) args: RiskAlertsArgs,
  ): ConnectionValue<RiskAlert> {
    const wanted = toRiskAlertFilter(args.filter);
    const page = pageOf(args);
    return toConnection({
      page,
      load: () => context.read((tx) => listRiskAlerts(tx, wanted, page)),
      count: () => context.read((tx) => countRiskAlerts(tx, wanted)),
      toNode: toRiskAlert,
    });
  }

  @FieldResolver(() => CursorScalar, {
    description: 'Place of its latest event in the event log: what happens next is after it.',
  })
  async cursor(@Root() alert: RiskAlert, @Ctx() context: RequestContext): Promise<string> {
    const { riskAlertId } = alert.row;
    const read = context.batch('alertPositions', alertPositions);
    const position = await read.load(riskAlertId);
    if (position !== null) return encodeEventCursor(context.key.tenantId, position);
    // Its event is committed but has no place yet: give it one, as any reader of the log does.
    await context.services.database.tenant(context.key.tenantId, sequenceEvents);
    const now = await context.batch('alertPositions sequenced', alertPositions).load(riskAlertId);
    if (now !== null) return encodeEventCursor(context.key.tenantId, now);
    // Its events are no longer kept: whatever is kept happened behind them.
    return encodeEventCursor(context.key.tenantId, await context.read(floorPosition));
  }

  @FieldResolver(() => Customer, { description: 'The customer.' })
  async customer(@Root() alert: RiskAlert, @Ctx() context: RequestContext): Promise<Customer> {
    return found(await loadCustomer(context, alert.row.customerId), 'customer');
  }

  @FieldResolver(() => String, { description: `What happened, in one line. ${WITHHELD}` })
  title(
    @Root() { row }: RiskAlert,
    @Asked() { context, info }: AskedField,
    @Arg('locale', () => String, LOCALE) tag: string,
  ): string {
    const locale = localeOf(tag);
    const text = (): string => alertTitle(row.textKey, row.params, locale);
    return readableText({ text, terms: termsOf(row), locale }, context, info);
  }

  @FieldResolver(() => String, { description: `What it means and what to do. ${WITHHELD}` })
  detail(
    @Root() { row }: RiskAlert,
    @Asked() { context, info }: AskedField,
    @Arg('locale', () => String, LOCALE) tag: string,
  ): string {
    const locale = localeOf(tag);
    const text = (): string => alertDetail(row.textKey, row.params, locale);
    return readableText({ text, terms: termsOf(row), locale }, context, info);
  }

  @FieldResolver()
  before(
    @Root() { row }: RiskAlert,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): unknown {
    requireTold(row, context, info);
    return row.before;
  }

  @FieldResolver()
  after(
    @Root() { row }: RiskAlert,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): unknown {
    requireTold(row, context, info);
    return row.after;
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, {
    description: 'Says that somebody has seen the alert and is on it.',
  })
  acknowledgeRiskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The alert.' }) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<RiskAlert | Refusal> {
    return orRefusal(async () => {
      const riskAlertId = keyOf('RiskAlert', id);
      await readAlert(context, riskAlertId);
      const { actions } = context.services;
      await actions.acknowledgeRiskAlert(context.actor, riskAlertId, comment ?? null);
      return readAlert(context, riskAlertId);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, { description: 'Says that the alert has been dealt with.' })
  resolveRiskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The alert.' }) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<RiskAlert | Refusal> {
    return orRefusal(async () => {
      const riskAlertId = keyOf('RiskAlert', id);
      await readAlert(context, riskAlertId);
      await context.services.actions.resolveRiskAlert(context.actor, riskAlertId, comment ?? null);
      return readAlert(context, riskAlertId);
    });
  }
}

function termsOf(row: RiskAlertRow): (SourceTerms | undefined)[] {
  return row.evidence.map((ref) => ref.terms);
}

/** Throws USE_RESTRICTED for an alert that was raised for what the caller may not read. */
function requireTold(row: RiskAlertRow, context: RequestContext, info: GraphQLResolveInfo): void {
  const hidden = unreadableTerms(context, termsOf(row));
  if (hidden !== null) throw fieldRestricted(`RiskAlert.${info.fieldName}`, hidden);
}
