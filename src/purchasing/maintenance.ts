/** Switches of the installation: while a provider is in maintenance, nothing is sent to it. */
import type { Database } from '../database';

export interface Maintenance {
  connectorId: string;
  startsAt: Date;
  /** Null: until somebody ends it. */
  endsAt: Date | null;
  reason: string;
}

/** Announces or begins maintenance of a connector, for all tenants; replaces what was announced before. */
export async function startMaintenance(
  database: Database,
  maintenance: Maintenance,
): Promise<void> {
  const { connectorId, startsAt, endsAt, reason } = maintenance;
  await database.system((tx) =>
    tx.execute('SELECT set_provider_maintenance($1, $2, $3, $4)', [
      connectorId,
      startsAt,
      endsAt,
      reason,
    ]),
  );
}

/** Ends it, or takes the announcement back. */
export async function endMaintenance(database: Database, connectorId: string): Promise<void> {
  await database.system((tx) =>
    tx.execute('SELECT set_provider_maintenance($1, NULL, NULL, NULL)', [connectorId]),
  );
}

/** Everything announced or under way that has not passed at an instant, by connector. */
export async function listMaintenance(database: Database, at: Date): Promise<Maintenance[]> {
  return database.system((tx) =>
    tx.query<Maintenance>(
      `SELECT connector_id AS "connectorId", starts_at AS "startsAt", ends_at AS "endsAt", reason
       FROM provider_maintenance WHERE ends_at IS NULL OR ends_at > $1 ORDER BY connector_id`,
      [at],
    ),
  );
}

/** The maintenance a connector is in at an instant, or null. */
export async function maintenanceOf(
  database: Database,
  connectorId: string,
  at: Date,
): Promise<Maintenance | null> {
  const all = await listMaintenance(database, at);
  return all.find((one) => one.connectorId === connectorId && one.startsAt <= at) ?? null;
}
