import { domainError } from '../kernel';
import { appendEvents, raiseAlerts } from '../alerts';
import type { Actor, ApiActions, LimitRequest, MatchChoice, RescoreOutcome } from '../api';
import { dayAt, openRecording, timeZoneOf } from '../database';
import type { Hub } from '../hub';
import { approveCreditLimit, rejectCreditLimit, setCreditLimit } from '../limits';
import { rescore } from '../pipeline';
import {
  limitsById,
  matchingCustomerIds,
  readPresent,
  reportPoint,
  type CustomerFilter,
} from '../reports';
import { confirmMatch, lockCustomers, rejectMatch } from '../unify';
import { agreeTerms } from './agree-terms';
import { createAlertActions } from './alert-actions';
import { createCashActions } from './cash-actions';
import { connect } from './connect';
import { createCreditControlActions } from './credit-control';
import { disconnect } from './disconnect';
import { connectionHookToken, renewConnectionHook, ringConnectionHook } from './hooks';
import { createProviderActions } from './provider-actions';
import { createPolicyActions } from './publish-policy';
import { openRequestedSync, type SyncQueue } from './request-sync';
import { resumeAndTell } from './tell-connection';
import { testConnection } from './test-connection';
import { createEmailActions } from './email-actions';
import { createFileActions } from './file-actions';
import { createWebhookActions } from './webhook-actions';

/** What mutations set going, over the stages. `signal` ends what is under way when the process stops. */
export function createApiActions(
  hub: Hub,
  options: { queue: SyncQueue; signal: AbortSignal },
): ApiActions {
  const { queue, signal } = options;
  const alert = (tenantId: string, customerId: string): Promise<unknown> =>
    raiseAlerts({ ...hub, signal }, { tenantId, customerIds: [customerId] });
  return {
    ...createProviderActions(hub, signal),
    ...createCreditControlActions(hub),
    ...createPolicyActions(hub, signal),
    ...createWebhookActions(hub),
    ...createEmailActions(hub),
    ...createFileActions(hub, signal),
    ...createAlertActions(hub),
    ...createCashActions(hub, signal),
    syncConnection: async ({ tenantId }, connectionId) => {
      const syncRunId = await openRequestedSync(hub, tenantId, connectionId);
      await queue.enqueueSync({ tenantId, connectionId, syncRunId });
      return { syncRunId };
    },
    connect: ({ tenantId }, request) => connect(hub, tenantId, request),
    resumeConnection: async ({ tenantId, label: by }, connectionId) => {
      await hub.database.tenant(tenantId, (tx) =>
        resumeAndTell(tx, connectionId, { by, at: hub.clock.now() }),
      );
    },
    disconnect: async ({ tenantId }, connectionId) => {
      await disconnect(hub, tenantId, connectionId);
    },
    renewHook: ({ tenantId }, connectionId) => renewConnectionHook(hub, tenantId, connectionId),
    hookToken: ({ tenantId }, connectionId) => connectionHookToken(hub, tenantId, connectionId),
    ringHook: (token) => ringConnectionHook(hub, queue, token),
    testConnection: ({ tenantId }, connectionId) => testConnection(hub, tenantId, connectionId),
    confirmMatch: (actor, choice) => ruleOnMatch(hub, actor, { choice, isConfirmed: true, signal }),
    rejectMatch: (actor, choice) => ruleOnMatch(hub, actor, { choice, isConfirmed: false, signal }),
    rescore: (actor, filter) => rescoreMatching(hub, actor, { filter, signal }),
    setCreditLimit: async (actor, request) => {
      const creditLimitId = await setLimit(hub, actor, request);
      await alert(actor.tenantId, request.customerId);
      return { creditLimitId };
    },
    approveCreditLimit: async (actor, id, comment) => {
      const customerId = await ruleOnLimit(hub, actor, { id, comment, rule: approveCreditLimit });
      await alert(actor.tenantId, customerId);
    },
    rejectCreditLimit: async (actor, id, reason) => {
      const ruling = { id, comment: reason, rule: rejectCreditLimit };
      await alert(actor.tenantId, await ruleOnLimit(hub, actor, ruling));
    },
    setPaymentTerms: ({ tenantId, label }, request) =>
      agreeTerms({ ...hub, signal }, tenantId, { ...request, decidedBy: label }),
  };
}

