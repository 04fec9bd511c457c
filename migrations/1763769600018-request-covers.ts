import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Covers asked of insurers, each at most once; and that a budget ran out is told once a month. */
export class RequestCovers1763769600018 implements MigrationInterface {
  name = 'RequestCovers1763769600018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COVER_REQUESTS);
    await runner.query(SPENDING);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what was asked of insurers is not un-asked');
  }
}

const COVER_REQUESTS = `
CREATE TABLE cover_request (
  tenant_id uuid NOT NULL,
  cover_request_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  siren text NOT NULL,
  customer_id uuid,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  idempotency_key text NOT NULL,
  status text NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  sent_at timestamptz,
  answered_at timestamptz,
  provider_reference text,
  code text,
  message text,
  settled_by text,
  PRIMARY KEY (tenant_id, cover_request_id),
  CONSTRAINT cover_request_idempotency_key UNIQUE (tenant_id, idempotency_key),
  CONSTRAINT cover_request_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection,
  CONSTRAINT cover_request_siren_check CHECK (siren ~ '^[0-9]{9}$'),
  CONSTRAINT cover_request_amount_check CHECK (amount_minor > 0),
  CONSTRAINT cover_request_status_check CHECK (status IN ('PENDING', 'SENT', 'GRANTED', 'REFERRED', 'REFUSED', 'FAILED', 'IN_DOUBT')),
  CONSTRAINT cover_request_sent_check CHECK (status IN ('PENDING', 'FAILED') OR sent_at IS NOT NULL)
);
-- While nobody knows whether the insurer has one request, there is no second one for the same buyer.
CREATE UNIQUE INDEX cover_request_open_key ON cover_request (tenant_id, connection_id, siren)
  WHERE status = ANY (ARRAY['PENDING', 'SENT', 'IN_DOUBT']);
CREATE INDEX cover_request_recent_idx ON cover_request (tenant_id, requested_at, cover_request_id);
COMMENT ON TABLE cover_request IS
  'Covers asked of insurers. A request is marked SENT before it is sent and never sent again, whatever becomes of the process.';
COMMENT ON COLUMN cover_request.status IS
  'PENDING: not sent yet; SENT: sent or about to be; REFERRED: an underwriter decides; FAILED: the insurer has not got it; IN_DOUBT: nobody knows whether it has.';
COMMENT ON COLUMN cover_request.settled_by IS
  'Who, or what record of the insurer, said how a request that was in doubt or referred ended.';
CALL protect_tenant_table('cover_request');
REVOKE DELETE ON cover_request FROM encours_app;
`;

const SPENDING = `
ALTER TABLE provider_budget_month ADD COLUMN exhausted_at timestamptz;
COMMENT ON COLUMN provider_budget_month.exhausted_at IS 'When the budget first kept a call from being made: it is told once.';
CREATE INDEX provider_call_booked_idx ON provider_call (tenant_id, booked_at, provider_call_id);
`;
