import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { alertDetail, alertTitle, floorPosition, sequenceEvents } from '../../alerts';
import { localeOf } from '../../kernel';
import {
  alertPositions,
  countRiskAlerts,
  listRiskAlerts,
  riskAlertsById,
  type RiskAlertRow,
} from '../../reports';
import type { SourceTerms } from '../../scoring';
import { Asked, type AskedField } from '../asked';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { encodeEventCursor } from '../event/event-cursor';
import { keyOf } from '../global-ids';
import { found } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { CursorScalar } from '../scalars';
import { fieldRestricted, readableText, unreadableTerms } from '../use-restriction';
import { RiskAlertsArgs, toRiskAlertFilter } from './risk-alert.input';
import { RiskAlert, RiskAlertConnection, toRiskAlert } from './risk-alert.type';

const LOCALE = {
  defaultValue: 'en',
  description: 'Language tag: French for "fr" and its regions, else English.',
};
const WITHHELD = 'Says so, with an error `USE_RESTRICTED`, when it may not be shown.';

@Resolver(() => RiskAlert)
export class RiskAlertResolver {
  @Query(() => RiskAlert, {
    nullable: true,
    description: 'The alert with this id, as it stands now; null when there is none.',
  })
  async riskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The alert.' }) id: string,
  ): Promise<RiskAlert | null> {
    const riskAlertId = keyOf('RiskAlert', id);
    const [row] = await context.read((tx) => riskAlertsById(tx, [riskAlertId]));
    return row === undefined ? null : toRiskAlert(row);
  }

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
}

function termsOf(row: RiskAlertRow): (SourceTerms | undefined)[] {
  return row.evidence.map((ref) => ref.terms);
}

/** Throws USE_RESTRICTED for an alert that was raised for what the caller may not read. */
function requireTold(row: RiskAlertRow, context: RequestContext, info: GraphQLResolveInfo): void {
  const hidden = unreadableTerms(context, termsOf(row));
  if (hidden !== null) throw fieldRestricted(`RiskAlert.${info.fieldName}`, hidden);
}
