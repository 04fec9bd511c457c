import { configError, contractError } from '../../kernel';
import type { FilePage, FileSummary, QuarantinedLine, UnifiedRecord } from '../../connector-kit';
import { openRecording, type Transaction } from '../../database';
import type { AccountingSource, MatchChange } from '../../unify';
import type { Clock } from '../../kernel';
import { BANK_TYPES, storeBankRecords } from '../cash-application/store-bank-records';
import { replacedWarning, type ReplacedDocument } from './note-replaced';
import { markForRebuild } from './rebuild-marks';
import { ACCOUNTING_TYPES, storeAccountingRecords } from './store-accounting-records';
import { forgetUntoldOfFile } from './store-documents';

export interface StoredRecordsFile {
  summary: FileSummary;
  quarantine: QuarantinedLine[];
  /** Records kept or seen again. */
  records: number;
  customerIds: string[];
  matches: MatchChange[];
}

export type RecordsFileSource = Omit<AccountingSource, 'at'> & {
  clock: Clock;
  sourceFileId: string;
};

/** Records stored in one statement. */
const BATCH = 2_000;
/** Beyond this a file is not a list with some bad lines but something else. */
const QUARANTINE_MAX = 100_000;

/** Whether a record is kept as a document or what belongs to one, not as a line of the books. */
export function isAccounting(record: UnifiedRecord): boolean {
  return ACCOUNTING_TYPES.includes(record.type) || BANK_TYPES.includes(record.type);
}

/**
 * Keeps what a file of parties and documents says, page after page, so that memory does not grow with it. The caller holds
 * the ledger. Throws CONTRACT RECORD_NOT_EXPECTED for records that are none of the kind.
 */
export async function storeRecordsFile(
  tx: Transaction,
  source: RecordsFileSource,
  pages: AsyncGenerator<FilePage, FileSummary>,
): Promise<StoredRecordsFile> {
  await tx.query('CREATE TEMP TABLE told_document (key text) ON COMMIT DROP');
  const stored = { records: 0, customerIds: new Set<string>(), matches: [] as MatchChange[] };
  const replaced: ReplacedDocument[] = [];
  const quarantine: QuarantinedLine[] = [];
  let waiting: UnifiedRecord[] = [];
  const store = async (): Promise<void> => {
    const records = waiting;
    waiting = [];
    if (records.length === 0) return;
    const kept = await storeBatch(tx, source, records);
    stored.records += records.length;
    stored.matches.push(...kept.matches);
    replaced.push(...kept.replaced);
    for (const customerId of kept.customerIds) stored.customerIds.add(customerId);
  };
  for (;;) {
    const page = await pages.next();
    if (page.done === true) {
      await store();
      const { summary, gone } = await finish(tx, source, {
        ...page.value,
        warnings: await withReplaced(tx, page.value, {
          replaced,
          sourceFileId: source.sourceFileId,
        }),
      });
      const customerIds = [...new Set([...stored.customerIds, ...gone])];
      return { ...stored, summary, quarantine, customerIds };
    }
    quarantine.push(...page.value.quarantine);
    if (quarantine.length > QUARANTINE_MAX) throw tooManyBadLines();
    waiting.push(...page.value.records);
    if (waiting.length >= BATCH) await store();
  }
}

/** The reader's warnings, and ours about documents that another file told otherwise. */
export async function withReplaced(
  tx: Transaction,
  { warnings }: Pick<FileSummary, 'warnings'>,
  file: { replaced: readonly ReplacedDocument[]; sourceFileId: string },
): Promise<FileSummary['warnings']> {
  const warning = await replacedWarning(tx, file.replaced, file.sourceFileId);
  return warning === null ? warnings : [...warnings, warning];
}

/** Refuses records that no list or invoice gives. */
export function requireAccounting(records: readonly UnifiedRecord[]): void {
  const other = records.find((record) => !isAccounting(record));
  if (other === undefined) return;
  throw contractError('RECORD_NOT_EXPECTED', `a file of documents gave a ${other.type} record`);
}

async function storeBatch(
  tx: Transaction,
  { sourceFileId, ...source }: RecordsFileSource,
  records: readonly UnifiedRecord[],
): ReturnType<typeof storeAccountingRecords> {
  requireAccounting(records);
  const at = source.clock.now();
  const { connectionId } = source;
  await storeBankRecords(tx, { connectionId, sourceFileId, at }, records);
  const kept = await storeAccountingRecords(tx, source, [{ origin: { sourceFileId }, records }]);
  await tx.execute('INSERT INTO told_document SELECT unnest($1::text[])', [kept.documentKeys]);
  return kept;
}

async function finish(
  tx: Transaction,
  { clock, ...source }: RecordsFileSource,
  summary: FileSummary,
): Promise<{ summary: FileSummary; gone: string[] }> {
  const at = await openRecording(tx, clock);
  const { connectionId, sourceFileId } = source;
  const isWhole = summary.isWhole === true;
  const told = { sourceFileId, isWhole, told: 'told_document' };
  await tx.query('ANALYZE told_document');
  const gone = await forgetUntoldOfFile(tx, { ...source, at }, told);
  await markForRebuild(
    tx,
    gone.map((customerId) => ({ connectionId, customerId })),
    at,
  );
  return { summary, gone };
}

function tooManyBadLines(): Error {
  return configError(
    'FILE_TOO_MANY_BAD_LINES',
    `more than ${QUARANTINE_MAX} lines of the file cannot be read`,
    {
      remedy: 'check that the file is a list of the kind its connector reads, and was not damaged',
    },
  );
}
