import { connectors } from '../../connectors';
import { createHub, type Hub } from '../hub';
import { systemClock } from '../kernel';
import type { CommandRun } from './command-run';
import { tenantOf, withDatabase } from './open-database';

/** Runs work with everything use cases need, on a migrated database, for one tenant. */
export async function withHub<Result>(
  run: CommandRun,
  tenantSlug: string,
  work: (hub: Hub, tenantId: string) => Promise<Result>,
): Promise<Result> {
  return withDatabase(run, async (database) => {
    const { tenantId } = await tenantOf(database, tenantSlug);
    const hub = createHub({ database, clock: systemClock, logger: run.logger, connectors });
    return work(hub, tenantId);
  });
}
