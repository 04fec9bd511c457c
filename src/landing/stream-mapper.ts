import type { Transaction } from '../database';

/**
 * Has all that was landed of a stream mapped again when a newer version of its connector comes to map it: payloads are
 * kept as they came, so what an older mapper could not read, or did not look at, is not lost. An older version than the
 * one that maps already (a server that is still to be upgraded) changes nothing. Answers how many records are to be
 * mapped again.
 */
export async function adoptMapper(
  tx: Transaction,
  stream: { connectionId: string; stream: string; version: string; at: Date },
): Promise<number> {
  const { connectionId, version, at } = stream;
  const place = [tx.tenantId, connectionId, stream.stream];
  const [known] = await tx.query<{ version: string }>(
    'SELECT version FROM stream_mapper WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3',
    place,
  );
  const before = known?.version ?? '';
  if (!isNewer(version, before)) return 0;
  const adopted = await tx.execute(
    `INSERT INTO stream_mapper (tenant_id, connection_id, stream, version, since) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, connection_id, stream) DO UPDATE SET version = EXCLUDED.version, since = EXCLUDED.since
     WHERE stream_mapper.version = $6`,
    [...place, version, at, before],
  );
  // Another process of this version was faster: it is its business.
  if (adopted === 0) return 0;
  await tx.execute(
    `DELETE FROM quarantined_record WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND source_key IS NOT NULL
       AND line IS NULL`,
    place,
  );
  return tx.execute(
    `UPDATE raw_record SET mapped_at = NULL
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND is_current AND mapped_at IS NOT NULL`,
    place,
  );
}

/** By the numbers of "1.10.2"; nothing is older than everything. */
function isNewer(version: string, than: string): boolean {
  const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
  const [ours, theirs] = [numbers(version), numbers(than)];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
    const difference = (ours[at] ?? 0) - (theirs[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return than === '' && version !== '';
}
