/** Lines of books in any layout, made into ledger records: which entry each belongs to and what the entry was for. */
import {
  AccountKind as K,
  accountKinds,
  counterpartMarks,
  customerMarks,
  EntryMark,
  entryRecord,
  EntryTable,
  formatDay,
  isOpeningJournal,
  kindOfAccount,
  needsLabels,
  NO_DATE,
  pooledAccountRule,
  Totals,
  type LedgerEntryRecord,
  type LedgerLineRecord,
} from '../../src/connector-kit';
import type { LedgerFileConfig } from './config';
import { journalClass } from './journals';
import type { ListSink } from './sink';

/** A line of the books as a layout gives it; days are numbers YYYYMMDD, NO_DATE when blank. */
export interface BookLine {
  line: number;
  raw: string;
  journal: string;
  entryNumber: string;
  entryOn: number;
  account: string;
  accountLabel: string;
  /** Code of the third party, "" when the account itself is it. */
  auxiliary: string;
  auxiliaryLabel: string;
  reference: string;
  documentOn: number;
  label: string;
  debit: number;
  credit: number;
  letter: string;
  dueOn: number;
}

const NO_LETTER = /^[-/.*\s]*$/;
/** Kinds of the customer's own accounts; whatever else an entry has tells what it was for. */
const OWN = K.CUSTOMER | K.ADVANCE | K.CLAIM;

export class BookAssembler {
  readonly table = new EntryTable();
  readonly totals = new Totals();
  customerLines = 0;
  private lettered = 0;
  private readonly kinds: Int32Array;
  private readonly isPooled: ReturnType<typeof pooledAccountRule>;
  private readonly entries = new Map<string, number>();
  private readonly journalOf: string[] = [];
  private readonly sides = new Map<string, { debits: number; credits: number }>();
  private run: { journal: string; day: number; entry: number } | null = null;

  constructor(
    private readonly config: LedgerFileConfig,
    private readonly sink: ListSink,
  ) {
    this.kinds = accountKinds(config.customerAccountPrefixes);
    this.isPooled = pooledAccountRule(config.pooledAccountPatterns);
  }

  /** Lettered customer lines / customer lines; null without any. */
  get letteringCoverage(): number | null {
    return this.customerLines === 0 ? null : this.lettered / this.customerLines;
  }

  take(line: BookLine): void {
    const kind = kindOfAccount(this.kinds, line.account) ?? K.OTHER;
    const entry = this.entryOf(line);
    const amount = line.debit - line.credit;
    this.table.mark(entry, kind);
    if (!Number.isSafeInteger(amount) || !this.table.add(entry, kind, amount)) {
      const reason = 'the entry adds up to too much to be exact';
      return this.sink.refuse(line, { code: 'LEDGER_FILE_AMOUNT_TOO_LARGE', reason, field: null });
    }
    this.totals.add(line.debit, line.credit);
    if ((kind & K.CUSTOMER) !== 0) this.takeCustomer(line, entry, amount);
    else if (needsLabels(kind, amount)) {
      const labels = { line: line.label, account: line.accountLabel };
      this.table.mark(entry, counterpartMarks(kind, labels));
    }
  }

  /** What each entry was for; call it when all lines are in. */
  *entryRecords(): Generator<LedgerEntryRecord> {
    this.table.close();
    for (let entry = 0; entry < this.table.size; entry++) {
      if (!this.table.hasCustomer(entry)) continue;
      if ((this.table.facts(entry).bits & ~OWN & KINDS) === 0) this.judgeByJournal(entry);
      yield entryRecord(entry + 1, this.table.facts(entry));
    }
  }

  private takeCustomer(line: BookLine, entry: number, amount: number): void {
    this.table.mark(entry, customerMarks(line.label, amount));
    const sides = this.sides.get(line.journal) ?? { debits: 0, credits: 0 };
    if (amount > 0) sides.debits++;
    else sides.credits++;
    this.sides.set(line.journal, sides);
    const record = this.record(line, entry, amount);
    this.customerLines++;
    if (record.letter !== null) this.lettered++;
    this.sink.emit(record);
  }

  private record(line: BookLine, entry: number, amount: number): LedgerLineRecord {
    const party = line.auxiliary === '' ? line.account : line.auxiliary;
    const named = line.auxiliary === '' ? line.accountLabel : line.auxiliaryLabel;
    const partyName = named === '' ? party : named;
    const { account, auxiliary } = line;
    return {
      type: 'ledgerLine',
      line: line.line,
      entry: entry + 1,
      journal: line.journal,
      entryNumber: line.entryNumber,
      entryOn: formatDay(line.entryOn),
      account,
      party,
      partyName,
      isPooled: this.isPooled({ account, auxiliary, name: partyName }),
      reference: line.reference,
      documentOn: dayOrNull(line.documentOn),
      label: line.label,
      amountMinor: BigInt(amount),
      letter: NO_LETTER.test(line.letter) ? null : line.letter,
      letteredOn: null,
      dueOn: dayOrNull(line.dueOn),
      foreignAmountMinor: null,
      foreignCurrency: null,
    };
  }

  /** By journal, number and day; unnumbered lines go together until they balance. */
  private entryOf(line: BookLine): number {
    const { journal, entryOn: day, entryNumber } = line;
    if (entryNumber !== '' && !/^0+$/.test(entryNumber)) {
      const key = `${journal}\u001f${entryNumber}\u001f${day}`;
      const known = this.entries.get(key);
      if (known !== undefined) return known;
      const entry = this.open(line);
      this.entries.set(key, entry);
      return entry;
    }
    const { run } = this;
    const goesOn = run?.journal === journal && run.day === day && !this.table.isBalanced(run.entry);
    if (run !== null && goesOn) return run.entry;
    const entry = this.open(line);
    this.run = { journal, day, entry };
    return entry;
  }

  private open(line: BookLine): number {
    const entry = this.table.open(line.entryOn, line.line);
    this.journalOf[entry] = line.journal;
    if (isOpeningJournal(line.journal, '')) this.table.mark(entry, EntryMark.OPENING_JOURNAL);
    return entry;
  }

  /** An extract of the customers' accounts has no other lines: the journal then says what an entry was for. */
  private judgeByJournal(entry: number): void {
    const journal = this.journalOf[entry] ?? '';
    const { debits, credits } = this.sides.get(journal) ?? { debits: 0, credits: 0 };
    const known = journalClass(journal) ?? (debits >= credits ? 'SALES' : 'CASH');
    if (known === 'SALES') this.table.mark(entry, K.SALES);
    else this.table.mark(entry, known === 'CASH' ? K.CASH : K.OTHER);
  }
}

/** Bits that are kinds of accounts; those above are marks. */
const KINDS = (1 << 20) - 1;

function dayOrNull(day: number): string | null {
  return day === NO_DATE ? null : formatDay(day);
}
