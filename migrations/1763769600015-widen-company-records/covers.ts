/** What insurers cover: every state a cover was in, so that "covered on any day" can be answered at any time. */
export const COVERS = `
CREATE TABLE insurance_policy (
  tenant_id uuid NOT NULL REFERENCES tenant,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  policy_number text NOT NULL,
  status text NOT NULL,
  starts_on date,
  ends_on date,
  currency text NOT NULL,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, source_key),
  CONSTRAINT insurance_policy_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE insurance_policy IS 'A credit insurance policy of the tenant.';
COMMENT ON COLUMN insurance_policy.status IS 'The insurer''s word for its state.';
COMMENT ON COLUMN insurance_policy.expires_on IS
  'The first day the row must not be used any more unless it is seen again; NULL when it may be kept. The policy''s own end is ends_on.';
CREATE INDEX insurance_policy_expiry_idx ON insurance_policy (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('insurance_policy');

CREATE TABLE insurance_cover (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  recorded_at timestamptz NOT NULL,
  superseded_at timestamptz,
  valid_from date NOT NULL,
  policy_number text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  requested_minor bigint,
  amount_minor bigint,
  announced_minor bigint,
  previous_minor bigint,
  currency text NOT NULL,
  insured_percent numeric,
  decided_on date,
  notice_on date,
  effective_on date,
  ends_on date,
  run_off_until date,
  decision_code text,
  conditions text[] NOT NULL,
  buyer_rating text,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key, recorded_at),
  CONSTRAINT insurance_cover_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT insurance_cover_kind_check CHECK (kind IN ('NAMED', 'CHECKED', 'DISCRETIONARY')),
  CONSTRAINT insurance_cover_status_check CHECK (status IN ('PENDING', 'GRANTED', 'REFUSED', 'WITHDRAWN', 'EXPIRED', 'UNKNOWN')),
  CONSTRAINT insurance_cover_superseded_check CHECK (superseded_at > recorded_at),
  CONSTRAINT insurance_cover_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE insurance_cover IS
  'What an insurer covers of what a buyer owes. A row per state: a changed cover is a new row, the old one keeps what it said.';
COMMENT ON COLUMN insurance_cover.recorded_at IS 'When the hub learnt of this state.';
COMMENT ON COLUMN insurance_cover.superseded_at IS 'When the hub learnt of the next one; NULL for the state that holds.';
COMMENT ON COLUMN insurance_cover.valid_from IS 'The first day this state speaks for.';
COMMENT ON COLUMN insurance_cover.announced_minor IS
  'What it will be from effective_on on, when a change has been announced; until then amount_minor holds.';
COMMENT ON COLUMN insurance_cover.previous_minor IS
  'What was covered before, when this state covers less: what run-off is reckoned from.';
COMMENT ON COLUMN insurance_cover.insured_percent IS 'Share of a loss the insurer bears; NULL when it does not say.';
COMMENT ON COLUMN insurance_cover.ends_on IS 'The last day of the cover; NULL when open.';
COMMENT ON COLUMN insurance_cover.run_off_until IS
  'Until when what was shipped before effective_on stays covered; NULL when the insurer does not say.';
COMMENT ON COLUMN insurance_cover.expires_on IS
  'The first day the row must not be used any more unless it is seen again; NULL when it may be kept. The cover''s own end is ends_on.';
CREATE UNIQUE INDEX insurance_cover_current_key ON insurance_cover (tenant_id, company_id, connection_id, source_key)
  WHERE superseded_at IS NULL;
CREATE INDEX insurance_cover_expiry_idx ON insurance_cover (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('insurance_cover');

-- Of each cover of a company the state that speaks for the day, as known at the instant, and what it comes to.
CREATE FUNCTION covers_at(company uuid, as_of date, known_at timestamptz)
RETURNS TABLE (connection_id uuid, source_key text, policy_number text, kind text, status text, currency text,
  covered_minor bigint, run_off_minor bigint, effective_on date, insured_percent numeric)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT s.connection_id, s.source_key, s.policy_number, s.kind, s.status, s.currency,
    CASE WHEN s.status IN ('UNKNOWN', 'EXPIRED') OR s.ends_on < as_of THEN 0
      WHEN s.announced_minor IS NULL THEN
        CASE WHEN s.status = 'WITHDRAWN' AND s.effective_on <= as_of THEN 0 ELSE coalesce(s.amount_minor, 0) END
      WHEN s.effective_on > as_of THEN coalesce(s.amount_minor, 0)
      WHEN s.effective_on IS NULL THEN least(s.announced_minor, coalesce(s.amount_minor, 0))
      ELSE s.announced_minor END,
    CASE WHEN s.effective_on <= as_of AND s.run_off_until >= as_of THEN
      CASE WHEN s.announced_minor IS NULL THEN coalesce(s.previous_minor, s.amount_minor, 0)
        ELSE coalesce(s.amount_minor, 0) END
      ELSE 0 END,
    s.effective_on, s.insured_percent
  FROM (
    SELECT DISTINCT ON (c.connection_id, c.source_key) c.*
    FROM insurance_cover c
    WHERE c.company_id = company AND c.recorded_at <= known_at AND c.valid_from <= as_of
      AND (c.expires_on IS NULL OR c.expires_on > as_of)
    ORDER BY c.connection_id, c.source_key, c.recorded_at DESC
  ) s;
END;
COMMENT ON FUNCTION covers_at IS
  'Covers of a company on a day, as known at an instant: covered_minor for what ships that day, run_off_minor for what was shipped before effective_on.';
`;
