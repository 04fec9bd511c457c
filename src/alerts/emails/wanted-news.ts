import type { Severity } from '../alert-types';

/** A webhook or a mailbox nothing is sent to is a door that somebody relies on. */
export const DOOR_SEVERITY: Severity = 'HIGH';

/** Doors that were shut, as the log tells it. */
const SHUT = `('WEBHOOK_DISABLED', 'EMAIL_RECIPIENT_DISABLED')`;

/** Somebody does not want to hear of alert `a` at the instant: an SQL condition, never null. */
export function isSilent(at: string): string {
  return `(coalesce(a.muted_until > ${at}, false) OR coalesce(a.snoozed_until > ${at}, false))`;
}

/** What the filter of `r` wants of alerts `a`. */
export const IS_WANTED = `(r.rules IS NULL OR a.rule = ANY (r.rules)) AND (r.severities IS NULL OR a.severity = ANY (r.severities))
  AND (r.customer_ids IS NULL OR a.customer_id = ANY (r.customer_ids))`;

/** Whether recipient `r` is told of connections, webhooks and other recipients: they are of no customer, and no rule about customers. */
export const HEARS_OF_HUB = 'r.rules IS NULL AND r.customer_ids IS NULL';

/** How much event `e` matters; null for events that do not say. */
export const SEVERITY = `CASE WHEN e.type IN ${SHUT} THEN '${DOOR_SEVERITY}' ELSE e.data ->> 'severity' END`;

/** Raised, worse, or back because a snooze has ended; who wakes an alert themselves has it before them. */
const IS_OF_CUSTOMER = `(e.type = 'RISK_ALERT_RAISED' OR e.type = 'RISK_ALERT_UPDATED' AND (e.data ->> 'change' = 'ESCALATED'
    OR e.data ->> 'change' = 'WOKEN' AND e.data ->> 'by' IS NULL))
  AND (r.rules IS NULL OR coalesce(e.data ->> 'rule' = ANY (r.rules), false))
  AND (r.customer_ids IS NULL OR coalesce(e.customer_id = ANY (r.customer_ids), false))`;

/** An update of an alert on a connection says that it is worse when nobody has it in hand. */
const IS_OF_HUB = `(e.type = 'CONNECTION_ALERT_RAISED' OR e.type IN ${SHUT} OR e.type = 'CONNECTION_ALERT_UPDATED'
    AND EXISTS (SELECT 1 FROM connection_alert o WHERE o.tenant_id = $1 AND o.connection_alert_id = e.subject_id
      AND o.status = 'OPEN')) AND ${HEARS_OF_HUB}`;

/** Events `e` of a severity that is told at once, that the filter of `r` wants. */
export const IS_WANTED_AT_ONCE = `(${IS_OF_CUSTOMER} OR ${IS_OF_HUB})
  AND coalesce(${SEVERITY} = ANY (r.immediate_severities), false)
  AND (r.severities IS NULL OR coalesce(${SEVERITY} = ANY (r.severities), false))`;
