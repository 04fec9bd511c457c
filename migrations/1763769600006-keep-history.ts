import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two clocks for everything a report shows: what was true on a day, as far as it was known at an instant. */
export class KeepHistory1763769600006 implements MigrationInterface {
  name = 'KeepHistory1763769600006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(FILL);
    await runner.query(ASSERT_FILLED);
    await runner.query(VERSIONS);
    await runner.query(TRIGGERS);
    await runner.query(RECORDING);
    await runner.query(READS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: history that is dropped cannot be asked for again');
  }
}

const COLUMNS = `
ALTER TABLE receivable
  ADD COLUMN last_effective_on date NOT NULL DEFAULT '-infinity',
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT '-infinity';
`;

const FILL = `
-- The owner of the tables is held to the policies too, unless it is a superuser: here it fills all tenants' rows.
ALTER TABLE receivable NO FORCE ROW LEVEL SECURITY;
ALTER TABLE receivable_entry NO FORCE ROW LEVEL SECURITY;
UPDATE receivable r SET last_effective_on = e.last_effective_on, changed_at = e.changed_at
FROM (
  SELECT tenant_id, receivable_id, max(effective_on) AS last_effective_on, max(recorded_at) AS changed_at
  FROM receivable_entry GROUP BY 1, 2
) e
WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id;
`;

const ASSERT_FILLED = `
DO $$
DECLARE lost bigint;
BEGIN
  SELECT count(*) INTO lost FROM receivable r
  WHERE changed_at = '-infinity'
    AND EXISTS (SELECT FROM receivable_entry e WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id);
  ASSERT lost = 0, format('%s receivables have entries and no day of them', lost);
END $$;
ALTER TABLE receivable FORCE ROW LEVEL SECURITY;
ALTER TABLE receivable_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE receivable ALTER COLUMN last_effective_on DROP DEFAULT, ALTER COLUMN changed_at DROP DEFAULT;
COMMENT ON COLUMN receivable.last_effective_on IS
  'Latest effective day of the entries that make its open amount: from that day on it is open_minor.';
COMMENT ON COLUMN receivable.changed_at IS 'When we last learnt anything of it: as known since then, the row is as it stands.';
-- A report of a past point looks at what changed since, and takes the rest as it stands.
CREATE INDEX receivable_effective_idx ON receivable (tenant_id, last_effective_on);
CREATE INDEX receivable_changed_idx ON receivable (tenant_id, changed_at);
`;

const VERSIONS = `
-- What a receivable said before a correction of its terms or form; amounts are in its entries.
CREATE TABLE receivable_version (
  tenant_id uuid NOT NULL,
  receivable_id uuid NOT NULL,
  replaced_at timestamptz NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  due_on date,
  due_date_source text NOT NULL,
  is_disputed boolean NOT NULL,
  is_doubtful boolean NOT NULL,
  PRIMARY KEY (tenant_id, receivable_id, replaced_at)
);
COMMENT ON TABLE receivable_version IS 'What a receivable said until replaced_at, when it was corrected.';
CALL protect_tenant_table('receivable_version');
REVOKE UPDATE, DELETE ON receivable_version FROM encours_app;

CREATE TABLE customer_version (
  tenant_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  replaced_at timestamptz NOT NULL,
  name text NOT NULL,
  company_id uuid,
  PRIMARY KEY (tenant_id, customer_id, replaced_at),
  CONSTRAINT customer_version_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE
);
COMMENT ON TABLE customer_version IS 'What a customer was called, and which company it was taken for, until replaced_at.';
CALL protect_tenant_table('customer_version');
`;

const RECORDING = `
-- Writers of what reports show hold this lock until they commit, keyed by the second they began to record in; whatever
-- they record carries a later instant. So nothing that becomes visible later was recorded before the oldest of them.
CREATE FUNCTION open_recording(at timestamptz) RETURNS void LANGUAGE sql VOLATILE
  RETURN pg_advisory_xact_lock_shared(411202, floor(extract(epoch FROM at) - 1577836800)::integer);

-- The latest instant, at most the given one, as of which the past is complete: asked for again, it answers the same.
CREATE FUNCTION recording_horizon(at timestamptz) RETURNS timestamptz LANGUAGE sql VOLATILE
  RETURN least(at, (
    SELECT to_timestamp(min(objid::bigint) + 1577836800) - interval '1 millisecond' FROM pg_locks
    WHERE locktype = 'advisory' AND classid = 411202 AND objsubid = 2
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())));
`;

