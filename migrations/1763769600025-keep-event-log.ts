import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events say in which version their data is written, and the log how far back it is kept. */
export class KeepEventLog1763769600025 implements MigrationInterface {
  name = 'KeepEventLog1763769600025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(VERSIONS);
    await runner.query(LOGS);
    await runner.query(LASTING);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what was pruned is not written again');
  }
}

const VERSIONS = `
ALTER TABLE event ADD COLUMN schema_version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN event.schema_version IS 'Of the data, by type; 0: written before data had a schema.';
`;

const LOGS = `
CREATE TABLE event_log (
  tenant_id uuid NOT NULL REFERENCES tenant,
  floor_position bigint NOT NULL,
  pruned_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id),
  CONSTRAINT event_log_floor_check CHECK (floor_position >= 0)
);
COMMENT ON TABLE event_log IS 'How far back the event log of a tenant is kept; without a row, from the beginning.';
COMMENT ON COLUMN event_log.floor_position IS
  'Events up to here are deleted: a cursor before it has missed some, and is refused.';
CALL protect_tenant_table('event_log');
`;

const LASTING = `
-- What the rules look at in every run; facts that never end stay out of the way of what does.
CREATE INDEX risk_alert_lasting_idx ON risk_alert (tenant_id, customer_id, rule) WHERE over_at IS NULL;
`;
