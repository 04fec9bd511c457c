import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is to be scored again, since when and why; the runs that did it; and which run decided what. */
export class MarkWhatIsStale1763769600020 implements MigrationInterface {
  name = 'MarkWhatIsStale1763769600020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MARKS);
    await runner.query(RUNS);
    await runner.query(CHECKS);
    await runner.query(DECIDED_BY);
    await runner.query(MARKING);
    for (const trigger of TRIGGERS) await runner.query(trigger);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: which run decided what cannot be told again');
  }
}

const MARKS = `
CREATE TABLE rescore_mark (
  tenant_id uuid NOT NULL,
  mark_id bigint GENERATED ALWAYS AS IDENTITY,
  customer_id uuid NOT NULL,
  reason text NOT NULL,
  marked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, mark_id),
  CONSTRAINT rescore_mark_reason_check CHECK (reason IN ('LEDGER', 'CUSTOMER', 'COMPANY', 'TIME', 'NEVER_SCORED', 'MODEL', 'POLICY',
    'GROUP', 'REQUESTED'))
);
COMMENT ON TABLE rescore_mark IS
  'Customers to score again. Only inserted, and without a key on the customer, so that no writer waits for another; whoever scores a customer deletes its marks before it reads.';
COMMENT ON COLUMN rescore_mark.customer_id IS 'No foreign key: a mark may outlive its customer and is then dropped.';
CREATE INDEX rescore_mark_customer_idx ON rescore_mark (tenant_id, customer_id, mark_id);
CALL protect_tenant_table('rescore_mark');
-- It fills and empties every night.
ALTER TABLE rescore_mark SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
`;

const RUNS = `
CREATE TABLE scoring_run (
  tenant_id uuid NOT NULL,
  scoring_run_id uuid NOT NULL,
  kind text NOT NULL,
  as_of date NOT NULL,
  model_version text NOT NULL,
  policy_version text NOT NULL,
  status text NOT NULL,
  customers_total integer NOT NULL,
  customers_done integer NOT NULL DEFAULT 0,
  grades_changed integer NOT NULL DEFAULT 0,
  limits_changed integer NOT NULL DEFAULT 0,
  alerts_raised integer NOT NULL DEFAULT 0,
  alerts_resolved integer NOT NULL DEFAULT 0,
  decisions_digest numeric(39,0) NOT NULL DEFAULT '0',
  portfolio_sales_minor bigint NOT NULL,
  portfolio_late_share double precision,
  worker text NOT NULL,
  started_at timestamptz NOT NULL,
  progressed_at timestamptz NOT NULL,
  finished_at timestamptz,
  error_code text,
  PRIMARY KEY (tenant_id, scoring_run_id),
  CONSTRAINT scoring_run_kind_check CHECK (kind IN ('NIGHTLY', 'PIPELINE', 'REQUESTED', 'POLICY')),
  CONSTRAINT scoring_run_status_check CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'ABANDONED')),
  CONSTRAINT scoring_run_finished_check CHECK ((status = 'RUNNING') = (finished_at IS NULL))
);
COMMENT ON TABLE scoring_run IS 'Runs that score customers, decide limits and raise alerts. Several at once share the marks between them.';
COMMENT ON COLUMN scoring_run.customers_total IS 'Customers that were to be scored when it began; another run may have taken some.';
COMMENT ON COLUMN scoring_run.customers_done IS 'Customers it has scored, written with each batch.';
COMMENT ON COLUMN scoring_run.decisions_digest IS
  'Sum modulo 2^128 of the digests of the assessments and limits it stored: the same for the same decisions in any order.';
COMMENT ON COLUMN scoring_run.portfolio_sales_minor IS 'Sales of the whole portfolio in 12 months that it judged concentration by.';
COMMENT ON COLUMN scoring_run.portfolio_late_share IS 'Share of claims paid more than 10 days late that it held customers against; NULL when too few.';
COMMENT ON COLUMN scoring_run.worker IS 'Host and process that did it.';
COMMENT ON COLUMN scoring_run.progressed_at IS 'When its last batch was stored: long ago means that its process is gone.';
CREATE INDEX scoring_run_recent_idx ON scoring_run (tenant_id, started_at, scoring_run_id);
CALL protect_tenant_table('scoring_run');
`;

