import type { FileSummary } from '../connector-kit';
import type { Transaction } from '../database';

export interface LineTarget {
  connectionId: string;
  sourceFileId: string;
}

/**
 * Makes the staged lines what the books say for the file's period: lines of earlier files of this connection that fall
 * into it give way, and files left without lines are SUPERSEDED. Leaves the parties whose claims must be computed again
 * in the temporary table affected_party: those whose lines changed when the last period was exported again, else all.
 */
export async function storeLines(
  tx: Transaction,
  target: LineTarget,
  summary: FileSummary,
): Promise<void> {
  const { connectionId, sourceFileId } = target;
  const period = [tx.tenantId, connectionId, sourceFileId, summary.periodStart, summary.periodEnd];
  await tx.query('CREATE TEMP TABLE affected_party (party text PRIMARY KEY) ON COMMIT DROP');
  await tx.query('CREATE TEMP TABLE earlier_digest (party text, digest numeric) ON COMMIT DROP');
  const isReplacement = await replacesLastPeriod(tx, target, summary);
  if (isReplacement) await tx.execute(EARLIER_DIGEST, period);
  await tx.execute('DELETE FROM ledger_line WHERE tenant_id = $1 AND source_file_id = $2', [
    tx.tenantId,
    sourceFileId,
  ]);
  if (summary.periodStart !== null) await tx.execute(SUPERSEDE, period);
  await tx.execute(INSERT_LINES, [tx.tenantId, sourceFileId, connectionId]);
  if (isReplacement) await tx.execute(CHANGED_PARTIES, [tx.tenantId, sourceFileId]);
  else await tx.execute(ALL_PARTIES, [tx.tenantId, connectionId]);
  await tx.query('ANALYZE affected_party');
}

/** The usual re-export: the newest period again, with the same start. Anything else can move what openings stand for. */
async function replacesLastPeriod(
  tx: Transaction,
  target: LineTarget,
  summary: FileSummary,
): Promise<boolean> {
  const [last] = await tx.query<{ period_start: string | null; period_end: string | null }>(
    `SELECT period_start, period_end FROM source_file
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'APPLIED' AND source_file_id <> $3
     ORDER BY period_start DESC NULLS LAST LIMIT 1`,
    [tx.tenantId, target.connectionId, target.sourceFileId],
  );
  if (last?.period_start == null || last.period_end === null) return false;
  if (summary.periodStart !== last.period_start || summary.periodEnd === null) return false;
  return summary.periodEnd >= last.period_end;
}

/** A sum of hashes: equal for the same lines in any order and under any line numbers. */
const DIGEST = (
  line: string,
): string => `sum(hashtextextended(concat_ws(E'\\x1f', ${line}.entry_on, ${line}.document_on,
  ${line}.due_on, ${line}.amount_minor, ${line}.account, ${line}.journal, ${line}.entry_number, ${line}.reference,
  ${line}.label, ${line}.letter, ${line}.nature, ${line}.is_return, ${line}.discount_minor, ${line}.exchange_minor,
  ${line}.write_off_minor), 0))`;

const EARLIER_DIGEST = `
  INSERT INTO earlier_digest
  SELECT l.party, ${DIGEST('l')} FROM ledger_line l JOIN source_file f USING (tenant_id, source_file_id)
  WHERE l.tenant_id = $1 AND l.connection_id = $2 AND l.source_file_id <> $3
    AND CASE WHEN l.nature = 'OPENING' THEN f.period_start ELSE l.entry_on END BETWEEN $4 AND $5
  GROUP BY l.party`;

const CHANGED_PARTIES = `
  INSERT INTO affected_party
  SELECT party FROM earlier_digest e FULL JOIN (
    SELECT l.party, ${DIGEST('l')} AS digest FROM ledger_line l
    WHERE l.tenant_id = $1 AND l.source_file_id = $2 GROUP BY l.party
  ) n USING (party) WHERE e.digest IS DISTINCT FROM n.digest`;

const ALL_PARTIES = `
  INSERT INTO affected_party
  SELECT account FROM customer WHERE tenant_id = $1 AND connection_id = $2`;

const SUPERSEDE = `
  WITH gone AS (
    DELETE FROM ledger_line l USING source_file f
    WHERE l.tenant_id = $1 AND l.connection_id = $2 AND l.source_file_id <> $3
      AND f.tenant_id = $1 AND f.source_file_id = l.source_file_id
      AND CASE WHEN l.nature = 'OPENING' THEN f.period_start ELSE l.entry_on END BETWEEN $4 AND $5
    RETURNING l.source_file_id
  )
  UPDATE source_file f SET status = 'SUPERSEDED'
  WHERE f.tenant_id = $1 AND f.connection_id = $2 AND f.source_file_id <> $3 AND f.status = 'APPLIED'
    AND f.period_start >= $4 AND f.period_end <= $5`;

/**
 * Discount, exchange and write-off of an entry belong to its customer credits, first line first: the part of
 * [before, before + credit] that falls into each component's stretch.
 */
const INSERT_LINES = `
  WITH part AS (
    SELECT s.line,
      greatest(0, least(s.hi, e.discount_minor) - s.lo) AS discount,
      greatest(0, least(s.hi, e.discount_minor + e.exchange_minor) - greatest(s.lo, e.discount_minor)) AS exchange,
      greatest(0, least(s.hi, e.discount_minor + e.exchange_minor + e.write_off_minor)
        - greatest(s.lo, e.discount_minor + e.exchange_minor)) AS write_off
    FROM (
      SELECT entry, line, sum(-amount_minor) OVER w AS hi, sum(-amount_minor) OVER w + amount_minor AS lo
      FROM staged_line WHERE amount_minor < 0
        AND entry IN (SELECT entry FROM staged_entry
                      WHERE nature = 'CASH' AND (discount_minor > 0 OR exchange_minor > 0 OR write_off_minor > 0))
      WINDOW w AS (PARTITION BY entry ORDER BY line)
    ) s JOIN staged_entry e USING (entry)
  )
  INSERT INTO ledger_line (tenant_id, source_file_id, line, connection_id, entry_on, document_on, due_on, amount_minor,
    discount_minor, exchange_minor, write_off_minor, is_return, nature, account, party, journal, entry_number, reference,
    label, letter, lettered_on, foreign_amount_minor, foreign_currency)
  SELECT $1, $2, s.line, $3, s.entry_on, s.document_on, s.due_on, s.amount_minor, coalesce(p.discount, 0),
    coalesce(p.exchange, 0), coalesce(p.write_off, 0), e.is_return, e.nature, s.account, s.party, s.journal,
    s.entry_number, s.reference, s.label, s.letter, s.lettered_on, s.foreign_amount_minor, s.foreign_currency
  FROM staged_line s JOIN staged_entry e USING (entry) LEFT JOIN part p USING (line)
  ORDER BY s.line`;
