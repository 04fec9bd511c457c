import type { Json } from '../connector-kit';
import type { Transaction } from '../database';

/** A mapping and the header it is for. */
export interface SavedFileMapping {
  fingerprint: string;
  mapping: { [key: string]: Json };
  savedBy: string;
  savedAt: Date;
}

/** The newest this many are read with each file; older headers are of exports nobody makes any more. */
const MAPPINGS_MAX = 100;

/** What the columns of the connection's files are, the newest first. */
export async function fileMappings(
  tx: Transaction,
  connectionId: string,
): Promise<SavedFileMapping[]> {
  return tx.query<SavedFileMapping>(
    `SELECT fingerprint, mapping, saved_by AS "savedBy", saved_at AS "savedAt" FROM file_mapping
     WHERE tenant_id = $1 AND connection_id = $2 ORDER BY saved_at DESC, fingerprint LIMIT ${MAPPINGS_MAX}`,
    [tx.tenantId, connectionId],
  );
}

/** Whether what is said of the columns of a file is no longer what it was read with. */
export async function isMappedAnew(tx: Transaction, sourceFileId: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM source_file f
     CROSS JOIN LATERAL (
       SELECT fingerprint, mapping FROM file_mapping m
       WHERE m.tenant_id = f.tenant_id AND m.connection_id = f.connection_id
       ORDER BY saved_at DESC, fingerprint LIMIT ${MAPPINGS_MAX}) m
     WHERE f.tenant_id = $1 AND f.source_file_id = $2
       AND m.fingerprint = f.summary #>> '{header,fingerprint}'
       AND m.mapping IS DISTINCT FROM f.summary #> '{header,mapping}'`,
    [tx.tenantId, sourceFileId],
  );
  return rows.length > 0;
}

/** Remembers a mapping for its header; a newer one takes the place of an older, the same again writes nothing. */
export async function saveFileMapping(
  tx: Transaction,
  connectionId: string,
  saved: SavedFileMapping,
): Promise<void> {
  await tx.execute(
    `INSERT INTO file_mapping AS o (tenant_id, connection_id, fingerprint, mapping, saved_by, saved_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, connection_id, fingerprint) DO UPDATE
       SET mapping = EXCLUDED.mapping, saved_by = EXCLUDED.saved_by, saved_at = EXCLUDED.saved_at
       WHERE o.mapping IS DISTINCT FROM EXCLUDED.mapping`,
    [
      tx.tenantId,
      connectionId,
      saved.fingerprint,
      JSON.stringify(saved.mapping),
      saved.savedBy,
      saved.savedAt,
    ],
  );
}
