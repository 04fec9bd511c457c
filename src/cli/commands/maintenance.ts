import { connectors } from '../../../connectors';
import { configError } from '../../kernel';
import {
  endMaintenance,
  listMaintenance,
  startMaintenance,
  type Maintenance,
} from '../../purchasing';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { withDatabase } from '../open-database';
import { textTable } from '../text-table';

export interface MaintenanceOptions extends OutputOptions {
  from?: string;
  until?: string;
  reason: string;
  end?: boolean;
}

export function maintenanceCommand(
  connectorId: string | undefined,
  options: MaintenanceOptions,
): Promise<void> {
  const startsAt = instantOf('--from', options.from) ?? new Date();
  const endsAt = instantOf('--until', options.until);
  if (endsAt !== null && endsAt <= startsAt) {
    throw configError('BAD_PERIOD', 'the maintenance would end before it begins', {
      place: { field: '--until' },
      remedy: 'give an end after the beginning',
    });
  }
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      if (connectorId === undefined) {
        listed(run, await listMaintenance(database, new Date()));
        return;
      }
      requireConnector(connectorId);
      if (options.end === true) {
        await endMaintenance(database, connectorId);
        run.answer({ ended: connectorId }, [`Requests to ${connectorId} are sent again.`]);
        return;
      }
      const { reason } = options;
      await startMaintenance(database, { connectorId, startsAt, endsAt, reason });
      run.answer({ connectorId, startsAt, endsAt, reason }, [
        `Nothing is sent to ${connectorId} from ${startsAt.toISOString()} ${endsAt === null ? 'until somebody ends it' : `to ${endsAt.toISOString()}`}.`,
      ]);
    }),
  );
}

function listed(run: CommandRun, all: readonly Maintenance[]): void {
  const rows = all.map(({ connectorId, startsAt, endsAt, reason }) => [
    ...[connectorId, startsAt.toISOString(), endsAt?.toISOString() ?? 'open', reason],
  ]);
  run.answer({ maintenance: all }, textTable(['CONNECTOR', 'FROM', 'UNTIL', 'REASON'], rows));
}

function instantOf(field: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const instant = new Date(text);
  // A time without a zone would mean another instant on every machine.
  if (!Number.isNaN(instant.getTime()) && /(Z|[+-]\d\d:?\d\d)$/.test(text)) return instant;
  throw configError('INVALID_INSTANT', `${JSON.stringify(text)} is no instant with its zone`, {
    place: { field },
    remedy: 'write it like 2026-03-01T22:00Z or 2026-03-01T23:00+01:00',
  });
}

function requireConnector(id: string): void {
  if (connectors.some((connector) => connector.id === id)) return;
  throw configError('CONNECTOR_UNKNOWN', `there is no connector ${JSON.stringify(id)}`, {
    remedy: `use one of ${connectors.map((connector) => connector.id).join(', ')}`,
  });
}
