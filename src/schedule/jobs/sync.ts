import { defined } from '../../kernel';
import { connectionsOf } from '../../reports';
import { rescoreMarked, runPipeline } from '../../pipeline';
import type { Job } from '../job';

/** Which connections a sync reads, and when. */
export interface SyncScope {
  /** "sync", or "sync-…" beside it. */
  name: string;
  cron: string;
  /** Connectors whose connections it reads; null for all. */
  connectors: readonly string[] | null;
  /** Only these tenants; absent, all. */
  tenantIds?: readonly string[];
}

/** Reads what is new everywhere and re-scores whom it touches. Missing one is no loss: the next reads the same and more. */
export function syncJob(scope: SyncScope): Job {
  const whose = scope.connectors === null ? 'all connections' : scope.connectors.join(' and ');
  return {
    name: scope.name,
    description: `Reads what is new from ${whose} and re-scores the customers it touches.`,
    cron: scope.cron,
    timeZone: 'UTC',
    backfill: 'latest',
    scope: 'tenant',
    run: async (hub, run) => {
      const tenantId = defined(run.tenantId, 'the tenant of a sync');
      if (scope.tenantIds?.includes(tenantId) === false) return;
      const connections = await hub.database.tenant(tenantId, connectionsOf);
      const wanted = connections.filter(
        ({ connectorId, status }) =>
          status === 'ACTIVE' && (scope.connectors?.includes(connectorId) ?? true),
      );
      if (wanted.length === 0) {
        // Where nothing is read, orders still take credit, and people report and decide.
        if (scope.connectors === null) {
          await rescoreMarked(hub, { tenantId, kind: 'PIPELINE', signal: run.signal });
        }
        return;
      }
      await runPipeline(hub, {
        tenantId,
        connectionIds: wanted.map(({ connectionId }) => connectionId),
        signal: run.signal,
      });
    },
  };
}
