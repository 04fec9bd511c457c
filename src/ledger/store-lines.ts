import type { FileSummary } from '../connector-kit';
import type { Transaction } from '../database';

export interface LineTarget {
  connectionId: string;
  sourceFileId: string;
}

/**
 * Makes the staged lines what the books say for the file's period: lines of earlier files of this connection that fall
 * into it give way, and files left without lines are SUPERSEDED. Answers the customers whose claims must be computed
 * again: those whose lines changed when the last period was exported again, else all of the connection.
 */
export async function storeLines(
  tx: Transaction,
  target: LineTarget,
  summary: FileSummary,
): Promise<string[]> {
  const { connectionId, sourceFileId } = target;
  const { periodEnd } = summary;
  const periodStart = await replacedFrom(tx, target, summary);
  const period = [tx.tenantId, connectionId, sourceFileId, periodStart, periodEnd];
  const isReplacement = await replacesLastPeriod(tx, target, summary);
  if (isReplacement) await tx.execute(EARLIER_DIGEST, period);
  await tx.execute('DELETE FROM ledger_line WHERE tenant_id = $1 AND source_file_id = $2', [
    tx.tenantId,
    sourceFileId,
  ]);
  if (periodStart !== null) await tx.execute(SUPERSEDE, period);
  await tx.execute(INSERT_LINES, [tx.tenantId, sourceFileId]);
  const affected = isReplacement
    ? await tx.query<{ id: string }>(CHANGED_CUSTOMERS, [tx.tenantId, sourceFileId])
    : await tx.query<{ id: string }>(ALL_CUSTOMERS, [tx.tenantId, connectionId]);
  return affected.map((row) => row.id);
}

/**
 * From which day on earlier lines give way. A period is known by its entries only: when the first ones were taken out of
 * a later export, the earlier file of the same year begins some days before it, and would stay with its openings.
 */
async function replacedFrom(
  tx: Transaction,
  target: LineTarget,
  { periodStart, periodEnd }: FileSummary,
): Promise<string | null> {
  if (periodStart === null || periodEnd === null) return periodStart;
  const [earlier] = await tx.query<{ from: string }>(SAME_PERIOD, [
    tx.tenantId,
    target.connectionId,
    target.sourceFileId,
    periodStart,
  ]);
  return earlier?.from ?? periodStart;
}

/** A year opens once, so overlapping files with openings are of one year; without any, those that begin in one month. */
const SAME_PERIOD = `
  SELECT f.period_start AS from FROM source_file f
  WHERE f.tenant_id = $1 AND f.connection_id = $2 AND f.source_file_id <> $3
    AND f.status IN ('STORED', 'APPLIED') AND $4::date > f.period_start AND $4::date <= f.period_end
    AND (date_trunc('month', f.period_start) = date_trunc('month', $4::date)
      OR EXISTS (SELECT FROM staged_entry WHERE nature = 'OPENING')
        AND EXISTS (SELECT FROM ledger_line l WHERE l.tenant_id = $1 AND l.source_file_id = f.source_file_id
                    AND l.nature = 'OPENING'))
  ORDER BY 1 LIMIT 1`;

/** The usual re-export: the newest period again, with the same start. Anything else can move what openings stand for. */
async function replacesLastPeriod(
  tx: Transaction,
  target: LineTarget,
  summary: FileSummary,
): Promise<boolean> {
  const [last] = await tx.query<{
    period_start: string | null;
    period_end: string | null;
    opens_alike: boolean;
  }>(LAST_PERIOD, [tx.tenantId, target.connectionId, target.sourceFileId]);
  if (last?.period_start == null || last.period_end === null || !last.opens_alike) return false;
  if (summary.periodStart !== last.period_start || summary.periodEnd === null) return false;
  return summary.periodEnd >= last.period_end;
}

/** The first export with opening entries closes what they do not repeat, also of customers it does not name. */
const LAST_PERIOD = `
  SELECT f.period_start, f.period_end,
    EXISTS (SELECT FROM staged_entry WHERE nature = 'OPENING') = EXISTS (
      SELECT FROM ledger_line l WHERE l.tenant_id = $1 AND l.source_file_id = f.source_file_id
        AND l.nature = 'OPENING') AS opens_alike
  FROM source_file f
  WHERE f.tenant_id = $1 AND f.connection_id = $2 AND f.status = 'APPLIED' AND f.source_file_id <> $3
  ORDER BY f.period_start DESC NULLS LAST LIMIT 1`;

const HAS_OPENING = `EXISTS (SELECT FROM staged_entry WHERE nature = 'OPENING')`;

/**
 * Lines of other files of the connection that the new file's period replaces. An interim export without opening entries
 * says nothing of those of a file that goes on after it.
 */
