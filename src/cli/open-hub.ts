import { connectors } from '../../connectors';
import { parseAllowedTargets } from '../alerts';
import { parseOwnHosts } from '../connector-kit';
import { createHub, type Hub } from '../hub';
import { systemClock } from '../kernel';
import { sealPlainSecrets } from '../use-cases/seal-secrets';
import type { CommandRun } from './command-run';
import { tenantOf, withDatabase } from './open-database';
import { openSecretKeys } from './open-secret-keys';

/** Runs work with everything use cases need, on a migrated database. */
export async function withInstallation<Result>(
  run: CommandRun,
  work: (hub: Hub) => Promise<Result>,
): Promise<Result> {
  return withDatabase(run, async (database) => {
    const secretKeys = await openSecretKeys(run.config);
    const webhookTargets = parseAllowedTargets(run.config.webhookAllow);
    const ownHosts = parseOwnHosts(run.config.sourceAllow);
    const hub = createHub({
      ...{ database, clock: systemClock, logger: run.logger, connectors },
      ...{ secretKeys, webhookTargets, ownHosts },
      ...{ mail: run.config.mail, publicUrl: run.config.publicUrl },
    });
    await sealPlainSecrets(hub);
    return work(hub);
  });
}

/** The same for one tenant. Throws TENANT_UNKNOWN. */
export async function withHub<Result>(
  run: CommandRun,
  tenantSlug: string,
  work: (hub: Hub, tenantId: string) => Promise<Result>,
): Promise<Result> {
  return withInstallation(run, async (hub) => {
    const { tenantId } = await tenantOf(hub.database, tenantSlug);
    return work(hub, tenantId);
  });
}
