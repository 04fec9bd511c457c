import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changed and who to worry about: alerts, and the one event log all deliveries read. */
export class CreateAlerts1763769600005 implements MigrationInterface {
  name = 'CreateAlerts1763769600005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ALERTS);
    await runner.query(EVENTS);
    await runner.query(JOBS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: the event log is what subscribers were told');
  }
}

const ALERTS = `
CREATE TABLE risk_alert (
  tenant_id uuid NOT NULL,
  risk_alert_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  rule text NOT NULL,
  severity text NOT NULL,
  status text NOT NULL,
  dedup_key text NOT NULL,
  raised_at timestamptz NOT NULL,
  before jsonb,
  after jsonb,
  text_key text NOT NULL,
  params jsonb NOT NULL,
  evidence jsonb NOT NULL,
  deadline_on date,
  acknowledged_by text,
  acknowledged_at timestamptz,
  over_at timestamptz,
  over_because text,
  resolved_by text,
  resolved_at timestamptz,
  comment text,
  PRIMARY KEY (tenant_id, risk_alert_id),
  CONSTRAINT risk_alert_dedup_key UNIQUE (tenant_id, customer_id, dedup_key),
  CONSTRAINT risk_alert_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT risk_alert_severity_check CHECK (severity IN ('INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  CONSTRAINT risk_alert_status_check CHECK (status IN ('OPEN', 'ACKNOWLEDGED', 'RESOLVED'))
);
COMMENT ON COLUMN risk_alert.over_at IS 'When its condition was seen to have ended, which also resolves it.';
CREATE INDEX risk_alert_recent_idx ON risk_alert (tenant_id, raised_at DESC, risk_alert_id);
CREATE INDEX risk_alert_unresolved_idx ON risk_alert (tenant_id, customer_id) WHERE status <> 'RESOLVED';
CALL protect_tenant_table('risk_alert');
`;

const EVENTS = `
-- Writers insert without a position, in transactions of any length. A single sequencer per tenant (advisory lock) gives
-- committed events their position afterwards, so the order readers see never changes behind their cursor.
CREATE TABLE event (
  tenant_id uuid NOT NULL,
  event_id uuid NOT NULL,
  written_seq bigint GENERATED ALWAYS AS IDENTITY,
  position bigint,
  type text NOT NULL,
  at timestamptz NOT NULL,
  customer_id uuid,
  subject_id uuid,
  data jsonb NOT NULL,
  PRIMARY KEY (tenant_id, event_id)
);
CREATE UNIQUE INDEX event_position_key ON event (tenant_id, position) WHERE position IS NOT NULL;
CREATE INDEX event_subject_idx ON event (tenant_id, subject_id, position);
CREATE INDEX event_unsequenced_idx ON event (tenant_id, written_seq) WHERE position IS NULL;
COMMENT ON COLUMN event.position IS 'Order of delivery within the tenant, from 1, without gaps; the cursor of every delivery.';
CALL protect_tenant_table('event');
`;

const JOBS = `
-- One row per scheduled occurrence: the insert that wins does the work; also the watermark for missed ones.
CREATE TABLE job_occurrence (
  job text NOT NULL,
  occurrence timestamptz NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  claimed_by text NOT NULL,
  finished_at timestamptz,
  outcome text,
  PRIMARY KEY (job, occurrence)
);
COMMENT ON TABLE job_occurrence IS 'Belongs to the installation, not to a tenant: jobs go over all tenants.';
GRANT SELECT, INSERT, UPDATE, DELETE ON job_occurrence TO encours_app;
`;