const CHECKS = `
CREATE TABLE customer_check (
  tenant_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  checked_on date NOT NULL,
  model_version text NOT NULL,
  policy_version text NOT NULL,
  fingerprint text NOT NULL,
  stale_on date NOT NULL,
  PRIMARY KEY (tenant_id, customer_id),
  CONSTRAINT customer_check_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE
) WITH (fillfactor = 70);
COMMENT ON TABLE customer_check IS
  'When each customer was last scored, whether or not that changed anything. Beside the assessment, which is wide and seldom changes.';
COMMENT ON COLUMN customer_check.fingerprint IS 'Digest of the decision and of the accounts it rests on, to see that nothing changed.';
COMMENT ON COLUMN customer_check.stale_on IS 'The first day on which time alone may change what is decided of it.';
CALL protect_tenant_table('customer_check');
`;

const DECIDED_BY = `
ALTER TABLE credit_assessment ADD COLUMN scoring_run_id uuid;
ALTER TABLE credit_limit ADD COLUMN scoring_run_id uuid, ADD COLUMN inputs jsonb;
COMMENT ON COLUMN credit_assessment.scoring_run_id IS 'The run that stored it; NULL for what was decided before runs were kept.';
COMMENT ON COLUMN credit_limit.scoring_run_id IS 'The run that decided it; NULL for what a person decided.';
COMMENT ON COLUMN credit_limit.inputs IS
  'Everything a run decided it from, amounts as decimal strings of minor units; NULL for what a person decided.';
-- Packing an assessment into less than a quarter of a page takes longer than all else about storing it.
ALTER TABLE credit_assessment SET (toast_tuple_target = 4080);
CREATE INDEX credit_assessment_run_idx ON credit_assessment (tenant_id, scoring_run_id) WHERE scoring_run_id IS NOT NULL;
CREATE INDEX credit_limit_refused_idx ON credit_limit (tenant_id, decided_at) WHERE status = 'REJECTED';
CREATE INDEX credit_limit_run_idx ON credit_limit (tenant_id, scoring_run_id) WHERE scoring_run_id IS NOT NULL;
`;

/** The company a node of a group stands for; NULL for a number that is no company's of ours. */
const COMPANY_OF_NODE = `CASE WHEN n.key LIKE 'SIREN:%' THEN stable_id(n.tenant_id::text, substr(n.key, 7))
        WHEN n.key LIKE 'COMPANY:%' THEN substr(n.key, 9)::uuid END`;

/** What of a link tells who belongs together. */
const LINK =
  'tenant_id, company_id, parent_siren, parent_identifier, relation, use_restriction, expires_on';
const ENDS = `ARRAY[coalesce('SIREN:' || k.siren, 'COMPANY:' || company_id),
        coalesce('SIREN:' || t.parent_siren, t.parent_identifier)]`;

