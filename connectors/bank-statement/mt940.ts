/** MT940, SWIFT's customer statement: fields ":61:" in blocks, with the many ways banks write what they mean. */
import { isEncoursError } from '../../src/connector-kit';
import type { BankStatementConfig } from './config';
import { fault } from './fault';
import type { FormatReading } from './format-reading';
import { ibanWithin } from './iban';
import { detailsOf } from './mt940-details';
import { entryOf } from './mt940-entry';
import type { StatementDesk } from './statement-desk';
import { TextLines } from './text-lines';
import { amountMinor, currencyOf, present, shortDay, tidy } from './values';

const TAG = /^\s{0,8}:(13D?|20|21|25P?|28C?|34F|60[FM]|61|62[FM]|64|65|86|90[CD]|NS):/;
/** "C110522EUR3236,28"; some banks leave out the currency of a closing balance. */
const BALANCE = /^([CD])(\d{2})(\d{2})(\d{2})([A-Z]{3})?([\d., ]{1,25})$/;
const YEAR_PIVOT = 80;
/** Marks of transmission around a message, and of byte order before it. */
const CONTROL = /^[\p{Cc}\ufeff]+|\p{Cc}+$/gu;
/** The account of a statement that names none. */
const UNKNOWN_ACCOUNT = 'UNKNOWN';
/** Fields of several lines. */
const GOES_ON: ReadonlySet<string> = new Set(['25', '25P', '61', '86', 'NS']);
/** Lines of one field; SWIFT allows six. */
const FIELD_LINES_MAX = 200;

interface Field {
  tag: string;
  lines: string[];
  line: number;
}

interface Head {
  account: string;
  number: string | null;
  line: number;
}

