/** Logins of keys, and what keeps each of them within its tenant. */
export const DOOR = `
-- Roles belong to the whole server: another database of it may have made this one already, even at this moment.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'encours_bi') THEN
    CREATE ROLE encours_bi NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

CREATE TABLE sql_login (
  tenant_id uuid NOT NULL,
  api_key_id uuid NOT NULL,
  role_name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, api_key_id),
  CONSTRAINT sql_login_role_key UNIQUE (role_name),
  CONSTRAINT sql_login_key_fkey FOREIGN KEY (tenant_id, api_key_id) REFERENCES api_key ON DELETE CASCADE
);
COMMENT ON TABLE sql_login IS 'The PostgreSQL login of a key, for BI tools that speak SQL.';
COMMENT ON COLUMN sql_login.role_name IS 'Name of the login on the server; its password is the key.';
CALL protect_tenant_table('sql_login');
-- Logins are made and ended on the owner's connection: the app cannot give itself another tenant's eyes.
REVOKE INSERT, UPDATE, DELETE ON sql_login FROM encours_app;

-- Whoever owns these tables reads them past a tenant, where it is no superuser: for bi_tenant(), before a tenant is known.
CREATE POLICY owner_reads ON sql_login FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY owner_reads ON api_key FOR SELECT TO CURRENT_USER USING (true);

-- The tenant a BI login may see. It hangs on who logged in, which nobody can SET, and on the key being in force now.
CREATE FUNCTION bi_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT k.tenant_id FROM public.sql_login s
    JOIN public.api_key k ON k.tenant_id = s.tenant_id AND k.api_key_id = s.api_key_id
  WHERE s.role_name = session_user AND k.role IN ('ANALYST', 'ADMIN') AND k.revoked_at IS NULL
    AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp());
END;
COMMENT ON FUNCTION bi_tenant IS 'The tenant of the login that asks; NULL, which matches no row, for any other role and for a key that is revoked or has expired.';
REVOKE EXECUTE ON FUNCTION bi_tenant FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bi_tenant TO encours_bi;

-- Until here policies spoke to every role. A login that can SET app.tenant_id must not be one of them.
DO $$
DECLARE policy record;
BEGIN
  FOR policy IN SELECT polrelid::regclass AS of_table, polname FROM pg_policy WHERE polroles = '{0}' LOOP
    EXECUTE format('ALTER POLICY %I ON %s TO encours_app', policy.polname, policy.of_table);
  END LOOP;
END $$;

CREATE OR REPLACE PROCEDURE protect_tenant_table(table_name regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format('CREATE POLICY tenant_only ON %s TO encours_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())', table_name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO encours_app', table_name);
END $$;

-- Lets BI logins read columns of a table (all for NULL), of their own tenant only. Called again, it adds columns.
CREATE PROCEDURE show_to_bi(table_name regclass, columns text[]) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT %s ON %s TO encours_bi',
    (SELECT '(' || string_agg(quote_ident(name), ', ') || ')' FROM unnest(columns) name), table_name);
  IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = table_name AND polname = 'bi_login') THEN
    EXECUTE format('CREATE POLICY bi_login ON %s FOR SELECT TO encours_bi USING (tenant_id = (SELECT bi_tenant()))', table_name);
  END IF;
END $$;
REVOKE EXECUTE ON PROCEDURE show_to_bi FROM PUBLIC;
`;

/** What the views read, and no more: no configuration, no inputs of scores, no raw records. */
const SHOWN: Readonly<Record<string, string>> = {
  tenant: 'slug name books_currency time_zone',
  customer: 'customer_id account name currency is_pooled company_id match_status match_confidence',
  company: `company_id siren name trade_name legal_form_code legal_form_label activity_code created_on ceased_on status
    employees_min employees_max vat_number capital_minor address_line postcode city country_code is_diffusible
    insolvency insolvency_on struck_off_on updated_at`,
  receivable_entry: `receivable_id entry_seq kind reversed_kind amount_minor effective_on recorded_at source_file_id
    source_line`,
  source_file: 'source_file_id name',
  credit_limit: `credit_limit_id customer_id limit_minor currency status effective_from effective_to review_on
    decided_by decided_at binding_term next_term reason_codes policy_version comment`,
  credit_assessment: `credit_assessment_id customer_id is_current grade score probability_of_default confidence
    model_version assessed_at assessed_on inputs_hash not_scored_because`,
  risk_alert: `risk_alert_id customer_id rule severity status raised_at before after text_key params deadline_on
    acknowledged_by acknowledged_at over_at over_because resolved_by resolved_at comment`,
  legal_event: `legal_event_id company_id connector_id source_key kind published_on decided_on court title detail url
    related_key relation accounts_closed_on accounts_confidential fetched_at`,
  financial_statement: `financial_statement_id company_id connector_id closed_on months scope confidentiality currency
    filed_on items fetched_at`,
  connection: 'connection_id connector_id name status status_code last_succeeded_at',
  sync_run: `sync_run_id connection_id stream status started_at finished_at landed unchanged quarantined error_code
    error_message`,
};

/** The books themselves and what they said before: whole, since reports of any day read them as they come. */
const SHOWN_WHOLE = ['receivable', 'receivable_version', 'customer_version'];

function show([table, columns]: [string, string]): string {
  const names = ['tenant_id', ...columns.split(/\s+/)].join(',');
  return `CALL show_to_bi('${table}', '{${names}}');`;
}

export const GRANTS = `
GRANT USAGE ON SCHEMA bi TO encours_app, encours_bi;
GRANT USAGE ON SCHEMA public TO encours_bi;
GRANT SELECT ON ALL TABLES IN SCHEMA bi TO encours_app, encours_bi;
GRANT SELECT ON receivable_today, open_item_today TO encours_app, encours_bi;
${SHOWN_WHOLE.map((table) => `CALL show_to_bi('${table}', NULL);`).join('\n')}
${Object.entries(SHOWN).map(show).join('\n')}
`;

/**
 * Every login of a database may take advisory locks and write large objects. Ours are held by those locks (a report's
 * horizon, one importer at a time), so a BI login must not have them. Only a superuser can take them away.
 */
export const HARDENING = `
DO $$
DECLARE routine regprocedure;
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN RETURN; END IF;
  FOR routine IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
    AND (proname ~ '^pg_(try_)?advisory_' OR proname ~ '^lo_' OR proname IN ('lowrite', 'loread')) LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO encours_app', routine);
  END LOOP;
END $$;
`;
