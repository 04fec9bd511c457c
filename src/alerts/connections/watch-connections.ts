import type { Transaction } from '../../database';
import { decideConnectionAlerts } from './decide-connection-alerts';
import { readConnectionViews, readLastingAlerts } from './read-connection-views';
import { storeConnectionAlerts } from './store-connection-alerts';

/**
 * Runs the rules over these connections, or all of them: raises what is new, lets what is worse say so, ends what is over,
 * and tells it, in the caller's transaction. Run again, or by two at once, it tells nothing twice: what two looks saw
 * differently, the next one settles.
 */
export async function watchConnections(
  tx: Transaction,
  connectionIds: readonly string[] | null,
  at: Date,
): Promise<{ raised: number; resolved: number }> {
  const views = await readConnectionViews(tx, connectionIds, at);
  const lasting = await readLastingAlerts(
    tx,
    views.map(({ connectionId }) => connectionId),
  );
  const decisions = views.map((view) =>
    decideConnectionAlerts(
      view,
      lasting.filter(({ connectionId }) => connectionId === view.connectionId),
    ),
  );
  return storeConnectionAlerts(
    tx,
    {
      raise: decisions.flatMap(({ raise }) => raise),
      escalate: decisions.flatMap(({ escalate }) => escalate),
      resolve: decisions.flatMap(({ resolve }) => resolve),
    },
    at,
  );
}