const TRIGGERS = `
CREATE FUNCTION keep_receivable_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO receivable_version (tenant_id, receivable_id, replaced_at, kind, number, due_on, due_date_source,
    is_disputed, is_doubtful)
  VALUES (OLD.tenant_id, OLD.receivable_id, NEW.changed_at, OLD.kind, OLD.number, OLD.due_on, OLD.due_date_source,
    OLD.is_disputed, OLD.is_doubtful)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_version AFTER UPDATE ON receivable FOR EACH ROW
  WHEN ((OLD.kind, OLD.number, OLD.due_on, OLD.due_date_source, OLD.is_disputed, OLD.is_doubtful)
    IS DISTINCT FROM (NEW.kind, NEW.number, NEW.due_on, NEW.due_date_source, NEW.is_disputed, NEW.is_doubtful))
  EXECUTE FUNCTION keep_receivable_version();

CREATE FUNCTION keep_customer_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE at timestamptz := clock_timestamp();
BEGIN
  PERFORM open_recording(at);
  INSERT INTO customer_version (tenant_id, customer_id, replaced_at, name, company_id)
  VALUES (OLD.tenant_id, OLD.customer_id, clock_timestamp(), OLD.name, OLD.company_id)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_version AFTER UPDATE OF name, company_id ON customer FOR EACH ROW
  WHEN ((OLD.name, OLD.company_id) IS DISTINCT FROM (NEW.name, NEW.company_id))
  EXECUTE FUNCTION keep_customer_version();
`;

const READS = `
-- Receivables as of a day and as known at an instant: those nothing was learnt or became true of since, as they stand;
-- the others summed from their entries. Row security chooses the tenant.
CREATE FUNCTION receivables_at(as_of date, known_at timestamptz)
RETURNS TABLE (
  tenant_id uuid, receivable_id uuid, customer_id uuid, connection_id uuid, kind text, number text, label text,
  account text, issued_on date, due_on date, due_date_source text, currency text, total_minor bigint,
  open_minor bigint, is_disputed boolean, is_doubtful boolean, source_file_id uuid, source_line integer
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT r.tenant_id, r.receivable_id, r.customer_id, r.connection_id, r.kind, r.number, r.label, r.account,
    r.issued_on, r.due_on, r.due_date_source, r.currency, r.total_minor, r.open_minor, r.is_disputed, r.is_doubtful,
    r.source_file_id, r.source_line
  FROM receivable r
  WHERE r.changed_at <= known_at AND r.last_effective_on <= as_of
  UNION ALL
  SELECT g.tenant_id, g.receivable_id, g.customer_id, g.connection_id, coalesce(v.kind, g.kind),
    coalesce(v.number, g.number), g.label, g.account, g.issued_on,
    CASE WHEN v.receivable_id IS NULL THEN g.due_on ELSE v.due_on END, coalesce(v.due_date_source, g.due_date_source),
    g.currency, g.total_minor, g.open_minor, coalesce(v.is_disputed, g.is_disputed),
    coalesce(v.is_doubtful, g.is_doubtful), g.source_file_id, g.source_line
  FROM (
    SELECT r.tenant_id, r.receivable_id, r.customer_id, r.connection_id, r.kind, r.number, r.label, r.account,
      r.issued_on, r.due_on, r.due_date_source, r.currency, r.is_disputed, r.is_doubtful, r.source_file_id,
      r.source_line, sum(e.amount_minor)::bigint AS open_minor,
      coalesce(sum(e.amount_minor) FILTER (WHERE coalesce(e.reversed_kind, e.kind) = 'ISSUE'), 0)::bigint AS total_minor
    FROM receivable r JOIN receivable_entry e ON e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
    WHERE (r.changed_at > known_at OR r.last_effective_on > as_of)
      AND e.effective_on <= as_of AND e.recorded_at <= known_at
    GROUP BY r.tenant_id, r.receivable_id
  ) g LEFT JOIN LATERAL (
    SELECT v.* FROM receivable_version v
    WHERE v.tenant_id = g.tenant_id AND v.receivable_id = g.receivable_id AND v.replaced_at > known_at
    ORDER BY v.replaced_at LIMIT 1
  ) v ON true
$$;

-- The same with something open: its cost follows open items and what changed since the point, not history.
CREATE FUNCTION open_items_at(as_of date, known_at timestamptz)
RETURNS TABLE (
  tenant_id uuid, receivable_id uuid, customer_id uuid, connection_id uuid, kind text, number text, label text,
  account text, issued_on date, due_on date, due_date_source text, currency text, total_minor bigint,
  open_minor bigint, is_disputed boolean, is_doubtful boolean, source_file_id uuid, source_line integer
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT * FROM receivables_at(as_of, known_at) r WHERE r.open_minor <> 0
$$;

-- Customers as they were known at an instant.
CREATE FUNCTION customers_at(known_at timestamptz)
RETURNS TABLE (tenant_id uuid, customer_id uuid, account text, name text, currency text, company_id uuid)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT c.tenant_id, c.customer_id, c.account, coalesce(v.name, c.name), c.currency,
    CASE WHEN v.customer_id IS NULL THEN c.company_id ELSE v.company_id END
  FROM customer c LEFT JOIN LATERAL (
    SELECT v.* FROM customer_version v
    WHERE v.tenant_id = c.tenant_id AND v.customer_id = c.customer_id AND v.replaced_at > known_at
    ORDER BY v.replaced_at LIMIT 1
  ) v ON true
$$;
`;
