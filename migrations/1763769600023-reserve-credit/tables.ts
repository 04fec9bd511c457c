export const TABLES = `
CREATE TABLE credit_reservation (
  tenant_id uuid NOT NULL,
  credit_reservation_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  reference text,
  idempotency_key text NOT NULL,
  reserved_on date NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  committed_by text,
  committed_at timestamptz,
  invoice_number text,
  unbilled_until timestamptz,
  released_by text,
  released_at timestamptz,
  counts_until timestamptz NOT NULL,
  exception_grant_ids uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, credit_reservation_id),
  CONSTRAINT credit_reservation_idempotency_key UNIQUE (tenant_id, idempotency_key),
  CONSTRAINT credit_reservation_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT credit_reservation_amount_check CHECK (amount_minor > 0),
  CONSTRAINT credit_reservation_expiry_check CHECK (expires_at > created_at),
  CONSTRAINT credit_reservation_committed_check CHECK ((committed_at IS NULL) = (unbilled_until IS NULL)),
  CONSTRAINT credit_reservation_invoice_check CHECK (invoice_number IS NULL OR committed_at IS NOT NULL),
  CONSTRAINT credit_reservation_counts_check CHECK (counts_until = COALESCE(released_at, unbilled_until, expires_at))
);
-- What counts now is the end of each customer's range: how many there ever were does not matter.
CREATE INDEX credit_reservation_counting_idx ON credit_reservation (tenant_id, customer_id, counts_until);
CREATE INDEX credit_reservation_recent_idx ON credit_reservation (tenant_id, created_at, credit_reservation_id);
CREATE INDEX credit_reservation_reference_idx ON credit_reservation (tenant_id, reference);
COMMENT ON TABLE credit_reservation IS
  'Credit set aside for orders. It stops counting by time alone, or by the invoice it became: no job has to remember it.';
COMMENT ON COLUMN credit_reservation.reference IS
  'The order. An invoice of the customer with this number, or with invoice_number, ends the reservation.';
COMMENT ON COLUMN credit_reservation.reserved_on IS 'The day in the seller''s zone: invoices issued before, and not only dated back and entered since, are of other orders.';
COMMENT ON COLUMN credit_reservation.unbilled_until IS 'Until when a committed one counts if its invoice never comes.';
COMMENT ON COLUMN credit_reservation.counts_until IS 'Until when it counts against the limit unless its invoice comes first.';
CALL protect_tenant_table('credit_reservation');
REVOKE DELETE ON credit_reservation FROM encours_app;

CREATE TABLE supply_hold (
  tenant_id uuid NOT NULL,
  supply_hold_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  reason_code text NOT NULL,
  reason text NOT NULL,
  scope text NOT NULL,
  clause text,
  release_plan text,
  release_steps text[] NOT NULL DEFAULT '{}',
  placed_by text NOT NULL,
  placed_at timestamptz NOT NULL,
  lifted_by text,
  lifted_at timestamptz,
  lift_reason text,
  PRIMARY KEY (tenant_id, supply_hold_id),
  CONSTRAINT supply_hold_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT supply_hold_reason_check CHECK (reason_code IN ('OVERDUE', 'BROKEN_PROMISE', 'RETURNED_PAYMENT', 'INSOLVENCY',
    'CREDIT_RISK', 'COVER_WITHDRAWN', 'DISPUTE', 'FRAUD_SUSPECTED', 'OTHER')),
  CONSTRAINT supply_hold_scope_check CHECK (scope IN ('ALL', 'NEW_ORDERS')),
  CONSTRAINT supply_hold_lifted_check CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
-- Placed twice for one reason, it is one hold.
CREATE UNIQUE INDEX supply_hold_active_key ON supply_hold (tenant_id, customer_id, reason_code) WHERE lifted_at IS NULL;
CREATE INDEX supply_hold_recent_idx ON supply_hold (tenant_id, placed_at, supply_hold_id);
COMMENT ON TABLE supply_hold IS 'Customers that are not to be supplied until somebody lifts the hold; no limit lifts it.';
COMMENT ON COLUMN supply_hold.scope IS 'NEW_ORDERS: nothing new is promised; ALL: what was promised is not delivered either.';
COMMENT ON COLUMN supply_hold.clause IS 'Where the terms of sale allow it.';
CALL protect_tenant_table('supply_hold');
REVOKE DELETE ON supply_hold FROM encours_app;

CREATE TABLE exception_grant (
  tenant_id uuid NOT NULL,
  exception_grant_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  terms text,
  ceiling_minor bigint,
  currency text NOT NULL,
  is_one_shot boolean NOT NULL,
  expires_at timestamptz NOT NULL,
  requested_by text NOT NULL,
  granted_by text NOT NULL,
  granted_at timestamptz NOT NULL,
  customer_told_by text,
  customer_told_on date,
  used_by uuid,
  used_at timestamptz,
  revoked_by text,
  revoked_at timestamptz,
  revoke_reason text,
  PRIMARY KEY (tenant_id, exception_grant_id),
  CONSTRAINT exception_grant_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT exception_grant_kind_check CHECK (kind IN ('LIMIT_EXCEEDED', 'TERMS', 'HOLD')),
  CONSTRAINT exception_grant_ceiling_check CHECK ((kind = 'TERMS') = (ceiling_minor IS NULL) AND ceiling_minor > 0),
  CONSTRAINT exception_grant_used_check CHECK ((used_at IS NULL) = (used_by IS NULL)),
  CONSTRAINT exception_grant_revoked_check CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX exception_grant_customer_idx ON exception_grant (tenant_id, customer_id, granted_at, exception_grant_id);
CREATE INDEX exception_grant_recent_idx ON exception_grant (tenant_id, granted_at, exception_grant_id);
COMMENT ON TABLE exception_grant IS 'The register of exceptions: what was bent for which customer, why, by whom, how often.';
COMMENT ON COLUMN exception_grant.ceiling_minor IS
  'LIMIT_EXCEEDED: the most by which the limit may be exceeded with it; HOLD: the most that may be ordered with it.';
COMMENT ON COLUMN exception_grant.used_by IS 'The reservation that used it last; a one-shot exception is used once.';
CALL protect_tenant_table('exception_grant');
REVOKE DELETE ON exception_grant FROM encours_app;
`;
