import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who a presented key speaks for, in one statement: every request begins with it. */
export class AuthenticateAtOnce1763769600011 implements MigrationInterface {
  name = 'AuthenticateAtOnce1763769600011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(AUTHENTICATE);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: keys are looked up by this function');
  }
}

const AUTHENTICATE = `
-- Opens exactly the row of the presented key, then exactly its tenant, for the length of the calling transaction; run on
-- its own, nothing of it outlives the statement. It has no more rights than its caller.
CREATE FUNCTION authenticate_key(presented_hash text)
RETURNS TABLE (
  "tenantId" uuid, "tenantSlug" text, "tenantName" text, "booksCurrency" text, "timeZone" text, "keyId" uuid,
  label text, role text, "expiresAt" timestamptz
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  found_key api_key;
BEGIN
  PERFORM set_config('app.presented_key_hash', presented_hash, true);
  SELECT k.* INTO found_key FROM api_key k
  WHERE k.key_hash = presented_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('app.tenant_id', found_key.tenant_id::text, true);
  RETURN QUERY SELECT t.tenant_id, t.slug, t.name, t.books_currency, t.time_zone, found_key.api_key_id,
    found_key.label, found_key.role, found_key.expires_at
  FROM tenant t WHERE t.tenant_id = found_key.tenant_id;
END $$;
`;
