import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of a company, kept where it changes: the tables of what sources say hold only how it is now. */
export class KeepCompanyChanges1763769600027 implements MigrationInterface {
  name = 'KeepCompanyChanges1763769600027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHANGES);
    await runner.query(READINGS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: changes that are forgotten cannot be told again');
  }
}

const CHANGES = `
CREATE TABLE company_change (
  tenant_id uuid NOT NULL,
  company_change_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  record_type text NOT NULL,
  kind text NOT NULL,
  changed_on date NOT NULL,
  before jsonb,
  after jsonb,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_change_id),
  CONSTRAINT company_change_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT company_change_kind_check CHECK (kind IN ('SEAT', 'LEGAL_FORM', 'ACTIVITY', 'OFFICERS', 'OWNERS')),
  CONSTRAINT company_change_record_type_check CHECK (record_type IN ('company', 'officer', 'owner')),
  CONSTRAINT company_change_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE company_change IS
  'That a source says something else of a company than the same source said before; what a source says first is no change.';
COMMENT ON COLUMN company_change.record_type IS 'The type of record that told it: whose licence it is under.';
COMMENT ON COLUMN company_change.changed_on IS
  'The day the source states for it, else the day the hub learnt of it.';
COMMENT ON COLUMN company_change.before IS 'What was so until then; NULL when there was nothing.';
COMMENT ON COLUMN company_change.expires_on IS
  'The first day it must not be used any more; NULL when it may be kept.';
CREATE INDEX company_change_company_idx ON company_change (tenant_id, company_id, changed_on);
CREATE INDEX company_change_expiry_idx ON company_change (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('company_change');
CREATE TRIGGER mark_after_insert AFTER INSERT ON company_change REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_of_companies();
`;

const READINGS = `
-- When any source last confirmed a company, whichever connection and stream it came through.
CREATE INDEX subject_reading_siren_idx ON subject_reading (tenant_id, siren);
`;
