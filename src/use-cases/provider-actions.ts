import { domainError } from '../kernel';
import { watchConnections } from '../alerts';
import type { Actor, EstimatedConnection, ProviderActions } from '../api';
import { connectorOf, type Hub } from '../hub';
import { getConnection } from '../landing';
import { budgetsOf, setBudget, setPrice, settleUnanswered } from '../purchasing';
import { settleCoverRequest } from '../limits';
import { portfolioSirens } from '../unify';
import { planRefresh, type PlannedConnection } from './plan-refresh';
import { refreshCompany } from './refresh-company';
import { requestCover } from './request-cover';

/** What the API sets going at providers. `signal` ends what is under way when the process stops. */
export function createProviderActions(hub: Hub, signal: AbortSignal): ProviderActions {
  return {
    setProviderBudget: ({ tenantId, label }, request) =>
      hub.database.tenant(tenantId, async (tx) => {
        const { connectionId, warnPercent, ...limits } = request;
        const at = hub.clock.now();
        const before = (await budgetsOf(tx, at)).find((one) => one.connectionId === connectionId);
        const warnShare = (warnPercent ?? before?.warnPercent ?? 80) / 100;
        await setBudget(tx, connectionId, { ...limits, warnShare, setBy: label, at });
        await watchConnections(tx, [connectionId], at);
      }),
    setProviderPrice: ({ tenantId, label }, { connectionId, call, unitPriceMinor }) =>
      hub.database.tenant(tenantId, async (tx) => {
        const { connectorId } = await getConnection(tx, connectionId);
        requireCall(hub, connectorId, call);
        const price = { call, unitPriceMinor, setBy: label, at: hub.clock.now() };
        await setPrice(tx, connectionId, price);
      }),
    releaseUnansweredCall: ({ tenantId, label }, { callId, wasCharged }) =>
      hub.database.tenant(tenantId, (tx) =>
        settleUnanswered(tx, callId, { wasCharged, by: label, at: hub.clock.now() }),
      ),
    refreshCompany: ({ tenantId }, request) =>
      refreshCompany(hub, { ...request, tenantId, signal }),
    estimateRefresh: (actor, request) => estimateRefresh(hub, actor, request),
    requestInsuranceCover: ({ tenantId, label }, asked) =>
      requestCover(hub, { ...asked, tenantId, by: label, signal }),
    settleCoverRequest: ({ tenantId, label }, ruling) =>
      hub.database.tenant(tenantId, (tx) =>
        settleCoverRequest(tx, { ...ruling, by: label, at: hub.clock.now() }),
      ),
  };
}

/** Throws CALL_UNKNOWN. */
function requireCall(hub: Hub, connectorId: string, call: string): void {
  const { name, prices = [] } = connectorOf(hub, connectorId);
  const calls = prices.map((priced) => priced.call);
  if (calls.includes(call)) return;
  throw domainError('CALL_UNKNOWN', `${name} sells no ${JSON.stringify(call)}`, {
    place: { field: 'call' },
    remedy: calls.length === 0 ? 'it is free' : `use one of ${calls.join(', ')}`,
  });
}

async function estimateRefresh(
  hub: Hub,
  { tenantId }: Actor,
  request: Parameters<ProviderActions['estimateRefresh']>[1],
): Promise<EstimatedConnection[]> {
  const sirens = request.sirens ?? (await hub.database.tenant(tenantId, portfolioSirens));
  const plan = await planRefresh(hub, { ...request, tenantId, sirens });
  return plan.map(toEstimate);
}

function toEstimate(planned: PlannedConnection): EstimatedConnection {
  const { connection, streams, calls, costMinor, budget, obstacle } = planned;
  return {
    connectionId: connection.connectionId,
    connectorId: connection.connectorId,
    streams: streams.map(({ declared, due, skipped }) => {
      const fresh = skipped.get('FRESH') ?? 0;
      const left = [...skipped.values()].reduce((sum, count) => sum + count, 0) - fresh;
      return { stream: declared.name, due: due.length, fresh, skipped: left };
    }),
    ...{ calls, costMinor, obstacle },
    leftMinor: budget?.leftMinor ?? null,
    leftCalls: budget?.leftCalls ?? null,
  };
}
