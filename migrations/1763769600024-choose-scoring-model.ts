import type { MigrationInterface, QueryRunner } from 'typeorm';
import { viewSql, type BiView } from './1763769600010-open-bi/view-sql';

/** Which scoring model counts from which day, what others would have said, and what came of each assessment. */
export class ChooseScoringModel1763769600024 implements MigrationInterface {
  name = 'ChooseScoringModel1763769600024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHOICES);
    await runner.query(SHADOWS);
    await runner.query(AFTERWARDS);
    await runner.query(viewSql(OUTCOMES));
    await runner.query('GRANT SELECT ON bi.assessment_outcomes TO encours_app, encours_bi');
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: which model counted when is not decided again');
  }
}

const CHOICES = `
CREATE TABLE scoring_model_choice (
  tenant_id uuid NOT NULL REFERENCES tenant,
  scoring_model_choice_id uuid NOT NULL,
  model_version text NOT NULL,
  effective_from date NOT NULL,
  chosen_by text NOT NULL,
  chosen_at timestamptz NOT NULL,
  comment text,
  PRIMARY KEY (tenant_id, scoring_model_choice_id)
);
CREATE INDEX scoring_model_choice_order_idx ON scoring_model_choice (tenant_id, chosen_at, scoring_model_choice_id);
COMMENT ON TABLE scoring_model_choice IS
  'Which scoring model counts. On a day it is the choice made last of those whose first day has come; before any, the model the build brings.';
CALL protect_tenant_table('scoring_model_choice');
REVOKE UPDATE, DELETE ON scoring_model_choice FROM encours_app;
`;

const SHADOWS = `
CREATE TABLE shadow_run (
  tenant_id uuid NOT NULL REFERENCES tenant,
  shadow_run_id uuid NOT NULL,
  model_version text NOT NULL,
  as_of date NOT NULL,
  status text NOT NULL,
  customers integer NOT NULL DEFAULT 0,
  comparison jsonb,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, shadow_run_id),
  CONSTRAINT shadow_run_day_key UNIQUE (tenant_id, model_version, as_of),
  CONSTRAINT shadow_run_status_check CHECK (status IN ('RUNNING', 'DONE')),
  CONSTRAINT shadow_run_done_check CHECK ((status = 'DONE') = (comparison IS NOT NULL AND finished_at IS NOT NULL))
);
COMMENT ON TABLE shadow_run IS
  'A scoring model tried beside the one that counts, on the inputs of the assessments in force on a day; made again, it is the same run.';
COMMENT ON COLUMN shadow_run.status IS 'RUNNING also when it was interrupted: the same run made again ends it.';
CALL protect_tenant_table('shadow_run');

CREATE TABLE shadow_assessment (
  tenant_id uuid NOT NULL,
  shadow_run_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  credit_assessment_id uuid NOT NULL,
  grade_before text,
  score_before integer,
  probability_before double precision,
  grade text,
  score integer,
  probability_of_default double precision,
  limit_effect text,
  moved_by text,
  moved_points double precision NOT NULL,
  PRIMARY KEY (tenant_id, shadow_run_id, customer_id),
  CONSTRAINT shadow_assessment_run_fkey FOREIGN KEY (tenant_id, shadow_run_id) REFERENCES shadow_run ON DELETE CASCADE,
  CONSTRAINT shadow_assessment_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT shadow_assessment_grade_check CHECK (grade IN ('A', 'B', 'C', 'D', 'E')),
  CONSTRAINT shadow_assessment_before_check CHECK (grade_before IN ('A', 'B', 'C', 'D', 'E'))
);
COMMENT ON TABLE shadow_assessment IS 'What the tried model says of one customer; it counts for nothing.';
COMMENT ON COLUMN shadow_assessment.credit_assessment_id IS 'The assessment whose stored inputs it was computed from.';
COMMENT ON COLUMN shadow_assessment.grade_before IS
  'What the numbers of that assessment asked for, before hysteresis, so that like is compared with like.';
COMMENT ON COLUMN shadow_assessment.limit_effect IS 'What the hard rule it found allows; NULL without one.';
COMMENT ON COLUMN shadow_assessment.moved_by IS
  'Code of the reason whose points differ most from those of that assessment; NULL when none does.';
CREATE INDEX shadow_assessment_customer_idx ON shadow_assessment (tenant_id, customer_id);
CALL protect_tenant_table('shadow_assessment');
`;

const IN_PROCEEDINGS = `('SAFEGUARD_OPENED', 'RECEIVERSHIP_OPENED', 'LIQUIDATION_OPENED',
        'CONVERTED_TO_RECEIVERSHIP', 'CONVERTED_TO_LIQUIDATION')`;
const YEAR_LATER = `(day + interval '12 months')::date`;

