import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What accounting software, e-invoices and lists say: parties, documents, what settles what, and what happened since. */
export class KeepAccountingRecords1763769600034 implements MigrationInterface {
  name = 'KeepAccountingRecords1763769600034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PARTIES);
    await runner.query(DOCUMENTS);
    await runner.query(EVENTS);
    await runner.query(AGED_BALANCES);
    await runner.query(REBUILDS);
    await runner.query(RECEIVABLES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what the sources said would be lost');
  }
}

const PARTIES = `
CREATE TABLE party (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  party_key text NOT NULL,
  customer_id uuid NOT NULL,
  code text,
  name text NOT NULL,
  siren text,
  siret text,
  vat_number text,
  country_code text,
  email text,
  phone text,
  payment_terms text,
  credit_limit_minor bigint,
  currency text,
  is_pooled boolean NOT NULL,
  is_active boolean NOT NULL,
  parent_key text,
  merged_into_key text,
  stream text,
  payload_key text,
  source_file_id uuid,
  fetched_at timestamptz NOT NULL,
  gone_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id, party_key),
  CONSTRAINT party_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT party_origin_check CHECK ((stream IS NULL) = (payload_key IS NULL) AND (stream IS NULL) <> (source_file_id IS NULL))
);
COMMENT ON TABLE party IS 'Somebody who owes, as one source of accounting records knows it.';
COMMENT ON COLUMN party.party_key IS 'What documents of the connection name; the account of its customer.';
COMMENT ON COLUMN party.customer_id IS 'Who owes what its documents claim: itself, or the party it was merged into.';
COMMENT ON COLUMN party.credit_limit_minor IS 'The limit the source itself keeps; shown beside ours.';
COMMENT ON COLUMN party.gone_at IS 'When we learnt that the source knows it no more.';
CREATE INDEX party_customer_idx ON party (tenant_id, customer_id);
CREATE INDEX party_payload_idx ON party (tenant_id, connection_id, stream, payload_key);
CREATE INDEX party_merged_idx ON party (tenant_id, connection_id, merged_into_key) WHERE merged_into_key IS NOT NULL;
CALL protect_tenant_table('party');
`;

const DOCUMENTS = `
-- One spelling of a number, however a source writes it: letters and digits in upper case, without leading zeros.
CREATE FUNCTION number_key(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ltrim(upper(regexp_replace(number, '[^[:alnum:]]+', '', 'g')), '0');

CREATE TABLE accounting_document (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  document_key text NOT NULL,
  customer_id uuid NOT NULL,
  kind text NOT NULL,
  party_key text NOT NULL,
  number text NOT NULL,
  label text NOT NULL,
  issued_on date NOT NULL,
  due_on date,
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  open_minor bigint,
  open_on date,
  instalments jsonb NOT NULL,
  state text NOT NULL,
  is_disputed boolean NOT NULL,
  is_doubtful boolean NOT NULL,
  is_assigned boolean NOT NULL,
  quoted_references text[] NOT NULL,
  preceding_number text,
  stream text,
  payload_key text,
  source_file_id uuid,
  fetched_at timestamptz NOT NULL,
  gone_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id, document_key),
  CONSTRAINT accounting_document_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT accounting_document_kind_check CHECK (kind IN ('INVOICE', 'CREDIT_NOTE', 'DEPOSIT', 'OPENING', 'ADJUSTMENT', 'BILL',
    'PAYMENT', 'REFUND', 'RETURNED_PAYMENT', 'WRITE_OFF', 'ASSIGNMENT', 'COMPENSATION', 'DISCOUNT', 'EXCHANGE')),
  CONSTRAINT accounting_document_state_check CHECK (state IN ('DRAFT', 'OPEN', 'PAID', 'VOID', 'UNKNOWN')),
  CONSTRAINT accounting_document_origin_check CHECK ((stream IS NULL) = (payload_key IS NULL)
    AND (stream IS NULL) <> (source_file_id IS NULL))
);
COMMENT ON TABLE accounting_document IS 'A document as a source says it now: a claim, or what settles claims. History is kept by receivable_entry.';
COMMENT ON COLUMN accounting_document.customer_id IS 'Who owes it: the customer of party_key, or of what that party was merged into.';
COMMENT ON COLUMN accounting_document.amount_minor IS 'What falls due at issue; positive adds to what is owed.';
COMMENT ON COLUMN accounting_document.open_minor IS 'What the source says is open, signed alike; it decides over the allocations. NULL: not said.';
COMMENT ON COLUMN accounting_document.instalments IS 'Parts with days of their own: [{dueOn, amountMinor (text)}], adding up to amount_minor; empty for one day.';
COMMENT ON COLUMN accounting_document.gone_at IS 'When we learnt that the source has it no more: then it is no claim.';
CREATE INDEX accounting_document_customer_idx ON accounting_document (tenant_id, customer_id);
CREATE INDEX accounting_document_party_idx ON accounting_document (tenant_id, connection_id, party_key);
CREATE INDEX accounting_document_payload_idx ON accounting_document (tenant_id, connection_id, stream, payload_key);
CREATE INDEX accounting_document_file_idx ON accounting_document (tenant_id, source_file_id) WHERE source_file_id IS NOT NULL;
CREATE INDEX accounting_document_number_idx ON accounting_document (tenant_id, number_key(number));
CALL protect_tenant_table('accounting_document');

CREATE TABLE document_allocation (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  from_key text NOT NULL,
  to_key text NOT NULL,
  seq integer NOT NULL,
  amount_minor bigint NOT NULL,
  allocated_on date,
  PRIMARY KEY (tenant_id, connection_id, from_key, to_key, seq),
  CONSTRAINT document_allocation_document_fkey FOREIGN KEY (tenant_id, connection_id, from_key)
    REFERENCES accounting_document ON DELETE CASCADE,
  CONSTRAINT document_allocation_amount_check CHECK (amount_minor > 0)
);
COMMENT ON TABLE document_allocation IS 'What a document is set against, as its source says; the other one may be told later or never.';
COMMENT ON COLUMN document_allocation.seq IS 'From 1, among the parts that go to the same document.';
CREATE INDEX document_allocation_to_idx ON document_allocation (tenant_id, connection_id, to_key);
CALL protect_tenant_table('document_allocation');

CREATE TABLE document_difference (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  document_key text NOT NULL,
  code text NOT NULL,
  other_key text NOT NULL,
  customer_id uuid NOT NULL,
  currency text NOT NULL,
  said text NOT NULL,
  counted text NOT NULL,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, document_key, code, other_key),
  CONSTRAINT document_difference_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT document_difference_code_check CHECK (code IN ('OVER_ALLOCATED', 'CURRENCIES_DIFFER', 'SAME_SIDE', 'OPEN_EXCEEDS_TOTAL'))
);
COMMENT ON TABLE document_difference IS 'Where what a source says does not fit together, and what was counted; kept by the rebuild of the customer.';
COMMENT ON COLUMN document_difference.said IS 'What the source says; amounts in minor units.';
CREATE INDEX document_difference_customer_idx ON document_difference (tenant_id, customer_id);
CALL protect_tenant_table('document_difference');
`;

