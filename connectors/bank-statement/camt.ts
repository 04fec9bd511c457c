/** CAMT.053, the ISO 20022 statement, versions 2 to 8 and later: read by local names, entry by entry. */
import {
  contractError,
  XmlEvents,
  xmlStrayText,
  xmlTextAt,
  type XmlNode,
} from '../../src/connector-kit';
import { entryMovements, signedMinor, dayIn, type CamtEntry } from './camt-entry';
import type { BankStatementConfig } from './config';
import { fault } from './fault';
import type { FormatReading } from './format-reading';
import { ibanIn } from './iban';
import type { StatementDesk } from './statement-desk';
import { currencyOf, present } from './values';

/** Reports of the day and notices tell what a statement tells again. */
const OTHER_MESSAGES: Record<string, string> = {
  BkToCstmrAcctRpt: 'an account report (CAMT.052)',
  BkToCstmrDbtCdtNtfctn: 'a notification (CAMT.054)',
  CstmrCdtTrfInitn: 'a payment order (PAIN.001)',
  CstmrDrctDbtInitn: 'a direct debit order (PAIN.008)',
};
const STATEMENT_PARTS: ReadonlySet<string> = new Set([
  ...['Id', 'ElctrncSeqNb', 'LglSeqNb', 'CreDtTm', 'Acct', 'Bal'],
]);
/** Details of one entry that are kept at once: more of them are one sum. */
const DETAILS_MAX = 20_000;
/** Elements that hold elements only. */
const CONTAINERS: ReadonlySet<string> = new Set([
  ...['Document', 'BkToCstmrStmt', 'GrpHdr', 'Stmt', 'Ntry', 'NtryDtls'],
]);

export class CamtReading implements FormatReading {
  private readonly events = new XmlEvents({
    opened: (element, path) => this.opened(element, path),
    isWanted: (path) => isWanted(path),
    node: (node, path) => this.collect(node, path),
    closed: (element) => this.closed(element),
  });
  private parts: XmlNode[] = [];
  private statementLine = 0;
  private hasBegun = false;
  private isRefused = false;
  private entry: CamtEntry | null = null;

  constructor(
    private readonly desk: StatementDesk,
    private readonly config: BankStatementConfig,
  ) {}

  get encoding(): string {
    return this.events.encoding;
  }

  write(content: Uint8Array): void {
    this.events.write(content);
  }

  end(): void {
    this.events.end();
  }

  private opened(element: XmlNode, path: readonly string[]): void {
    const { name, line } = element;
    const isOther = path.length === 2 && Object.hasOwn(OTHER_MESSAGES, name);
    const other = isOther ? OTHER_MESSAGES[name] : undefined;
    if (other !== undefined) {
      throw contractError('BANK_STATEMENT_OTHER_MESSAGE', `the file is ${other}, no statement`, {
        place: { line, path: path.join('/') },
        remedy: 'Ask the bank for statements (CAMT.053): they tell each movement once.',
      });
    }
    if (name === 'Stmt') {
      this.parts = [];
      this.statementLine = line;
      this.hasBegun = false;
      this.isRefused = false;
    } else if (name === 'Ntry' && path.at(-2) === 'Stmt') {
      this.entry = { line, parts: [], details: [], batches: [], isCut: false, stray: null };
    }
  }

  private collect(node: XmlNode, path: readonly string[]): void {
    const { entry } = this;
    const parent = path.at(-2);
    if (parent === 'Stmt') this.parts.push(node);
    else if (entry === null) return;
    else if (parent === 'Ntry') entry.parts.push(node);
    else if (node.name === 'Btch') entry.batches.push(node);
    else if (entry.details.length < DETAILS_MAX) entry.details.push(node);
    else entry.isCut = true;
  }

  private closed(element: XmlNode): void {
    const isStray = CONTAINERS.has(element.name) && element.text !== '';
    if (isStray && this.entry !== null) this.entry.stray ??= element;
    else if (isStray) this.refuseText(element);
    if (element.name === 'Ntry' && this.entry !== null) {
      const entry = this.entry;
      this.entry = null;
      this.begin(entry);
      const stray = entry.stray ?? firstStray([...entry.parts, ...entry.details]);
      if (stray !== null) this.refuseText(stray);
      else if (!this.isRefused) this.take(entry);
    } else if (element.name === 'Stmt') {
      this.begin(null);
      if (!this.isRefused) this.finish();
    }
  }

  /** Text where the format has elements only: what stood there is lost, and may have been an amount. */
  private refuseText({ name, text, textLine }: XmlNode): void {
    this.desk.refuse({
      line: textLine,
      code: 'BANK_STATEMENT_TEXT_STRAY',
      reason: `${name} holds text beside its elements`,
      field: name,
      raw: text,
    });
  }

