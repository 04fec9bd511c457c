/**
 * Puts statements together, whatever format they come in: keys that the same movement has in every file, the check that
 * opening and movements give closing, what is set aside. A reader tells it what it finds, in the order of the file.
 */
import {
  currencyDecimals,
  formatDecimal,
  isEncoursError,
  stableId,
  WarningLog,
  type BankTransactionRecord,
  type FilePage,
  type FileWarning,
  type LocalDate,
  type QuarantinedLine,
} from '../../src/connector-kit';
import { tidy } from './values';

export interface StatementHead {
  account: string;
  currency: string;
  number: string | null;
  openingOn: LocalDate | null;
  openingMinor: bigint | null;
  line: number;
}

export type Movement = Omit<
  BankTransactionRecord,
  'type' | 'sourceKey' | 'statementKey' | 'format' | 'account'
>;

interface OpenStatement extends StatementHead {
  key: string;
  closingOn: LocalDate | null;
  closingMinor: bigint | null;
  movedMinor: bigint;
  /** A movement is in another currency: what they add up to is not known. */
  isMixed: boolean;
}

/** As many statements are named one by one when they do not add up; the rest is counted. */
const NAMED_MAX = 20;
const RAW_LENGTH = 2000;

export class StatementDesk {
  readonly warnings = new WarningLog();
  /** How the file is written; known before its first movement. */
  format = '';
  movements = 0;
  statements = 0;
  creditMinor = 0n;
  debitMinor = 0n;
  firstRefusal: QuarantinedLine | null = null;
  private readonly currencies = new Set<string>();
  private readonly unbalanced: FileWarning[] = [];
  private page: FilePage = { records: [], quarantine: [] };
  private open: OpenStatement | null = null;
  /** How often a movement of these facts was met in the run of statements of its account. */
  private readonly occurrences = new Map<string, Map<string, number>>();
  private readonly lastClosing = new Map<string, bigint | null>();
  private readonly keys = new Map<string, number>();

  get current(): StatementHead | null {
    return this.open;
  }

  /** The one currency of all that was read; null when there are several or none. */
  get currency(): string | null {
    const [only] = this.currencies;
    return this.currencies.size === 1 ? (only ?? null) : null;
  }

  begin(head: StatementHead): void {
    this.finish();
    const { account, currency, number, openingOn, openingMinor } = head;
    const isGoingOn = openingMinor !== null && this.lastClosing.get(account) === openingMinor;
    // A statement that does not go on from the last one may tell the same days again: its movements are counted anew.
    if (!isGoingOn) this.occurrences.delete(account);
    const identity = stableId(
      'bank-statement',
      account,
      currency,
      number ?? '',
      openingOn ?? '',
      openingMinor?.toString() ?? '',
    );
    const times = (this.keys.get(identity) ?? 0) + 1;
    this.keys.set(identity, times);
    this.open = {
      ...head,
      key: times === 1 ? identity : `${identity}#${times}`,
      closingOn: null,
      closingMinor: null,
      movedMinor: 0n,
      isMixed: false,
    };
    this.currencies.add(currency);
  }

  /** A movement of the statement that is open; the caller has seen that there is one. */
  move(movement: Movement): void {
    const statement = this.open;
    if (statement === null) return;
    const { account } = statement;
    const { currency } = movement;
    this.currencies.add(currency);
    if (currency !== statement.currency) statement.isMixed = true;
    statement.movedMinor += movement.amountMinor;
    this.movements += 1;
    if (movement.amountMinor >= 0n) this.creditMinor += movement.amountMinor;
    else this.debitMinor -= movement.amountMinor;
    this.page.records.push({
      type: 'bankTransaction',
      sourceKey: this.keyOf(account, movement),
      statementKey: statement.key,
      format: this.format,
      account,
      ...movement,
    });
  }

  close(on: LocalDate | null, minor: bigint | null): void {
    if (this.open === null) return;
    this.open.closingOn = on;
    this.open.closingMinor = minor;
  }

  /** Emits the statement that is open. */
  finish(): void {
    const statement = this.open;
    if (statement === null) return;
    this.open = null;
    this.statements += 1;
    this.lastClosing.set(statement.account, statement.closingMinor);
    this.checkBalance(statement);
    const { key, account, currency, number, openingOn, openingMinor } = statement;
    this.page.records.push({
      type: 'bankStatement',
      sourceKey: key,
      account,
      currency,
      number,
      openingOn,
      openingMinor,
      closingOn: statement.closingOn,
      closingMinor: statement.closingMinor,
    });
  }

  /** Sets a line aside. */
  refuse(entry: QuarantinedLine): void {
    const kept = { ...entry, raw: entry.raw.slice(0, RAW_LENGTH) };
    this.firstRefusal ??= kept;
    this.page.quarantine.push(kept);
  }

  /** Runs what may refuse a line: a ContractError sets it aside, anything else goes on up. */
  attempt(line: number, raw: string, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, message, place } = error;
      this.refuse({ line, code, reason: message, field: place.field ?? null, raw });
      return false;
    }
  }

  /** What was read since the last time. */
  drain(): FilePage {
    const page = this.page;
    this.page = { records: [], quarantine: [] };
    return page;
  }

  allWarnings(): FileWarning[] {
    return [...this.warnings.all(), ...this.unbalanced];
  }

  private keyOf(account: string, movement: Movement): string {
    const { bankReference, bookedOn, amountMinor, currency } = movement;
    const facts = stableId(
      'bank-transaction',
      account,
      currency,
      bookedOn,
      amountMinor.toString(),
      bankReference ?? '',
      bankReference === null ? textOf(movement) : '',
    );
    const counts = this.occurrences.get(account) ?? new Map<string, number>();
    this.occurrences.set(account, counts);
    const times = (counts.get(facts) ?? 0) + 1;
    counts.set(facts, times);
    return times === 1 ? facts : `${facts}#${times}`;
  }

  private checkBalance(statement: OpenStatement): void {
    const { openingMinor, closingMinor, movedMinor, currency, account, line } = statement;
    if (openingMinor === null || closingMinor === null || statement.isMixed) return;
    const reached = openingMinor + movedMinor;
    if (reached === closingMinor) return;
    if (this.unbalanced.length >= NAMED_MAX) {
      const last = this.unbalanced[NAMED_MAX - 1];
      if (last !== undefined) last.count += 1;
      return;
    }
    const decimals = currencyDecimals(currency);
    const figure = (minor: bigint): string => `${formatDecimal(minor, decimals)} ${currency}`;
    const number = statement.number === null ? '' : ` ${statement.number}`;
    this.unbalanced.push({
      code: 'BANK_STATEMENT_BALANCE_OFF',
      message:
        `statement${number} of ${account}: opening ${figure(openingMinor)} and movements ` +
        `${figure(movedMinor)} give ${figure(reached)}, the bank says ${figure(closingMinor)}`,
      line,
      count: 1,
    });
  }
}

/** What a movement says, as it stands in every statement that has it. */
function textOf(movement: Movement): string {
  const { remittanceText, counterpartyName, counterpartyAccount, endToEndId } = movement;
  const said = [remittanceText, counterpartyName, counterpartyAccount, endToEndId];
  return said.map((each) => tidy(each ?? '').toUpperCase()).join('\u001e');
}
