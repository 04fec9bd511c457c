import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the licence of a source allows to be done with what it says, and until when it may be kept. */
export class RestrictUse1763769600014 implements MigrationInterface {
  name = 'RestrictUse1763769600014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONNECTION);
    for (const table of LICENSED) await runner.query(licensed(table));
    await runner.query(OFFICER);
    await runner.query(COMPANY);
    await runner.query(ALERT);
    await runner.query(RESTATE);
    await runner.query(PLAN);
    await runner.query(DOORS);
  }

  async down(): Promise<void> {
    throw new Error(
      'restore a backup instead: which values were restricted cannot be told any more',
    );
  }
}

/** Tables of what providers say. */
const LICENSED = [
  'company_fact',
  'officer',
  'financial_statement',
  'legal_event',
  'provider_score',
];

const CONNECTION = `
ALTER TABLE connection
  ADD COLUMN use_restriction_override text,
  ADD COLUMN retention_days_override integer,
  ADD CONSTRAINT connection_use_restriction_check
    CHECK (use_restriction_override IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION')),
  ADD CONSTRAINT connection_retention_check CHECK (retention_days_override > 0);
COMMENT ON COLUMN connection.use_restriction_override IS
  'What the tenant''s own contract with the provider allows; NULL for what the connector''s licence says.';
COMMENT ON COLUMN connection.retention_days_override IS
  'Days the contract lets facts be kept without being seen again; NULL for what the connector''s licence says.';
`;

function licensed(table: string): string {
  return `
ALTER TABLE ${table}
  ADD COLUMN use_restriction text NOT NULL DEFAULT 'NONE',
  ADD COLUMN expires_on date,
  ADD CONSTRAINT ${table}_use_restriction_check
    CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'));
COMMENT ON COLUMN ${table}.use_restriction IS
  'What the licence it came under allows: who may read it, and through which door.';
COMMENT ON COLUMN ${table}.expires_on IS
  'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX ${table}_expiry_idx ON ${table} (tenant_id, expires_on) WHERE expires_on IS NOT NULL;`;
}

const OFFICER = `
ALTER TABLE officer ADD COLUMN connector_id text, ADD COLUMN fetched_at timestamptz;
COMMENT ON COLUMN officer.fetched_at IS 'When its source last said otherwise than before.';
-- The owner of the tables is held to their policies too, unless it is a superuser: here it fills all tenants' rows.
${['officer', 'connection', ...LICENSED.filter((table) => table !== 'officer'), 'company']
  .map((table) => `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY;`)
  .join('\n')}
UPDATE officer o SET connector_id = n.connector_id, fetched_at = coalesce((
    SELECT max(f.fetched_at) FROM company_fact f
    WHERE f.tenant_id = o.tenant_id AND f.company_id = o.company_id AND f.connection_id = o.connection_id), n.created_at)
FROM connection n WHERE n.tenant_id = o.tenant_id AND n.connection_id = o.connection_id;
`;

const COMPANY = `
ALTER TABLE company ADD COLUMN restricted jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN company.restricted IS
  'Values shown that only restricted sources state, by field: value, restriction, connector, expiresOn. The other columns hold what everybody may read.';
`;

const ALERT = `
ALTER TABLE risk_alert
  ADD COLUMN use_restriction text NOT NULL DEFAULT 'NONE',
  ADD CONSTRAINT risk_alert_use_restriction_check
    CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'));
COMMENT ON COLUMN risk_alert.use_restriction IS 'The strictest terms of what it was raised for.';
`;

const COLUMNS = [
  ...['name', 'trade_name', 'legal_form_code', 'legal_form_label', 'activity_code', 'created_on'],
  ...['ceased_on', 'employees_min', 'employees_max', 'vat_number', 'capital_minor'],
  ...['address_line', 'postcode', 'city', 'country_code'],
];

