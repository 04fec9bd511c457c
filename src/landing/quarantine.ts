import { stableId } from '../kernel';
import type { Transaction } from '../database';
import { storableText } from './raw-record';

/** What could not be used, kept with the reason, so that nothing received is lost. */
export interface QuarantineDraft {
  stream: string;
  sourceKey: string | null;
  line: number | null;
  path: string | null;
  code: string;
  reason: string;
  payload: string;
}

const PAYLOAD_MAX = 20_000;
const BATCH = 1_000;

/**
 * Stores the drafts; the same bad record met again replaces its earlier entry instead of adding one. What has neither key
 * nor line is the same when it says the same.
 */
export async function quarantineRecords(
  tx: Transaction,
  run: { connectionId: string; syncRunId: string; at: Date },
  drafts: readonly QuarantineDraft[],
): Promise<void> {
  for (let start = 0; start < drafts.length; start += BATCH) {
    await insertBatch(tx, run, drafts.slice(start, start + BATCH));
  }
}

/** Forgets what was set aside of a file: it is read again, and says anew what cannot be. */
export async function forgetQuarantinedOfFile(
  tx: Transaction,
  file: { connectionId: string; sourceFileId: string },
): Promise<void> {
  await tx.execute(
    'DELETE FROM quarantined_record WHERE tenant_id = $1 AND connection_id = $2 AND source_key = $3',
    [tx.tenantId, file.connectionId, file.sourceFileId],
  );
}

async function insertBatch(
  tx: Transaction,
  run: { connectionId: string; syncRunId: string; at: Date },
  drafts: readonly QuarantineDraft[],
): Promise<void> {
  const ids = drafts.map((draft) =>
    stableId(
      run.connectionId,
      draft.stream,
      draft.sourceKey ?? (draft.line === null ? draft.payload : ''),
      String(draft.line ?? ''),
      draft.path ?? '',
      draft.code,
    ),
  );
  await tx.execute(
    `INSERT INTO quarantined_record (tenant_id, quarantined_record_id, connection_id, sync_run_id, stream, source_key,
       line, path, code, reason, payload, quarantined_at)
     SELECT DISTINCT ON (d.id) $1, d.id, $2, $3, d.stream, d.source_key, d.line, d.path, d.code, d.reason, d.payload, $4
     FROM unnest($5::uuid[], $6::text[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[])
       AS d (id, stream, source_key, line, path, code, reason, payload)
     ON CONFLICT (tenant_id, quarantined_record_id) DO UPDATE
       SET reason = EXCLUDED.reason, payload = EXCLUDED.payload
       WHERE (quarantined_record.reason, quarantined_record.payload) IS DISTINCT FROM (EXCLUDED.reason, EXCLUDED.payload)`,
    [
      tx.tenantId,
      run.connectionId,
      run.syncRunId,
      run.at,
      ids,
      drafts.map((draft) => draft.stream),
      drafts.map(({ sourceKey }) => (sourceKey === null ? null : storableText(sourceKey))),
      drafts.map((draft) => draft.line),
      drafts.map((draft) => draft.path),
      drafts.map((draft) => draft.code),
      drafts.map((draft) => storableText(draft.reason)),
      drafts.map((draft) => storableText(draft.payload.slice(0, PAYLOAD_MAX))),
    ],
  );
}
