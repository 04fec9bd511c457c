import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payment terms as agreed, what they make of a claim's dates, and what form a claim has taken. */
export class AgreePaymentTerms1763769600007 implements MigrationInterface {
  name = 'AgreePaymentTerms1763769600007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DUE_ON);
    await runner.query(TERMS);
    await runner.query(COLUMNS);
    await runner.query(VERSIONS);
    await runner.query(READS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: terms that were agreed are part of the history');
  }
}

const DUE_ON = `
-- A day of a date's month, or the month's last when it has no such day.
CREATE FUNCTION day_of_month(day date, wanted integer) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN least(day - extract(day FROM day)::integer + wanted,
    ((day - extract(day FROM day)::integer + 1) + interval '1 month')::date - 1);

-- The day payment terms lead to, as dueOn() of the kernel: canonical steps such as "45d eom", "eom 45d @15", "0d".
CREATE FUNCTION due_on(issued_on date, terms text) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  day date := issued_on;
  step text;
  wanted integer;
BEGIN
  FOREACH step IN ARRAY string_to_array(terms, ' ') LOOP
    IF step ~ '^[0-9]{1,3}d$' THEN
      day := day + rtrim(step, 'd')::integer;
    ELSIF step = 'eom' THEN
      day := day_of_month(day, 31);
    ELSIF step ~ '^@[0-9]{1,2}$' THEN
      wanted := ltrim(step, '@')::integer;
      IF day_of_month(day, wanted) < day THEN
        day := day_of_month(day_of_month(day, 31) + 1, wanted);
      ELSE
        day := day_of_month(day, wanted);
      END IF;
    ELSIF step ~ '^[0-9]{1,2}m$' THEN
      day := (day + make_interval(months => rtrim(step, 'm')::integer))::date;
    ELSIF step = 'eo10d' THEN
      wanted := extract(day FROM day)::integer;
      day := day_of_month(day, CASE WHEN wanted <= 10 THEN 10 WHEN wanted <= 20 THEN 20 ELSE 31 END);
    ELSE
      RAISE invalid_parameter_value USING MESSAGE = format('PAYMENT_TERMS_UNKNOWN: %L is no step of payment terms', step);
    END IF;
  END LOOP;
  RETURN day;
END $$;
COMMENT ON FUNCTION due_on IS 'The day canonical payment terms ("45d eom") lead to from the day of issue.';
`;

const STEP = '([1-9][0-9]{0,2}d|[1-9][0-9]?m|eom|eo10d|@[1-9][0-9]?)';

const TERMS = `
CREATE TABLE payment_terms (
  tenant_id uuid NOT NULL REFERENCES tenant,
  terms_seq bigint GENERATED ALWAYS AS IDENTITY,
  customer_id uuid,
  effective_from date NOT NULL,
  terms text,
  discount_basis_points integer,
  discount_terms text,
  wording text NOT NULL,
  decided_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, terms_seq),
  CONSTRAINT payment_terms_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT payment_terms_terms_check CHECK (terms ~ '^(0d|${STEP}( ${STEP})*)$'),
  CONSTRAINT payment_terms_discount_terms_check CHECK (discount_terms ~ '^(0d|${STEP}( ${STEP})*)$'),
  CONSTRAINT payment_terms_discount_check CHECK (
    (discount_basis_points IS NULL) = (discount_terms IS NULL) AND discount_basis_points BETWEEN 1 AND 9999)
);
COMMENT ON TABLE payment_terms IS 'Terms of payment as agreed, from an issue day on. What was said last of a day holds; nothing is overwritten.';
COMMENT ON COLUMN payment_terms.customer_id IS 'NULL: the terms usual for all customers without terms of their own.';
COMMENT ON COLUMN payment_terms.terms IS 'Canonical steps from issue to due date. NULL without a discount withdraws the terms; with one, only the discount was agreed.';
COMMENT ON COLUMN payment_terms.discount_basis_points IS 'Cash discount in hundredths of a percent of the total with taxes.';
COMMENT ON COLUMN payment_terms.discount_terms IS 'Canonical steps from issue to the last day the discount is granted.';
COMMENT ON COLUMN payment_terms.wording IS 'The terms as the person wrote them.';
CREATE INDEX payment_terms_customer_idx ON payment_terms (tenant_id, customer_id, effective_from);
CALL protect_tenant_table('payment_terms');
REVOKE UPDATE, DELETE ON payment_terms FROM encours_app;

-- Which terms held for claims issued when, as known at an instant: periods that do not overlap, per customer.
CREATE FUNCTION payment_terms_at(known_at timestamptz)
RETURNS TABLE (
  tenant_id uuid, customer_id uuid, effective_from date, replaced_on date, terms text, discount_basis_points integer,
  discount_terms text, wording text, decided_by text, recorded_at timestamptz
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.tenant_id, t.customer_id, t.effective_from,
    lead(t.effective_from) OVER (PARTITION BY t.tenant_id, t.customer_id ORDER BY t.effective_from),
    t.terms, t.discount_basis_points, t.discount_terms, t.wording, t.decided_by, t.recorded_at
  FROM (
    SELECT DISTINCT ON (p.tenant_id, p.customer_id, p.effective_from) p.* FROM payment_terms p
    WHERE p.recorded_at <= known_at
    ORDER BY p.tenant_id, p.customer_id, p.effective_from, p.terms_seq DESC
  ) t
$$;
`;

