import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may be spent at providers, every call that was booked, what was read when, and one pace per credential. */
export class BuyFromProviders1763769600013 implements MigrationInterface {
  name = 'BuyFromProviders1763769600013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BUDGETS);
    await runner.query(CALLS);
    await runner.query(READINGS);
    await runner.query(PACE);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: the ledger of paid calls is not un-migrated');
  }
}

const BUDGETS = `
CREATE TABLE provider_price (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  call text NOT NULL,
  unit_price_minor bigint NOT NULL,
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, call),
  CONSTRAINT provider_price_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT provider_price_check CHECK (unit_price_minor >= 0)
);
COMMENT ON TABLE provider_price IS 'What a connection agreed to pay for a unit of a call, in cents of EUR; before the price list of its connector.';
CALL protect_tenant_table('provider_price');

CREATE TABLE provider_budget (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  monthly_limit_minor bigint,
  monthly_calls_max integer,
  warn_share numeric(3,2) NOT NULL DEFAULT 0.80,
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id),
  CONSTRAINT provider_budget_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT provider_budget_check CHECK (monthly_limit_minor >= 0 AND monthly_calls_max IS NULL
    OR monthly_calls_max >= 0 AND monthly_limit_minor IS NULL
    OR monthly_limit_minor >= 0 AND monthly_calls_max >= 0),
  CONSTRAINT provider_budget_warn_check CHECK (warn_share > 0 AND warn_share <= 1)
);
COMMENT ON TABLE provider_budget IS 'What a connection may buy in a month: cents of EUR, calls, or both.';
CALL protect_tenant_table('provider_budget');

CREATE TABLE provider_budget_month (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  month_on date NOT NULL,
  booked_minor bigint NOT NULL,
  booked_calls integer NOT NULL,
  warned_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id, month_on),
  CONSTRAINT provider_budget_month_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection,
  CONSTRAINT provider_budget_month_check CHECK (booked_minor >= 0 AND booked_calls >= 0),
  CONSTRAINT provider_budget_month_on_check CHECK (EXTRACT(day FROM month_on) = 1)
);
COMMENT ON TABLE provider_budget_month IS 'Sum of the calls booked in a month of the seller''s time zone: the one row that is locked when a call is booked.';
CALL protect_tenant_table('provider_budget_month');
REVOKE DELETE ON provider_budget_month FROM encours_app;
`;