export class Mt940Reading implements FormatReading {
  private readonly lines = new TextLines((line, number) => this.take(line, number));
  private field: Field | null = null;
  private entry: Field | null = null;
  private information: string[] = [];
  private isTagFolded = false;
  private head: Head | null = null;
  private hasClosed = false;
  /** The statement was refused with its currency: its movements go with it. */
  private isRefused = false;

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
    this.flushField();
    this.endStatement();
  }

  private take(raw: string, number: number): void {
    const plain = raw.replace(CONTROL, '').replace(/^\s*\{1:[^\n]{0,200}\{4:/, '');
    // A bank that folds lines anywhere may fold within a tag.
    const line = this.isTagFolded ? `:${plain}` : plain;
    this.isTagFolded = line === ':';
    if (this.isTagFolded) return;
    if (/^\s*-?\}?(\{5:.{0,200})?$/.test(line) && line.trim() !== '') {
      this.flushField();
      return;
    }
    const tag = TAG.exec(line);
    if (tag?.[1] === undefined) this.goOn(line, number);
    else {
      this.flushField();
      this.field = { tag: tag[1], lines: [line.slice(tag[0].length)], line: number };
    }
  }

  /** What begins with no tag belongs to the field before. */
  private goOn(line: string, number: number): void {
    const { field } = this;
    if (field === null) return;
    if (!GOES_ON.has(field.tag)) this.refuseLine(line, number);
    else if (field.lines.length < FIELD_LINES_MAX) field.lines.push(line);
    else if (field.lines.length === FIELD_LINES_MAX) {
      this.desk.warnings.add(
        'BANK_STATEMENT_TEXT_CUT',
        `a field has more than ${FIELD_LINES_MAX} lines; the rest is left out`,
        field.line,
      );
    }
  }

  /** A line where a field has only one: it may have been a movement. */
  private refuseLine(line: string, number: number): void {
    if (line.trim() === '') return;
    this.desk.refuse({
      line: number,
      code: 'BANK_STATEMENT_LINE_INVALID',
      reason: 'the line begins with no field, and the one before has no second line',
      field: 'tag',
      raw: line,
    });
  }

  private flushField(): void {
    const { field } = this;
    this.field = null;
    if (field === null) return;
    const { tag, line } = field;
    const raw = `:${tag}:${field.lines.join('\n')}`;
    if (tag === '61') this.beginEntry(field);
    else if (tag === '86' || tag === 'NS') this.inform(field);
    else {
      this.flushEntry();
      this.desk.attempt(line, raw, () => this.headField(field));
    }
  }

  private headField({ tag, lines, line }: Field): void {
    const value = tidy(lines[0] ?? '');
    if (tag === '20') {
      this.endStatement();
      this.isRefused = false;
      this.head = { account: '', number: null, line };
    } else if (tag.startsWith('25')) this.beginAccount(value, line);
    else if (tag.startsWith('28')) {
      if (this.head !== null) this.head.number = present(value);
    } else if (tag.startsWith('60')) this.openAt(value, line);
    else if (tag.startsWith('62')) {
      this.ensureOpen();
      const { on, minor } = this.balance(value, 'closing balance');
      this.desk.close(on, minor);
      this.hasClosed = true;
    }
  }

  private beginAccount(value: string, line: number): void {
    if (this.head === null || this.desk.current !== null) {
      this.endStatement();
      this.head = { account: '', number: null, line };
    }
    this.isRefused = false;
    this.head.account = ibanWithin(value) ?? value.replace(/\s+/g, ' ').slice(0, 80);
  }

  private openAt(value: string, line: number): void {
    if (this.desk.current !== null) {
      const head = this.head;
      this.endStatement();
      this.head = head;
    }
    const head = this.named();
    try {
      const { on, minor, currency } = this.balance(value, 'opening balance');
      this.desk.begin({ ...head, currency, openingOn: on, openingMinor: minor, line: head.line });
    } catch (error) {
      if (isEncoursError(error) && error.code === 'BANK_STATEMENT_CURRENCY_UNKNOWN') {
        // Its movements would be taken for another currency's.
        this.isRefused = true;
        throw error;
      }
      // Its movements count all the same; only what they add up to is not known.
      const currency = /^[CD]\d{6}([A-Z]{3})/.exec(value)?.[1];
      this.beginUnknown(head, line, currency);
      throw error;
    }
  }

  /** A statement without opening balance begins with its first movement or its end. */
  private ensureOpen(): void {
    if (this.desk.current !== null) return;
    const head = this.named();
    this.beginUnknown(head, head.line);
  }

  /** The head with its account. One that names none is read all the same, unless a line that may have done so was lost. */
  private named(): Head {
    const { desk, isRefused } = this;
    const head = this.head ?? { account: '', number: null, line: this.entry?.line ?? 1 };
    if (isRefused || (head.account === '' && desk.firstRefusal !== null)) throw noAccount();
    if (head.account !== '') return head;
    const message = 'a statement names no account (:25:); its movements are kept under UNKNOWN';
    desk.warnings.add('BANK_STATEMENT_ACCOUNT_UNKNOWN', message, head.line);
    this.head = { ...head, account: UNKNOWN_ACCOUNT };
    return this.head;
  }

  private beginUnknown(
    head: { account: string; number: string | null },
    line: number,
    currency?: string,
  ): void {
    this.desk.begin({
      ...head,
      currency:
        currency === undefined ? this.config.currency : currencyOf(currency, this.config.currency),
      openingOn: null,
      openingMinor: null,
      line,
    });
  }

  private balance(value: string, field: string): { on: string; minor: bigint; currency: string } {
    const match = BALANCE.exec(value);
    if (match === null) {
      throw fault(
        'BANK_STATEMENT_AMOUNT_INVALID',
        `${JSON.stringify(value.slice(0, 60))} is no balance`,
        field,
      );
    }
    const [, sign, year = '', month = '', day = '', code, digits = ''] = match;
    const currency = currencyOf(code, this.desk.current?.currency ?? this.config.currency);
    const minor = amountMinor(digits.replace(/ /g, ''), currency, field);
    const on = shortDay({ year, month, day }, field, YEAR_PIVOT);
    return { on, minor: sign === 'D' ? -minor : minor, currency };
  }

  private beginEntry(field: Field): void {
    this.flushEntry();
    this.entry = field;
    this.information = [];
  }

  /** What stands after the closing balance is about the statement, not about a movement. */
  private inform(field: Field): void {
    if (this.entry === null) return;
    if (field.tag === '86') this.information.push(...field.lines);
    else this.information.push(...field.lines.map((line) => line.slice(2)));
  }

  private flushEntry(): void {
    const { entry, information } = this;
    if (entry === null) return;
    const raw = [`:61:${entry.lines.join('\n')}`, ...information].join('\n');
    this.desk.attempt(entry.line, raw, () => {
      this.ensureOpen();
      const currency = this.desk.current?.currency ?? this.config.currency;
      const told = entryOf(entry.lines, currency);
      if (told.isExpected) {
        const message = 'entries that are not booked (EC, ED) are left out';
        this.desk.warnings.add('BANK_STATEMENT_PENDING_LEFT_OUT', message, entry.line);
        return;
      }
      const details = detailsOf(information);
      const text = [told.supplement ?? '', details.text];
      this.desk.move({
        bookedOn: told.bookedOn,
        valueOn: told.valueOn,
        amountMinor: told.amountMinor,
        currency,
        counterpartyName: details.name,
        counterpartyAccount:
          details.account ?? ibanWithin(told.supplement ?? '') ?? ibanWithin(told.reference ?? ''),
        endToEndId: details.endToEndId ?? told.reference,
        documentReferences: details.references,
        remittanceText: text.filter((each) => each !== '').join(' '),
        bankReference: told.bankReference,
        operationCode: details.code ?? told.code,
        returnReason: details.returnReason,
        isReversal: told.isReversal,
        batchSize: 1,
      });
    });
    this.entry = null;
  }

  private endStatement(): void {
    this.flushEntry();
    // A statement without movements or balances is one all the same.
    if (
      this.desk.current === null &&
      this.head !== null &&
      this.head.account !== '' &&
      !this.hasClosed &&
      !this.isRefused
    )
      this.beginUnknown(this.head, this.head.line);
    this.desk.finish();
    this.head = null;
    this.hasClosed = false;
  }
}

function noAccount(): Error {
  return fault(
    'BANK_STATEMENT_MOVEMENT_OUTSIDE',
    'no account (:25:) can be read before: it cannot be said whose movements these are',
    ':25:',
  );
}