const MARKING = `
-- Whether marks can be written: a migration of another owner than a superuser fills rows of all tenants, and marks none.
CREATE FUNCTION may_mark() RETURNS boolean LANGUAGE sql STABLE
  RETURN current_tenant() IS NOT NULL OR NOT row_security_active('rescore_mark'::regclass);

-- A transaction marks a customer once: its marks become visible with all it wrote.
CREATE FUNCTION mark_customers(tenants uuid[], customers uuid[], why text) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO rescore_mark (tenant_id, customer_id, reason)
  SELECT n.tenant_id, n.customer_id, why FROM unnest(tenants, customers) AS n (tenant_id, customer_id)
  WHERE NOT EXISTS (SELECT FROM rescore_mark m WHERE m.tenant_id = n.tenant_id AND m.customer_id = n.customer_id
    AND m.xmin = pg_current_xact_id()::xid)
$$;

-- Whatever is learnt of a claim or its entries moves the claim's changed_at, so that entries need no trigger of their own.
CREATE FUNCTION mark_of_receivables() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  PERFORM mark_customers(array_agg(tenant_id), array_agg(customer_id), 'LEDGER')
  FROM (SELECT DISTINCT tenant_id, customer_id FROM touched) t HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- Sets are compared by EXCEPT, not joined: the plan is made for the first statement of a session, which may touch one row.
CREATE FUNCTION mark_of_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM mark_customers(array_agg(tenant_id), array_agg(customer_id), 'CUSTOMER') FROM touched HAVING count(*) > 0;
  ELSE
    PERFORM mark_customers(array_agg(tenant_id), array_agg(customer_id), 'CUSTOMER')
    FROM (SELECT tenant_id, customer_id, company_id, currency, is_pooled FROM touched
      EXCEPT SELECT tenant_id, customer_id, company_id, currency, is_pooled FROM untouched) changed
    HAVING count(*) > 0;
    -- Those it leaves behind; whom it joins is marked when this customer is decided.
    PERFORM mark_relatives(array_agg(l.tenant_id), array_agg(coalesce('SIREN:' || k.siren, 'COMPANY:' || company_id)))
    FROM (SELECT tenant_id, company_id FROM (
        SELECT tenant_id, customer_id, company_id FROM untouched WHERE company_id IS NOT NULL
        EXCEPT SELECT tenant_id, customer_id, company_id FROM touched
      ) o GROUP BY 1, 2) l LEFT JOIN company k USING (tenant_id, company_id)
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

-- What a person ruled on a limit is news to the next decision; what a run decided is not, nor that it told of a ruling.
CREATE FUNCTION mark_of_rulings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM mark_customers(array_agg(tenant_id), array_agg(customer_id), 'CUSTOMER')
    FROM (SELECT tenant_id, customer_id FROM (
        SELECT tenant_id, customer_id, to_jsonb(n) - 'told_at' FROM touched n
        WHERE decided_by <> 'policy' AND status IN ('ACTIVE', 'REJECTED')
        EXCEPT SELECT tenant_id, customer_id, to_jsonb(o) - 'told_at' FROM untouched o
        WHERE decided_by <> 'policy' AND status IN ('ACTIVE', 'REJECTED')
      ) changed GROUP BY 1, 2) t
    HAVING count(*) > 0;
  ELSE
    PERFORM mark_customers(array_agg(tenant_id), array_agg(customer_id), 'CUSTOMER')
    FROM (SELECT DISTINCT tenant_id, customer_id FROM touched WHERE decided_by <> 'policy' AND status IN ('ACTIVE', 'REJECTED')) t
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

-- Of the groups of these companies ("SIREN:…", "COMPANY:…", "LEI:…"): whom a company belongs with is part of what is decided of all.
CREATE FUNCTION mark_relatives(tenants uuid[], keys text[]) RETURNS void LANGUAGE sql VOLATILE AS $$
  WITH RECURSIVE node (tenant_id, key) AS (
    SELECT tenant_id, key FROM unnest(tenants, keys) AS n (tenant_id, key) WHERE key IS NOT NULL
    UNION
    SELECT n.tenant_id, e.key FROM node n CROSS JOIN LATERAL (
      SELECT coalesce('SIREN:' || g.parent_siren, g.parent_identifier) AS key FROM group_link g
      WHERE g.tenant_id = n.tenant_id AND g.company_id = ${COMPANY_OF_NODE}
      UNION ALL
      SELECT coalesce('SIREN:' || k.siren, 'COMPANY:' || k.company_id) FROM group_link g JOIN company k USING (tenant_id, company_id)
      WHERE g.tenant_id = n.tenant_id AND n.key LIKE 'SIREN:%' AND g.parent_siren = substr(n.key, 7)
      UNION ALL
      SELECT coalesce('SIREN:' || k.siren, 'COMPANY:' || k.company_id) FROM group_link g JOIN company k USING (tenant_id, company_id)
      WHERE g.tenant_id = n.tenant_id AND g.parent_siren IS NULL AND g.parent_identifier = n.key
    ) e WHERE e.key IS NOT NULL
  )
  SELECT mark_customers(array_agg(c.tenant_id), array_agg(c.customer_id), 'GROUP')
  FROM (SELECT n.tenant_id, ${COMPANY_OF_NODE} AS company_id FROM node n) n JOIN customer c USING (tenant_id, company_id)
  HAVING count(*) > 0
$$;

-- From both ends of each link that is new, gone or another, so that those it no longer joins are found too.
CREATE FUNCTION mark_of_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM mark_relatives(array_agg(l.tenant_id), array_agg(l.key)) FROM (
      SELECT tenant_id, unnest(${ENDS}) AS key
      FROM ((SELECT ${LINK} FROM touched EXCEPT SELECT ${LINK} FROM untouched)
        UNION ALL (SELECT ${LINK} FROM untouched EXCEPT SELECT ${LINK} FROM touched)) t
      LEFT JOIN company k USING (tenant_id, company_id)
    ) l HAVING count(*) > 0;
  ELSE
    PERFORM mark_relatives(array_agg(l.tenant_id), array_agg(l.key)) FROM (
      SELECT tenant_id, unnest(${ENDS}) AS key FROM touched t LEFT JOIN company k USING (tenant_id, company_id)
    ) l HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

-- Without a rate of ten days nothing is decided in a currency, or by a policy in it; that a rate moves from day to day is no news.
CREATE FUNCTION mark_of_rates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  PERFORM mark_customers(array_agg(c.tenant_id), array_agg(c.customer_id), 'CUSTOMER')
  FROM customer c JOIN tenant s USING (tenant_id) JOIN (
    SELECT tenant_id, currency, max(published_on) AS day, min(recorded_at) AS since FROM touched GROUP BY 1, 2
  ) t ON t.tenant_id = c.tenant_id AND t.currency IN (c.currency, s.books_currency)
  WHERE NOT EXISTS (SELECT FROM exchange_rate x WHERE x.tenant_id = t.tenant_id AND x.currency = t.currency
    AND x.published_on BETWEEN t.day - 10 AND t.day AND x.recorded_at < t.since)
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- Of what says something of companies; seen again unchanged is nothing new.
CREATE FUNCTION mark_of_companies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM mark_customers(array_agg(c.tenant_id), array_agg(c.customer_id), 'COMPANY')
    FROM customer c JOIN (
      SELECT tenant_id, company_id FROM (
        SELECT tenant_id, company_id, to_jsonb(n) - '{fetched_at,updated_at}'::text[] FROM touched n
        EXCEPT SELECT tenant_id, company_id, to_jsonb(o) - '{fetched_at,updated_at}'::text[] FROM untouched o
      ) changed GROUP BY 1, 2
    ) k USING (tenant_id, company_id) HAVING count(*) > 0;
  ELSE
    PERFORM mark_customers(array_agg(c.tenant_id), array_agg(c.customer_id), 'COMPANY')
    FROM customer c JOIN (SELECT tenant_id, company_id FROM touched GROUP BY 1, 2) k USING (tenant_id, company_id)
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
`;

