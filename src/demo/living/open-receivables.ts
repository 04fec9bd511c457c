import { defined } from '../../kernel';
import type { Books } from '../books/books';
import { receivableAccountOf } from '../books/lettering';
import { hasCustomerLine, KIND, meansOfFlags, type Movement } from '../books/movements';
import { yearOf, type Day } from '../calendar';

/** An unpaid invoice: its row, the rows already set against it and what remains to be paid. */
export interface OpenClaim {
  row: number;
  rows: readonly number[];
  owedMinor: bigint;
  dueOn: Day;
}

/** The open items of each customer, kept up to date while the world lives. */
export class OpenReceivables {
  private readonly open = new Map<number, Set<number>>();
  private readonly letters = new Map<string, number>();
  /** Direct debits that paid exactly one invoice: those a bank may still send back. */
  private debits: number[] = [];
  /** The sum of all open rows, kept as they come and go. */
  private sumMinor = 0n;

  constructor(
    private readonly books: Books,
    today: Day,
  ) {
    const { movements } = books;
    for (const row of books.openRows(today)) this.leaveOpen(row);
    for (let row = 0; row < movements.count; row++) {
      if (!hasCustomerLine(movements.kindOf(row))) continue;
      const key = this.letterKey(row);
      this.letters.set(key, Math.max(this.letters.get(key) ?? 0, movements.letter[row] ?? 0));
      if (today - (movements.day[row] ?? 0) <= 60) this.rememberDebit(row);
    }
  }

  /** Unpaid invoices of a customer, oldest due first. */
  claims(customer: number): OpenClaim[] {
    const { movements } = this.books;
    const rows = [...this.rowsOf(customer)];
    const claims: OpenClaim[] = [];
    for (const row of rows) {
      if (movements.kindOf(row) !== KIND.SALE) continue;
      const members = rows.filter((other) => other === row || movements.aboutRow(other) === row);
      const owedMinor = members.reduce((sum, member) => sum + movements.amount(member), 0n);
      const dueOn = movements.dueDay[row] ?? 0;
      if (owedMinor > 0n) claims.push({ row, rows: members, owedMinor, dueOn });
    }
    return claims.sort((left, right) => left.dueOn - right.dueOn);
  }

  owedMinor(customer: number): bigint {
    return this.claims(customer).reduce((sum, claim) => sum + claim.owedMinor, 0n);
  }

  /** Appends a row to the books and leaves it open. */
  record(movement: Movement): number {
    const row = this.books.append(movement);
    this.leaveOpen(row);
    return row;
  }

  /** Letters rows of one customer account on a day; they are open no longer. */
  letter(rows: readonly number[], day: Day): void {
    const { movements } = this.books;
    const first = defined(rows[0], 'a row to letter');
    const letter = (this.letters.get(this.letterKey(first)) ?? 0) + 1;
    this.letters.set(this.letterKey(first), letter);
    for (const row of rows) {
      movements.letterDay[row] = day;
      movements.letter[row] = letter;
      if (this.rowsOf(movements.customer[row] ?? 0).delete(row)) {
        this.sumMinor -= movements.amount(row);
      }
      this.rememberDebit(row);
    }
  }

  /** Opens an invoice again whose payment came back: only the current year's lettering is ever undone. */
  reopen(row: number): void {
    const { movements } = this.books;
    movements.letterDay[row] = 0;
    movements.letter[row] = 0;
    this.leaveOpen(row);
  }

  /** What all customers owe, payments on account taken off. */
  totalMinor(): bigint {
    return this.sumMinor;
  }

  /** What is open of invoices that were due before a day. */
  dueBeforeMinor(day: Day): bigint {
    const { movements } = this.books;
    let sum = 0n;
    for (const rows of this.open.values()) {
      for (const row of rows) {
        if (movements.kindOf(row) !== KIND.SALE || (movements.dueDay[row] ?? 0) >= day) continue;
        sum += movements.amount(row);
      }
    }
    return sum;
  }

  /** Takes out one direct debit of the last 60 days that the bank may send back; null when there is none. */
  takeReturnableDebit(today: Day, choose: (count: number) => number): number | null {
    const { movements } = this.books;
    this.debits = this.debits.filter((row) => {
      const letteredOn = movements.letterDay[row] ?? 0;
      return today - (movements.day[row] ?? 0) <= 60 && yearOf(letteredOn) === yearOf(today);
    });
    if (this.debits.length === 0) return null;
    const [row] = this.debits.splice(choose(this.debits.length), 1);
    return row ?? null;
  }

  private leaveOpen(row: number): void {
    const rows = this.rowsOf(this.books.movements.customer[row] ?? 0);
    if (rows.has(row)) return;
    rows.add(row);
    this.sumMinor += this.books.movements.amount(row);
  }

  private rememberDebit(row: number): void {
    const { movements } = this.books;
    const about = movements.aboutRow(row);
    if (movements.kindOf(row) !== KIND.PAYMENT || about === null) return;
    if (meansOfFlags(movements.flags[row] ?? 0) !== 'DIRECT_DEBIT') return;
    const isWhole = movements.amount(row) + movements.amount(about) === 0n;
    const isTogether =
      movements.letter[row] !== 0 &&
      movements.letter[row] === movements.letter[about] &&
      movements.kindOf(about) === KIND.SALE;
    if (isWhole && isTogether) this.debits.push(row);
  }

  private letterKey(row: number): string {
    const { movements } = this.books;
    return `${movements.customer[row]} ${receivableAccountOf(movements.kindOf(row))}`;
  }

  private rowsOf(customer: number): Set<number> {
    let rows = this.open.get(customer);
    if (rows === undefined) {
      rows = new Set();
      this.open.set(customer, rows);
    }
    return rows;
  }
}
