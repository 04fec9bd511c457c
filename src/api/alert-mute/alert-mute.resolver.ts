import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { ApiRole } from '../../database';
import { alertMutesById, countAlertMutes, listAlertMutes } from '../../reports';
import { sentencesGiven } from '../credit-control-input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf, keysOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import {
  AlertMute,
  AlertMuteConnection,
  AlertMuteResult,
  AlertMutesArgs,
  MuteAlertsInput,
  toAlertMute,
} from './alert-mute.type';

@Resolver(() => AlertMute)
export class AlertMuteResolver {
  @Query(() => AlertMuteConnection, { description: 'Mutes of alerts, the latest first.' })
  alertMutes(
    @Ctx() context: RequestContext,
    @Args(() => AlertMutesArgs) args: AlertMutesArgs,
  ): ConnectionValue<AlertMute> {
    const page = pageOf(args);
    const wanted = {
      rules: args.rules ?? null,
      customerIds: keysOf('Customer', args.customerIds, 'customerIds'),
      inForceAt: args.inForce ? context.now : null,
    };
    return toConnection({
      page,
      load: () => context.read((tx) => listAlertMutes(tx, wanted, page)),
      count: () => context.read((tx) => countAlertMutes(tx, wanted)),
      toNode: (row) => toAlertMute(row, context.now),
    });
  }

  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'The customer; null for a mute of every customer.',
  })
  customer(@Root() mute: AlertMute, @Ctx() context: RequestContext): Promise<Customer | null> {
    if (mute.customerId === null) return Promise.resolve(null);
    return loadCustomer(context, keyOf('Customer', mute.customerId));
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => AlertMuteResult, {
    description:
      'Keeps alerts back from subscribers until an instant: those there are, and those to come. The same scope muted again replaces the mute in force.',
  })
  muteAlerts(
    @Ctx() context: RequestContext,
    @Arg('input', () => MuteAlertsInput, { description: 'Which, until when and why.' })
    input: MuteAlertsInput,
  ): Promise<AlertMute | Refusal> {
    return orRefusal(async () => {
      const { customerId } = input;
      const { alertMuteId } = await context.services.actions.muteAlerts(context.actor, {
        rule: input.rule ?? null,
        customerId: customerId == null ? null : keyOf('Customer', customerId, 'input.customerId'),
        includesCritical: input.includesCritical,
        reason: sentencesGiven(input.reason, 'input.reason') ?? '',
        expiresAt: input.until,
      });
      return readMute(context, alertMuteId);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => AlertMuteResult, {
    description: 'Ends a mute now; what it kept back and still lasts is told.',
  })
  endAlertMute(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The mute.' }) id: string,
  ): Promise<AlertMute | Refusal> {
    return orRefusal(async () => {
      const alertMuteId = keyOf('AlertMute', id);
      await context.services.actions.endAlertMute(context.actor, alertMuteId);
      return readMute(context, alertMuteId);
    });
  }
}

async function readMute(context: RequestContext, alertMuteId: string): Promise<AlertMute> {
  const [row] = await context.read((tx) => alertMutesById(tx, [alertMuteId]));
  return toAlertMute(found(row, 'mute'), context.now);
}