  /** What is known of a statement before its first entry; balances stand there in every version. */
  private begin(first: CamtEntry | null): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.isRefused = !this.desk.attempt(this.statementLine, 'Stmt', () => {
      const { config, parts } = this;
      const account = parts.find(({ name }) => name === 'Acct');
      const number = accountNumber(account);
      if (number === null)
        throw fault('BANK_STATEMENT_ACCOUNT_MISSING', 'the statement names no account', 'Acct/Id');
      const opening = this.balanceOf(['OPBD', 'PRCD']) ?? this.balanceOf(['ITBD']);
      const currency = currencyOf(
        xmlTextAt(account, 'Ccy') ??
          amountCurrency((opening ?? this.balanceOf(['CLBD']))?.children) ??
          amountCurrency(first?.parts) ??
          amountCurrency(parts.find(({ name }) => name === 'Bal')?.children),
        config.currency,
      );
      const partText = (name: string): string | null =>
        present(parts.find((part) => part.name === name)?.text);
      this.desk.begin({
        account: number,
        currency,
        number: partText('ElctrncSeqNb') ?? partText('LglSeqNb') ?? partText('Id'),
        openingOn: opening === null ? null : dayIn(opening, 'Dt', 'Bal/Dt'),
        openingMinor: opening === null ? null : signedMinor(opening, currency, 'Bal/Amt'),
        line: this.statementLine,
      });
    });
  }

  /** The first opening, or for the end of the day the last closing, of the types given. */
  private balanceOf(codes: readonly string[], isLast = false): XmlNode | null {
    const found = this.parts.filter(({ name, ...part }) => {
      const code = xmlTextAt({ name, ...part }, 'Tp', 'CdOrPrtry', 'Cd');
      return name === 'Bal' && code !== null && codes.includes(code);
    });
    return (isLast ? found.at(-1) : found[0]) ?? null;
  }

  private finish(): void {
    const { current } = this.desk;
    const closing = this.balanceOf(['CLBD'], true);
    const own = amountCurrency(closing?.children);
    if (current !== null && closing !== null && own !== null && own !== current.currency) {
      const message = `a closing balance is not in the currency of its statement (${current.currency})`;
      this.desk.warnings.add('BANK_STATEMENT_BALANCE_CURRENCY', message, closing.line);
    } else if (current !== null && closing !== null) {
      this.desk.attempt(closing.line, 'Bal', () => {
        const on = dayIn(closing, 'Dt', 'Bal/Dt');
        this.desk.close(on, signedMinor(closing, current.currency, 'Bal/Amt'));
      });
    }
    this.desk.finish();
  }

  private take(entry: CamtEntry): void {
    const { current, warnings } = this.desk;
    if (current === null) return;
    this.desk.attempt(entry.line, rawOf(entry), () => {
      const { movements, status, isWhole } = entryMovements(entry, current.currency);
      if (status !== null && status !== 'BOOK') {
        const message = `entries that are not booked (${status.slice(0, 10)}) are left out`;
        warnings.add('BANK_STATEMENT_PENDING_LEFT_OUT', message, entry.line);
        return;
      }
      if (isWhole) {
        const message = 'a batch without the amounts of its parts is told as one movement';
        warnings.add('BANK_STATEMENT_BATCH_WHOLE', message, entry.line);
      }
      for (const movement of movements) this.desk.move(movement);
    });
  }
}

function isWanted(path: readonly string[]): boolean {
  const name = path.at(-1) ?? '';
  const parent = path.at(-2);
  if (parent === 'Stmt') return STATEMENT_PARTS.has(name);
  if (parent === 'Ntry') return name !== 'NtryDtls';
  return parent === 'NtryDtls' && (name === 'TxDtls' || name === 'Btch');
}

function firstStray(nodes: readonly XmlNode[]): XmlNode | null {
  for (const node of nodes) {
    const stray = xmlStrayText(node);
    if (stray !== null) return stray;
  }
  return null;
}

function accountNumber(account: XmlNode | undefined): string | null {
  const iban = xmlTextAt(account, 'Id', 'IBAN');
  const other = xmlTextAt(account, 'Id', 'Othr', 'Id') ?? xmlTextAt(account, 'Id', 'BBAN');
  const told = present(iban ?? other ?? xmlTextAt(account, 'Id', 'PrtryAcct', 'Id'));
  if (told === null) return null;
  return ibanIn(told) ?? told.slice(0, 80);
}

function amountCurrency(parts: readonly XmlNode[] | undefined): string | null {
  const amount = parts?.find(({ name }) => name === 'Amt');
  return amount?.attributes['Ccy'] ?? null;
}

/** Enough of an entry to find it by. */
function rawOf({ parts }: CamtEntry): string {
  return parts
    .filter(({ text }) => text !== '')
    .map(({ name, text }) => `${name}=${text}`)
    .join(' ');
}
