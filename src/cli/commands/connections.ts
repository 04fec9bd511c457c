import { configError } from '../../kernel';
import { validateConfig } from '../../connector-kit';
import { connectorOf } from '../../hub';
import { ensureConnection } from '../../landing';
import { connectionsOf, latestRunsOf } from '../../reports';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface ConnectOptions extends OutputOptions {
  tenant: string;
  name: string;
  set?: string[];
}

export function connectCommand(connectorId: string, options: ConnectOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const connector = connectorOf(hub, connectorId);
      const config = settingsOf(options.set ?? []);
      validateConfig(connector, config);
      const connection = await hub.database.tenant(tenantId, (tx) =>
        ensureConnection(tx, { connectorId, name: options.name, config }),
      );
      const { connectionId, name, status } = connection;
      run.answer({ connectionId, connectorId, name, status }, [
        `${connector.name} is connected as ${JSON.stringify(name)} (${connectionId}).`,
        `Its first run comes with the schedule, or now: npx encours sync --tenant ${options.tenant}`,
      ]);
    }),
  );
}

/** "refreshAfterDays=60" is a number, "apiKey=abc" a text. */
export function settingsOf(assignments: readonly string[]): Record<string, unknown> {
  const entries = assignments.map((assignment): [string, unknown] => {
    const at = assignment.indexOf('=');
    if (at > 0) return [assignment.slice(0, at), valueOf(assignment.slice(at + 1))];
    throw configError('SETTING_INVALID', 'a setting is written name=value', {
      place: { field: '--set' },
    });
  });
  return Object.fromEntries(entries);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function listConnectionsCommand(options: OutputOptions & { tenant: string }): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { connections, runs } = await hub.database.tenant(tenantId, async (tx) => {
        const rows = await connectionsOf(tx);
        const ids = rows.map(({ connectionId }) => connectionId);
        return { connections: rows, runs: await latestRunsOf(tx, ids) };
      });
      const rows = connections.map((connection) => {
        const own = runs.filter(({ connectionId }) => connectionId === connection.connectionId);
        const last = own
          .map(({ stream, status }) => `${stream} ${status.toLowerCase()}`)
          .join(', ');
        const { connectorId, name, status, statusReason } = connection;
        return [connectorId, name, status, last || 'never run', statusReason ?? ''];
      });
      run.answer(
        { connections },
        textTable(['CONNECTOR', 'NAME', 'STATE', 'LAST RUNS', 'BECAUSE'], rows),
      );
    }),
  );
}