const REPLACED = `l.tenant_id = $1 AND f.tenant_id = $1 AND f.source_file_id = l.source_file_id
  AND f.connection_id = $2 AND f.source_file_id <> $3
  AND CASE WHEN l.nature = 'OPENING' THEN f.period_start ELSE l.entry_on END BETWEEN $4 AND $5
  AND (l.nature <> 'OPENING' OR f.period_end <= $5 OR ${HAS_OPENING})`;

/** A sum of hashes: equal for the same lines in any order and under any line numbers. */
const DIGEST = `sum(hashtextextended(concat_ws(E'\\x1f', l.identity, l.due_on, l.entry_number, l.letter, l.nature,
  l.is_return, l.discount_minor, l.exchange_minor, l.write_off_minor), 0))`;

const EARLIER_DIGEST = `
  CREATE TEMP TABLE earlier_digest ON COMMIT DROP AS
  SELECT l.customer_id, ${DIGEST} AS digest FROM ledger_line l, source_file f WHERE ${REPLACED} GROUP BY 1`;

const CHANGED_CUSTOMERS = `
  SELECT customer_id AS id FROM earlier_digest e FULL JOIN (
    SELECT l.customer_id, ${DIGEST} AS digest FROM ledger_line l
    WHERE l.tenant_id = $1 AND l.source_file_id = $2 GROUP BY 1
  ) n USING (customer_id) WHERE e.digest IS DISTINCT FROM n.digest ORDER BY 1`;

const ALL_CUSTOMERS = `
  SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND connection_id = $2 ORDER BY 1`;

/** Of a file that goes on after the new one's period, the rest comes after it: it begins where the new one ends. */
const SUPERSEDE = `
  WITH gone AS (DELETE FROM ledger_line l USING source_file f WHERE ${REPLACED})
  UPDATE source_file f SET status = CASE WHEN f.period_end <= $5 THEN 'SUPERSEDED' ELSE f.status END,
    period_start = CASE WHEN f.period_end <= $5 THEN f.period_start ELSE $5::date + 1 END
  WHERE f.tenant_id = $1 AND f.connection_id = $2 AND f.source_file_id <> $3
    AND f.status IN ('STORED', 'APPLIED') AND f.period_start BETWEEN $4 AND $5
    AND (f.period_end <= $5 OR ${HAS_OPENING} OR NOT EXISTS (SELECT FROM ledger_line l
      WHERE l.tenant_id = $1 AND l.source_file_id = f.source_file_id AND l.nature = 'OPENING'))`;

/**
 * Discount, exchange and write-off of an entry belong to its customer credits, in an order that no export changes: the part of
 * [before, before + credit] that falls into each component's stretch. Gains (negative parts) leave the settlement whole.
 */
const INSERT_LINES = `
  WITH part AS (
    SELECT s.line,
      greatest(0, least(s.hi, e.a) - s.lo) AS discount,
      greatest(0, least(s.hi, e.a + e.b) - greatest(s.lo, e.a)) AS exchange,
      greatest(0, least(s.hi, e.a + e.b + e.c) - greatest(s.lo, e.a + e.b)) AS write_off
    FROM (
      SELECT entry, line, sum(-amount_minor) OVER w AS hi, sum(-amount_minor) OVER w + amount_minor AS lo
      FROM staged_line WHERE amount_minor < 0 AND entry IN (
        SELECT entry FROM staged_entry
        WHERE discount_minor > 0 OR exchange_minor > 0 OR write_off_minor > 0)
      WINDOW w AS (PARTITION BY entry ORDER BY identity, line)
    ) s JOIN (
      SELECT entry, greatest(discount_minor, 0) AS a, greatest(exchange_minor, 0) AS b,
        greatest(write_off_minor, 0) AS c FROM staged_entry
    ) e USING (entry)
  )
  INSERT INTO ledger_line (tenant_id, source_file_id, line, entry_on, document_on, due_on, amount_minor,
    discount_minor, exchange_minor, write_off_minor, is_return, nature, account, customer_id, journal, entry_number,
    reference, label, letter, lettered_on, foreign_amount_minor, foreign_currency, identity)
  SELECT $1, $2, s.line, s.entry_on, s.document_on, s.due_on, s.amount_minor, coalesce(p.discount, 0),
    coalesce(p.exchange, 0), coalesce(p.write_off, 0), e.is_return, e.nature, s.account, s.customer_id, s.journal,
    s.entry_number, s.reference, s.label, s.letter, s.lettered_on, s.foreign_amount_minor,
    s.foreign_currency, s.identity
  FROM staged_line s JOIN staged_entry e USING (entry) LEFT JOIN part p USING (line)`;