const EVENTS = `
CREATE TABLE document_event (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  event_key text NOT NULL,
  document_number text NOT NULL,
  document_issued_on date,
  status text NOT NULL,
  code text NOT NULL,
  reason_code text,
  reason text,
  amount_minor bigint,
  currency text,
  at timestamptz NOT NULL,
  stream text,
  payload_key text,
  source_file_id uuid,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, event_key),
  CONSTRAINT document_event_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT document_event_status_check CHECK (status IN ('SUBMITTED', 'ISSUED', 'RECEIVED', 'MADE_AVAILABLE', 'TAKEN_IN_CHARGE',
    'APPROVED', 'PARTLY_APPROVED', 'DISPUTED', 'SUSPENDED', 'COMPLETED', 'REFUSED', 'PAYMENT_SENT', 'CASHED', 'REJECTED',
    'CANCELLED', 'ROUTING_ERROR', 'ASSIGNED', 'UNKNOWN'))
);
COMMENT ON TABLE document_event IS 'What happened to a document after it was issued (life cycle of e-invoices): appended, never changed.';
CREATE INDEX document_event_number_idx ON document_event (tenant_id, number_key(document_number));
CALL protect_tenant_table('document_event');
-- Told once, never changed.
REVOKE UPDATE ON document_event FROM encours_app;
`;

const AGED_BALANCES = `
CREATE TABLE aged_balance_line (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  as_of date NOT NULL,
  line_key text NOT NULL,
  party_code text NOT NULL,
  party_name text NOT NULL,
  currency text NOT NULL,
  total_minor bigint NOT NULL,
  buckets jsonb NOT NULL,
  source_file_id uuid,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, as_of, line_key),
  CONSTRAINT aged_balance_line_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE aged_balance_line IS 'A customer''s line of an imported aged balance: compared with ours, never made into claims.';
COMMENT ON COLUMN aged_balance_line.buckets IS '[{fromDays, toDays, label, amountMinor (text)}] as the sheet has them.';
CALL protect_tenant_table('aged_balance_line');
`;

const REBUILDS = `
CREATE TABLE rebuild_mark (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  marked_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, customer_id),
  CONSTRAINT rebuild_mark_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE rebuild_mark IS
  'Customers whose claims must be computed again: written with what changed, removed by the rebuild that saw it.';
CALL protect_tenant_table('rebuild_mark');
`;

const RECEIVABLES = `
ALTER TABLE receivable ADD COLUMN document_key text, ADD COLUMN disputed_on date;
COMMENT ON COLUMN receivable.document_key IS 'Of the accounting_document of its connection that makes the claim; NULL for a line of the books.';
COMMENT ON COLUMN receivable.disputed_on IS 'Since when it is disputed; NULL when it is not, or nobody said since when.';
COMMENT ON COLUMN receivable.source_file_id IS 'The file that told it; the id of the connection for what came through an API.';
COMMENT ON COLUMN receivable.source_line IS 'Line of the file; of a document the number of the instalment.';
CREATE INDEX receivable_document_idx ON receivable (tenant_id, connection_id, document_key) WHERE document_key IS NOT NULL;
`;
