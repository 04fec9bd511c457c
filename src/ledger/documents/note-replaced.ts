import type { AccountingDocumentRecord, FileWarning } from '../../connector-kit';
import type { Transaction } from '../../database';
import { currencyDecimals, formatDecimal } from '../../kernel';
import type { AccountingSource, ToldRecord } from '../../unify';

/** A document that a file told, and another file tells with another amount. */
export interface ReplacedDocument {
  number: string;
  was: SaidAmount;
  now: SaidAmount;
}

interface SaidAmount {
  sourceFileId: string;
  amountMinor: bigint;
  currency: string;
}

type Told = ToldRecord<AccountingDocumentRecord>;

/**
 * Keeps what files said of documents that other files now tell with another amount: an invoice is not to change once it is
 * issued, so that one of the two files is wrong, or is of something else. A list that says what is open tells of a day, and
 * may change. Comes before the documents are stored; the caller holds the ledger.
 */
export async function noteReplaced(
  tx: Transaction,
  source: AccountingSource,
  told: readonly Told[],
): Promise<ReplacedDocument[]> {
  const issued = told.filter(({ record, origin }) => isIssued(record) && isOfFile(origin));
  if (issued.length === 0) return [];
  const place = [tx.tenantId, source.connectionId];
  const known = await knownAmounts(tx, place, issued);
  const found: (ReplacedDocument & { key: string })[] = [];
  for (const { record, origin } of issued) {
    const { sourceKey: key, number, amountMinor, currency } = record;
    if (origin.sourceFileId === null) continue;
    const now = { sourceFileId: origin.sourceFileId, amountMinor, currency };
    const was = known.get(key);
    if (was !== undefined && differs(was, now)) found.push({ key, number, was, now });
    known.set(key, now);
  }
  if (found.length === 0) return [];
  const rows = found.map(({ key, was }) => ({
    document_key: key,
    source_file_id: was.sourceFileId,
    amount_minor: was.amountMinor.toString(),
    currency: was.currency,
  }));
  await tx.execute(KEEP, [...place, JSON.stringify(rows), source.at]);
  return found;
}

/** What the import of a file says of the documents it replaces; null when there are none. */
export async function replacedWarning(
  tx: Transaction,
  replaced: readonly ReplacedDocument[],
  sourceFileId: string,
): Promise<FileWarning | null> {
  const own = replaced.filter(({ now }) => now.sourceFileId === sourceFileId);
  const [first] = own;
  if (first === undefined) return null;
  const [file] = await tx.query<{ name: string }>(
    'SELECT name FROM source_file WHERE tenant_id = $1 AND source_file_id = $2',
    [tx.tenantId, first.was.sourceFileId],
  );
  const other = file === undefined ? 'another file' : file.name;
  return {
    code: 'DOCUMENT_REPLACED',
    message: `${first.number} asks for ${shown(first.now)} here and for ${shown(first.was)} in ${other}; this file counts, see sourceConflicts`,
    line: null,
    count: own.length,
  };
}

function isIssued({ kind, openMinor }: AccountingDocumentRecord): boolean {
  return openMinor === null && (kind === 'INVOICE' || kind === 'CREDIT_NOTE');
}

function isOfFile({ sourceFileId }: Told['origin']): boolean {
  return sourceFileId !== null;
}

function differs(was: SaidAmount, now: SaidAmount): boolean {
  if (was.sourceFileId === now.sourceFileId) return false;
  return was.amountMinor !== now.amountMinor || was.currency !== now.currency;
}

function shown({ amountMinor, currency }: SaidAmount): string {
  return `${formatDecimal(amountMinor, currencyDecimals(currency))} ${currency}`;
}

async function knownAmounts(
  tx: Transaction,
  place: readonly unknown[],
  told: readonly Told[],
): Promise<Map<string, SaidAmount>> {
  const rows = await tx.query<Omit<SaidAmount, 'amountMinor'> & { key: string; amount: string }>(
    `SELECT document_key AS key, source_file_id AS "sourceFileId", amount_minor::text AS amount, currency
     FROM accounting_document
     WHERE tenant_id = $1 AND connection_id = $2 AND document_key = ANY ($3::text[]) AND source_file_id IS NOT NULL
       AND gone_at IS NULL AND open_minor IS NULL`,
    [...place, [...new Set(told.map(({ record }) => record.sourceKey))]],
  );
  return new Map(
    rows.map(({ key, amount, ...row }) => [key, { ...row, amountMinor: BigInt(amount) }]),
  );
}

/** Of one file the latest word: within one call a document may go back and forth. */
const KEEP = `
  INSERT INTO document_replacement AS o (tenant_id, connection_id, document_key, source_file_id, amount_minor, currency,
    found_at)
  SELECT DISTINCT ON (r.document_key, r.source_file_id) $1::uuid, $2::uuid, r.document_key, r.source_file_id,
    r.amount_minor, r.currency, $4::timestamptz
  FROM jsonb_to_recordset($3::jsonb)
    AS r (document_key text, source_file_id uuid, amount_minor bigint, currency text)
  ORDER BY r.document_key, r.source_file_id
  ON CONFLICT (tenant_id, connection_id, document_key, source_file_id) DO UPDATE
    SET amount_minor = EXCLUDED.amount_minor, currency = EXCLUDED.currency, found_at = EXCLUDED.found_at
  WHERE (o.amount_minor, o.currency) IS DISTINCT FROM (EXCLUDED.amount_minor, EXCLUDED.currency)`;
