import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The credit policies each tenant has published, from 1, in order; before the first the built-in one is in force. */
export class PublishCreditPolicies1763769600021 implements MigrationInterface {
  name = 'PublishCreditPolicies1763769600021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREDIT_POLICIES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: limits name the policies they were decided by');
  }
}

const CREDIT_POLICIES = `
CREATE TABLE credit_policy (
  tenant_id uuid NOT NULL REFERENCES tenant,
  version integer NOT NULL,
  document jsonb NOT NULL,
  digest text NOT NULL,
  effective_on date NOT NULL,
  published_by text NOT NULL,
  published_by_key uuid,
  published_at timestamptz NOT NULL,
  comment text,
  bounded_by integer,
  PRIMARY KEY (tenant_id, version),
  CONSTRAINT credit_policy_version_check CHECK (version > 0),
  CONSTRAINT credit_policy_bounded_check CHECK (bounded_by >= 0 AND bounded_by < version),
  CONSTRAINT credit_policy_document_check CHECK (jsonb_typeof(document) = 'object'),
  CONSTRAINT credit_policy_digest_check CHECK (digest ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE credit_policy IS
  'Rules of credit as published, never changed. On a day, the highest version that is effective by then is in force: a version supersedes those before it, also ones that were to begin later.';
COMMENT ON COLUMN credit_policy.document IS
  'As docs/credit-policy.schema.json describes it, in its one canonical form.';
COMMENT ON COLUMN credit_policy.digest IS 'SHA-256 of the canonical document, in hexadecimal.';
COMMENT ON COLUMN credit_policy.published_by_key IS 'The key it was published with; NULL when it is not known.';
COMMENT ON COLUMN credit_policy.bounded_by IS
  'The version (0: the built-in one) that it allows more than, and whose automatic amounts bound it while one person alone published it; NULL: it stands in full.';
CALL protect_tenant_table('credit_policy');
REVOKE UPDATE, DELETE ON credit_policy FROM encours_app;
`;
