import type {
  FilePage,
  FileSummary,
  LedgerEntryRecord,
  LedgerLineRecord,
  QuarantinedLine,
} from '../connector-kit';
import { configError, contractError } from '../kernel';
import { copyField, copyLine, type Transaction } from '../database';

const STAGING = `
  CREATE TEMP TABLE staged_line (
    line integer, entry integer, entry_on date, document_on date, due_on date, amount_minor bigint, account text,
    party text, party_name text, is_pooled boolean, journal text, entry_number text, reference text, label text,
    letter text, lettered_on date, foreign_amount_minor bigint, foreign_currency text
  ) ON COMMIT DROP;
  CREATE TEMP TABLE staged_entry (
    entry integer, nature text, is_return boolean, discount_minor bigint, exchange_minor bigint, write_off_minor bigint
  ) ON COMMIT DROP`;

/** Beyond this a file is not a ledger with some bad lines but something else. */
const QUARANTINE_MAX = 100_000;
/** Rows encoded before they are handed to COPY, so that the stream moves in few large writes. */
const ROWS_PER_WRITE = 2_000;
/** How COPY writes an absent value. */
const NULL = '\\N';

export interface StagedFile {
  summary: FileSummary;
  quarantine: QuarantinedLine[];
  customerLines: number;
}

/** Copies a reader's records into temporary tables staged_line and staged_entry: lines first, then what each entry was for. */
export async function stageLines(
  tx: Transaction,
  pages: AsyncGenerator<FilePage, FileSummary>,
): Promise<StagedFile> {
  await tx.query(STAGING);
  const reading = new PageReader(pages);
  await tx.copyInto('COPY staged_line FROM STDIN', encode(reading.lines(), encodeLine));
  await tx.copyInto('COPY staged_entry FROM STDIN', encode(reading.entries(), encodeEntry));
  await tx.query('ANALYZE staged_line; ANALYZE staged_entry');
  return {
    summary: reading.finished(),
    quarantine: reading.quarantine,
    customerLines: reading.lineCount,
  };
}

/** The customers the staged lines speak of, each under the name of its last line. */
export async function stagedParties(
  tx: Transaction,
): Promise<{ account: string; name: string; isPooled: boolean }[]> {
  return tx.query(
    `SELECT s.party AS account, s.party_name AS name, s.is_pooled AS "isPooled" FROM staged_line s
     JOIN (SELECT max(line) AS line FROM staged_line GROUP BY party) last USING (line)`,
  );
}

/** Pulls pages once and deals them out as two consecutive sequences. */
class PageReader {
  readonly quarantine: QuarantinedLine[] = [];
  lineCount = 0;
  private summary: FileSummary | null = null;
  private firstEntries: LedgerEntryRecord[] = [];

  constructor(private readonly pages: AsyncGenerator<FilePage, FileSummary>) {}

  async *lines(): AsyncGenerator<LedgerLineRecord[]> {
    for (let page = await this.next(); page !== null; page = await this.next()) {
      const lines: LedgerLineRecord[] = [];
      for (const record of page.records) {
        if (record.type === 'ledgerLine') lines.push(record);
        else if (record.type === 'ledgerEntry') this.firstEntries.push(record);
        else
          throw contractError('RECORD_NOT_EXPECTED', `a ledger file gave a ${record.type} record`);
      }
      this.lineCount += lines.length;
      yield lines;
      if (this.firstEntries.length > 0) return;
    }
  }

  async *entries(): AsyncGenerator<LedgerEntryRecord[]> {
    yield this.firstEntries;
    this.firstEntries = [];
    if (this.summary !== null) return;
    for (let page = await this.next(); page !== null; page = await this.next()) {
      yield page.records.map((record) => {
        if (record.type === 'ledgerEntry') return record;
        throw contractError('RECORD_NOT_EXPECTED', 'a ledger line came after the entries');
      });
    }
  }

  finished(): FileSummary {
    if (this.summary === null)
      throw contractError('FILE_NOT_FINISHED', 'the file was not read to its end');
    return this.summary;
  }

  private async next(): Promise<FilePage | null> {
    const { value, done } = await this.pages.next();
    if (done === true) {
      this.summary = value;
      return null;
    }
    this.quarantine.push(...value.quarantine);
    if (this.quarantine.length > QUARANTINE_MAX) {
      throw configError(
        'FILE_TOO_MANY_BAD_LINES',
        `more than ${QUARANTINE_MAX} lines of the file cannot be read`,
        {
          remedy: 'check that the file is a ledger export and was not damaged on its way',
        },
      );
    }
    return value;
  }
}

async function* encode<Row>(
  batches: AsyncIterable<Row[]>,
  encodeRow: (row: Row) => string,
): AsyncGenerator<string> {
  let text = '';
  let rows = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      text += encodeRow(row);
      if (++rows % ROWS_PER_WRITE === 0) {
        yield text;
        text = '';
      }
    }
  }
  if (text !== '') yield text;
}

/** Spelled out, since it runs for every line: only text can hold characters that COPY needs escaped. */
function encodeLine(row: LedgerLineRecord): string {
  return (
    `${row.line}\t${row.entry}\t${row.entryOn}\t${row.documentOn ?? NULL}\t${row.dueOn ?? NULL}\t` +
    `${row.amountMinor}\t${copyField(row.account)}\t${copyField(row.party)}\t${copyField(row.partyName)}\t` +
    `${row.isPooled}\t${copyField(row.journal)}\t${copyField(row.entryNumber)}\t${copyField(row.reference)}\t` +
    `${copyField(row.label)}\t${copyField(row.letter)}\t${row.letteredOn ?? NULL}\t` +
    `${row.foreignAmountMinor ?? NULL}\t${copyField(row.foreignCurrency)}\n`
  );
}

function encodeEntry(row: LedgerEntryRecord): string {
  return copyLine([
    row.entry,
    row.nature,
    row.isReturn,
    row.discountMinor,
    row.exchangeMinor,
    row.writeOffMinor,
  ]);
}
