import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people do with alerts, what they do not want to hear for a while, and alerts about connections. */
export class HandleAlerts1763769600030 implements MigrationInterface {
  name = 'HandleAlerts1763769600030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HANDLED);
    await runner.query(STEPS);
    await runner.query(MUTES);
    await runner.query(CONNECTION_ALERTS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: who did what with an alert is told nowhere else');
  }
}

const HANDLED = `
ALTER TABLE risk_alert
  ADD COLUMN snoozed_until timestamptz,
  ADD COLUMN assigned_to text,
  ADD COLUMN muted_until timestamptz,
  ADD COLUMN untold text,
  ADD CONSTRAINT risk_alert_untold_check CHECK (untold IN ('RAISED', 'ESCALATED'));
COMMENT ON COLUMN risk_alert.snoozed_until IS 'Out of the work list until then; emptied when it wakes, escalates or is resolved.';
COMMENT ON COLUMN risk_alert.assigned_to IS 'A name or address of who looks after it, in the words of who said so.';
COMMENT ON COLUMN risk_alert.muted_until IS
  'The latest end of the mutes that cover it; emptied when they have ended. While set, the log hears neither that it was raised nor that it got worse.';
COMMENT ON COLUMN risk_alert.untold IS 'What the log has not heard of it, being muted; told when the mutes end and it still lasts.';
CREATE INDEX risk_alert_snoozed_idx ON risk_alert (tenant_id, snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX risk_alert_muted_idx ON risk_alert (tenant_id, muted_until) WHERE muted_until IS NOT NULL;
CREATE INDEX risk_alert_untold_idx ON risk_alert (tenant_id, risk_alert_id)
  WHERE untold IS NOT NULL AND muted_until IS NULL AND status <> 'RESOLVED';
CREATE INDEX risk_alert_assigned_idx ON risk_alert (tenant_id, assigned_to, raised_at DESC)
  WHERE assigned_to IS NOT NULL;
`;

const STEPS = `
CREATE TABLE risk_alert_step (
  tenant_id uuid NOT NULL,
  risk_alert_id uuid NOT NULL,
  written_seq bigint GENERATED ALWAYS AS IDENTITY,
  change text NOT NULL,
  at timestamptz NOT NULL,
  by text,
  severity text NOT NULL,
  comment text,
  snoozed_until timestamptz,
  assigned_to text,
  PRIMARY KEY (tenant_id, risk_alert_id, written_seq),
  CONSTRAINT risk_alert_step_alert_fkey FOREIGN KEY (tenant_id, risk_alert_id) REFERENCES risk_alert ON DELETE CASCADE,
  CONSTRAINT risk_alert_step_severity_check CHECK (severity IN ('INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'))
);
COMMENT ON TABLE risk_alert_step IS 'What was done to each alert, in order: kept as long as the alert, while the event log is pruned.';
COMMENT ON COLUMN risk_alert_step.by IS 'Who did it; NULL for the hub.';
COMMENT ON COLUMN risk_alert_step.severity IS 'The severity of the alert from then on.';
CALL protect_tenant_table('risk_alert_step');
REVOKE UPDATE, DELETE ON risk_alert_step FROM encours_app;
-- What is known of the alerts so far; an escalation was not written down.
INSERT INTO risk_alert_step (tenant_id, risk_alert_id, change, at, by, severity, comment)
SELECT a.tenant_id, a.risk_alert_id, s.change, s.at, s.by, a.severity, s.comment
FROM risk_alert a, LATERAL (VALUES
  (1, 'RAISED', a.raised_at, NULL, NULL),
  (2, 'ACKNOWLEDGED', a.acknowledged_at, a.acknowledged_by, CASE WHEN a.resolved_at IS NULL THEN a.comment END),
  (3, 'RESOLVED', a.resolved_at, nullif(a.resolved_by, 'encours'), a.comment)) AS s (n, change, at, by, comment)
WHERE s.at IS NOT NULL ORDER BY s.at, s.n;
`;

const MUTES = `
CREATE TABLE alert_mute (
  tenant_id uuid NOT NULL,
  alert_mute_id uuid NOT NULL,
  rule text,
  customer_id uuid,
  includes_critical boolean NOT NULL,
  reason text NOT NULL,
  muted_by text NOT NULL,
  muted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text,
  PRIMARY KEY (tenant_id, alert_mute_id),
  CONSTRAINT alert_mute_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT alert_mute_scope_check CHECK (rule IS NOT NULL OR customer_id IS NOT NULL),
  CONSTRAINT alert_mute_expiry_check CHECK (expires_at > muted_at)
);
-- One mute in force per scope: whoever mutes the same again replaces it.
CREATE UNIQUE INDEX alert_mute_scope_key ON alert_mute (tenant_id, rule, customer_id) NULLS NOT DISTINCT
  WHERE ended_at IS NULL;
CREATE INDEX alert_mute_recent_idx ON alert_mute (tenant_id, muted_at DESC, alert_mute_id);
COMMENT ON TABLE alert_mute IS 'Alerts somebody does not want to be told of for a while; they are raised and kept all the same.';
COMMENT ON COLUMN alert_mute.rule IS 'NULL: every rule, of one customer.';
COMMENT ON COLUMN alert_mute.customer_id IS 'NULL: every customer, of one rule.';
COMMENT ON COLUMN alert_mute.includes_critical IS 'Said by whoever muted: else what is CRITICAL is told all the same.';
COMMENT ON COLUMN alert_mute.ended_by IS 'Who ended it early; NULL when it expired.';
CALL protect_tenant_table('alert_mute');
`;

const CONNECTION_ALERTS = `
CREATE TABLE connection_alert (
  tenant_id uuid NOT NULL,
  connection_alert_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  rule text NOT NULL,
  severity text NOT NULL,
  status text NOT NULL,
  raised_at timestamptz NOT NULL,
  text_key text NOT NULL,
  params jsonb NOT NULL,
  acknowledged_by text,
  acknowledged_at timestamptz,
  over_at timestamptz,
  over_because text,
  resolved_by text,
  resolved_at timestamptz,
  comment text,
  PRIMARY KEY (tenant_id, connection_alert_id),
  CONSTRAINT connection_alert_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT connection_alert_severity_check CHECK (severity IN ('INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  CONSTRAINT connection_alert_status_check CHECK (status IN ('OPEN', 'ACKNOWLEDGED', 'RESOLVED'))
);
-- One alert per rule as long as its condition lasts, however many processes look.
CREATE UNIQUE INDEX connection_alert_lasting_key ON connection_alert (tenant_id, connection_id, rule) WHERE over_at IS NULL;
CREATE INDEX connection_alert_recent_idx ON connection_alert (tenant_id, raised_at DESC, connection_alert_id);
COMMENT ON TABLE connection_alert IS 'What is wrong with a connection for longer than a run; of no customer.';
COMMENT ON COLUMN connection_alert.over_at IS 'When its condition was seen to have ended, which also resolves it.';
CALL protect_tenant_table('connection_alert');
`;
