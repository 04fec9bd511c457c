import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Resolver,
  Root,
} from 'type-graphql';
import type { ApiRole } from '../../database';
import { configError } from '../../kernel';
import { ALERT_STEPS_MAX, stepsOfAlerts } from '../../reports';
import type { AlertActions, AlertChoice } from '../alert-actions';
import { sentencesGiven, wordsGiven } from '../credit-control-input';
import { keyOf } from '../global-ids';
import { orRefusal, type Refusal } from '../refusal.type';
import type { RequestContext } from '../request-context';
import { AssignArgs, RiskAlertStep, SnoozeArgs, toRiskAlertStep } from './alert-handling.type';
import { readAlert, RiskAlertResult } from './risk-alert-result';
import { RiskAlert } from './risk-alert.type';

const OF_ALERT = { description: 'The alert.' };
const COMMENT = { nullable: true, description: 'Kept with the alert; up to 2,000 characters.' };

@Resolver(() => RiskAlert)
export class AlertHistoryResolver {
  @FieldResolver(() => [RiskAlertStep], {
    description: `What was done to it, in order; the last ${ALERT_STEPS_MAX} steps. Kept as long as the alert.`,
  })
  async history(
    @Root() alert: RiskAlert,
    @Ctx() context: RequestContext,
  ): Promise<RiskAlertStep[]> {
    const rows = await context.batch('steps of alerts', stepsOfAlerts).load(alert.row.riskAlertId);
    return (rows ?? []).map(toRiskAlertStep);
  }
}

@Resolver()
export class AlertHandlingMutations {
  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, {
    description: 'Says that somebody has seen the alert and is on it.',
  })
  acknowledgeRiskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, OF_ALERT) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<RiskAlert | Refusal> {
    return handled(context, { id, comment }, (actions, choice) =>
      actions.acknowledgeRiskAlert(context.actor, choice),
    );
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, { description: 'Says that the alert has been dealt with.' })
  resolveRiskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, OF_ALERT) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<RiskAlert | Refusal> {
    return handled(context, { id, comment }, (actions, choice) =>
      actions.resolveRiskAlert(context.actor, choice),
    );
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, {
    description: 'Takes an alert off the work list until an instant, or until it gets worse.',
  })
  snoozeRiskAlert(
    @Ctx() context: RequestContext,
    @Args(() => SnoozeArgs) { until, ...given }: SnoozeArgs,
  ): Promise<RiskAlert | Refusal> {
    return handled(context, given, (actions, choice) =>
      actions.snoozeRiskAlert(context.actor, { ...choice, until }),
    );
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, {
    description: 'Puts a snoozed alert back on the work list now.',
  })
  wakeRiskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, OF_ALERT) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<RiskAlert | Refusal> {
    return handled(context, { id, comment }, (actions, choice) =>
      actions.wakeRiskAlert(context.actor, choice),
    );
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, { description: 'Says who looks after an alert.' })
  assignRiskAlert(
    @Ctx() context: RequestContext,
    @Args(() => AssignArgs) { to, ...given }: AssignArgs,
  ): Promise<RiskAlert | Refusal> {
    return handled(context, given, (actions, choice) =>
      actions.assignRiskAlert(context.actor, { ...choice, to: wordsGiven(to, 'to') }),
    );
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, { description: 'Notes something on an alert.' })
  commentRiskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, OF_ALERT) id: string,
    @Arg('comment', () => String, { description: 'What to note, up to 2,000 characters.' })
    comment: string,
  ): Promise<RiskAlert | Refusal> {
    return handled(context, { id, comment }, (actions, choice) =>
      actions.commentRiskAlert(context.actor, { ...choice, comment: said(choice.comment) }),
    );
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => RiskAlertResult, {
    description: 'Opens an alert again that was resolved by mistake, while what it warns of lasts.',
  })
  reopenRiskAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, OF_ALERT) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<RiskAlert | Refusal> {
    return handled(context, { id, comment }, (actions, choice) =>
      actions.reopenRiskAlert(context.actor, choice),
    );
  }
}

function handled(
  context: RequestContext,
  given: { id: string; comment?: string | null },
  work: (actions: AlertActions, choice: AlertChoice) => Promise<void>,
): Promise<RiskAlert | Refusal> {
  return orRefusal(async () => {
    const riskAlertId = keyOf('RiskAlert', given.id);
    const comment = sentencesGiven(given.comment, 'comment');
    await readAlert(context, riskAlertId);
    await work(context.services.actions, { riskAlertId, comment });
    return readAlert(context, riskAlertId);
  });
}

/** Throws COMMENT_MISSING. */
function said(comment: string | null): string {
  if (comment !== null) return comment;
  throw configError('COMMENT_MISSING', 'a comment says something', {
    place: { field: 'comment' },
    remedy: 'write what is to be noted',
  });
}
