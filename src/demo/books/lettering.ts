import { assert } from '../../kernel';
import type { Day } from '../calendar';
import { KIND, type Kind, type Movements } from './movements';

/** The customer account a row stands on: each has letters of its own. */
export type ReceivableAccount = 'customers' | 'doubtful' | 'deposits';

export function receivableAccountOf(kind: Kind): ReceivableAccount {
  if (kind === KIND.TO_DOUBTFUL || kind === KIND.WRITE_OFF) return 'doubtful';
  if (kind === KIND.DEPOSIT || kind === KIND.DEPOSIT_USED) return 'deposits';
  return 'customers';
}

/** Letters rows of one customer that net to zero; a letter is numbered in the order of its day, per account. */
export class Lettering {
  private readonly groups: { day: Day; rows: readonly number[] }[] = [];

  constructor(
    private readonly movements: Movements,
    private readonly today: Day,
  ) {}

  /** Letters the rows on a day; a day still to come means they are not lettered yet. */
  close(rows: readonly number[], day: Day): void {
    const sum = rows.reduce((total, row) => total + this.movements.amount(row), 0n);
    assert(sum === 0n, 'lettered rows must net to zero');
    if (day <= this.today) this.groups.push({ day, rows });
  }

  /** Gives the groups their letters. Call once, when the customer's history is complete. */
  number(): void {
    const next: Record<ReceivableAccount, number> = { customers: 1, doubtful: 1, deposits: 1 };
    this.groups.sort((left, right) => left.day - right.day);
    for (const group of this.groups) {
      const account = receivableAccountOf(this.movements.kindOf(group.rows[0] ?? 0));
      const letter = next[account]++;
      for (const row of group.rows) {
        this.movements.letterDay[row] = group.day;
        this.movements.letter[row] = letter;
      }
    }
  }
}

/** 1 → A, 26 → Z, 27 → AA. */
export function letterCode(rank: number): string {
  let code = '';
  for (let rest = rank; rest > 0; rest = Math.floor((rest - 1) / 26))
    code = String.fromCharCode(65 + ((rest - 1) % 26)) + code;
  return code;
}
