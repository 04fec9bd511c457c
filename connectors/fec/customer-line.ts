import {
  BAD_DATE,
  currencyDecimals,
  type DayReader,
  isCurrency,
  type LedgerLineRecord,
  NO_DATE,
  parseAmount,
  type PooledAccountRule,
  pooledAccountRule,
  type WarningLog,
} from '../../src/connector-kit';
import type { Columns } from './columns';
import type { FecConfig } from './config';
import type { Row } from './row';

/** What the reader already knows of a line when it turns out to be a customer's. */
export interface LineFacts {
  entry: number;
  entryOn: number;
  documentOn: number;
  letteredOn: number;
  amountMinor: number;
}

const NO_AUXILIARY = /^[0\-/.]*$/;
const NO_TEXT = /^[-/.]*$/;
const ACCOUNTS_MAX = 50_000;
const CURRENCY_SPELLINGS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  EURO: 'EUR',
  EUROS: 'EUR',
};

/** Turns the customer lines of one file into records. */
export class CustomerLines {
  count = 0;
  pooled = 0;
  lettered = 0;
  /** Names of the accounts seen, by which rows with a separator too many are put right. */
  readonly accountLabels = new Map<string, string>();
  private lastAccount = '';
  private readonly isPooledAccount: PooledAccountRule;

  constructor(
    private readonly columns: Columns,
    private readonly config: FecConfig,
    private readonly tools: { days: DayReader; warnings: WarningLog },
  ) {
    this.isPooledAccount = pooledAccountRule(config.pooledAccountPatterns);
  }

  record(row: Row, facts: LineFacts): LedgerLineRecord {
    const { columns, tools } = this;
    const account = row.text(columns.account);
    const code = row.text(columns.auxiliary);
    const auxiliary = NO_AUXILIARY.test(code) ? '' : code;
    const party = auxiliary === '' ? account : auxiliary;
    const partyName = this.partyName(row, auxiliary) || party;
    const isPooled = this.isPooledAccount({ account, auxiliary, name: partyName });
    const letter = written(row.text(columns.letter));
    const foreign = this.foreign(row, facts.amountMinor);
    this.count++;
    if (account !== this.lastAccount) this.rememberAccount(account, row);
    if (letter !== '') this.lettered++;
    if (isPooled) this.pooled++;
    return {
      type: 'ledgerLine',
      line: row.line,
      entry: facts.entry,
      journal: row.text(columns.journalCode),
      entryNumber: row.text(columns.entryNumber),
      entryOn: tools.days.write(facts.entryOn),
      account,
      party,
      partyName,
      isPooled,
      reference: written(row.text(columns.reference)) || row.text(columns.invoiceNumber),
      documentOn: tools.days.format(facts.documentOn),
      label: written(row.text(columns.label)),
      amountMinor: BigInt(facts.amountMinor),
      letter: letter === '' ? null : letter,
      letteredOn: tools.days.format(facts.letteredOn),
      dueOn: tools.days.format(this.dueDay(row)),
      foreignAmountMinor: foreign?.amountMinor ?? null,
      foreignCurrency: foreign?.currency ?? null,
    };
  }

  private rememberAccount(account: string, row: Row): void {
    this.lastAccount = account;
    if (this.accountLabels.size < ACCOUNTS_MAX || this.accountLabels.has(account)) {
      this.accountLabels.set(account, row.text(this.columns.accountLabel));
    }
  }

  private partyName(row: Row, auxiliary: string): string {
    const { auxiliaryLabel, accountLabel } = this.columns;
    const name = auxiliary === '' ? '' : row.text(auxiliaryLabel);
    return name === '' && auxiliary === '' ? row.text(accountLabel) : name;
  }

  /** The due date of an explicit column; one that cannot be read is reported, the claim stays. */
  private dueDay(row: Row): number {
    const text = row.text(this.columns.dueDate);
    if (text === '') return NO_DATE;
    const day = this.tools.days.parse(text);
    if (day !== BAD_DATE) return day;
    const message = `the due date ${JSON.stringify(text)} is no date; the line is kept without it`;
    this.tools.warnings.add('FEC_DUE_DATE_INVALID', message, row.line);
    return NO_DATE;
  }

  /** The foreign amount, with the sign of the line: exporters write it signed or not. */
  private foreign(row: Row, amountMinor: number): { amountMinor: bigint; currency: string } | null {
    const written = row.text(this.columns.foreignCurrency).toUpperCase();
    const currency = CURRENCY_SPELLINGS[written] ?? written;
    if (currency === '' || currency === this.config.booksCurrency) return null;
    if (!isCurrency(currency)) {
      const message = `${JSON.stringify(written)} is no ISO 4217 currency; the foreign amount is left out`;
      this.tools.warnings.add('FEC_CURRENCY_UNKNOWN', message, row.line);
      return null;
    }
    const text = row.text(this.columns.foreignAmount);
    const reading = parseAmount(text, currencyDecimals(currency));
    if ('problem' in reading) {
      const message = `the foreign amount ${JSON.stringify(text)} is no number; it is left out`;
      this.tools.warnings.add('FEC_FOREIGN_AMOUNT_INVALID', message, row.line);
      return null;
    }
    if (reading.minor === 0) return null;
    const magnitude = BigInt(Math.abs(reading.minor));
    return { amountMinor: amountMinor < 0 ? -magnitude : magnitude, currency };
  }
}

/** Odoo and Tryton write "-" or "/" where there is nothing to say. */
function written(text: string): string {
  return NO_TEXT.test(text) ? '' : text;
}
