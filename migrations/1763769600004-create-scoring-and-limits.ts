import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How risky, and how far: assessments with their inputs, and credit limits with their terms. */
export class CreateScoringAndLimits1763769600004 implements MigrationInterface {
  name = 'CreateScoringAndLimits1763769600004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ASSESSMENTS);
    await runner.query(LIMITS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: decisions are kept');
  }
}

const ASSESSMENTS = `
CREATE TABLE credit_assessment (
  tenant_id uuid NOT NULL,
  credit_assessment_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  is_current boolean NOT NULL,
  grade text,
  score integer,
  probability_of_default double precision,
  confidence text NOT NULL,
  model_version text NOT NULL,
  assessed_at timestamptz NOT NULL,
  assessed_on date NOT NULL,
  inputs_hash text NOT NULL,
  inputs jsonb NOT NULL,
  decision jsonb NOT NULL,
  not_scored_because text,
  told_at timestamptz,
  grade_state jsonb NOT NULL,
  PRIMARY KEY (tenant_id, credit_assessment_id),
  CONSTRAINT credit_assessment_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT credit_assessment_grade_check CHECK (grade IN ('A', 'B', 'C', 'D', 'E')),
  CONSTRAINT credit_assessment_confidence_check CHECK (confidence IN ('HIGH', 'MEDIUM', 'LOW', 'NONE'))
);
COMMENT ON COLUMN credit_assessment.grade IS 'The grade that holds after hysteresis; decision has the one the numbers asked for.';
COMMENT ON COLUMN credit_assessment.told_at IS 'When the event log got to know of it; NULL = not yet.';
COMMENT ON COLUMN credit_assessment.inputs IS 'Everything the decision was computed from: replaying it gives the decision again.';
CREATE UNIQUE INDEX credit_assessment_current_key ON credit_assessment (tenant_id, customer_id) WHERE is_current;
CREATE INDEX credit_assessment_untold_idx ON credit_assessment (tenant_id) WHERE told_at IS NULL;
CREATE INDEX credit_assessment_history_idx ON credit_assessment (tenant_id, customer_id, assessed_at DESC);
CALL protect_tenant_table('credit_assessment');
`;

const LIMITS = `
CREATE TABLE credit_limit (
  tenant_id uuid NOT NULL,
  credit_limit_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  limit_minor bigint NOT NULL,
  currency text NOT NULL,
  status text NOT NULL,
  effective_from date NOT NULL,
  effective_to date,
  review_on date,
  decided_by text NOT NULL,
  decided_at timestamptz NOT NULL,
  binding_term text NOT NULL,
  next_term text,
  terms jsonb NOT NULL,
  reason_codes text[] NOT NULL DEFAULT '{}',
  policy_version text NOT NULL,
  comment text,
  told_at timestamptz,
  PRIMARY KEY (tenant_id, credit_limit_id),
  CONSTRAINT credit_limit_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT credit_limit_amount_check CHECK (limit_minor >= 0),
  CONSTRAINT credit_limit_status_check CHECK (status IN ('ACTIVE', 'PROPOSED', 'SUPERSEDED', 'REJECTED'))
);
CREATE UNIQUE INDEX credit_limit_active_key ON credit_limit (tenant_id, customer_id) WHERE status = 'ACTIVE';
CREATE UNIQUE INDEX credit_limit_proposed_key ON credit_limit (tenant_id, customer_id) WHERE status = 'PROPOSED';
CREATE INDEX credit_limit_untold_idx ON credit_limit (tenant_id) WHERE told_at IS NULL;
CREATE INDEX credit_limit_history_idx ON credit_limit (tenant_id, customer_id, decided_at DESC);
CALL protect_tenant_table('credit_limit');
`;
