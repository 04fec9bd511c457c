import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts left out of a mail while somebody had muted or snoozed them, which their recipients are still owed. */
export class KeepMailBack1763769600032 implements MigrationInterface {
  name = 'KeepMailBack1763769600032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEPT_BACK);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: alerts would be missing from mails');
  }
}

const KEPT_BACK = `
CREATE TABLE email_kept_back (
  tenant_id uuid NOT NULL,
  email_recipient_id uuid NOT NULL,
  risk_alert_id uuid NOT NULL,
  kept_at timestamptz NOT NULL,
  email_delivery_id uuid,
  PRIMARY KEY (tenant_id, email_recipient_id, risk_alert_id),
  CONSTRAINT email_kept_back_recipient_fkey FOREIGN KEY (tenant_id, email_recipient_id) REFERENCES email_recipient ON DELETE CASCADE,
  CONSTRAINT email_kept_back_alert_fkey FOREIGN KEY (tenant_id, risk_alert_id) REFERENCES risk_alert ON DELETE CASCADE,
  CONSTRAINT email_kept_back_delivery_fkey FOREIGN KEY (tenant_id, email_delivery_id) REFERENCES email_delivery ON DELETE CASCADE
);
COMMENT ON TABLE email_kept_back IS 'An alert that was muted or snoozed when the mail on it went out: owed until it is heard again, or resolved.';
COMMENT ON COLUMN email_kept_back.email_delivery_id IS 'The mail that is to tell it now; NULL while it waits.';
CREATE INDEX email_kept_back_delivery_idx ON email_kept_back (tenant_id, email_delivery_id) WHERE email_delivery_id IS NOT NULL;
CREATE INDEX email_kept_back_alert_idx ON email_kept_back (tenant_id, risk_alert_id);
CALL protect_tenant_table('email_kept_back');
`;
