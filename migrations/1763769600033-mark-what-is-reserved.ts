import type { MigrationInterface, QueryRunner } from 'typeorm';
import { RECORD_VIEWS } from './1763769600010-open-bi/record-views';
import { viewSql, type BiColumn } from './1763769600010-open-bi/view-sql';

/** Credit that is set aside, or is no more, is news; how alerts are handled is shown to BI. */
export class MarkWhatIsReserved1763769600033 implements MigrationInterface {
  name = 'MarkWhatIsReserved1763769600033';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REASONS);
    await runner.query(RESERVATIONS);
    await runner.query(EXCEPTIONS);
    await runner.query(RESPONSES);
    await runner.query(LISTS);
    await runner.query(DOORS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: who responded first to an alert would be lost');
  }
}

const REASONS = `
ALTER TABLE rescore_mark DROP CONSTRAINT rescore_mark_reason_check;
ALTER TABLE rescore_mark ADD CONSTRAINT rescore_mark_reason_check CHECK (reason IN ('LEDGER', 'CUSTOMER', 'COMPANY', 'TIME',
  'NEVER_SCORED', 'MODEL', 'POLICY', 'GROUP', 'REQUESTED', 'RESERVATION', 'PORTFOLIO'));
`;

const RESERVATIONS = `
ALTER TABLE credit_reservation ADD COLUMN lapse_seen_at timestamptz;
COMMENT ON COLUMN credit_reservation.lapse_seen_at IS
  'When it was noticed that it counts no more by time alone; NULL while it counts, and until then.';
CREATE INDEX credit_reservation_lapsing_idx ON credit_reservation (tenant_id, counts_until)
  WHERE lapse_seen_at IS NULL AND released_at IS NULL;

-- Whoever writes a reservation holds its customer, and so does whoever takes the customer's marks: any mark there is stands for
-- this one too, however many orders come before it is taken.
CREATE FUNCTION mark_of_reservations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO rescore_mark (tenant_id, customer_id, reason)
    SELECT DISTINCT t.tenant_id, t.customer_id, 'RESERVATION' FROM touched t
    WHERE NOT EXISTS (SELECT FROM rescore_mark m WHERE m.tenant_id = t.tenant_id AND m.customer_id = t.customer_id);
  ELSE
    INSERT INTO rescore_mark (tenant_id, customer_id, reason)
    SELECT DISTINCT t.tenant_id, t.customer_id, 'RESERVATION' FROM (
      SELECT tenant_id, customer_id, credit_reservation_id, counts_until FROM touched
      EXCEPT SELECT tenant_id, customer_id, credit_reservation_id, counts_until FROM untouched) t
    WHERE NOT EXISTS (SELECT FROM rescore_mark m WHERE m.tenant_id = t.tenant_id AND m.customer_id = t.customer_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mark_after_insert AFTER INSERT ON credit_reservation REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_of_reservations();
CREATE TRIGGER mark_after_update AFTER UPDATE ON credit_reservation REFERENCING NEW TABLE AS touched OLD TABLE AS untouched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_of_reservations();
`;

const EXCEPTIONS = `
-- What a customer may owe beyond its limit moves its use of it; that an exception was used does not.
CREATE FUNCTION mark_of_exceptions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT may_mark() THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM mark_customers(array_agg(tenant_id), array_agg(customer_id), 'CUSTOMER')
    FROM (SELECT DISTINCT tenant_id, customer_id FROM touched WHERE kind = 'LIMIT_EXCEEDED') t HAVING count(*) > 0;
  ELSE
    PERFORM mark_customers(array_agg(tenant_id), array_agg(customer_id), 'CUSTOMER')
    FROM (SELECT DISTINCT tenant_id, customer_id FROM (
        SELECT tenant_id, customer_id, exception_grant_id, ceiling_minor, expires_at, revoked_at FROM touched
        WHERE kind = 'LIMIT_EXCEEDED'
        EXCEPT SELECT tenant_id, customer_id, exception_grant_id, ceiling_minor, expires_at, revoked_at FROM untouched
      ) changed) t
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mark_after_insert AFTER INSERT ON exception_grant REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_of_exceptions();
CREATE TRIGGER mark_after_update AFTER UPDATE ON exception_grant REFERENCING NEW TABLE AS touched OLD TABLE AS untouched
  FOR EACH STATEMENT EXECUTE FUNCTION mark_of_exceptions();
`;