const COLUMNS = `
ALTER TABLE receivable
  ADD COLUMN doubtful_on date,
  ADD COLUMN is_bill boolean NOT NULL DEFAULT false,
  ADD COLUMN bill_on date,
  ADD COLUMN discount_on date,
  ADD COLUMN discount_minor bigint,
  ADD COLUMN document_currency text,
  ADD COLUMN document_total_minor bigint;
COMMENT ON COLUMN receivable.doubtful_on IS 'Since when the books carry it, or a part of it, as doubtful (account 416).';
COMMENT ON COLUMN receivable.bill_on IS 'Since when a bill of exchange stands for it, or for a part of it (account 413).';
COMMENT ON COLUMN receivable.discount_on IS 'Last day a cash discount is granted, by the terms that held on the day of issue.';
COMMENT ON COLUMN receivable.discount_minor IS 'The cash discount on the whole claim.';
COMMENT ON COLUMN receivable.document_currency IS 'Currency of the document when it is not that of the books.';
COMMENT ON COLUMN receivable.document_total_minor IS 'Total of the document in its own currency; signed as total_minor.';
-- The owner of the table is held to its policy too, unless it is a superuser: here it fills all tenants' rows.
ALTER TABLE receivable NO FORCE ROW LEVEL SECURITY;
UPDATE receivable SET doubtful_on = issued_on WHERE is_doubtful;
UPDATE receivable SET is_bill = true, bill_on = issued_on WHERE account LIKE '413%' AND total_minor > 0;
ALTER TABLE receivable FORCE ROW LEVEL SECURITY;
ALTER TABLE receivable
  ADD CONSTRAINT receivable_bill_check CHECK (is_bill = (bill_on IS NOT NULL)),
  ADD CONSTRAINT receivable_discount_check CHECK ((discount_on IS NULL) = (discount_minor IS NULL)),
  ADD CONSTRAINT receivable_document_check CHECK ((document_currency IS NULL) = (document_total_minor IS NULL));
`;