const CALLS = `
CREATE TABLE provider_call (
  tenant_id uuid NOT NULL,
  provider_call_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  stream text,
  call text NOT NULL,
  subject text,
  variant text,
  request_key uuid NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  month_on date NOT NULL,
  units numeric(12,2) NOT NULL,
  unit_price_minor bigint,
  cost_minor bigint,
  counted_calls integer NOT NULL,
  is_repeat boolean NOT NULL,
  status text NOT NULL,
  http_status integer,
  booked_at timestamptz NOT NULL,
  lease_until timestamptz NOT NULL,
  hold_days integer NOT NULL,
  held_until timestamptz,
  ended_at timestamptz,
  reason text,
  answer_headers jsonb,
  answer_body bytea,
  consumed_at timestamptz,
  sync_run_id uuid,
  PRIMARY KEY (tenant_id, provider_call_id),
  CONSTRAINT provider_call_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection,
  CONSTRAINT provider_call_status_check CHECK (status IN ('BOOKED', 'SETTLED', 'NOT_CHARGED', 'RELEASED', 'UNANSWERED')),
  CONSTRAINT provider_call_counted_check CHECK (counted_calls BETWEEN 0 AND 1),
  CONSTRAINT provider_call_amounts_check CHECK (units >= 0 AND cost_minor >= 0)
);
CREATE UNIQUE INDEX provider_call_live_key ON provider_call (tenant_id, request_key) WHERE status = 'BOOKED';
CREATE INDEX provider_call_answer_idx ON provider_call (tenant_id, request_key, ended_at) WHERE answer_body IS NOT NULL;
CREATE INDEX provider_call_unsure_idx ON provider_call (tenant_id, connection_id, subject)
  WHERE status = ANY (ARRAY['BOOKED', 'UNANSWERED']);
CREATE INDEX provider_call_subject_idx ON provider_call (tenant_id, connection_id, subject, call, booked_at);
CREATE INDEX provider_call_month_idx ON provider_call (tenant_id, connection_id, month_on, booked_at);
COMMENT ON TABLE provider_call IS 'Every paid call, booked before it was sent: what it was about, how it ended, what it cost, and its answer until what it says is landed.';
COMMENT ON COLUMN provider_call.request_key IS 'stable_id(connection, call, subject, variant): the answers of one key stand for each other.';
COMMENT ON COLUMN provider_call.counted_calls IS '1 while the call counts against the budget, 0 when it was given back or is a repetition that is free.';
COMMENT ON COLUMN provider_call.status IS 'BOOKED: sent or about to be; SETTLED: answered and billed; NOT_CHARGED: answered, free; RELEASED: refused or never sent; UNANSWERED: may have been billed, so it stays counted.';
COMMENT ON COLUMN provider_call.held_until IS 'Whoever sent it died or was stopped before the answer: until then nobody buys the same again unasked.';
CALL protect_tenant_table('provider_call');
REVOKE DELETE ON provider_call FROM encours_app;

-- What has ended stays as it ended. A late answer may still end a call that was given up.
CREATE FUNCTION keep_ended_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('SETTLED', 'NOT_CHARGED', 'RELEASED') AND
    (NEW.tenant_id, NEW.provider_call_id, NEW.connection_id, NEW.call, NEW.subject, NEW.variant, NEW.request_key, NEW.month_on,
     NEW.units, NEW.unit_price_minor, NEW.cost_minor, NEW.counted_calls, NEW.status, NEW.http_status, NEW.booked_at,
     NEW.ended_at, NEW.reason)
    IS DISTINCT FROM
    (OLD.tenant_id, OLD.provider_call_id, OLD.connection_id, OLD.call, OLD.subject, OLD.variant, OLD.request_key, OLD.month_on,
     OLD.units, OLD.unit_price_minor, OLD.cost_minor, OLD.counted_calls, OLD.status, OLD.http_status, OLD.booked_at,
     OLD.ended_at, OLD.reason)
  THEN
    RAISE EXCEPTION 'a paid call that has ended is not changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER provider_call_kept BEFORE UPDATE ON provider_call FOR EACH ROW EXECUTE FUNCTION keep_ended_calls();
`;

const READINGS = `
CREATE TABLE subject_reading (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  stream text NOT NULL,
  siren text NOT NULL,
  read_at timestamptz,
  outcome text,
  told text[] NOT NULL DEFAULT '{}',
  noticed_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id, stream, siren),
  CONSTRAINT subject_reading_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT subject_reading_outcome_check CHECK (outcome IN ('FOUND', 'UNKNOWN', 'INCOMPLETE') AND read_at IS NOT NULL
    OR outcome IS NULL AND read_at IS NULL)
);
COMMENT ON TABLE subject_reading IS 'When a stream last read a company and with what outcome: what decides whether it is due.';
COMMENT ON COLUMN subject_reading.told IS 'Types of the records that this reading gave.';
COMMENT ON COLUMN subject_reading.noticed_at IS 'When the provider last reported a change of the company: newer than the reading, it makes it due.';
CALL protect_tenant_table('subject_reading');

-- What was bought before this release need not be bought again because of it. The owner of the tables is held to their
-- policies too, unless it is a superuser: here it reads and fills all tenants' rows.
ALTER TABLE raw_record NO FORCE ROW LEVEL SECURITY;
ALTER TABLE connection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE subject_reading NO FORCE ROW LEVEL SECURITY;
INSERT INTO subject_reading (tenant_id, connection_id, stream, siren, read_at, outcome)
SELECT r.tenant_id, r.connection_id, r.stream, left(r.source_key, 9), max(r.last_seen_at), 'FOUND'
FROM raw_record r JOIN connection c USING (tenant_id, connection_id)
WHERE c.connector_id IN ('pappers', 'recherche-entreprises') AND r.is_current AND r.source_key ~ '^[0-9]{9}'
GROUP BY 1, 2, 3, 4;
ALTER TABLE raw_record FORCE ROW LEVEL SECURITY;
ALTER TABLE connection FORCE ROW LEVEL SECURITY;
ALTER TABLE subject_reading FORCE ROW LEVEL SECURITY;

CREATE TABLE fact_waterfall (
  tenant_id uuid NOT NULL REFERENCES tenant,
  record_type text NOT NULL,
  connector_ids text[] NOT NULL,
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, record_type)
);
COMMENT ON TABLE fact_waterfall IS 'A seller''s own order of connectors for a kind of record: what an earlier one has told is not bought from a later one. Without connectors, everything is bought.';
CALL protect_tenant_table('fact_waterfall');
`;

