import { configError, domainError, newId } from '../../kernel';
import type { Transaction } from '../../database';
import type { AlertRuleCode } from '../alert-types';
import { coverByMutes } from './cover-by-mutes';
import { tellUnmuted } from './wake-alerts';

/** Half a year: what nobody confirms for so long is heard again. */
export const MUTE_DAYS_MAX = 180;
const DAY_MS = 86_400_000;

export interface MuteDraft {
  /** Null: every rule, of one customer. */
  rule: AlertRuleCode | null;
  /** Null: every customer, of one rule. */
  customerId: string | null;
  /** Without it, what is CRITICAL is told all the same. */
  includesCritical: boolean;
  reason: string;
  expiresAt: Date;
  by: string;
  at: Date;
}

/**
 * Mutes alerts: those there are, and those to come until it expires. They are raised and kept, out of the log until then.
 * The same scope muted again replaces the mute in force; the same mute again is that mute. Throws MUTE_TOO_WIDE,
 * MUTE_REASON_MISSING, MUTE_EXPIRY_INVALID and CUSTOMER_NOT_FOUND.
 */
export async function muteAlerts(
  tx: Transaction,
  draft: MuteDraft,
): Promise<{ alertMuteId: string }> {
  requireSound(draft);
  if (draft.customerId !== null) await requireCustomer(tx, draft.customerId);
  // One at a time, so that a scope has one mute in force; who raises alerts does not wait for it.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('mutes:' || $1::text, 0))`, [
    tx.tenantId,
  ]);
  const same = await endSameScope(tx, draft);
  if (same !== null) return { alertMuteId: same };
  const alertMuteId = newId();
  await tx.execute(
    `INSERT INTO alert_mute (tenant_id, alert_mute_id, rule, customer_id, includes_critical, reason, muted_by, muted_at,
       expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[tx.tenantId, alertMuteId, draft.rule, draft.customerId, draft.includesCritical],
      ...[draft.reason, draft.by, draft.at, draft.expiresAt],
    ],
  );
  await coverScope(tx, draft, draft.at);
  return { alertMuteId };
}

/** Ends a mute before it expires; what it kept and still lasts is told. Idempotent. Throws ALERT_MUTE_NOT_FOUND. */
export async function endAlertMute(
  tx: Transaction,
  ending: { alertMuteId: string; by: string; at: Date },
): Promise<void> {
  const [mute] = await tx.query<Pick<MuteDraft, 'rule' | 'customerId'> & { isEnded: boolean }>(
    `SELECT rule, customer_id AS "customerId", ended_at IS NOT NULL OR expires_at <= $3 AS "isEnded" FROM alert_mute
     WHERE tenant_id = $1 AND alert_mute_id = $2 FOR UPDATE`,
    [tx.tenantId, ending.alertMuteId, ending.at],
  );
  if (mute === undefined) {
    throw domainError('ALERT_MUTE_NOT_FOUND', 'there is no mute with this id', {
      place: { field: 'id' },
      remedy: 'use an id that alertMutes answered to the same tenant',
    });
  }
  if (mute.isEnded) return;
  await tx.execute(
    'UPDATE alert_mute SET ended_at = $3, ended_by = $4 WHERE tenant_id = $1 AND alert_mute_id = $2',
    [tx.tenantId, ending.alertMuteId, ending.at, ending.by],
  );
  await coverScope(tx, mute, ending.at);
}

function requireSound({ rule, customerId, reason, expiresAt, at }: MuteDraft): void {
  if (rule === null && customerId === null) {
    throw domainError('MUTE_TOO_WIDE', 'a mute of every rule and every customer mutes it all', {
      place: { field: 'input.rule' },
      remedy: 'name a rule, a customer or both',
    });
  }
  if (reason.trim() === '') {
    throw configError('MUTE_REASON_MISSING', 'a mute says why', {
      place: { field: 'input.reason' },
      remedy: 'say in a sentence why nobody needs to hear of it',
    });
  }
  const days = (expiresAt.getTime() - at.getTime()) / DAY_MS;
  if (days > 0 && days <= MUTE_DAYS_MAX) return;
  throw domainError('MUTE_EXPIRY_INVALID', 'a mute ends, within half a year', {
    place: { field: 'input.until' },
    remedy: `give an instant from now on and within ${MUTE_DAYS_MAX} days`,
  });
}

async function requireCustomer(tx: Transaction, customerId: string): Promise<void> {
  const [customer] = await tx.query(
    'SELECT 1 FROM customer WHERE tenant_id = $1 AND customer_id = $2 FOR KEY SHARE',
    [tx.tenantId, customerId],
  );
  if (customer !== undefined) return;
  throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id', {
    place: { field: 'input.customerId' },
    remedy: 'use an id this API answered to the same key',
  });
}

/** Ends the mute of the scope that is not ended, unless it is this very one: then answers its id. */
async function endSameScope(tx: Transaction, draft: MuteDraft): Promise<string | null> {
  const { rule, customerId, includesCritical, reason, expiresAt, by, at } = draft;
  const [before] = await tx.query<{ id: string; isSame: boolean }>(
    `SELECT alert_mute_id AS id, expires_at = $4 AND includes_critical = $5 AND reason = $6 AS "isSame" FROM alert_mute
     WHERE tenant_id = $1 AND rule IS NOT DISTINCT FROM $2 AND customer_id IS NOT DISTINCT FROM $3::uuid
       AND ended_at IS NULL
     FOR UPDATE`,
    [tx.tenantId, rule, customerId, expiresAt, includesCritical, reason],
  );
  if (before === undefined) return null;
  if (before.isSame) return before.id;
  await tx.execute(
    `UPDATE alert_mute SET ended_at = least(expires_at, $3), ended_by = CASE WHEN expires_at > $3 THEN $4 END
     WHERE tenant_id = $1 AND alert_mute_id = $2`,
    [tx.tenantId, before.id, at, by],
  );
  return null;
}

/** Alerts covered or uncovered at once; what is uncovered and untold is told, the rest of a great many by the next job. */
async function coverScope(
  tx: Transaction,
  { rule, customerId }: Pick<MuteDraft, 'rule' | 'customerId'>,
  at: Date,
): Promise<void> {
  const alerts = await tx.query<{ id: string }>(
    `SELECT risk_alert_id AS id FROM risk_alert
     WHERE tenant_id = $1 AND ($2::text IS NULL OR rule = $2) AND ($3::uuid IS NULL OR customer_id = $3)
       AND (status <> 'RESOLVED' OR muted_until IS NOT NULL)
     ORDER BY risk_alert_id FOR UPDATE`,
    [tx.tenantId, rule, customerId],
  );
  const ids = alerts.map(({ id }) => id);
  await coverByMutes(tx, ids, at);
  await tellUnmuted(tx, at);
}
