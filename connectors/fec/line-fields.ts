import {
  AccountKind,
  accountKinds,
  currencyDecimals,
  type DayReader,
  NO_DATE,
  parseAmount,
  type WarningLog,
  kindOfAccount,
} from '../../src/connector-kit';
import { hasAmount, legalName, type ColumnKey } from './columns';
import type { FecConfig } from './config';
import type { Layout } from './layout';
import type { Row } from './row';

/** Why a line cannot be read. */
export interface LineProblem {
  code: string;
  field: ColumnKey;
  reason: string;
}

export const NO_ACCOUNT = -1;
const ACCOUNT_DIGITS = 5;

/** The days, amounts and account of the current row: the usual forms from its bytes, the others with patience. */
export class LineFields {
  debit = 0;
  credit = 0;
  /** Why the last amount or side could not be read. */
  problem: LineProblem | null = null;
  readonly decimals: number;
  private readonly kinds: Int32Array;
  private readonly isSided: boolean;

  constructor(
    private readonly row: Row,
    private readonly layout: Layout,
    private readonly tools: { config: FecConfig; days: DayReader; warnings: WarningLog },
  ) {
    this.kinds = accountKinds(tools.config.customerAccountPrefixes);
    this.decimals = currencyDecimals(tools.config.booksCurrency);
    this.isSided = hasAmount(layout.columns);
  }

  /** YYYYMMDD, 0 (NO_DATE) for a blank or zero date, below 0 (BAD_DATE) for anything that is no day. */
  day(key: ColumnKey): number {
    const { row, tools } = this;
    const column = this.layout.columns[key];
    const usual = row.day(column);
    if (usual >= 0) return usual;
    const day = tools.days.parse(row.text(column));
    if (day > NO_DATE && (day < 19000000 || day >= 21000000)) {
      const message = `${legalName(key)} is in the year ${Math.floor(day / 10000)}`;
      tools.warnings.add('FEC_YEAR_UNLIKELY', message, row.line);
    }
    return day;
  }

  /** Whether days and amounts stand where the header says. */
  areInPlace(): boolean {
    const { row, tools, decimals } = this;
    const { columns } = this.layout;
    const days = [columns.entryDate, columns.documentDate, columns.letterDate, columns.validDate];
    const amounts = this.isSided ? [columns.amount] : [columns.debit, columns.credit];
    const isDay = (column: number): boolean =>
      row.day(column) >= 0 || tools.days.parse(row.text(column)) >= 0;
    const isAmount = (column: number): boolean =>
      !Number.isNaN(row.amount(column, decimals)) ||
      !('problem' in parseAmount(row.text(column), decimals));
    return days.every(isDay) && amounts.every(isAmount);
  }

  /** AccountKind bits of the line's account, NO_ACCOUNT when it is blank. */
  accountKind(): number {
    const { row } = this;
    row.trim(this.layout.columns.account);
    const { bytes, from, to } = row;
    if (from === to) return NO_ACCOUNT;
    let code = 0;
    for (let place = 0; place < ACCOUNT_DIGITS; place++) {
      const digit = from + place < to ? (bytes[from + place] ?? 0) - 48 : 0;
      if (digit < 0 || digit > 9) return this.spelledAccountKind();
      code = code * 10 + digit;
    }
    return this.kinds[code] ?? 0;
  }

  /** Accounts with letters (411DUPONT) or quotes; what does not start with three digits counts in the balance only. */
  private spelledAccountKind(): number {
    const account = this.row.text(this.layout.columns.account);
    if (account === '') return NO_ACCOUNT;
    const kind = kindOfAccount(this.kinds, account);
    if (kind !== null) return kind;
    const message = `account ${JSON.stringify(account)} does not start with three digits`;
    this.tools.warnings.add('FEC_ACCOUNT_UNUSUAL', message, this.row.line);
    return AccountKind.OTHER;
  }

  /** Sets debit and credit in minor units; false, with the problem, when one cannot be read. */
  readAmounts(): boolean {
    if (this.isSided) return this.readSidedAmount();
    this.debit = this.amount('debit');
    if (Number.isNaN(this.debit)) return false;
    this.credit = this.amount('credit');
    return !Number.isNaN(this.credit);
  }

  /** Montant + Sens: the official checker takes D or +1 for debit, C or -1 for credit. */
  private readSidedAmount(): boolean {
    const amount = this.amount('amount');
    if (Number.isNaN(amount)) return false;
    const side = this.row.text(this.layout.columns.side).replace(/\s/g, '').toUpperCase();
    const isDebit = /^(D|DEBIT|DÉBIT|\+?1|\+)$/.test(side);
    if (!isDebit && !/^(C|CREDIT|CRÉDIT|-1|-)$/.test(side) && (side !== '' || amount !== 0)) {
      const reason = `Sens is ${JSON.stringify(side)}, expected D or C (or +1, -1)`;
      this.problem = { code: 'FEC_SIDE_INVALID', field: 'side', reason };
      return false;
    }
    this.debit = isDebit ? amount : 0;
    this.credit = isDebit ? 0 : amount;
    return true;
  }

  /** Minor units; NaN, with the problem, for what is no amount. */
  private amount(key: ColumnKey): number {
    const column = this.layout.columns[key];
    const usual = this.row.amount(column, this.decimals);
    return Number.isNaN(usual) ? this.unusualAmount(key, this.row.text(column)) : usual;
  }

  private unusualAmount(key: ColumnKey, text: string): number {
    const reading = parseAmount(text, this.decimals);
    if (!('problem' in reading)) {
      if (!reading.isRounded) return reading.minor;
      const message = `${legalName(key)} ${JSON.stringify(text)} was rounded to the minor unit`;
      this.tools.warnings.add('FEC_AMOUNT_ROUNDED', message, this.row.line);
      return reading.minor;
    }
    const isLarge = reading.problem === 'TOO_LARGE';
    const why = isLarge ? 'too large to be exact' : `no amount with ${this.decimals} decimals`;
    const code = isLarge ? 'FEC_AMOUNT_TOO_LARGE' : 'FEC_AMOUNT_INVALID';
    this.problem = {
      code,
      field: key,
      reason: `${legalName(key)} ${JSON.stringify(text)} is ${why}`,
    };
    return NaN;
  }
}
