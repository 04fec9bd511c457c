import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When each limit was in force, and until when it was to be: a report of a past point tells it as it was known. */
export class RememberLimitsInForce1763769600012 implements MigrationInterface {
  name = 'RememberLimitsInForce1763769600012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(FILL);
    await runner.query(ASSERT_FILLED);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: which limits were in force cannot be told any more');
  }
}

const COLUMNS = `
ALTER TABLE credit_limit
  ADD COLUMN replaced_at timestamptz,
  ADD COLUMN replaced_effective_to date;
COMMENT ON COLUMN credit_limit.replaced_at IS
  'When we learnt that another limit replaces this one, which was in force; NULL for a proposal that never was.';
COMMENT ON COLUMN credit_limit.replaced_effective_to IS 'The end it was to have until it was replaced.';
`;

const FILL = `
-- The owner of the table is held to its policies too, unless it is a superuser: here it fills all tenants' rows.
ALTER TABLE credit_limit NO FORCE ROW LEVEL SECURITY;
-- Of what is superseded, only what was in force has an end. What replaced it was decided next.
UPDATE credit_limit l SET replaced_at = coalesce((
    SELECT min(n.decided_at) FROM credit_limit n
    WHERE n.tenant_id = l.tenant_id AND n.customer_id = l.customer_id AND n.decided_at > l.decided_at
      AND (n.status = 'ACTIVE' OR n.status = 'SUPERSEDED' AND n.effective_to IS NOT NULL)
  ), l.decided_at)
WHERE l.status = 'SUPERSEDED' AND l.effective_to IS NOT NULL;
`;

const ASSERT_FILLED = `
DO $$
DECLARE lost bigint;
BEGIN
  SELECT count(*) INTO lost FROM credit_limit WHERE (status = 'SUPERSEDED' AND effective_to IS NOT NULL) <> (replaced_at IS NOT NULL);
  ASSERT lost = 0, format('%s limits were in force and nobody knows until when', lost);
END $$;
ALTER TABLE credit_limit FORCE ROW LEVEL SECURITY;
ALTER TABLE credit_limit ADD CONSTRAINT credit_limit_replaced_check CHECK (replaced_at IS NULL OR status = 'SUPERSEDED');
`;
