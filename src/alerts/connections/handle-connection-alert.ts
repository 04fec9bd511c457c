import { conflictError, domainError } from '../../kernel';
import type { Transaction } from '../../database';
import type { ConnectionAlertStatus } from './connection-alert-types';
import { tellConnectionAlerts } from './store-connection-alerts';

export interface ConnectionAlertRuling {
  connectionAlertId: string;
  by: string;
  comment: string | null;
  at: Date;
}

/** Somebody has seen it and is on it. Throws CONNECTION_ALERT_NOT_FOUND, CONNECTION_ALERT_RESOLVED. */
export async function acknowledgeConnectionAlert(
  tx: Transaction,
  ruling: ConnectionAlertRuling,
): Promise<void> {
  const status = await lockStatus(tx, ruling.connectionAlertId);
  if (status === 'RESOLVED') {
    throw conflictError('CONNECTION_ALERT_RESOLVED', 'this alert is already resolved', {
      place: { field: 'id' },
      remedy: 'nothing: somebody has dealt with it, or what it warned of is over',
    });
  }
  if (status === 'ACKNOWLEDGED') return;
  await tx.execute(
    `UPDATE connection_alert SET status = 'ACKNOWLEDGED', acknowledged_by = $3, acknowledged_at = $4,
       comment = coalesce($5, comment)
     WHERE tenant_id = $1 AND connection_alert_id = $2`,
    [tx.tenantId, ruling.connectionAlertId, ruling.by, ruling.at, ruling.comment],
  );
  const ids = [ruling.connectionAlertId];
  await tellConnectionAlerts(tx, { type: 'CONNECTION_ALERT_UPDATED', ids, at: ruling.at });
}

/**
 * Somebody has dealt with it; resolving it again changes nothing. While what is wrong lasts no other is raised, but this
 * one opens again when it gets worse. Throws CONNECTION_ALERT_NOT_FOUND.
 */
export async function resolveConnectionAlert(
  tx: Transaction,
  ruling: ConnectionAlertRuling,
): Promise<void> {
  if ((await lockStatus(tx, ruling.connectionAlertId)) === 'RESOLVED') return;
  await tx.execute(
    `UPDATE connection_alert SET status = 'RESOLVED', resolved_by = $3, resolved_at = $4, comment = coalesce($5, comment)
     WHERE tenant_id = $1 AND connection_alert_id = $2`,
    [tx.tenantId, ruling.connectionAlertId, ruling.by, ruling.at, ruling.comment],
  );
  const ids = [ruling.connectionAlertId];
  await tellConnectionAlerts(tx, { type: 'CONNECTION_ALERT_RESOLVED', ids, at: ruling.at });
}

async function lockStatus(
  tx: Transaction,
  connectionAlertId: string,
): Promise<ConnectionAlertStatus> {
  const [alert] = await tx.query<{ status: ConnectionAlertStatus }>(
    'SELECT status FROM connection_alert WHERE tenant_id = $1 AND connection_alert_id = $2 FOR UPDATE',
    [tx.tenantId, connectionAlertId],
  );
  if (alert !== undefined) return alert.status;
  throw domainError('CONNECTION_ALERT_NOT_FOUND', 'there is no alert with this id', {
    place: { field: 'id' },
    remedy: 'use an id that connectionAlerts answered to the same tenant',
  });
}