const RESPONSES = `
ALTER TABLE risk_alert ADD COLUMN first_response_at timestamptz, ADD COLUMN first_response_by text;
COMMENT ON COLUMN risk_alert.first_response_at IS
  'When a person first did anything with it; kept when it escalates or is reopened, which empties acknowledged_at.';
COMMENT ON COLUMN risk_alert.first_response_by IS 'Who did.';
-- A migration sees the rows of all tenants only as long as their protection does not bind their owner.
ALTER TABLE risk_alert NO FORCE ROW LEVEL SECURITY;
ALTER TABLE risk_alert_step NO FORCE ROW LEVEL SECURITY;
UPDATE risk_alert a SET first_response_at = s.at, first_response_by = s.by
FROM (
  SELECT DISTINCT ON (tenant_id, risk_alert_id) tenant_id, risk_alert_id, at, by FROM risk_alert_step
  WHERE by IS NOT NULL ORDER BY tenant_id, risk_alert_id, written_seq
) s WHERE a.tenant_id = s.tenant_id AND a.risk_alert_id = s.risk_alert_id;
ALTER TABLE risk_alert FORCE ROW LEVEL SECURITY;
ALTER TABLE risk_alert_step FORCE ROW LEVEL SECURITY;
`;

const LISTS = `
-- The work list and what it counts, and the list of a rule that seldom speaks: neither reads all alerts there ever were.
CREATE INDEX risk_alert_work_idx ON risk_alert (tenant_id, raised_at DESC, risk_alert_id)
  INCLUDE (severity, rule, assigned_to) WHERE status <> 'RESOLVED' AND snoozed_until IS NULL AND muted_until IS NULL;
CREATE INDEX risk_alert_rule_idx ON risk_alert (tenant_id, rule, raised_at DESC, risk_alert_id);
`;

const HANDLING: readonly BiColumn[] = [
  ['assigned_to', 'a.assigned_to', 'Who looks after it, in the words of who said so.'],
  [
    'snoozed_until',
    'a.snoozed_until',
    'Off the work list until then (UTC); null when it is not snoozed.',
  ],
  ['muted_until', 'a.muted_until', 'The end of the mutes that cover it (UTC); null for none.'],
  [
    'is_actionable',
    `a.status <> 'RESOLVED' AND a.snoozed_until IS NULL AND a.muted_until IS NULL`,
    'Whether it is on the work list: not resolved, not snoozed, not muted.',
  ],
  [
    'first_response_at',
    'a.first_response_at',
    'When a person first did anything with it (UTC); unlike acknowledged_at it stays when the alert gets worse or is reopened.',
  ],
  ['first_response_by', 'a.first_response_by', 'Who first did anything with it.'],
  [
    'minutes_to_response',
    'trunc(extract(epoch FROM a.first_response_at - a.raised_at) / 60)::bigint',
    'Whole minutes from raised_at to first_response_at; null while nobody responded.',
  ],
];

const DOORS = [
  `CALL show_to_bi('risk_alert', '{assigned_to,snoozed_until,muted_until,first_response_at,first_response_by}');`,
  ...RECORD_VIEWS.filter(({ name }) => name === 'risk_alerts').map((view) =>
    viewSql({
      name: view.name,
      comment:
        'Risk alerts, each raised once per fact or episode, as they stand now, with what people did. Those raised for what a provider forbids to pass on are left out.',
      columns: [...view.columns, ...HANDLING],
      from: `${view.from}\nWHERE a.use_restriction = 'NONE'`,
    }).replace('CREATE VIEW', 'CREATE OR REPLACE VIEW'),
  ),
].join('\n');
