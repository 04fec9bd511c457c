import type { MigrationInterface, QueryRunner } from 'typeorm';
import { COVERS } from './covers';
import { DOORS } from './doors';
import { OPINIONS } from './opinions';
import { STRUCTURE } from './structure';

/** Everything providers can say of a company, stored with where it came from. */
export class WidenCompanyRecords1763769600015 implements MigrationInterface {
  name = 'WidenCompanyRecords1763769600015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STRUCTURE);
    await runner.query(OPINIONS);
    await runner.query(COVERS);
    await runner.query(WIDENED);
    await runner.query(ASSERT_WIDENED);
    for (const statement of DOORS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error(
      'restore a backup instead: what was bought from providers cannot be told again',
    );
  }
}

const WIDENED = `
ALTER TABLE company ADD COLUMN known_since timestamptz;
ALTER TABLE officer
  ADD COLUMN stream text NOT NULL DEFAULT '',
  ADD COLUMN payload_key text NOT NULL DEFAULT '';
ALTER TABLE financial_statement ADD COLUMN ratios jsonb NOT NULL DEFAULT '{}';
ALTER TABLE provider_score
  ADD COLUMN measures text NOT NULL DEFAULT 'OTHER',
  ADD COLUMN horizon_months integer,
  ADD COLUMN seen_on date,
  ADD CONSTRAINT provider_score_measures_check CHECK (measures IN ('FAILURE', 'LATE_PAYMENT', 'OTHER'));
COMMENT ON COLUMN company.known_since IS
  'When the hub first heard of it: what was published before is no news.';
COMMENT ON COLUMN financial_statement.ratios IS
  'Ratios as the source published them, exact decimals; only those it gave.';
COMMENT ON COLUMN provider_score.measures IS 'What the score foretells.';
COMMENT ON COLUMN provider_score.seen_on IS 'The day it is of: computed_on, else the day it was first seen.';

-- The owner of the tables is held to their policies too, unless it is a superuser: here it fills all tenants' rows.
ALTER TABLE company NO FORCE ROW LEVEL SECURITY;
ALTER TABLE provider_score NO FORCE ROW LEVEL SECURITY;
ALTER TABLE company_fact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE officer NO FORCE ROW LEVEL SECURITY;
-- Until now a payload that told of officers told of their company too.
UPDATE officer o SET stream = f.stream, payload_key = f.source_key
FROM (SELECT DISTINCT ON (tenant_id, company_id, connection_id) * FROM company_fact
  ORDER BY tenant_id, company_id, connection_id, fetched_at DESC) f
WHERE f.tenant_id = o.tenant_id AND f.company_id = o.company_id AND f.connection_id = o.connection_id;
-- What was heard of it first is not told anywhere; its last change is the earliest instant that is certain.
UPDATE company SET known_since = updated_at;
-- The only scores there were until now.
UPDATE provider_score SET seen_on = coalesce(computed_on, (fetched_at AT TIME ZONE 'UTC')::date),
  measures = CASE WHEN scale = 'PAPPERS_FINANCIAL_20' THEN 'FAILURE' ELSE 'OTHER' END;
`;

const ASSERT_WIDENED = `
DO $$
DECLARE lost bigint;
BEGIN
  SELECT count(*) INTO lost FROM provider_score WHERE seen_on IS NULL;
  ASSERT lost = 0, format('%s scores are of no day', lost);
  SELECT count(*) INTO lost FROM company WHERE known_since IS NULL;
  ASSERT lost = 0, format('%s companies are known since no day', lost);
END $$;
ALTER TABLE company_fact FORCE ROW LEVEL SECURITY;
ALTER TABLE officer FORCE ROW LEVEL SECURITY;
ALTER TABLE officer ALTER COLUMN stream DROP DEFAULT, ALTER COLUMN payload_key DROP DEFAULT;
COMMENT ON COLUMN officer.payload_key IS
  'Key of the landed payload that tells it: what that payload no longer names is deleted.';
CREATE INDEX officer_payload_idx ON officer (tenant_id, connection_id, stream, payload_key);
ALTER TABLE company FORCE ROW LEVEL SECURITY;
ALTER TABLE provider_score FORCE ROW LEVEL SECURITY;
ALTER TABLE company ALTER COLUMN known_since SET NOT NULL, ALTER COLUMN known_since SET DEFAULT now();
-- A score of another day is another row: the past values of a scale are kept.
ALTER TABLE provider_score ALTER COLUMN measures DROP DEFAULT, ALTER COLUMN seen_on SET NOT NULL,
  DROP CONSTRAINT provider_score_pkey,
  ADD PRIMARY KEY (tenant_id, company_id, connection_id, source_key, seen_on);
`;