function markOn(table: string, events: string, of: string): string {
  // A table whose links join others has two kinds of triggers.
  const name = of === 'mark_of_links' ? 'mark_group' : 'mark';
  const each = events.split(' ').map((event) => {
    const rows = {
      INSERT: 'NEW TABLE AS touched',
      UPDATE: 'NEW TABLE AS touched OLD TABLE AS untouched',
      DELETE: 'OLD TABLE AS touched',
    }[event];
    return `CREATE TRIGGER ${name}_after_${event.toLowerCase()} AFTER ${event} ON ${table} REFERENCING ${rows ?? ''}
  FOR EACH STATEMENT EXECUTE FUNCTION ${of}();`;
  });
  return each.join('\n');
}

/** What scoring, limits and alerts read, apart from what they write themselves. */
const OF_COMPANIES = [
  ...['financial_statement', 'legal_event', 'provider_score', 'screening_hit'],
  ...['insurance_cover', 'recommended_limit', 'group_link'],
];

const TRIGGERS = [
  markOn('receivable', 'INSERT UPDATE DELETE', 'mark_of_receivables'),
  markOn('customer', 'INSERT UPDATE', 'mark_of_customers'),
  markOn('credit_limit', 'INSERT UPDATE', 'mark_of_rulings'),
  markOn('exchange_rate', 'INSERT', 'mark_of_rates'),
  markOn('company', 'UPDATE', 'mark_of_companies'),
  markOn('group_link', 'INSERT UPDATE DELETE', 'mark_of_links'),
  ...OF_COMPANIES.map((table) => markOn(table, 'INSERT UPDATE DELETE', 'mark_of_companies')),
];
