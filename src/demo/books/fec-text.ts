/** The 18 columns of art. A47 A-1 LPF, then the due date as Dolibarr names it. */
export const FEC_COLUMNS = [
  'JournalCode',
  'JournalLib',
  'EcritureNum',
  'EcritureDate',
  'CompteNum',
  'CompteLib',
  'CompAuxNum',
  'CompAuxLib',
  'PieceRef',
  'PieceDate',
  'EcritureLib',
  'Debit',
  'Credit',
  'EcritureLet',
  'DateLet',
  'ValidDate',
  'Montantdevise',
  'Idevise',
  'DateLimitReglmt',
] as const;

export const FEC_HEADER = `${FEC_COLUMNS.join('\t')}\r\n`;

const CHUNK = 65_536;

/** Columns that only customer lines fill. */
export interface CustomerColumns {
  letter: string;
  letterDay: string;
  dueOn: string;
}

/** Collects lines into chunks and keeps the totals of what went by. */
export class FecText {
  /** ValidDate of the lines that follow. */
  validOn = '';
  private buffer = '';
  private lines = 0;
  private debitMinor = 0n;
  private creditMinor = 0n;

  constructor(private readonly write: (chunk: string) => void) {}

  /** Adds a line from its first eleven columns (ending in a TAB) and its amount, debit positive. */
  add(columns: string, amountMinor: bigint, customer?: CustomerColumns): void {
    this.lines++;
    let amounts: string;
    if (amountMinor >= 0n) {
      this.debitMinor += amountMinor;
      amounts = `${euros(amountMinor)}\t0,00\t`;
    } else {
      this.creditMinor -= amountMinor;
      amounts = `0,00\t${euros(-amountMinor)}\t`;
    }
    const end =
      customer === undefined
        ? `\t\t${this.validOn}\t\t\t\r\n`
        : `${customer.letter}\t${customer.letterDay}\t${this.validOn}\t\t\t${customer.dueOn}\r\n`;
    this.buffer += columns + amounts + end;
    if (this.buffer.length >= CHUNK) this.flush();
  }

  flush(): void {
    if (this.buffer !== '') this.write(this.buffer);
    this.buffer = '';
  }

  totals(): { lines: number; totalDebitMinor: bigint; totalCreditMinor: bigint } {
    const { lines, debitMinor: totalDebitMinor, creditMinor: totalCreditMinor } = this;
    return { lines, totalDebitMinor, totalCreditMinor };
  }
}

/** 123450n → "1234,50". */
function euros(amountMinor: bigint): string {
  const digits = amountMinor.toString();
  if (digits.length > 2) return `${digits.slice(0, -2)},${digits.slice(-2)}`;
  return `0,${digits.padStart(2, '0')}`;
}
