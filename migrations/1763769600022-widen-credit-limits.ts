import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who proposed a limit and who approved it, what the policy alone would have given, and from when it is frozen. */
export class WidenCreditLimits1763769600022 implements MigrationInterface {
  name = 'WidenCreditLimits1763769600022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIMITS);
    await runner.query(FILL);
    await runner.query(APPROVALS);
    await runner.query(GROUPS);
    await runner.query(VIEW);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: who approved what cannot be told any more');
  }
}

const LIMITS = `
ALTER TABLE credit_limit
  ADD COLUMN computed_minor bigint,
  ADD COLUMN proposed_by text,
  ADD COLUMN proposed_by_key uuid,
  ADD COLUMN approvals_needed integer NOT NULL DEFAULT 1,
  ADD COLUMN frozen_from date,
  ADD COLUMN rejected_because text,
  ADD CONSTRAINT credit_limit_approvals_check CHECK (approvals_needed IN (1, 2));
COMMENT ON COLUMN credit_limit.computed_minor IS
  'What the policy alone gave when this was decided; NULL when it gave nothing, or when nobody asked it.';
COMMENT ON COLUMN credit_limit.proposed_by IS
  'Whose proposal it was, when it was one; decided_by is then who approved or refused it.';
COMMENT ON COLUMN credit_limit.proposed_by_key IS 'The key the author used; NULL for the policy.';
COMMENT ON COLUMN credit_limit.approvals_needed IS
  'How many people other than the author must approve it while it is a proposal.';
COMMENT ON COLUMN credit_limit.frozen_from IS
  'The first day nothing new goes on credit under it, unless it is decided anew before; NULL for never.';
COMMENT ON COLUMN credit_limit.rejected_because IS 'Why an approver refused it; NULL for what nobody refused.';
-- What is due for review or ends, by the day it is.
CREATE INDEX credit_limit_due_idx ON credit_limit (tenant_id, least(effective_to, review_on), credit_limit_id)
  WHERE status = 'ACTIVE' AND least(effective_to, review_on) IS NOT NULL;
`;

/**
 * Limits of before whose review is overdue are frozen a month from now at the earliest, so that the next nights can renew
 * them; what a person granted until changed stays so, since no night would.
 */
const FILL = `
ALTER TABLE credit_limit NO FORCE ROW LEVEL SECURITY;
UPDATE credit_limit SET proposed_by = decided_by WHERE status = 'PROPOSED';
UPDATE credit_limit SET rejected_because = comment WHERE status = 'REJECTED';
UPDATE credit_limit SET frozen_from = least(effective_to + 1,
  CASE WHEN review_on IS NOT NULL THEN greatest(review_on, current_date) + 30 END)
WHERE status = 'ACTIVE';
ALTER TABLE credit_limit FORCE ROW LEVEL SECURITY;
`;

const APPROVALS = `
CREATE TABLE credit_limit_approval (
  tenant_id uuid NOT NULL,
  credit_limit_id uuid NOT NULL,
  approved_by text NOT NULL,
  approved_by_key uuid,
  approved_at timestamptz NOT NULL,
  comment text,
  PRIMARY KEY (tenant_id, credit_limit_id, approved_by),
  CONSTRAINT credit_limit_approval_limit_fkey FOREIGN KEY (tenant_id, credit_limit_id) REFERENCES credit_limit ON DELETE CASCADE
);
COMMENT ON TABLE credit_limit_approval IS
  'Who approved a proposed limit: one row per person, never changed. The limit comes into force with the last one it needs.';
COMMENT ON COLUMN credit_limit_approval.approved_by_key IS 'The key the person used; NULL when it is not known.';
CALL protect_tenant_table('credit_limit_approval');
REVOKE UPDATE, DELETE ON credit_limit_approval FROM encours_app;
`;

/** From a parent to the companies below it: the links were only looked up from below until now. */
const GROUPS = `
CREATE INDEX group_link_parent_siren_idx ON group_link (tenant_id, parent_siren) WHERE parent_siren IS NOT NULL;
CREATE INDEX group_link_parent_identifier_idx ON group_link (tenant_id, parent_identifier)
  WHERE parent_identifier IS NOT NULL;
`;

/** The history of limits tells a frozen limit as such; everything it told before stands where it stood. */
const VIEW = `
CALL show_to_bi('credit_limit', '{computed_minor,proposed_by,frozen_from,rejected_because}');
CREATE OR REPLACE VIEW bi.credit_limits WITH (security_invoker = true) AS
SELECT l.credit_limit_id AS credit_limit_id, l.customer_id AS customer_id, c.account AS customer_account,
  c.name AS customer_name, major_units(l.limit_minor, l.currency) AS limit_amount, l.currency AS currency,
  CASE WHEN l.status = 'ACTIVE' AND l.frozen_from <= (SELECT bi.today()) THEN 'FROZEN' ELSE l.status END AS status,
  l.effective_from AS effective_from, l.effective_to AS effective_to, l.review_on AS review_on,
  l.decided_by AS decided_by, l.decided_at AS decided_at, l.binding_term AS binding_term, l.next_term AS next_term,
  l.reason_codes AS reason_codes, l.policy_version AS policy_version, l.comment AS comment,
  l.proposed_by AS proposed_by, major_units(l.computed_minor, l.currency) AS computed_amount,
  l.frozen_from AS frozen_from, l.rejected_because AS rejection_reason
FROM credit_limit l LEFT JOIN customer c ON c.tenant_id = l.tenant_id AND c.customer_id = l.customer_id;
COMMENT ON COLUMN bi.credit_limits.status IS
  'ACTIVE, FROZEN (in force and past its end or review: nothing new on credit), PROPOSED, SUPERSEDED or REJECTED.';
COMMENT ON COLUMN bi.credit_limits.proposed_by IS 'Whose proposal it was; null when it never was one.';
COMMENT ON COLUMN bi.credit_limits.computed_amount IS
  'What the policy alone gave when it was decided, in units of currency; null when it gave nothing.';
COMMENT ON COLUMN bi.credit_limits.frozen_from IS
  'The first day nothing new goes on credit under it unless it is decided anew before.';
COMMENT ON COLUMN bi.credit_limits.rejection_reason IS 'Why an approver refused it; null for what nobody refused.';
`;
