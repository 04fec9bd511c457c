/** CFONB120, the statement of French banks: lines of 120 characters, the sign of an amount in its last one. */
import type { BankStatementConfig } from './config';
import { detailsOf, type Details } from './cfonb120-details';
import { fault } from './fault';
import type { FormatReading } from './format-reading';
import { frenchIban } from './iban';
import type { Movement, StatementDesk } from './statement-desk';
import { TextLines } from './text-lines';
import { currencyOf, present, shortDay } from './values';
import { currencyDecimals } from '../../src/connector-kit';

const LENGTH = 120;
/** Years from 60 on are of the twentieth century. */
const YEAR_PIVOT = 60;
const RECORD_CODES: ReadonlySet<string> = new Set(['01', '04', '05', '07']);

interface Pending {
  line: number;
  raw: string;
  details: string[];
}

export class Cfonb120Reading implements FormatReading {
  private readonly lines = new TextLines((line, number) => this.take(line, number), LENGTH);
  private operation: Pending | null = null;
  /** The account's number as the statement began with; some banks write another bank code in later records. */
  private account = '';
  /** Details of an operation that was set aside go with it. */
  private isSkipping = false;

  constructor(
    private readonly desk: StatementDesk,
    private readonly config: BankStatementConfig,
  ) {}

  get encoding(): string {
    return this.lines.encoding;
  }

  write(content: Uint8Array, firstLine: number): void {
    this.lines.write(content, firstLine);
  }

  end(): void {
    this.lines.end();
    this.flush();
    if (this.desk.current !== null) this.notEnded();
  }

  private take(raw: string, number: number): void {
    if (raw.trim() !== '') this.record(raw.padEnd(LENGTH), number);
  }

  private record(record: string, line: number): void {
    const code = record.slice(0, 2);
    if (code !== '05') this.flush();
    if (!RECORD_CODES.has(code)) {
      this.refuse({ line, raw: record, code: 'BANK_STATEMENT_LINE_INVALID' }, [
        'record code',
        `a record begins with 01, 04, 05 or 07, not with ${JSON.stringify(code)}`,
      ]);
    } else if (code === '01') this.begin(record, line);
    else if (code === '04') this.keepOperation(record, line);
    else if (code === '05') this.keepDetail(record, line);
    else this.close(record, line);
  }

  private begin(record: string, line: number): void {
    if (this.desk.current !== null) this.notEnded(line);
    this.isSkipping = false;
    this.account = record.slice(21, 32);
    let account = '';
    let currency = this.config.currency;
    let openingOn: string | null = null;
    let openingMinor: bigint | null = null;
    this.desk.attempt(line, record, () => {
      // Without its currency the movements would be taken for another's.
      currency = currencyOf(record.slice(16, 19), this.config.currency);
      account = accountOf(record);
      openingMinor = signedAmount(record, currency);
      openingOn = dayAt(record, 34, 'date');
    });
    // Its movements say all they need themselves; only the balance is not known then.
    if (account === '') return;
    const number = null;
    this.desk.begin({ account, currency, number, openingOn, openingMinor, line });
  }

  private keepOperation(record: string, line: number): void {
    this.isSkipping = false;
    const { current } = this.desk;
    if (current === null || record.slice(21, 32) !== this.account) {
      this.isSkipping = true;
      this.refuse({ line, raw: record, code: 'BANK_STATEMENT_MOVEMENT_OUTSIDE' }, [
        'account',
        'an operation (04) stands outside of the statement of its account',
      ]);
      return;
    }
    this.operation = { line, raw: record, details: [] };
  }

  private keepDetail(record: string, line: number): void {
    if (this.operation !== null) this.operation.details.push(record.slice(45, 118));
    else {
      const isOrphan = !this.isSkipping;
      this.refuse({ line, raw: record, code: 'BANK_STATEMENT_DETAIL_WITHOUT_MOVEMENT' }, [
        'record code',
        isOrphan
          ? 'a detail (05) stands where no operation (04) came before'
          : 'the operation (04) of this detail was set aside',
      ]);
    }
  }

  private close(record: string, line: number): void {
    this.isSkipping = false;
    const { current } = this.desk;
    if (current === null || record.slice(21, 32) !== this.account) {
      this.refuse({ line, raw: record, code: 'BANK_STATEMENT_END_WITHOUT_START' }, [
        'account',
        'a new balance (07) stands where no statement of its account was begun (01)',
      ]);
      return;
    }
    this.desk.attempt(line, record, () => {
      const minor = signedAmount(record, current.currency);
      this.desk.close(dayAt(record, 34, 'date'), minor);
    });
    this.desk.finish();
  }

  /** The statement that is open ends without its new balance. */
  private notEnded(line?: number): void {
    const started = this.desk.current;
    if (started === null) return;
    const at = line ?? started.line;
    this.refuse({ line: at, raw: '', code: 'BANK_STATEMENT_NOT_ENDED' }, [
      'record code',
      `the statement of ${started.account} begun on line ${started.line} has no new balance (07)`,
    ]);
    this.desk.finish();
  }