const PACE = `
CREATE TABLE provider_pace (
  credential_key text PRIMARY KEY,
  next_at timestamptz NOT NULL,
  paused_until timestamptz
);
COMMENT ON TABLE provider_pace IS 'When the next request with a credential may start, for all processes and tenants that use it; the key tells nothing about the credential. Reached by take_provider_turns and pause_provider only.';

CREATE TABLE provider_maintenance (
  connector_id text PRIMARY KEY,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz,
  reason text NOT NULL,
  CONSTRAINT provider_maintenance_check CHECK (ends_at > starts_at)
);
COMMENT ON TABLE provider_maintenance IS 'Belongs to the installation, not to a tenant: while it lasts, nothing is sent to this provider.';
GRANT SELECT ON provider_maintenance TO encours_app;

-- Gives the next turns of a credential, "spacing" apart: milliseconds until the first, by the one clock all share. No turn is
-- given before the end of a pause; during maintenance none is, and its end and reason are answered instead.
CREATE FUNCTION take_provider_turns(credential text, connector text, spacing_ms double precision, turns integer)
RETURNS TABLE (wait_ms double precision, maintenance_ms double precision, maintenance_reason text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moment timestamptz;
  length interval := make_interval(secs => spacing_ms * turns / 1000);
  after_turns timestamptz;
BEGIN
  SELECT coalesce(extract(epoch FROM m.ends_at - clock_timestamp()) * 1000, 3600000), m.reason
  INTO maintenance_ms, maintenance_reason FROM public.provider_maintenance m
  WHERE m.connector_id = connector AND m.starts_at <= clock_timestamp()
    AND (m.ends_at IS NULL OR m.ends_at > clock_timestamp());
  IF FOUND THEN RETURN NEXT; RETURN; END IF;
  INSERT INTO public.provider_pace AS p (credential_key, next_at) VALUES (credential, clock_timestamp() + length)
  ON CONFLICT (credential_key) DO UPDATE
    SET next_at = greatest(p.next_at, p.paused_until, clock_timestamp()) + length
  RETURNING p.next_at INTO after_turns;
  moment := clock_timestamp();
  wait_ms := greatest(0, extract(epoch FROM after_turns - length - moment) * 1000);
  RETURN NEXT;
END $$;

-- Nobody with this credential starts before the pause is over.
CREATE FUNCTION pause_provider(credential text, pause_ms double precision) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp BEGIN ATOMIC
  INSERT INTO public.provider_pace AS p (credential_key, next_at, paused_until)
  VALUES (credential, clock_timestamp(), clock_timestamp() + make_interval(secs => pause_ms / 1000))
  ON CONFLICT (credential_key) DO UPDATE SET paused_until = greatest(p.paused_until, EXCLUDED.paused_until);
END;

-- Switches maintenance of a provider on, or off with no reason.
CREATE FUNCTION set_provider_maintenance(connector text, starts timestamptz, ends timestamptz, why text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF why IS NULL THEN
    DELETE FROM public.provider_maintenance WHERE connector_id = connector;
    RETURN;
  END IF;
  INSERT INTO public.provider_maintenance AS m (connector_id, starts_at, ends_at, reason) VALUES (connector, starts, ends, why)
  ON CONFLICT (connector_id) DO UPDATE SET starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at, reason = EXCLUDED.reason;
END $$;

REVOKE EXECUTE ON FUNCTION take_provider_turns, pause_provider, set_provider_maintenance FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_provider_turns, pause_provider, set_provider_maintenance TO encours_app;
`;
