import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who proposed a limit and who approved it, what the policy alone would have given, and from when it is frozen; covers whose
 * insurer leaves unsaid what share it bears, or how long a cut cover runs off.
 */
export class WidenCreditLimits1763769600022 implements MigrationInterface {
  name = 'WidenCreditLimits1763769600022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIMITS);
    await runner.query(FILL);
    await runner.query(APPROVALS);
    await runner.query(GROUPS);
    await runner.query(VIEW);
    await runner.query(COVERS);
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

/**
 * A cut cover whose insurer does not say until when it runs off told nothing of what was shipped before; now it does, and
 * the policy in force says for how long. A withdrawal without a day holds already, as it does for grades.
 */
const COVERS = `
DROP FUNCTION covers_at(uuid, date, timestamptz);
CREATE FUNCTION covers_at(company uuid, as_of date, known_at timestamptz)
RETURNS TABLE (connection_id uuid, source_key text, policy_number text, kind text, status text, currency text,
  covered_minor bigint, run_off_minor bigint, effective_on date, run_off_until date, insured_percent numeric)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT s.connection_id, s.source_key, s.policy_number, s.kind, s.status, s.currency,
    CASE WHEN s.status IN ('UNKNOWN', 'EXPIRED') OR s.ends_on < as_of THEN 0
      WHEN s.announced_minor IS NULL THEN
        CASE WHEN s.status = 'WITHDRAWN' AND coalesce(s.effective_on <= as_of, true) THEN 0
          ELSE coalesce(s.amount_minor, 0) END
      WHEN s.effective_on > as_of THEN coalesce(s.amount_minor, 0)
      WHEN s.effective_on IS NULL THEN least(s.announced_minor, coalesce(s.amount_minor, 0))
      ELSE s.announced_minor END,
    CASE WHEN d.cut_on IS NULL OR d.cut_on > as_of OR s.run_off_until < as_of THEN 0
      WHEN s.run_off_until IS NULL AND NOT s.is_cut THEN 0
      WHEN s.announced_minor IS NULL THEN coalesce(s.previous_minor, s.amount_minor, 0)
      ELSE coalesce(s.amount_minor, 0) END,
    d.cut_on, s.run_off_until, s.insured_percent
  FROM (
    SELECT DISTINCT ON (c.connection_id, c.source_key) c.*, c.status <> 'UNKNOWN' AND (c.status = 'WITHDRAWN'
      OR coalesce(c.announced_minor < c.amount_minor OR c.amount_minor < c.previous_minor, false)) AS is_cut
    FROM insurance_cover c
    WHERE c.company_id = company AND c.recorded_at <= known_at AND c.valid_from <= as_of
      AND (c.expires_on IS NULL OR c.expires_on > as_of)
    ORDER BY c.connection_id, c.source_key, c.recorded_at DESC
  ) s CROSS JOIN LATERAL (SELECT CASE WHEN s.is_cut THEN coalesce(s.effective_on, s.notice_on, s.decided_on, s.valid_from)
    ELSE s.effective_on END AS cut_on) d;
END;
COMMENT ON FUNCTION covers_at IS
  'Covers of a company on a day, as known at an instant and as insurers said: covered_minor for what ships that day, run_off_minor for what was shipped before effective_on, until run_off_until; where that is NULL of a cover that was cut, its reader says how long.';

CREATE FUNCTION cover_assumptions(tenant uuid, on_day date, known_at timestamptz)
RETURNS TABLE (insured_percent numeric, run_off_days integer)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT coalesce((p.document #>> '{insurance,assumedInsuredPercent}')::numeric, 90),
    coalesce((p.document #>> '{insurance,assumedRunOffDays}')::integer, 180)
  FROM (VALUES (1)) one (row) LEFT JOIN LATERAL (
    SELECT c.document FROM credit_policy c
    WHERE c.tenant_id = tenant AND c.effective_on <= on_day AND c.published_at <= known_at
    ORDER BY c.version DESC LIMIT 1) p ON true;
END;
COMMENT ON FUNCTION cover_assumptions IS
  'What the credit policy in force on a day assumes where an insurer does not say the share it bears, or how many days what was shipped before a cut stays covered; before the first policy, what the built-in one does.';

CREATE FUNCTION borne_covers_at(tenant uuid, company uuid, as_of date, known_at timestamptz)
RETURNS TABLE (connection_id uuid, policy_number text, currency text, covered_minor bigint, run_off_minor bigint,
  effective_on date, insured_percent numeric)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT a.connection_id, a.policy_number, a.currency, a.covered_minor,
    CASE WHEN coalesce(a.run_off_until, a.effective_on + n.run_off_days) >= as_of THEN a.run_off_minor ELSE 0 END,
    a.effective_on, coalesce(a.insured_percent, n.insured_percent)
  FROM covers_at(company, as_of, known_at) a CROSS JOIN cover_assumptions(tenant, as_of, known_at) n;
END;
COMMENT ON FUNCTION borne_covers_at IS
  'The same with what insurers leave unsaid assumed as the credit policy in force that day says: run_off_minor is 0 once run-off is over.';
`;