/** Of the sources until now one has terms of its own: what only it says moves out of the open columns. */
const RESTATE = `
${LICENSED.map(
  (table) =>
    `UPDATE ${table} SET use_restriction = 'INTERNAL_ONLY' WHERE connector_id = 'pappers';`,
).join('\n')}
UPDATE company c SET ${COLUMNS.map(
  (name) => `${name} = CASE WHEN NOT r.restricted ? '${name}' THEN c.${name} END`,
).join(', ')},
  status = CASE WHEN r.restricted ? 'status' THEN 'UNKNOWN' ELSE c.status END, restricted = r.restricted
FROM (
  SELECT tenant_id, company_id, jsonb_object_agg(field, jsonb_build_object('value', value,
    'restriction', use_restriction, 'connector', connector_id, 'expiresOn', expires_on)) AS restricted
  FROM company_fact WHERE is_chosen AND use_restriction <> 'NONE' AND field <> 'is_diffusible'
  GROUP BY tenant_id, company_id
) r WHERE c.tenant_id = r.tenant_id AND c.company_id = r.company_id;
${['officer', 'connection', ...LICENSED.filter((table) => table !== 'officer'), 'company']
  .map((table) => `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;`)
  .join('\n')}
`;

const PLAN = `
CREATE FUNCTION leave_to_resolvers() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION 'a restricted value is among what was selected' USING ERRCODE = 'ENR01';
END $$;
COMMENT ON FUNCTION leave_to_resolvers IS
  'Ends a planned read that has met a value not everybody may read: the resolvers answer, who know the caller.';
`;

const DOORS = `
CREATE FUNCTION is_open(use_restriction text, expires_on date) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN use_restriction = 'NONE' AND (expires_on IS NULL OR expires_on > (SELECT bi.today()));
COMMENT ON FUNCTION is_open IS
  'Whether a row of a provider may leave through every door: exports, SQL views, integrations.';

-- BI logins read the tables under the views too: their policies say the same as the views.
CALL show_to_bi('legal_event', '{use_restriction,expires_on}');
CALL show_to_bi('financial_statement', '{use_restriction,expires_on}');
CALL show_to_bi('risk_alert', '{use_restriction}');
ALTER POLICY bi_login ON legal_event
  USING (tenant_id = (SELECT bi_tenant()) AND is_open(use_restriction, expires_on));
ALTER POLICY bi_login ON financial_statement
  USING (tenant_id = (SELECT bi_tenant()) AND is_open(use_restriction, expires_on));
ALTER POLICY bi_login ON risk_alert
  USING (tenant_id = (SELECT bi_tenant()) AND use_restriction = 'NONE');

-- The same views with a condition more; exports read them as the app.
DO $$
DECLARE door record;
BEGIN
  FOR door IN SELECT * FROM (VALUES
    ('legal_events', 'is_open(e.use_restriction, e.expires_on)'),
    ('financial_statements', 'is_open(s.use_restriction, s.expires_on)'),
    ('risk_alerts', 'a.use_restriction = ''NONE''')) AS v (name, condition) LOOP
    EXECUTE format('CREATE OR REPLACE VIEW bi.%I WITH (security_invoker = true) AS %s WHERE %s', door.name,
      rtrim(pg_get_viewdef(format('bi.%I', door.name)::regclass), '; '), door.condition);
  END LOOP;
END $$;
COMMENT ON VIEW bi.legal_events IS
  'Published legal notices about companies (BODACC and others), as received. What a provider forbids to pass on is left out.';
COMMENT ON VIEW bi.financial_statements IS
  'Annual accounts as each source gave them: a year told by two sources has two rows. An item the source did not give is null, which is not zero. What a provider forbids to pass on is left out.';
COMMENT ON VIEW bi.companies IS
  'Companies as registries describe them; of each field the value that wins by precedence, then freshness, unless its source forbids to pass it on. Absent facts are null.';
COMMENT ON VIEW bi.risk_alerts IS
  'Risk alerts, each raised once per fact or episode, as they stand now. Those raised for what a provider forbids to pass on are left out.';
`;
