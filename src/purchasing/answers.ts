/** Answers that were paid for: kept until what they say is landed, and some days beyond for whoever asks the same. */
import type { Transaction } from '../database';

/** Days an answer that was used is kept. */
export const KEEP_ANSWERS_DAYS = 7;
/** Days one is kept that nobody could use yet: an order to be delivered, an answer that could not be read. */
const KEEP_UNUSED_DAYS = 45;

/**
 * Marks the answers a landed page was made of as used, in the page's own transaction: those of these subjects, or (null)
 * all that the stream bought.
 */
export async function consumeAnswers(
  tx: Transaction,
  source: { connectionId: string; stream: string; subjects: readonly string[] | null; at: Date },
): Promise<void> {
  await tx.execute(
    `UPDATE provider_call SET consumed_at = $5
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND ($4::text[] IS NULL OR subject = ANY ($4))
       AND consumed_at IS NULL AND status = 'SETTLED' AND answer_body IS NOT NULL`,
    [
      tx.tenantId,
      source.connectionId,
      source.stream,
      source.subjects === null ? null : [...source.subjects],
      source.at,
    ],
  );
}

/** Subjects with an answer that was paid for and that the stream has not landed yet. */
export async function unusedAnswers(
  tx: Transaction,
  source: { connectionId: string; stream: string },
): Promise<string[]> {
  const rows = await tx.query<{ siren: string }>(
    `SELECT DISTINCT subject AS siren FROM provider_call
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND subject IS NOT NULL
       AND consumed_at IS NULL AND status = 'SETTLED' AND answer_body IS NOT NULL`,
    [tx.tenantId, source.connectionId, source.stream],
  );
  return rows.map(({ siren }) => siren);
}

/** Forgets answers that were used a week ago or not for weeks; the calls stay. Answers how many, and how many of them were never used. */
export async function clearAnswers(
  tx: Transaction,
  at: Date,
): Promise<{ cleared: number; unused: number }> {
  const [row] = await tx.query<{ cleared: number; unused: number }>(
    `WITH cleared AS (
       UPDATE provider_call SET answer_body = NULL, answer_headers = NULL
       WHERE tenant_id = $1 AND answer_body IS NOT NULL AND ended_at < $2::timestamptz
         - CASE WHEN consumed_at IS NULL THEN interval '${KEEP_UNUSED_DAYS} days' ELSE interval '${KEEP_ANSWERS_DAYS} days' END
       RETURNING consumed_at
     )
     SELECT count(*)::int AS cleared, (count(*) FILTER (WHERE consumed_at IS NULL))::int AS unused FROM cleared`,
    [tx.tenantId, at],
  );
  return row ?? { cleared: 0, unused: 0 };
}
