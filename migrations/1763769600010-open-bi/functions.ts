import { RECEIVABLE_JOINS, receivableColumns } from './receivable-views';
import { selectItems } from './view-sql';

/** What the views stand on. */
export const FOUNDATION = `
-- A function kept as text looks names up on the path of whoever calls it, and a BI login has a path of its own: these
-- are kept parsed instead.
DO $$
DECLARE f record;
BEGIN
  FOR f IN SELECT p.oid, p.proname, p.prosrc FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'sql'
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosqlbody IS NULL
      AND p.proname IN ('receivables_at', 'open_items_at', 'customers_at') ORDER BY p.oid LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION %I(%s) RETURNS %s LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC %s; END',
      f.proname, pg_get_function_arguments(f.oid), pg_get_function_result(f.oid), f.prosrc);
  END LOOP;
END $$;

CREATE FUNCTION major_units(minor bigint, currency text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN minor::numeric * CASE WHEN currency = 'EUR' THEN 0.01 ELSE
    CASE currency_decimals(currency) WHEN 0 THEN 1 WHEN 3 THEN 0.001 WHEN 4 THEN 0.0001 ELSE 0.01 END END;
COMMENT ON FUNCTION major_units IS 'Minor units in units of the currency, with exactly its decimals.';

CREATE SCHEMA bi;
COMMENT ON SCHEMA bi IS 'The read model for BI tools: documented views of one tenant, amounts in units of the currency beside them.';

-- One request of the hub speaks of one day: it sets app.today. Nobody else needs to.
CREATE FUNCTION bi.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(nullif(current_setting('app.today', true), '')::date,
    (SELECT (now() AT TIME ZONE t.time_zone)::date FROM tenant t));
COMMENT ON FUNCTION bi.today IS 'The day it is in the seller''s time zone: what "overdue" is judged on.';

CREATE FUNCTION bi.known_until() RETURNS timestamptz LANGUAGE sql VOLATILE
  RETURN recording_horizon(date_trunc('milliseconds', clock_timestamp()));
COMMENT ON FUNCTION bi.known_until IS 'The latest instant as of which the past is complete. Note it and give it as known_at: the same report can then be asked for again, to the byte.';

-- Claims as they stand, but for those the books hold entries of days to come on: those are summed up to today.
CREATE VIEW receivable_today WITH (security_invoker = true) AS
SELECT r.tenant_id, r.receivable_id, r.customer_id, r.kind, r.number, r.label, r.account, r.issued_on, r.due_on,
  r.due_date_source, r.currency,
  CASE WHEN r.last_effective_on <= (SELECT bi.today()) THEN r.total_minor ELSE (
    SELECT coalesce(sum(e.amount_minor) FILTER (WHERE coalesce(e.reversed_kind, e.kind) = 'ISSUE'), 0)::bigint
    FROM receivable_entry e WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
      AND e.effective_on <= (SELECT bi.today())) END AS total_minor,
  CASE WHEN r.last_effective_on <= (SELECT bi.today()) THEN r.open_minor ELSE (
    SELECT coalesce(sum(e.amount_minor), 0)::bigint
    FROM receivable_entry e WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
      AND e.effective_on <= (SELECT bi.today())) END AS open_minor,
  r.is_disputed, r.is_doubtful AND coalesce(r.doubtful_on <= (SELECT bi.today()), true) AS is_doubtful,
  coalesce(r.bill_on <= (SELECT bi.today()), false) AS is_bill, r.discount_on, r.discount_minor, r.document_currency,
  r.document_total_minor, r.source_file_id, r.source_line, r.changed_at
FROM receivable r;
COMMENT ON VIEW receivable_today IS 'Receivables with what is true of them today in the seller''s zone, as far as is known now; amounts in minor units.';

-- The same with something open, written so that its cost follows open items and not history.
CREATE VIEW open_item_today WITH (security_invoker = true) AS
SELECT r.tenant_id, r.receivable_id, r.customer_id, r.kind, r.number, r.label, r.account, r.issued_on, r.due_on,
  r.due_date_source, r.currency, r.total_minor, r.open_minor, r.is_disputed, r.is_doubtful AND coalesce(r.doubtful_on <= (SELECT bi.today()), true) AS is_doubtful,
  coalesce(r.bill_on <= (SELECT bi.today()), false) AS is_bill, r.discount_on, r.discount_minor, r.document_currency,
  r.document_total_minor, r.source_file_id, r.source_line, r.changed_at
FROM receivable r WHERE r.open_minor <> 0 AND r.last_effective_on <= (SELECT bi.today())
UNION ALL
SELECT r.tenant_id, r.receivable_id, r.customer_id, r.kind, r.number, r.label, r.account, r.issued_on, r.due_on,
  r.due_date_source, r.currency, r.total_minor, r.open_minor, r.is_disputed, r.is_doubtful, r.is_bill, r.discount_on, r.discount_minor, r.document_currency,
  r.document_total_minor, r.source_file_id, r.source_line, r.changed_at
FROM receivable_today r
  JOIN receivable f ON f.tenant_id = r.tenant_id AND f.receivable_id = r.receivable_id
-- Asked once and of the index: as a rule there are none, and then nothing of this branch runs.
WHERE (SELECT max(last_effective_on) FROM receivable) > (SELECT bi.today())
  AND f.last_effective_on > (SELECT bi.today()) AND r.open_minor <> 0;
COMMENT ON VIEW open_item_today IS 'Rows of receivable_today with something open.';
`;

