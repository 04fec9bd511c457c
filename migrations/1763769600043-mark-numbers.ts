import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which invoices of several sources are one is found again for the numbers that something changed of, not for all: the
 * database notes them with the change, so that no kill and no other worker loses one.
 *
 * About 5 seconds per million links.
 */
export class MarkNumbers1763769600043 implements MigrationInterface {
  name = 'MarkNumbers1763769600043';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MARKS);
    await runner.query(MARKING);
    await runner.query(LINKS);
    await runner.query(BOOKS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: links between sources would not be found again');
  }
}

const MARKS = `
CREATE TABLE link_mark (
  tenant_id uuid NOT NULL,
  mark_no bigint GENERATED ALWAYS AS IDENTITY,
  number_key text,
  customer_id uuid,
  PRIMARY KEY (tenant_id, mark_no),
  CONSTRAINT link_mark_subject_check CHECK ((number_key IS NULL) <> (customer_id IS NULL))
);
COMMENT ON TABLE link_mark IS
  'Numbers of which sources may be linked otherwise now, or customers with all theirs: removed by the run that looked.';
COMMENT ON COLUMN link_mark.number_key IS 'In one spelling; "*" when lines of the books changed: then all are looked at.';
CALL protect_tenant_table('link_mark');

CREATE TABLE link_state (
  tenant_id uuid NOT NULL REFERENCES tenant,
  ledger_order uuid[] NOT NULL,
  document_order uuid[] NOT NULL,
  PRIMARY KEY (tenant_id)
);
COMMENT ON TABLE link_state IS
  'What links were found with: connections in the order in which they carry. Without a row they are found as a whole.';
COMMENT ON COLUMN link_state.ledger_order IS 'Of those that say what is open, the last one carries.';
COMMENT ON COLUMN link_state.document_order IS 'Of those that have only the document.';
CALL protect_tenant_table('link_state');
`;

/** No mark is unique: whoever writes one never waits for who is taking it. */
const MARKING = `
CREATE FUNCTION mark_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO link_mark (tenant_id, number_key)
    SELECT DISTINCT c.tenant_id, c.number_key FROM (
      (SELECT tenant_id, connection_id, document_key, number_key, number, customer_id, kind, amount_minor, currency,
         issued_on, due_on, state, gone_at IS NULL, open_minor IS NULL, (fetched_at AT TIME ZONE 'UTC')::date FROM touched
       EXCEPT SELECT tenant_id, connection_id, document_key, number_key, number, customer_id, kind, amount_minor, currency,
         issued_on, due_on, state, gone_at IS NULL, open_minor IS NULL, (fetched_at AT TIME ZONE 'UTC')::date FROM untouched)
      UNION ALL
      (SELECT tenant_id, connection_id, document_key, number_key, number, customer_id, kind, amount_minor, currency,
         issued_on, due_on, state, gone_at IS NULL, open_minor IS NULL, (fetched_at AT TIME ZONE 'UTC')::date FROM untouched
       EXCEPT SELECT tenant_id, connection_id, document_key, number_key, number, customer_id, kind, amount_minor, currency,
         issued_on, due_on, state, gone_at IS NULL, open_minor IS NULL, (fetched_at AT TIME ZONE 'UTC')::date FROM touched)
    ) c WHERE c.kind IN ('INVOICE', 'CREDIT_NOTE');
  ELSE
    INSERT INTO link_mark (tenant_id, number_key)
    SELECT DISTINCT tenant_id, number_key FROM touched WHERE kind IN ('INVOICE', 'CREDIT_NOTE');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mark_numbers_of_new AFTER INSERT ON accounting_document REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_numbers();
CREATE TRIGGER mark_numbers_of_gone AFTER DELETE ON accounting_document REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_numbers();
CREATE TRIGGER mark_numbers AFTER UPDATE ON accounting_document REFERENCING OLD TABLE AS untouched NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_numbers();

CREATE FUNCTION mark_numbers_of_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  INSERT INTO link_mark (tenant_id, customer_id)
  SELECT tenant_id, customer_id FROM (
    SELECT tenant_id, customer_id, company_id, name, folded_name, currency FROM touched
    EXCEPT SELECT tenant_id, customer_id, company_id, name, folded_name, currency FROM untouched) c;
  RETURN NULL;
END $$;
-- Once a statement, and without its rows: books come by the million.
CREATE FUNCTION mark_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO link_mark (tenant_id, number_key) SELECT current_tenant(), '*' WHERE current_tenant() IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER mark_lines AFTER INSERT OR UPDATE OR DELETE ON ledger_line
  FOR EACH STATEMENT EXECUTE FUNCTION mark_lines();
CREATE TRIGGER mark_numbers AFTER UPDATE ON customer REFERENCING OLD TABLE AS untouched NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_numbers_of_customers();
`;

const LINKS = `
ALTER TABLE document_link ADD COLUMN number_key text;
-- Policies speak of one tenant, and bind the owner too where it is no superuser: this fills the rows of all.
ALTER TABLE document_link NO FORCE ROW LEVEL SECURITY;
ALTER TABLE accounting_document NO FORCE ROW LEVEL SECURITY;
UPDATE document_link k SET number_key = CASE WHEN k.claim_key LIKE 'line:%' THEN split_part(k.claim_key, ':', 3) ELSE (
  SELECT d.number_key FROM accounting_document d
  WHERE (d.tenant_id, d.connection_id, d.document_key) = (k.tenant_id, k.connection_id, k.claim_key)) END;
-- Of documents that are no more: the next run finds links as a whole and forgets these.
UPDATE document_link SET number_key = '' WHERE number_key IS NULL;
ALTER TABLE document_link FORCE ROW LEVEL SECURITY;
ALTER TABLE accounting_document FORCE ROW LEVEL SECURITY;
ALTER TABLE document_link ALTER COLUMN number_key SET NOT NULL;
COMMENT ON COLUMN document_link.number_key IS 'The number it was found by, in one spelling.';
CREATE INDEX document_link_number_idx ON document_link (tenant_id, number_key);
DROP INDEX document_link_carrier_idx;
CREATE INDEX document_link_carrier_idx ON document_link (tenant_id, carrier_connection_id, carrier_key);
CREATE INDEX document_link_carried_idx ON document_link (tenant_id, carrier_customer_id);

ALTER TABLE source_conflict ADD COLUMN number_key text GENERATED ALWAYS AS (number_key(number)) STORED;
COMMENT ON COLUMN source_conflict.number_key IS 'The number in one spelling.';
CREATE INDEX source_conflict_number_idx ON source_conflict (tenant_id, number_key);
`;

/** Filled by the first run that links: it finds no link_state. */
const BOOKS = `
CREATE TABLE book_claim (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  claim_key text NOT NULL,
  customer_id uuid NOT NULL,
  number_key text NOT NULL,
  number text NOT NULL,
  amount_minor bigint NOT NULL,
  issued_on date NOT NULL,
  due_on date,
  PRIMARY KEY (tenant_id, connection_id, claim_key),
  CONSTRAINT book_claim_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE book_claim IS
  'What lines of the books claim under one number, where another source may tell of it too: written when lines are new.';
COMMENT ON COLUMN book_claim.claim_key IS 'As links name it: "line:" with customer, number and day of issue.';
COMMENT ON COLUMN book_claim.number_key IS 'The number in one spelling.';
COMMENT ON COLUMN book_claim.due_on IS 'Of a single line; instalments have days of their own.';
CREATE INDEX book_claim_number_idx ON book_claim (tenant_id, number_key);
CALL protect_tenant_table('book_claim');
`;
