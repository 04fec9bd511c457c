import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was connected, what arrived from it, exactly as it arrived, and what could not be read. */
export class CreateLanding1763769600001 implements MigrationInterface {
  name = 'CreateLanding1763769600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONNECTIONS);
    await runner.query(RECORDS);
    await runner.query(FILES);
  }

  async down(): Promise<void> {
    throw new Error(
      'restore a backup instead: landed records are the evidence of what was received',
    );
  }
}

const CONNECTIONS = `
CREATE TABLE connection (
  tenant_id uuid NOT NULL REFERENCES tenant,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  name text NOT NULL,
  config jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'ACTIVE',
  status_code text,
  status_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_succeeded_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id),
  CONSTRAINT connection_name_key UNIQUE (tenant_id, connector_id, name),
  CONSTRAINT connection_status_check CHECK (status IN ('ACTIVE', 'PAUSED', 'DISCONNECTED'))
);
CALL protect_tenant_table('connection');

CREATE TABLE sync_run (
  tenant_id uuid NOT NULL,
  sync_run_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  stream text NOT NULL,
  status text NOT NULL,
  started_at timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  finished_at timestamptz,
  landed integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  quarantined integer NOT NULL DEFAULT 0,
  error_code text,
  error_message text,
  PRIMARY KEY (tenant_id, sync_run_id),
  CONSTRAINT sync_run_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT sync_run_status_check CHECK (status IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'))
);
CREATE INDEX sync_run_recent_idx ON sync_run (tenant_id, connection_id, started_at DESC);
CALL protect_tenant_table('sync_run');

CREATE TABLE checkpoint (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  stream text NOT NULL,
  state jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, stream),
  CONSTRAINT checkpoint_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
CALL protect_tenant_table('checkpoint');
`;

const RECORDS = `
-- One row per distinct payload a provider gave for a key; the newest is current, older ones stay as evidence.
CREATE TABLE raw_record (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  stream text NOT NULL,
  source_key text NOT NULL,
  payload_hash text NOT NULL,
  payload jsonb NOT NULL,
  is_current boolean NOT NULL,
  received_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  sync_run_id uuid NOT NULL,
  mapped_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id, stream, source_key, payload_hash),
  CONSTRAINT raw_record_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
CREATE INDEX raw_record_unmapped_idx ON raw_record (tenant_id, connection_id, stream) WHERE is_current AND mapped_at IS NULL;
CALL protect_tenant_table('raw_record');

CREATE TABLE quarantined_record (
  tenant_id uuid NOT NULL,
  quarantined_record_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  sync_run_id uuid NOT NULL,
  stream text NOT NULL,
  source_key text,
  line integer,
  path text,
  code text NOT NULL,
  reason text NOT NULL,
  payload text NOT NULL,
  quarantined_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, quarantined_record_id),
  CONSTRAINT quarantined_record_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
CREATE INDEX quarantined_record_recent_idx ON quarantined_record (tenant_id, quarantined_at DESC, quarantined_record_id);
CALL protect_tenant_table('quarantined_record');
`;

const FILES = `
CREATE TABLE source_file (
  tenant_id uuid NOT NULL,
  source_file_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  name text NOT NULL,
  sha256 text NOT NULL,
  size_bytes bigint NOT NULL,
  status text NOT NULL,
  landed_at timestamptz NOT NULL,
  applied_at timestamptz,
  applied_version text,
  period_start date,
  period_end date,
  data_lines integer,
  customer_lines integer,
  quarantined integer,
  summary jsonb,
  PRIMARY KEY (tenant_id, source_file_id),
  CONSTRAINT source_file_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT source_file_status_check CHECK (status IN ('LANDED', 'STORED', 'APPLIED', 'SUPERSEDED', 'REFUSED'))
);
CREATE INDEX source_file_period_idx ON source_file (tenant_id, connection_id, period_start);
COMMENT ON COLUMN source_file.source_file_id IS 'stable_id(connection_id, sha256): the same bytes are the same file, whatever their name.';
COMMENT ON COLUMN source_file.status IS 'LANDED: bytes kept; STORED: lines read into ledger_line; APPLIED: claims computed; SUPERSEDED: exported again; REFUSED: not a ledger that can be read.';
CALL protect_tenant_table('source_file');

-- The bytes of a file as received, cut at line ends: any receivable leads back to its exact line.
CREATE TABLE raw_chunk (
  tenant_id uuid NOT NULL,
  source_file_id uuid NOT NULL,
  first_line integer NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (tenant_id, source_file_id, first_line),
  CONSTRAINT raw_chunk_file_fkey FOREIGN KEY (tenant_id, source_file_id) REFERENCES source_file ON DELETE CASCADE
);
ALTER TABLE raw_chunk ALTER COLUMN content SET STORAGE EXTERNAL;
CALL protect_tenant_table('raw_chunk');
`;
