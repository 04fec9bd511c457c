import { configError, domainError } from '../../kernel';
import { connectorOf, type Hub } from '../../hub';
import { listConnections, type Connection } from '../../landing';
import { runPipeline } from '../../pipeline';
import { latestRunsOf, type SyncRunRow } from '../../reports';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { rescoreLine } from '../rescore-line';

export interface SyncOptions extends OutputOptions {
  tenant: string;
  connector?: string[];
}

export function syncCommand(options: SyncOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const connections = await chosenConnections(hub, tenantId, options);
      const connectionIds = connections.map(({ connectionId }) => connectionId);
      const { signal, terminal } = run;
      const startedAt = hub.clock.now();
      const result = await runPipeline(hub, {
        tenantId,
        connectionIds,
        signal,
        progress: terminal.progress,
      });
      const runs = await hub.database.tenant(tenantId, (tx) => latestRunsOf(tx, connectionIds));
      const ours = runs.filter((syncRun) => syncRun.startedAt >= startedAt);
      const landed = ours.reduce((sum, syncRun) => sum + syncRun.landed, 0);
      const failed = ours.filter((syncRun) => syncRun.status === 'FAILED');
      const unread = await unreadLines(hub, tenantId, { connections, runs: ours });
      const failures = failed.length + unread.length;
      const answer = { connections: connections.length, landed, failed: failures, ...result };
      run.answer(answer, [...runLines(connections, ours), ...unread, rescoreLine(result)]);
      if (failures > 0) {
        const of = ours.length + unread.length;
        throw domainError('SYNC_INCOMPLETE', `${failures} of ${of} runs failed`, {
          remedy:
            'see the reasons above; what had arrived is kept, and the next run goes on from there',
        });
      }
    }),
  );
}

async function chosenConnections(
  hub: Hub,
  tenantId: string,
  options: SyncOptions,
): Promise<Connection[]> {
  const wanted = options.connector?.map((id) => connectorOf(hub, id).id) ?? null;
  const connections = await hub.database.tenant(tenantId, listConnections);
  const chosen = connections.filter(
    ({ connectorId, status }) =>
      status === 'ACTIVE' && (wanted === null || wanted.includes(connectorId)),
  );
  if (chosen.length > 0) return chosen;
  throw configError('NOTHING_TO_SYNC', `tenant ${options.tenant} has no such active connection`, {
    remedy: `see \`npx encours connections list --tenant ${options.tenant}\``,
  });
}

/** Connections of which nothing could be read at all: credentials that do not open, another run in the way. */
async function unreadLines(
  hub: Hub,
  tenantId: string,
  sync: { connections: readonly Connection[]; runs: readonly SyncRunRow[] },
): Promise<string[]> {
  const begun = new Set(sync.runs.map(({ connectionId }) => connectionId));
  const unread = sync.connections.filter(
    ({ connectionId, connectorId }) =>
      !begun.has(connectionId) && connectorOf(hub, connectorId).streams !== undefined,
  );
  if (unread.length === 0) return [];
  const now = await hub.database.tenant(tenantId, listConnections);
  return unread.map(({ connectionId, connectorId }) => {
    const paused = now.find((connection) => connection.connectionId === connectionId);
    const reason =
      paused?.statusCode == null
        ? 'nothing was read; the warning above says why'
        : `${paused.statusCode}: ${paused.statusReason ?? ''}`;
    return `${connectorId}: ${reason}`;
  });
}

function runLines(connections: readonly Connection[], runs: readonly SyncRunRow[]): string[] {
  return runs.map((run) => {
    const connection = connections.find(({ connectionId }) => connectionId === run.connectionId);
    const name = `${connection?.connectorId ?? ''} ${run.stream}`;
    if (run.status === 'FAILED')
      return `${name}: ${run.errorCode ?? ''}: ${run.errorMessage ?? ''}`;
    return `${name}: ${run.landed} new, ${run.unchanged} unchanged, ${run.quarantined} quarantined`;
  });
}
