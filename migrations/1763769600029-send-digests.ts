import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told of alerts by e-mail, and the mails they were owed. */
export class SendDigests1763769600029 implements MigrationInterface {
  name = 'SendDigests1763769600029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECIPIENTS);
    await runner.query(DELIVERIES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: recipients would be told everything again');
  }
}

const RECIPIENTS = `
CREATE TABLE email_recipient (
  tenant_id uuid NOT NULL,
  email_recipient_id uuid NOT NULL,
  address text NOT NULL,
  locale text NOT NULL,
  time_zone text NOT NULL,
  immediate_severities text[] NOT NULL,
  digest text NOT NULL,
  digest_hour smallint NOT NULL,
  digest_weekday smallint NOT NULL,
  sends_empty boolean NOT NULL,
  rules text[],
  severities text[],
  customer_ids uuid[],
  role text NOT NULL,
  status text NOT NULL,
  disabled_because text,
  status_at timestamptz NOT NULL,
  token_hash text NOT NULL,
  sealed_token text NOT NULL,
  secret_key_id text NOT NULL,
  position bigint NOT NULL,
  digest_position bigint NOT NULL,
  next_digest_at timestamptz,
  last_immediate_at timestamptz,
  last_sent_at timestamptz,
  refusals integer NOT NULL DEFAULT 0,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, email_recipient_id),
  CONSTRAINT email_recipient_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant,
  CONSTRAINT email_recipient_token_key UNIQUE (token_hash),
  CONSTRAINT email_recipient_locale_check CHECK (locale IN ('en', 'fr')),
  CONSTRAINT email_recipient_digest_check CHECK (digest IN ('NONE', 'DAILY', 'WEEKLY')),
  CONSTRAINT email_recipient_hour_check CHECK (digest_hour BETWEEN 0 AND 23),
  CONSTRAINT email_recipient_weekday_check CHECK (digest_weekday BETWEEN 1 AND 7),
  CONSTRAINT email_recipient_due_check CHECK ((digest = 'NONE') = (next_digest_at IS NULL)),
  CONSTRAINT email_recipient_status_check CHECK (status IN ('ACTIVE', 'UNSUBSCRIBED', 'DISABLED'))
);
COMMENT ON TABLE email_recipient IS 'Somebody told of alerts by e-mail. What is owed lies behind the positions, and in mails that are pending.';
COMMENT ON COLUMN email_recipient.digest_weekday IS 'Monday is 1; of a weekly digest only.';
COMMENT ON COLUMN email_recipient.rules IS 'Only alerts of these rules; NULL for all. So with severities and customers: all that are given must hold.';
COMMENT ON COLUMN email_recipient.role IS 'What a key of this role may not read is withheld from the mails.';
COMMENT ON COLUMN email_recipient.token_hash IS 'SHA-256 of what unsubscribes; the token itself is sealed like a credential.';
COMMENT ON COLUMN email_recipient.position IS 'Events up to here are in mails sent at once, or were not wanted in one.';
COMMENT ON COLUMN email_recipient.digest_position IS 'Events up to here are in digests.';
COMMENT ON COLUMN email_recipient.next_digest_at IS 'When the next digest is due: the hour in the time zone, as an instant.';
COMMENT ON COLUMN email_recipient.refusals IS 'How often the address was refused since a mail was last taken.';
CREATE UNIQUE INDEX email_recipient_address_key ON email_recipient (tenant_id, lower(address));
CALL protect_tenant_table('email_recipient');
-- Who unsubscribes is found before a tenant is known: exactly the row of the presented token opens, for reading.
CREATE POLICY presented_unsubscription ON email_recipient FOR SELECT TO encours_app
  USING (token_hash = current_setting('app.presented_unsubscription_hash', true));
`;

const DELIVERIES = `
CREATE TABLE email_delivery (
  tenant_id uuid NOT NULL,
  email_delivery_id uuid NOT NULL,
  email_recipient_id uuid NOT NULL,
  delivery_seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  from_position bigint NOT NULL,
  to_position bigint NOT NULL,
  digest_on date,
  message_id text,
  status text NOT NULL,
  alerts integer NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  last_attempted_at timestamptz,
  error_code text,
  reply text,
  leased_by text,
  leased_until timestamptz,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  PRIMARY KEY (tenant_id, email_delivery_id),
  CONSTRAINT email_delivery_recipient_fkey FOREIGN KEY (tenant_id, email_recipient_id) REFERENCES email_recipient ON DELETE CASCADE,
  CONSTRAINT email_delivery_kind_check CHECK (kind IN ('IMMEDIATE', 'DAILY', 'WEEKLY', 'TEST')),
  CONSTRAINT email_delivery_status_check CHECK (status IN ('PENDING', 'SENT', 'SKIPPED', 'FAILED')),
  CONSTRAINT email_delivery_digest_check CHECK ((kind IN ('DAILY', 'WEEKLY')) = (digest_on IS NOT NULL)),
  CONSTRAINT email_delivery_next_check CHECK ((status = 'PENDING') = (next_attempt_at IS NOT NULL))
);
COMMENT ON TABLE email_delivery IS 'One mail to one recipient, about the events behind from_position up to to_position; the newest attempt is what the columns tell.';
COMMENT ON COLUMN email_delivery.email_delivery_id IS 'stable_id(recipient, kind, from_position, or when the digest was due): made twice, it is one.';
COMMENT ON COLUMN email_delivery.digest_on IS 'The day the digest was due on, where the recipient is; NULL for other mails.';
COMMENT ON COLUMN email_delivery.message_id IS 'Given with the first attempt and kept for every other: a repeat is the same mail.';
COMMENT ON COLUMN email_delivery.alerts IS 'How many alerts a mail sent at once tells of; 0 for others.';
COMMENT ON COLUMN email_delivery.reply IS 'The beginning of what the mail server said when the attempt failed.';
COMMENT ON COLUMN email_delivery.leased_by IS 'The process that sends it, until leased_until by the clock of the database.';
CREATE INDEX email_delivery_log_idx ON email_delivery (tenant_id, delivery_seq);
-- The queue: small whatever has been sent. A recipient has one mail of a sort in it at most.
CREATE UNIQUE INDEX email_delivery_pending_idx ON email_delivery (tenant_id, email_recipient_id, (kind = 'IMMEDIATE'))
  WHERE status = 'PENDING';
CREATE INDEX email_delivery_over_idx ON email_delivery (tenant_id, created_at) WHERE status <> 'PENDING';
CALL protect_tenant_table('email_delivery');
`;
