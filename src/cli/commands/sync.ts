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
      const answer = { connections: connections.length, landed, failed: failed.length, ...result };
      run.answer(answer, [...runLines(connections, ours), rescoreLine(result)]);
      if (failed.length > 0) {
        throw domainError('SYNC_INCOMPLETE', `${failed.length} of ${ours.length} runs failed`, {
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

function runLines(connections: readonly Connection[], runs: readonly SyncRunRow[]): string[] {
  return runs.map((run) => {
    const connection = connections.find(({ connectionId }) => connectionId === run.connectionId);
    const name = `${connection?.connectorId ?? ''} ${run.stream}`;
    if (run.status === 'FAILED')
      return `${name}: ${run.errorCode ?? ''}: ${run.errorMessage ?? ''}`;
    return `${name}: ${run.landed} new, ${run.unchanged} unchanged, ${run.quarantined} quarantined`;
  });
}