/** Type of each column of bi.receivables_at, where it is not text. */
const TYPES: Readonly<Record<string, string>> = {
  receivable_id: 'uuid',
  customer_id: 'uuid',
  issued_on: 'date',
  due_on: 'date',
  total_amount: 'numeric',
  open_amount: 'numeric',
  days_overdue: 'integer',
  is_disputed: 'boolean',
  is_doubtful: 'boolean',
  is_bill: 'boolean',
  discount_on: 'date',
  discount_amount: 'numeric',
  document_total: 'numeric',
  source_line: 'integer',
};
const columns = receivableColumns('as_of');

/** Reports of any day, as known at any instant. Each is one SQL statement, so that conditions on it reach the indexes. */
export const PAST = `
CREATE FUNCTION bi.receivables_at(as_of date, known_at timestamptz)
RETURNS TABLE (${columns.map(([name]) => `${name} ${TYPES[name] ?? 'text'}`).join(', ')})
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT ${selectItems(columns)}
  FROM receivables_at(as_of, known_at) r
  LEFT JOIN customers_at(known_at) c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
  ${RECEIVABLE_JOINS}
  WHERE NOT (r.total_minor = 0 AND r.open_minor = 0);
END;
COMMENT ON FUNCTION bi.receivables_at IS 'bi.receivables as of a day and as known at an instant (UTC): the same two give the same rows whatever was learnt since, names included. Columns as in bi.receivables, without changed_at.';

CREATE FUNCTION bi.require_buckets(bucket_days integer[]) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF bucket_days IS NULL OR cardinality(bucket_days) > 24 OR EXISTS (
    SELECT FROM unnest(bucket_days) WITH ORDINALITY d (days, place)
    WHERE days IS NULL OR days NOT BETWEEN 1 AND 36500
      OR days <= (SELECT max(b) FROM unnest(bucket_days[:place::integer - 1]) b)
  ) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'BAD_BUCKETS: ' || coalesce(bucket_days::text, 'null') || ' cannot be buckets of days',
      HINT = 'Give at most 24 ascending whole numbers from 1 to 36500.';
  END IF;
  RETURN bucket_days;
END $$;
COMMENT ON FUNCTION bi.require_buckets IS 'The buckets themselves; raises unless they are at most 24 ascending whole numbers of days from 1 to 36500.';

CREATE FUNCTION bi.require_basis(basis text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF basis IS NULL OR basis NOT IN ('DUE_DATE', 'ISSUE_DATE') THEN
    RAISE invalid_parameter_value USING MESSAGE = 'BAD_BASIS: ' || coalesce(basis, 'null') || ' is no date to count age from',
      HINT = 'Give DUE_DATE or ISSUE_DATE.';
  END IF;
  RETURN basis;
END $$;
COMMENT ON FUNCTION bi.require_basis IS 'The basis itself; raises unless it is DUE_DATE or ISSUE_DATE.';

-- One row per customer, currency and part. part_number: 0 not due, 1 … buckets, -1 undated, -2 credits.
CREATE FUNCTION bi.aged_balance_at(as_of date, known_at timestamptz, basis text DEFAULT 'DUE_DATE',
  bucket_days integer[] DEFAULT '{30,60,90}')
RETURNS TABLE (customer_id uuid, customer_account text, customer_name text, currency text, part text,
  part_number integer, from_days integer, to_days integer, amount numeric)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT g.customer_id, c.account, c.name, g.currency,
    CASE g.part_number WHEN -2 THEN 'UNALLOCATED' WHEN -1 THEN 'UNDATED' WHEN 0 THEN 'NOT_DUE'
      WHEN cardinality(bucket_days) + 1 THEN concat(g.from_days, '+') ELSE concat(g.from_days, '-', bucket_days[g.part_number]) END,
    g.part_number, g.from_days, CASE WHEN g.part_number > 0 THEN bucket_days[g.part_number] END,
    major_units(g.amount, g.currency)
  FROM (
    SELECT p.tenant_id, p.customer_id, p.currency, p.part_number,
      CASE WHEN p.part_number = 1 THEN CASE WHEN basis = 'DUE_DATE' THEN 1 ELSE 0 END
        WHEN p.part_number > 1 THEN bucket_days[p.part_number - 1] + 1 END AS from_days,
      sum(p.open_minor)::bigint AS amount
    FROM (
      SELECT o.tenant_id, o.customer_id, o.currency, o.open_minor,
        CASE WHEN o.open_minor < 0 THEN -2
          WHEN (CASE bi.require_basis(basis) WHEN 'DUE_DATE' THEN o.due_on ELSE o.issued_on END) IS NULL THEN -1
          WHEN (CASE basis WHEN 'DUE_DATE' THEN o.due_on ELSE o.issued_on - 1 END) >= as_of THEN 0
          ELSE 1 + width_bucket(as_of - (CASE basis WHEN 'DUE_DATE' THEN o.due_on ELSE o.issued_on END) - 1,
            bi.require_buckets(bucket_days)) END AS part_number
      FROM open_items_at(as_of, known_at) o
    ) p
    GROUP BY p.tenant_id, p.customer_id, p.currency, p.part_number
  ) g LEFT JOIN customers_at(known_at) c ON c.tenant_id = g.tenant_id AND c.customer_id = g.customer_id;
END;
COMMENT ON FUNCTION bi.aged_balance_at IS 'The aged balance of a day, as known at an instant (UTC), with any buckets: a row per customer, currency and part (NOT_DUE, a bucket such as 31-60, UNDATED, UNALLOCATED), amounts in units of the currency, nothing converted. The parts sum to the outstanding. basis: DUE_DATE (age 1 is the day after it) or ISSUE_DATE (age 0 is that day); bucket_days: the last day of each bucket.';
`;
