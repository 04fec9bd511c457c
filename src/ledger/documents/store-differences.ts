import type { Transaction } from '../../database';
import type { Difference } from './settle-documents.rule';

/** Keeps where documents of the affected customers contradict each other, in place of what was found before. */
export async function storeDifferences(
  tx: Transaction,
  connectionId: string,
  found: { differences: readonly Difference[]; at: Date },
): Promise<void> {
  const rows = merged(found.differences);
  const place = [tx.tenantId, connectionId, JSON.stringify(rows)];
  await tx.execute(FORGET, place);
  if (rows.length > 0) await tx.execute(PUT, [...place, found.at]);
}

interface DifferenceRow {
  document_key: string;
  code: string;
  other_key: string;
  said: string;
  counted: string;
}

/** One line for each pair of documents: parts of one allocation add up. */
function merged(differences: readonly Difference[]): DifferenceRow[] {
  const byPair = new Map<string, Difference>();
  for (const each of differences) {
    const pair = [each.key, each.code, each.otherKey].join('\u001f');
    const known = byPair.get(pair);
    const sum = known === undefined ? each : plus(known, each);
    byPair.set(pair, sum);
  }
  return [...byPair.values()].map(({ key, code, otherKey, said, counted }) => ({
    ...{ document_key: key, code, other_key: otherKey },
    ...{ said: said.toString(), counted: counted.toString() },
  }));
}

function plus(one: Difference, other: Difference): Difference {
  return { ...one, said: one.said + other.said, counted: one.counted + other.counted };
}

const ROWS = `jsonb_to_recordset($3::jsonb)
  AS r (document_key text, code text, other_key text, said text, counted text)`;

const FORGET = `
  DELETE FROM document_difference o
  WHERE o.tenant_id = $1 AND o.connection_id = $2 AND o.customer_id IN (SELECT customer_id FROM affected_customer)
    AND NOT EXISTS (SELECT FROM ${ROWS}
      WHERE (r.document_key, r.code, r.other_key) = (o.document_key, o.code, o.other_key))`;

const PUT = `
  INSERT INTO document_difference AS o (tenant_id, connection_id, document_key, code, other_key, customer_id, currency, said,
    counted, found_at)
  SELECT $1, $2, r.document_key, r.code, r.other_key, d.customer_id, d.currency, r.said, r.counted, $4
  FROM ${ROWS} JOIN accounting_document d ON d.tenant_id = $1 AND d.connection_id = $2 AND d.document_key = r.document_key
  ON CONFLICT (tenant_id, connection_id, document_key, code, other_key) DO UPDATE SET customer_id = EXCLUDED.customer_id,
    currency = EXCLUDED.currency, said = EXCLUDED.said, counted = EXCLUDED.counted, found_at = EXCLUDED.found_at
  WHERE (o.customer_id, o.currency, o.said, o.counted)
    IS DISTINCT FROM (EXCLUDED.customer_id, EXCLUDED.currency, EXCLUDED.said, EXCLUDED.counted)`;
