import { stableId } from '../kernel';
import type { FileChunk } from '../connector-kit';
import type { Database, Transaction } from '../database';
import { identifiedChunks, type FileIdentity } from './file-chunks';

export interface LandedFile {
  sourceFileId: string;
  status: 'LANDED' | 'STORED' | 'APPLIED' | 'SUPERSEDED' | 'REFUSED';
  appliedVersion: string | null;
  summary: Record<string, unknown> | null;
}

const CHUNKS_PER_INSERT = 8;
const SMALL_PER_INSERT = 100;

/** The same bytes on the same connection are the same file, whatever its name. */
export function sourceFileIdOf(connectionId: string, file: FileIdentity): string {
  return stableId(connectionId, file.sha256);
}

/**
 * Keeps the bytes of a file, in one transaction: after a kill there is either all of it or nothing. The same bytes on
 * the same connection are one file however often they are landed.
 */
export async function landFile(
  database: Database,
  target: { tenantId: string; connectionId: string; at: Date },
  file: FileIdentity,
): Promise<LandedFile> {
  const sourceFileId = sourceFileIdOf(target.connectionId, file);
  return database.tenant(target.tenantId, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [sourceFileId]);
    const known = await findFile(tx, sourceFileId);
    if (known !== null) return known;
    await tx.execute(
      `INSERT INTO source_file (tenant_id, source_file_id, connection_id, name, sha256, size_bytes, status, landed_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'LANDED', $7)`,
      [
        tx.tenantId,
        sourceFileId,
        target.connectionId,
        file.name,
        file.sha256,
        file.sizeBytes,
        target.at,
      ],
    );
    let batch: FileChunk[] = [];
    let last = 0;
    for await (const { firstLine, content } of identifiedChunks(file)) {
      // The pieces of an endless line (an attachment in base64) begin on the same one; each needs a number of its own.
      last = Math.max(firstLine, last + 1);
      if (batch.push({ firstLine: last, content }) < CHUNKS_PER_INSERT) continue;
      await insertChunks(tx, sourceFileId, batch);
      batch = [];
    }
    await insertChunks(tx, sourceFileId, batch);
    return { sourceFileId, status: 'LANDED', appliedVersion: null, summary: null };
  });
}

/** Keeps files that are in memory already, in the caller's transaction; those kept before stay as they are. */
export async function landSmallFiles(
  tx: Transaction,
  target: { connectionId: string; at: Date },
  files: readonly {
    sourceFileId: string;
    name: string;
    sha256: string;
    sizeBytes: number;
    chunks: readonly FileChunk[];
  }[],
): Promise<void> {
  const landed = await tx.query<{ id: string }>(
    `INSERT INTO source_file (tenant_id, source_file_id, connection_id, name, sha256, size_bytes, status, landed_at)
     SELECT $1, f.id, $2, f.name, f.sha256, f.size_bytes, 'LANDED', $3
     FROM unnest($4::uuid[], $5::text[], $6::text[], $7::bigint[]) AS f (id, name, sha256, size_bytes) ORDER BY f.id
     ON CONFLICT DO NOTHING RETURNING source_file_id AS id`,
    [
      ...[tx.tenantId, target.connectionId, target.at],
      files.map(({ sourceFileId }) => sourceFileId),
      files.map(({ name }) => name),
      files.map(({ sha256 }) => sha256),
      files.map(({ sizeBytes }) => sizeBytes),
    ],
  );
  const isNew = new Set(landed.map(({ id }) => id));
  const chunks = files
    .filter(({ sourceFileId }) => isNew.has(sourceFileId))
    .flatMap((file) => file.chunks.map((chunk) => ({ id: file.sourceFileId, ...chunk })));
  for (let start = 0; start < chunks.length; start += SMALL_PER_INSERT) {
    const some = chunks.slice(start, start + SMALL_PER_INSERT);
    // A parameter for each content: an array of them would travel as text.
    const rows = some.map((_, at) => `($1, $${3 * at + 2}, $${3 * at + 3}, $${3 * at + 4})`);
    await tx.execute(
      `INSERT INTO raw_chunk (tenant_id, source_file_id, first_line, content) VALUES ${rows.join(', ')}`,
      [tx.tenantId, ...some.flatMap(({ id, firstLine, content }) => [id, firstLine, content])],
    );
  }
}