/** The ruling and its event are one transaction; the scores that follow from it can be computed again at any time. */
async function ruleOnMatch(
  hub: Hub,
  actor: Actor,
  ruling: { choice: MatchChoice; isConfirmed: boolean; signal: AbortSignal },
): Promise<void> {
  const { tenantId, label } = actor;
  const { customerId, siren } = ruling.choice;
  const at = hub.clock.now();
  await hub.database.tenant(tenantId, async (tx) => {
    const rule = ruling.isConfirmed ? confirmMatch : rejectMatch;
    await rule(tx, { customerId, siren, decidedBy: label, at });
    const decision = ruling.isConfirmed ? 'CONFIRMED' : 'REJECTED';
    const data = { siren, decision, by: label } as const;
    await appendEvents(tx, [{ type: 'MATCH_DECIDED', customerId, subjectId: null, data }], at);
  });
  await rescore(hub, { tenantId, customerIds: [customerId], signal: ruling.signal });
}

async function rescoreMatching(
  hub: Hub,
  actor: Actor,
  request: { filter: CustomerFilter; signal: AbortSignal },
): Promise<RescoreOutcome> {
  const { tenantId } = actor;
  const startedAt = hub.clock.now();
  const isEverybody = Object.values(request.filter).every((condition) => condition == null);
  const customerIds = isEverybody
    ? null
    : await hub.database.tenant(tenantId, async (tx) => {
        const present = await readPresent(tx, { now: startedAt, timeZone: await timeZoneOf(tx) });
        return matchingCustomerIds(tx, { filter: request.filter, point: reportPoint({}, present) });
      });
  const result = await rescore(hub, { tenantId, customerIds, signal: request.signal });
  const { scoringRunId, customers, assessmentsStored, gradesChanged } = result;
  const { limitsChanged, alertsRaised } = result;
  const finishedAt = hub.clock.now();
  const counts = { customers, assessmentsStored, gradesChanged, limitsChanged, alertsRaised };
  return { scoringRunId, ...counts, startedAt, finishedAt };
}

async function setLimit(hub: Hub, actor: Actor, request: LimitRequest): Promise<string> {
  return hub.database.tenant(actor.tenantId, async (tx) => {
    await lockCustomers(tx, [request.customerId]);
    const at = await openRecording(tx, hub.clock);
    return setCreditLimit(tx, {
      customerId: request.customerId,
      limitMinor: request.limit.amountMinor,
      currency: request.limit.currency,
      decidedBy: actor.label,
      decidedByKey: actor.keyId,
      reason: request.comment ?? '',
      expiresOn: request.effectiveTo,
      asOf: await dayAt(tx, at),
      at,
    });
  });
}

/** Approves or rejects a proposal; answers whose it is. */
async function ruleOnLimit(
  hub: Hub,
  actor: Actor,
  ruling: { id: string; comment: string | null; rule: typeof approveCreditLimit },
): Promise<string> {
  return hub.database.tenant(actor.tenantId, async (tx) => {
    const [limit] = await limitsById(tx, [ruling.id], await dayAt(tx, hub.clock.now()));
    if (limit === undefined) {
      throw domainError('CREDIT_LIMIT_NOT_FOUND', 'there is no credit limit with this id', {
        place: { field: 'id' },
        remedy: 'use an id this API answered to the same key',
      });
    }
    await lockCustomers(tx, [limit.customerId]);
    const at = await openRecording(tx, hub.clock);
    const asOf = await dayAt(tx, at);
    const { comment } = ruling;
    await ruling.rule(tx, {
      creditLimitId: ruling.id,
      decidedBy: actor.label,
      decidedByKey: actor.keyId,
      comment,
      asOf,
      at,
    });
    return limit.customerId;
  });
}
