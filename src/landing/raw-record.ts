import { createHash } from 'node:crypto';
import type { Json, RawItem } from '../connector-kit';
import type { Transaction } from '../database';

export interface RawRecord {
  sourceKey: string;
  payloadHash: string;
  payload: Json;
  /** When the provider last gave it: the freshness of what it says. */
  seenAt: Date;
}

/** What Postgres text cannot hold (NUL, half a surrogate pair) is replaced, so that one odd name does not stop a page. */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, '\ufffd');
}

function storable(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [storableText(key), storable(one)]),
  );
}

/** Hash of a payload that does not depend on the order of its keys. */
export function payloadHash(payload: Json): string {
  return createHash('sha256').update(canonicalJson(payload)).digest('hex');
}

function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`;
}

/** Lands items: a new payload becomes the current one of its key, a known one is only seen again. */
export async function landItems(
  tx: Transaction,
  run: { connectionId: string; syncRunId: string; stream: string; at: Date },
  items: readonly RawItem[],
): Promise<{ landed: number; unchanged: number }> {
  const newest = new Map(items.map((item) => [storableText(item.sourceKey), item]));
  const keys = [...newest.keys()];
  const unique = [...newest.values()].map((item) => ({ payload: storable(item.payload) }));
  const hashes = unique.map((item) => payloadHash(item.payload));
  const base = [tx.tenantId, run.connectionId, run.stream, keys, hashes, run.at];
  await tx.execute(
    `UPDATE raw_record r SET is_current = false
     FROM unnest($4::text[], $5::text[]) AS i (source_key, payload_hash)
     WHERE r.tenant_id = $1 AND r.connection_id = $2 AND r.stream = $3 AND r.source_key = i.source_key
       AND r.payload_hash <> i.payload_hash AND r.is_current`,
    base.slice(0, 5),
  );
  const rows = await tx.query<{ changed: boolean }>(
    `INSERT INTO raw_record AS r (tenant_id, connection_id, stream, source_key, payload_hash, payload, is_current,
       received_at, last_seen_at, sync_run_id)
     SELECT $1, $2, $3, i.source_key, i.payload_hash, i.payload, true, $6, $6, $8
     FROM unnest($4::text[], $5::text[], $7::jsonb[]) AS i (source_key, payload_hash, payload)
     ON CONFLICT (tenant_id, connection_id, stream, source_key, payload_hash) DO UPDATE
       SET last_seen_at = EXCLUDED.last_seen_at, is_current = true,
           mapped_at = CASE WHEN r.is_current THEN r.mapped_at END
     RETURNING mapped_at IS NULL AS changed`,
    [...base, unique.map((item) => JSON.stringify(item.payload)), run.syncRunId],
  );
  const landed = rows.filter((row) => row.changed).length;
  return { landed, unchanged: rows.length - landed };
}

/** Current records not yet mapped, oldest first. */
export async function readUnmapped(
  tx: Transaction,
  source: { connectionId: string; stream: string },
  limit: number,
): Promise<RawRecord[]> {
  return tx.query<RawRecord>(
    `SELECT source_key AS "sourceKey", payload_hash AS "payloadHash", payload, last_seen_at AS "seenAt"
     FROM raw_record
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND is_current AND mapped_at IS NULL
     ORDER BY source_key LIMIT $4 FOR UPDATE SKIP LOCKED`,
    [tx.tenantId, source.connectionId, source.stream, limit],
  );
}

/** Waits for whoever is mapping records of the stream at this moment; answers whether some are left after that. */
export async function hasUnmapped(
  tx: Transaction,
  source: { connectionId: string; stream: string },
): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM raw_record
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND is_current AND mapped_at IS NULL
     FOR SHARE`,
    [tx.tenantId, source.connectionId, source.stream],
  );
  return rows.length > 0;
}

export async function markMapped(
  tx: Transaction,
  source: { connectionId: string; stream: string; at: Date },
  records: readonly RawRecord[],
): Promise<void> {
  await tx.execute(
    `UPDATE raw_record r SET mapped_at = $4
     FROM unnest($5::text[], $6::text[]) AS i (source_key, payload_hash)
     WHERE r.tenant_id = $1 AND r.connection_id = $2 AND r.stream = $3 AND r.source_key = i.source_key
       AND r.payload_hash = i.payload_hash`,
    [
      tx.tenantId,
      source.connectionId,
      source.stream,
      source.at,
      records.map((record) => record.sourceKey),
      records.map((record) => record.payloadHash),
    ],
  );
}

/**
 * Has current records mapped once more: what they say is said again, which retention counts from. All of a connection,
 * or those of a page.
 */
export async function mapAgain(
  tx: Transaction,
  source: { connectionId: string; stream?: string; sourceKeys?: readonly string[] },
): Promise<void> {
  await tx.execute(
    `UPDATE raw_record SET mapped_at = NULL
     WHERE tenant_id = $1 AND connection_id = $2 AND is_current AND mapped_at IS NOT NULL
       AND stream = coalesce($3, stream) AND ($4::text[] IS NULL OR source_key = ANY ($4::text[]))`,
    [
      tx.tenantId,
      source.connectionId,
      source.stream ?? null,
      source.sourceKeys?.map(storableText) ?? null,
    ],
  );
}

/** Deletes payloads of a connection that were not seen for so many days, those in quarantine too; answers how many. */
export async function forgetPayloads(
  tx: Transaction,
  limit: { connectionId: string; days: number; at: Date },
): Promise<number> {
  const params = [tx.tenantId, limit.connectionId, limit.days, limit.at];
  const isOver = (seenAt: string): string =>
    `(${seenAt} AT TIME ZONE 'UTC')::date + $3::integer <= ($4::timestamptz AT TIME ZONE 'UTC')::date`;
  const landed = await tx.execute(
    `DELETE FROM raw_record WHERE tenant_id = $1 AND connection_id = $2 AND ${isOver('last_seen_at')}`,
    params,
  );
  const quarantined = await tx.execute(
    `DELETE FROM quarantined_record WHERE tenant_id = $1 AND connection_id = $2 AND ${isOver('quarantined_at')}`,
    params,
  );
  return landed + quarantined;
}