  private flush(): void {
    const { operation } = this;
    this.operation = null;
    if (operation === null) return;
    const isRead = this.desk.attempt(operation.line, operation.raw, () => {
      const currency = this.desk.current?.currency ?? this.config.currency;
      this.desk.move(movementOf(operation, currency));
    });
    this.isSkipping = !isRead;
  }

  private refuse(
    { line, raw, code }: { line: number; raw: string; code: string },
    [field, reason]: [string, string],
  ): void {
    this.desk.refuse({ line, code, reason, field, raw: raw.trimEnd() });
  }
}

function movementOf({ raw, details: told }: Pending, currency: string): Movement {
  const own = currencyOf(raw.slice(16, 19), currency);
  if (own !== currency) {
    throw fault(
      'BANK_STATEMENT_CURRENCY_UNKNOWN',
      `the operation is in ${own}, its statement in ${currency}`,
      'currency',
    );
  }
  const details = detailsOf(told);
  const amountMinor = signedAmount(raw, currency);
  const rejection = raw.slice(40, 42).trim();
  const label = present(raw.slice(48, 79));
  const text = [label, ...details.text].filter((each) => each !== null);
  return {
    bookedOn: dayAt(raw, 34, 'date'),
    valueOn: /^[ 0]*$/.test(raw.slice(42, 48)) ? null : dayAt(raw, 42, 'value date'),
    amountMinor,
    currency,
    counterpartyName: counterpartyOf(details, amountMinor),
    counterpartyAccount: details.account,
    endToEndId: details.clientReference,
    documentReferences: details.structured,
    remittanceText: text.join(' '),
    bankReference: details.reference ?? present(raw.slice(104, 120)) ?? numberOf(raw),
    operationCode: present(raw.slice(32, 34)),
    returnReason: rejection === '' || rejection === '00' ? null : rejection,
    isReversal: false,
    batchSize: 1,
  };
}

function counterpartyOf({ debtor, creditor }: Details, amountMinor: bigint): string | null {
  return amountMinor >= 0n ? (debtor ?? creditor) : (creditor ?? debtor);
}

/** The number of the writing; zeros are none. */
function numberOf(record: string): string | null {
  const number = record.slice(81, 88).trim();
  return /^0*$/.test(number) ? null : number;
}

function accountOf(record: string): string {
  const account = accountIn(record);
  if (account !== null) return account;
  throw fault('BANK_STATEMENT_ACCOUNT_MISSING', 'the record names no account', 'account');
}

function accountIn(record: string): string | null {
  const bank = record.slice(2, 7);
  const branch = record.slice(11, 16);
  const account = record.slice(21, 32);
  const joined = `${bank}${branch}${account}`.replace(/\s/g, '');
  if (!/^[A-Z0-9]{1,21}$/i.test(joined) || account.trim() === '') return null;
  return frenchIban(bank, branch, account) ?? joined;
}

function dayAt(record: string, from: number, field: string): string {
  const day = record.slice(from, from + 2);
  const month = record.slice(from + 2, from + 4);
  return shortDay({ year: record.slice(from + 4, from + 6), month, day }, field, YEAR_PIVOT);
}

const PLUS = '{ABCDEFGHI';
const MINUS = '}JKLMNOPQR';

/** The last character is a digit and the sign: "322J" is -32.21 with two decimals. */
function signedAmount(record: string, currency: string): bigint {
  const text = record.slice(90, 104);
  const digits = text.slice(0, 13).replace(/ /g, '0');
  const last = text.slice(13);
  const plus = PLUS.indexOf(last);
  const minus = MINUS.indexOf(last);
  if (!/^\d{13}$/.test(digits) || last === '' || (plus < 0 && minus < 0)) {
    throw fault(
      'BANK_STATEMENT_AMOUNT_INVALID',
      `${JSON.stringify(text.trim())} is no amount: 13 digits and one that carries the sign`,
      'amount',
    );
  }
  const whole = BigInt(digits + String(plus >= 0 ? plus : minus));
  return rescaled(plus >= 0 ? whole : -whole, record.slice(19, 20), currency);
}

function rescaled(minor: bigint, scale: string, currency: string): bigint {
  const decimals = currencyDecimals(currency);
  const told = /^\d$/.test(scale) ? Number(scale) : decimals;
  if (told <= decimals) return minor * 10n ** BigInt(decimals - told);
  const step = 10n ** BigInt(told - decimals);
  if (minor % step === 0n) return minor / step;
  throw fault(
    'BANK_STATEMENT_AMOUNT_INVALID',
    `an amount with ${told} decimals cannot be kept exactly in ${currency}`,
    'amount',
  );
}
