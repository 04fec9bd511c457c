import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One invoice that several sources tell of is one claim: which of them carries it, and where they differ. */
export class LinkSources1763769600035 implements MigrationInterface {
  name = 'LinkSources1763769600035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LINKS);
    await runner.query(CONFLICTS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: invoices of several sources would be counted twice');
  }
}

const LINKS = `
CREATE TABLE document_link (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  claim_key text NOT NULL,
  customer_id uuid NOT NULL,
  is_ledger boolean NOT NULL,
  carrier_connection_id uuid NOT NULL,
  carrier_key text NOT NULL,
  carrier_customer_id uuid NOT NULL,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, claim_key),
  CONSTRAINT document_link_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT document_link_carrier_fkey FOREIGN KEY (tenant_id, carrier_connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE document_link IS 'An invoice that another source carries as a claim: it makes none of its own, so that nothing is added up.';
COMMENT ON COLUMN document_link.claim_key IS 'A document_key; of lines of the books "line:" with customer, number and day of issue.';
COMMENT ON COLUMN document_link.is_ledger IS 'Its source says what is open too, and was passed over; otherwise it is only the document.';
CREATE INDEX document_link_carrier_idx ON document_link (tenant_id, carrier_connection_id, carrier_customer_id);
CREATE INDEX document_link_customer_idx ON document_link (tenant_id, customer_id);
CALL protect_tenant_table('document_link');
`;

const CONFLICTS = `
CREATE TABLE source_conflict (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  claim_key text NOT NULL,
  code text NOT NULL,
  customer_id uuid NOT NULL,
  number text NOT NULL,
  said text NOT NULL,
  carrier_connection_id uuid NOT NULL,
  carrier_key text NOT NULL,
  carrier_customer_id uuid NOT NULL,
  counted text NOT NULL,
  currency text NOT NULL,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, claim_key, code),
  CONSTRAINT source_conflict_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT source_conflict_carrier_fkey FOREIGN KEY (tenant_id, carrier_connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT source_conflict_code_check CHECK (code IN ('AMOUNT', 'CURRENCY', 'DUE_DATE', 'DEBTOR'))
);
COMMENT ON TABLE source_conflict IS 'Where two sources of one invoice differ: what this one says, and what the one that carries it says and counts.';
COMMENT ON COLUMN source_conflict.said IS 'What the source that does not carry it says; amounts in minor units of the currency.';
CREATE INDEX source_conflict_found_idx ON source_conflict (tenant_id, found_at);
CALL protect_tenant_table('source_conflict');
`;
