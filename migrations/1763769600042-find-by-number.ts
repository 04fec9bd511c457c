import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Numbers in one spelling as columns of their own, so that indexes over them serve the app: under row-level security no
 * index over `number_key(…)` does, since the function might tell what the row holds before the policy has passed it, and
 * only a superuser may vouch for it.
 *
 * What payers write leads to customers the same way: the beginning of their name, their account.
 *
 * Tables are written anew, locked meanwhile: on two cores about 25 seconds per million receivables, 15 per million
 * documents, 6 per million events.
 */
export class FindByNumber1763769600042 implements MigrationInterface {
  name = 'FindByNumber1763769600042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DOCUMENTS);
    await runner.query(EVENTS);
    await runner.query(RECEIVABLES);
    await runner.query(REFERENCES);
    await runner.query(CUSTOMERS);
    await runner.query(LINES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what reads by number would go through whole tables');
  }
}

const DOCUMENTS = `
DROP INDEX accounting_document_number_idx;
ALTER TABLE accounting_document ADD COLUMN number_key text GENERATED ALWAYS AS (number_key(number)) STORED;
COMMENT ON COLUMN accounting_document.number_key IS 'The number in one spelling.';
CREATE INDEX accounting_document_number_idx ON accounting_document (tenant_id, number_key);
-- The latest that a connection told of its invoices, and whether it told anything.
CREATE INDEX accounting_document_told_idx ON accounting_document (tenant_id, connection_id, fetched_at DESC)
  WHERE kind IN ('INVOICE', 'CREDIT_NOTE') AND gone_at IS NULL;
-- Whether a file of the connection says what is open.
CREATE INDEX accounting_document_open_idx ON accounting_document (tenant_id, connection_id)
  WHERE open_minor IS NOT NULL AND stream IS NULL;
`;

const EVENTS = `
DROP INDEX document_event_number_idx;
ALTER TABLE document_event ADD COLUMN number_key text GENERATED ALWAYS AS (number_key(document_number)) STORED;
COMMENT ON COLUMN document_event.number_key IS 'The number of the document in one spelling.';
CREATE INDEX document_event_number_idx ON document_event (tenant_id, number_key);
`;

/** Only of what is open, as the index always was: claims that are settled are written by the million. */
const RECEIVABLES = `
DROP INDEX receivable_number_idx;
ALTER TABLE receivable ADD COLUMN open_number_key text
  GENERATED ALWAYS AS (CASE WHEN open_minor <> 0 THEN number_key(number) END) STORED;
COMMENT ON COLUMN receivable.open_number_key IS 'The number in one spelling while something is open; NULL when nothing is.';
CREATE INDEX receivable_number_idx ON receivable (tenant_id, open_number_key) WHERE open_minor <> 0;
CREATE INDEX receivable_amount_idx ON receivable (tenant_id, open_minor) WHERE open_minor <> 0;
`;

/** Numbers that debtors may quote, one row each: no index over an array serves the app either. */
const REFERENCES = `
CREATE TABLE document_reference (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  document_key text NOT NULL,
  reference_key text NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, document_key, reference_key),
  CONSTRAINT document_reference_document_fkey FOREIGN KEY (tenant_id, connection_id, document_key)
    REFERENCES accounting_document ON DELETE CASCADE
);
COMMENT ON TABLE document_reference IS
  'What a debtor may quote of a document, in one spelling: kept with accounting_document.quoted_references by the database.';
-- Policies speak of one tenant, and bind the owner too where it is no superuser: this fills the rows of all.
ALTER TABLE accounting_document NO FORCE ROW LEVEL SECURITY;
INSERT INTO document_reference (tenant_id, connection_id, document_key, reference_key)
SELECT DISTINCT d.tenant_id, d.connection_id, d.document_key, number_key(q.reference)
FROM accounting_document d, unnest(d.quoted_references) AS q (reference)
WHERE number_key(q.reference) <> '';
ALTER TABLE accounting_document FORCE ROW LEVEL SECURITY;
CREATE INDEX document_reference_key_idx ON document_reference (tenant_id, reference_key);
CALL protect_tenant_table('document_reference');

-- Sets are compared by EXCEPT, not joined: the plan is made for the first statement of a session.
CREATE FUNCTION keep_document_references() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM document_reference o USING (
      SELECT tenant_id, connection_id, document_key, quoted_references FROM untouched
      EXCEPT SELECT tenant_id, connection_id, document_key, quoted_references FROM touched) c
    WHERE (o.tenant_id, o.connection_id, o.document_key) = (c.tenant_id, c.connection_id, c.document_key);
    INSERT INTO document_reference (tenant_id, connection_id, document_key, reference_key)
    SELECT DISTINCT c.tenant_id, c.connection_id, c.document_key, number_key(q.reference)
    FROM (
      SELECT tenant_id, connection_id, document_key, quoted_references FROM touched
      EXCEPT SELECT tenant_id, connection_id, document_key, quoted_references FROM untouched
    ) c, unnest(c.quoted_references) AS q (reference) WHERE number_key(q.reference) <> '';
  ELSE
    INSERT INTO document_reference (tenant_id, connection_id, document_key, reference_key)
    SELECT DISTINCT c.tenant_id, c.connection_id, c.document_key, number_key(q.reference)
    FROM touched c, unnest(c.quoted_references) AS q (reference) WHERE number_key(q.reference) <> '';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_references_of_new AFTER INSERT ON accounting_document REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION keep_document_references();
CREATE TRIGGER keep_references AFTER UPDATE ON accounting_document REFERENCING OLD TABLE AS untouched NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION keep_document_references();
`;

const CUSTOMERS = `
ALTER TABLE customer ADD COLUMN name_start text GENERATED ALWAYS AS (left(folded_name, 6)) STORED,
  ADD COLUMN account_key text GENERATED ALWAYS AS (number_key(account)) STORED;
COMMENT ON COLUMN customer.name_start IS 'What payers'' names are looked up by.';
COMMENT ON COLUMN customer.account_key IS 'The account in one spelling, as payers quote it.';
CREATE INDEX customer_name_start_idx ON customer (tenant_id, name_start);
CREATE INDEX customer_account_key_idx ON customer (tenant_id, account_key);
`;

/** Lines come in the order of their days, or nearly: such an index costs next to nothing to keep. */
const LINES = `
CREATE INDEX ledger_line_entry_idx ON ledger_line USING brin (tenant_id, entry_on date_minmax_multi_ops)
  WITH (pages_per_range = 32, autosummarize = on);
`;