const AFTERWARDS = `
-- What became of a customer in the twelve months after a day. Notices that were annulled, or that a provider forbids to
-- pass on, are left out, whoever asks: a calibration is the same through every door.
CREATE FUNCTION outcomes_after(tenant uuid, customer uuid, day date)
RETURNS TABLE (was_failed_before boolean, insolvency_kind text, insolvency_on date, struck_off_on date, severely_late boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(n.was_failed, false), n.insolvency_kind, n.insolvency_on, n.struck_off_on, d.late_minor >= 0.1 * d.due_minor
  FROM customer c
  LEFT JOIN LATERAL (
    SELECT bool_or(e.published_on <= day) AS was_failed,
      (array_agg(e.kind ORDER BY e.published_on, e.source_key)
        FILTER (WHERE e.published_on > day AND e.kind <> 'STRUCK_OFF'))[1] AS insolvency_kind,
      min(e.published_on) FILTER (WHERE e.published_on > day AND e.kind <> 'STRUCK_OFF') AS insolvency_on,
      min(e.published_on) FILTER (WHERE e.published_on > day AND e.kind = 'STRUCK_OFF') AS struck_off_on
    FROM legal_event e
    WHERE e.tenant_id = tenant AND e.company_id = c.company_id AND e.published_on <= ${YEAR_LATER}
      AND (e.kind IN ${IN_PROCEEDINGS} OR e.kind = 'STRUCK_OFF')
      AND is_open(e.use_restriction, e.expires_on) AND e.relation IS DISTINCT FROM 'CANCELS'
      AND NOT EXISTS (SELECT FROM legal_event x WHERE x.tenant_id = tenant AND x.company_id = e.company_id
        AND x.relation = 'CANCELS' AND x.related_key = e.source_key)
  ) n ON true
  LEFT JOIN LATERAL (
    SELECT sum(r.total_minor) AS due_minor, sum(o.open_minor) AS late_minor
    FROM receivable r CROSS JOIN LATERAL (
      SELECT greatest(sum(m.amount_minor), 0) AS open_minor FROM receivable_entry m
      WHERE m.tenant_id = tenant AND m.receivable_id = r.receivable_id AND m.effective_on <= r.due_on + 90
    ) o
    WHERE r.tenant_id = tenant AND r.customer_id = customer AND r.currency = c.currency
      AND r.kind IN ('INVOICE', 'OPENING', 'BILL') AND r.total_minor > 0 AND NOT r.is_disputed
      AND r.due_on > day AND r.due_on + 90 <= ${YEAR_LATER} AND r.due_on + 90 < (SELECT bi.today())
  ) d ON true
  WHERE c.tenant_id = tenant AND c.customer_id = customer;
END;
COMMENT ON FUNCTION outcomes_after IS
  'What became of a customer in the twelve months after a day: proceedings opened, struck off, a tenth of what fell due open 90 days later.';
`;

const OUTCOMES: BiView = {
  name: 'assessment_outcomes',
  comment:
    'Every assessment that gave a probability, with what became of the customer within the twelve months after its day: what a model is calibrated on. Only rows with is_complete and without was_failed_before say whether the probability was right. What a provider forbids to pass on is left out.',
  columns: [
    [
      'credit_assessment_id',
      'a.credit_assessment_id',
      'The assessment: joins bi.credit_assessments.',
    ],
    ['customer_id', 'a.customer_id', 'Who was assessed: joins bi.customers.'],
    ['customer_account', 'c.account', 'The customer’s code in the accounting software.'],
    ['assessed_at', 'a.assessed_at', 'When it was made (UTC).'],
    ['assessed_on', 'a.assessed_on', 'The day it speaks for; what happened later is its outcome.'],
    ['model_version', 'a.model_version', 'Version of the model that made it.'],
    ['grade', 'a.grade', 'The grade that held, A (safest) to E.'],
    ['score', 'a.score', '0 to 100, 100 the safest.'],
    [
      'probability_of_default',
      'a.probability_of_default',
      'What was foretold: to fail within twelve months, 0 to 1.',
    ],
    [
      'complete_on',
      `(a.assessed_on + interval '12 months')::date`,
      'The last day of the twelve months.',
    ],
    [
      'is_complete',
      `(a.assessed_on + interval '12 months')::date < (SELECT bi.today())`,
      'Whether the twelve months are over.',
    ],
    [
      'was_failed_before',
      'o.was_failed_before',
      'Whether proceedings had been opened, or the company struck off, by that day: nothing was left to foretell.',
    ],
    [
      'insolvency_kind',
      'o.insolvency_kind',
      'Kind of the first notice that opened proceedings in the twelve months; null without one.',
    ],
    ['insolvency_on', 'o.insolvency_on', 'The day that notice was published.'],
    [
      'struck_off_on',
      'o.struck_off_on',
      'The day the company was struck off in the twelve months; null when it was not.',
    ],
    [
      'severely_late',
      'o.severely_late',
      'Whether at least a tenth of what fell due in the twelve months, and could have been 90 days late by their end, was open 90 days after its due date; null when nothing fell due.',
    ],
    [
      'has_failed',
      'o.insolvency_on IS NOT NULL OR o.struck_off_on IS NOT NULL',
      'Whether proceedings were opened or the company was struck off in the twelve months.',
    ],
  ],
  from: `credit_assessment a
  JOIN customer c ON c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id
  CROSS JOIN LATERAL outcomes_after(a.tenant_id, a.customer_id, a.assessed_on) o
WHERE a.probability_of_default IS NOT NULL`,
};