/** Files of these ids whose bytes were kept, and what became of them. */
export async function findFiles(
  tx: Transaction,
  sourceFileIds: readonly string[],
): Promise<Map<string, LandedFile>> {
  const rows = await tx.query<LandedFile>(
    `SELECT source_file_id AS "sourceFileId", status, applied_version AS "appliedVersion", summary
     FROM source_file WHERE tenant_id = $1 AND source_file_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...sourceFileIds]],
  );
  return new Map(rows.map((row) => [row.sourceFileId, row]));
}

/** Several at once: while a reader keeps this process busy, every round trip waits for it. */
async function insertChunks(
  tx: Transaction,
  sourceFileId: string,
  chunks: readonly FileChunk[],
): Promise<void> {
  if (chunks.length === 0) return;
  const rows = chunks.map((_, index) => `($1, $2, $${2 * index + 3}, $${2 * index + 4})`);
  await tx.execute(
    `INSERT INTO raw_chunk (tenant_id, source_file_id, first_line, content) VALUES ${rows.join(', ')}`,
    [tx.tenantId, sourceFileId, ...chunks.flatMap((chunk) => [chunk.firstLine, chunk.content])],
  );
}

/** The file with this id, or null when its bytes were never kept. */
export async function findFile(tx: Transaction, sourceFileId: string): Promise<LandedFile | null> {
  const [row] = await tx.query<LandedFile>(
    `SELECT source_file_id AS "sourceFileId", status, applied_version AS "appliedVersion", summary
     FROM source_file WHERE tenant_id = $1 AND source_file_id = $2`,
    [tx.tenantId, sourceFileId],
  );
  return row ?? null;
}

/** The landed bytes again, for a file that was landed but not applied, or to be applied by a newer reader. */
export async function* landedChunks(
  database: Database,
  tenantId: string,
  sourceFileId: string,
): AsyncGenerator<FileChunk> {
  let after = 0;
  for (;;) {
    const rows = await database.tenant(tenantId, (tx) =>
      tx.query<{ first_line: number; content: Buffer }>(
        `SELECT first_line, content FROM raw_chunk
         WHERE tenant_id = $1 AND source_file_id = $2 AND first_line > $3 ORDER BY first_line LIMIT 16`,
        [tenantId, sourceFileId, after],
      ),
    );
    for (const row of rows) {
      yield { firstLine: row.first_line, content: row.content };
      after = row.first_line;
    }
    if (rows.length === 0) return;
  }
}

/** Files a killed process left unfinished: landed or stored a while ago, so that none is still at it. */
export async function filesToFinish(
  tx: Transaction,
  now: Date,
): Promise<
  { sourceFileId: string; connectionId: string; name: string; status: 'LANDED' | 'STORED' }[]
> {
  return tx.query(
    `SELECT source_file_id AS "sourceFileId", connection_id AS "connectionId", name, status FROM source_file
     WHERE tenant_id = $1 AND status IN ('LANDED', 'STORED')
       AND landed_at < $2::timestamptz - interval '${ABANDONED_AFTER_MINUTES} minutes'
     ORDER BY landed_at, source_file_id`,
    [tx.tenantId, now],
  );
}

/** The longest an import may take before another process takes it up. */
const ABANDONED_AFTER_MINUTES = 10;

/** A file whose reader refused it is not tried again unasked. */
export async function markRefused(tx: Transaction, sourceFileId: string): Promise<void> {
  await tx.execute(
    `UPDATE source_file SET status = 'REFUSED'
     WHERE tenant_id = $1 AND source_file_id = $2 AND status = 'LANDED'`,
    [tx.tenantId, sourceFileId],
  );
}
