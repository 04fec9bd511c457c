import { hash } from 'node:crypto';
import type {
  FilePage,
  FileSummary,
  LedgerEntryRecord,
  LedgerLineRecord,
  QuarantinedLine,
  UnifiedRecord,
} from '../connector-kit';
import { configError, contractError, stableId } from '../kernel';
import { copyField, copyLine, type Transaction } from '../database';
import { isAccounting } from './documents/store-records-file';

const STAGING = `
  CREATE TEMP TABLE staged_line (
    line integer, entry integer, entry_on date, document_on date, due_on date, amount_minor bigint, account text,
    customer_id uuid, journal text, entry_number text, reference text, label text, letter text,
    lettered_on date, foreign_amount_minor bigint, foreign_currency text, identity uuid
  ) ON COMMIT DROP;
  CREATE TEMP TABLE staged_entry (
    entry integer, nature text, is_return boolean, discount_minor bigint, exchange_minor bigint, write_off_minor bigint
  ) ON COMMIT DROP`;

/** Beyond this a file is not a ledger with some bad lines but something else. */
const QUARANTINE_MAX = 100_000;
/** They are held until the lines are copied, since nothing else can be written meanwhile. */
const COMPANY_RECORDS_MAX = 200_000;
/** Rows encoded before they are handed to COPY, so that the stream moves in few large writes. */
const ROWS_PER_WRITE = 2_000;
/** How COPY writes an absent value. */
const NULL = '\\N';
/** Between the parts of what a line says; cannot be in them, since a reader strips control characters. */
const SEPARATOR = '\u001f';

export interface StagedParty {
  customerId: string;
  account: string;
  name: string;
  isPooled: boolean;
}

export interface StagedFile {
  summary: FileSummary;
  quarantine: QuarantinedLine[];
  customerLines: number;
  /** Everybody the lines speak of, under the name of their last line. */
  parties: StagedParty[];
  /** What the file says of companies; a ledger says nothing of them. */
  companyRecords: UnifiedRecord[];
  /** Parties and documents it tells besides its lines. */
  accountingRecords: UnifiedRecord[];
}

/** Copies a reader's records into temporary tables staged_line and staged_entry: lines first, then what each entry was for. */
export async function stageLines(
  tx: Transaction,
  connectionId: string,
  pages: AsyncGenerator<FilePage, FileSummary>,
): Promise<StagedFile> {
  await tx.query(STAGING);
  const reading = new PageReader(pages);
  const encoder = new LineEncoder(connectionId);
  await tx.copyInto(
    'COPY staged_line FROM STDIN',
    encode(reading.lines(), (row) => encoder.encode(row)),
  );
  await tx.copyInto('COPY staged_entry FROM STDIN', encode(reading.entries(), encodeEntry));
  return {
    summary: reading.finished(),
    quarantine: reading.quarantine,
    customerLines: reading.lineCount,
    parties: encoder.parties(),
    companyRecords: reading.companyRecords,
    accountingRecords: reading.accountingRecords,
  };
}

/** Pulls pages once and deals them out as two consecutive sequences. */
class PageReader {
  readonly quarantine: QuarantinedLine[] = [];
  readonly companyRecords: UnifiedRecord[] = [];
  readonly accountingRecords: UnifiedRecord[] = [];
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
        else this.keepBesides(record);
      }
      this.lineCount += lines.length;
      yield lines;
      if (this.firstEntries.length > 0) return;
    }
  }

  private keepBesides(record: UnifiedRecord): void {
    if (!isAccounting(record) && !('siren' in record)) {
      throw contractError('RECORD_NOT_EXPECTED', `a file gave a ${record.type} record`);
    }
    const kept = isAccounting(record) ? this.accountingRecords : this.companyRecords;
    if (kept.push(record) <= COMPANY_RECORDS_MAX) return;
    throw configError(
      'FILE_TOO_MANY_COMPANIES',
      `the file says more than ${COMPANY_RECORDS_MAX} things of companies`,
      { remedy: 'export the companies in several files' },
    );
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
        { remedy: 'check that the file is a ledger export and was not damaged on its way' },
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

/** Gives lines their customer and their identity while it writes them for COPY. */
class LineEncoder {
  private readonly byAccount = new Map<string, StagedParty>();

  constructor(private readonly connectionId: string) {}

  parties(): StagedParty[] {
    return [...this.byAccount.values()];
  }

  /** Spelled out, since it runs for every line: only text can hold characters that COPY needs escaped. */
  encode(row: LedgerLineRecord): string {
    return (
      `${row.line}\t${row.entry}\t${row.entryOn}\t${row.documentOn ?? NULL}\t${row.dueOn ?? NULL}\t` +
      `${row.amountMinor}\t${copyField(row.account)}\t${this.customerId(row)}\t${copyField(row.journal)}\t` +
      `${copyField(row.entryNumber)}\t${copyField(row.reference)}\t${copyField(row.label)}\t` +
      `${copyField(row.letter)}\t${row.letteredOn ?? NULL}\t` +
      `${row.foreignAmountMinor ?? NULL}\t${copyField(row.foreignCurrency)}\t${this.identity(row)}\n`
    );
  }

  private customerId(row: LedgerLineRecord): string {
    const known = this.byAccount.get(row.party);
    if (known !== undefined) {
      if (known.name !== row.partyName) known.name = row.partyName;
      known.isPooled = row.isPooled;
      return known.customerId;
    }
    const customerId = stableId(this.connectionId, 'customer', row.party);
    const { party: account, partyName: name, isPooled } = row;
    this.byAccount.set(account, { customerId, account, name, isPooled });
    return customerId;
  }

  private identity(row: LedgerLineRecord): string {
    const says = [
      this.connectionId,
      row.journal,
      row.account,
      row.party,
      row.entryOn,
      row.documentOn ?? '',
      row.reference,
      row.label,
      row.amountMinor,
    ];
    return hash('md5', says.join(SEPARATOR));
  }
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
