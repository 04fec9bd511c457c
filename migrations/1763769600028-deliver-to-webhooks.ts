import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the event log is sent by HTTP, and what became of each event there. */
export class DeliverToWebhooks1763769600028 implements MigrationInterface {
  name = 'DeliverToWebhooks1763769600028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WEBHOOKS);
    await runner.query(DELIVERIES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: receivers would be told everything again');
  }
}

const WEBHOOKS = `
CREATE TABLE webhook (
  tenant_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  url text NOT NULL,
  description text NOT NULL,
  event_types text[],
  rules text[],
  severities text[],
  customer_ids uuid[],
  delivery_order text NOT NULL,
  status text NOT NULL,
  disabled_because text,
  disabled_at timestamptz,
  position bigint NOT NULL,
  generation integer NOT NULL DEFAULT 0,
  sealed_secret text NOT NULL,
  secret_key_id text NOT NULL,
  sealed_previous_secret text,
  previous_secret_key_id text,
  previous_secret_until timestamptz,
  failing_since timestamptz,
  failures integer NOT NULL DEFAULT 0,
  last_delivered_at timestamptz,
  waits_until timestamptz,
  leased_by text,
  leased_until timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, webhook_id),
  CONSTRAINT webhook_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant,
  CONSTRAINT webhook_order_check CHECK (delivery_order IN ('PER_CUSTOMER', 'STRICT', 'NONE')),
  CONSTRAINT webhook_status_check CHECK (status IN ('ACTIVE', 'PAUSED', 'DISABLED')),
  CONSTRAINT webhook_disabled_check CHECK ((status = 'DISABLED') = (disabled_because IS NOT NULL)),
  CONSTRAINT webhook_previous_check CHECK ((sealed_previous_secret IS NULL) = (previous_secret_key_id IS NULL)
    AND (sealed_previous_secret IS NULL) = (previous_secret_until IS NULL))
);
COMMENT ON TABLE webhook IS 'An address events are sent to. What it is owed is what lies behind its position, and its deliveries that are pending.';
COMMENT ON COLUMN webhook.event_types IS 'Only these types; NULL for all. So with rules, severities and customers: all that are given must hold.';
COMMENT ON COLUMN webhook.position IS 'Events up to here have become deliveries, or were not wanted.';
COMMENT ON COLUMN webhook.generation IS 'How often it was taken back to an earlier position: an event has one delivery in each generation.';
COMMENT ON COLUMN webhook.sealed_secret IS 'What signs: AES-256-GCM, base64 of nonce, ciphertext and tag, bound to tenant and webhook.';
COMMENT ON COLUMN webhook.previous_secret_until IS 'Until then deliveries are signed with the previous secret, too.';
COMMENT ON COLUMN webhook.failing_since IS 'When the first attempt failed that no success has followed.';
COMMENT ON COLUMN webhook.failures IS 'Failed attempts that no success has followed.';
COMMENT ON COLUMN webhook.waits_until IS 'Nothing is sent before: it asked for it, or has failed several times.';
COMMENT ON COLUMN webhook.leased_by IS 'The worker that sends to it, until leased_until by the clock of the database.';
CALL protect_tenant_table('webhook');
`;

const DELIVERIES = `
CREATE TABLE webhook_delivery (
  tenant_id uuid NOT NULL,
  webhook_delivery_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  delivery_seq bigint GENERATED ALWAYS AS IDENTITY,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  position bigint,
  lane uuid NOT NULL,
  generation integer NOT NULL,
  is_test boolean NOT NULL DEFAULT false,
  status text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  first_attempted_at timestamptz,
  last_attempted_at timestamptz,
  status_code integer,
  error_code text,
  duration_ms integer,
  response_excerpt text,
  created_at timestamptz NOT NULL,
  delivered_at timestamptz,
  PRIMARY KEY (tenant_id, webhook_delivery_id),
  CONSTRAINT webhook_delivery_webhook_fkey FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook ON DELETE CASCADE,
  CONSTRAINT webhook_delivery_status_check CHECK (status IN ('PENDING', 'DELIVERED', 'FAILED', 'SKIPPED')),
  CONSTRAINT webhook_delivery_next_check CHECK ((status = 'PENDING') = (next_attempt_at IS NOT NULL))
);
COMMENT ON TABLE webhook_delivery IS 'One event on its way to one webhook; the newest attempt is what the columns tell.';
COMMENT ON COLUMN webhook_delivery.webhook_delivery_id IS 'stable_id(webhook, generation, event): made twice, it is one.';
COMMENT ON COLUMN webhook_delivery.position IS 'Of its event in the log; NULL for a test, which is in no log.';
COMMENT ON COLUMN webhook_delivery.lane IS 'Deliveries of a lane follow one another: the customer, the webhook for all or for events without a customer, or the event itself.';
COMMENT ON COLUMN webhook_delivery.response_excerpt IS 'The beginning of what was answered to an attempt that failed.';
CREATE INDEX webhook_delivery_log_idx ON webhook_delivery (tenant_id, webhook_id, delivery_seq);
-- The queue: small whatever has been delivered.
CREATE INDEX webhook_delivery_pending_idx ON webhook_delivery (tenant_id, webhook_id, delivery_seq) WHERE status = 'PENDING';
CREATE INDEX webhook_delivery_failed_idx ON webhook_delivery (tenant_id, webhook_id, delivery_seq) WHERE status = 'FAILED';
CREATE INDEX webhook_delivery_over_idx ON webhook_delivery (tenant_id, created_at) WHERE status <> 'PENDING';
CALL protect_tenant_table('webhook_delivery');
`;