const VERSIONS = `
ALTER TABLE receivable_version
  ADD COLUMN doubtful_on date,
  ADD COLUMN bill_on date,
  ADD COLUMN discount_on date,
  ADD COLUMN discount_minor bigint,
  ADD COLUMN document_currency text,
  ADD COLUMN document_total_minor bigint;
UPDATE receivable_version v SET doubtful_on = r.issued_on FROM receivable r
WHERE v.is_doubtful AND r.tenant_id = v.tenant_id AND r.receivable_id = v.receivable_id;

CREATE OR REPLACE FUNCTION keep_receivable_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO receivable_version (tenant_id, receivable_id, replaced_at, kind, number, due_on, due_date_source,
    is_disputed, is_doubtful, doubtful_on, bill_on, discount_on, discount_minor, document_currency, document_total_minor)
  VALUES (OLD.tenant_id, OLD.receivable_id, NEW.changed_at, OLD.kind, OLD.number, OLD.due_on, OLD.due_date_source,
    OLD.is_disputed, OLD.is_doubtful, OLD.doubtful_on, OLD.bill_on, OLD.discount_on, OLD.discount_minor,
    OLD.document_currency, OLD.document_total_minor)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
DROP TRIGGER keep_version ON receivable;
CREATE TRIGGER keep_version AFTER UPDATE ON receivable FOR EACH ROW
  WHEN ((OLD.kind, OLD.number, OLD.due_on, OLD.due_date_source, OLD.is_disputed, OLD.doubtful_on, OLD.bill_on,
      OLD.discount_on, OLD.discount_minor, OLD.document_currency, OLD.document_total_minor)
    IS DISTINCT FROM (NEW.kind, NEW.number, NEW.due_on, NEW.due_date_source, NEW.is_disputed, NEW.doubtful_on,
      NEW.bill_on, NEW.discount_on, NEW.discount_minor, NEW.document_currency, NEW.document_total_minor))
  EXECUTE FUNCTION keep_receivable_version();
`;

const POINT_COLUMNS = `
  tenant_id uuid, receivable_id uuid, customer_id uuid, connection_id uuid, kind text, number text, label text,
  account text, issued_on date, due_on date, due_date_source text, currency text, total_minor bigint,
  open_minor bigint, is_disputed boolean, is_doubtful boolean, source_file_id uuid, source_line integer,
  is_bill boolean, discount_on date, discount_minor bigint, document_currency text, document_total_minor bigint`;

/** An attribute as it was known: of the version that held, else of the row. */
const known = (column: string): string =>
  `CASE WHEN v.receivable_id IS NULL THEN g.${column} ELSE v.${column} END`;

const READS = `
DROP FUNCTION open_items_at;
DROP FUNCTION receivables_at;

-- Receivables as of a day and as known at an instant: those nothing was learnt or became true of since, as they stand;
-- the others summed from their entries. Row security chooses the tenant.
CREATE FUNCTION receivables_at(as_of date, known_at timestamptz)
RETURNS TABLE (${POINT_COLUMNS}) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT r.tenant_id, r.receivable_id, r.customer_id, r.connection_id, r.kind, r.number, r.label, r.account,
    r.issued_on, r.due_on, r.due_date_source, r.currency, r.total_minor, r.open_minor, r.is_disputed,
    r.is_doubtful AND coalesce(r.doubtful_on <= as_of, true), r.source_file_id, r.source_line, coalesce(r.bill_on <= as_of, false),
    r.discount_on, r.discount_minor, r.document_currency, r.document_total_minor
  FROM receivable r
  WHERE r.changed_at <= known_at AND r.last_effective_on <= as_of
  UNION ALL
  SELECT g.tenant_id, g.receivable_id, g.customer_id, g.connection_id, coalesce(v.kind, g.kind),
    coalesce(v.number, g.number), g.label, g.account, g.issued_on, ${known('due_on')},
    coalesce(v.due_date_source, g.due_date_source), g.currency, g.total_minor, g.open_minor,
    coalesce(v.is_disputed, g.is_disputed), 
    coalesce(v.is_doubtful, g.is_doubtful) AND coalesce(${known('doubtful_on')} <= as_of, true), g.source_file_id,
    g.source_line, coalesce(${known('bill_on')} <= as_of, false), ${known('discount_on')}, ${known('discount_minor')},
    ${known('document_currency')}, ${known('document_total_minor')}
  FROM (
    SELECT r.tenant_id, r.receivable_id, r.customer_id, r.connection_id, r.kind, r.number, r.label, r.account,
      r.issued_on, r.due_on, r.due_date_source, r.currency, r.is_disputed, r.is_doubtful, r.doubtful_on, r.bill_on, r.discount_on,
      r.discount_minor, r.document_currency, r.document_total_minor, r.source_file_id, r.source_line,
      sum(e.amount_minor)::bigint AS open_minor,
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
RETURNS TABLE (${POINT_COLUMNS}) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT * FROM receivables_at(as_of, known_at) r WHERE r.open_minor <> 0
$$;
`;
