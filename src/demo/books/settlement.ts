import { epochDay } from '../../kernel';
import { dayInMonth, monthIndex, toBusinessDay, yearOf, type Day } from '../calendar';
import type { Behaviour, DemoCustomer } from '../customer';
import type { Random } from '../random';
import { Lettering } from './lettering';
import { CITES, CONTINUES, flagOfMeans, KIND, ROUNDING, type Movements } from './movements';
import { vatOn } from './accounts';

interface Context {
  today: Day;
  random: Random;
}

interface Deposit {
  row: number;
  amountMinor: bigint;
}

const RETURNED: Readonly<Record<Behaviour, number>> = {
  PROMPT: 0.002,
  SLIGHTLY_LATE: 0.006,
  LATE: 0.05,
  VERY_LATE: 0.09,
  DETERIORATING: 0.06,
  FAILING: 0.22,
};

/** How one customer's invoices are paid, corrected, assigned or lost, and how the accountant letters that. */
export class Settlement {
  private readonly lettering: Lettering;
  private readonly bulkRuns = new Map<Day, number[]>();
  private readonly factoredFrom: Day;

  constructor(
    private readonly customer: DemoCustomer,
    private readonly movements: Movements,
    private readonly context: Context,
  ) {
    this.lettering = new Lettering(movements, context.today);
    this.factoredFrom = context.today - context.random.int(120, 500);
  }

  /** Records everything that has happened to an invoice up to today. */
  settle(row: number): void {
    const { customer } = this;
    const { random } = this.context;
    const day = this.movements.day[row] ?? 0;
    if (customer.habit === 'FACTORED' && day >= this.factoredFrom) return this.assign(row, day);
    const members = [row, ...this.appliedTo(row)];
    const isCancelled = customer.means !== 'CARD' && this.maybeCredit(row, members);
    if (isCancelled) return;
    const payDay = this.plannedDay(row);
    if (payDay === null) return this.abandon(row, members);
    if (customer.habit === 'ALSO_SUPPLIER' && random.chance(0.3))
      return this.compensate(members, payDay);
    if (this.maybeReturned(row, members)) return;
    if (customer.means === 'BULK_TRANSFER' && members.length === 1) return this.queue(row, payDay);
    this.pay(row, members, payDay);
  }

  /** Receives a deposit of 30 % some weeks before the invoice; null when that day lies before what the books know. */
  takeDeposit(day: Day, amountMinor: bigint): Deposit | null {
    const { random } = this.context;
    const on = toBusinessDay(day - random.int(12, 35));
    if (on >= day) return null;
    const part = (amountMinor * 3n) / 10n;
    const flags = this.means();
    const row = this.record({ kind: KIND.DEPOSIT, day: on, amountMinor: -part, flags });
    return { row, amountMinor: part };
  }

  applyDeposit(invoice: number, deposit: Deposit): void {
    const day = this.movements.day[invoice] ?? 0;
    const { amountMinor } = deposit;
    const used = this.record({ kind: KIND.DEPOSIT_USED, day, amountMinor, about: invoice });
    this.record({
      kind: KIND.DEPOSIT_APPLIED,
      ...{ day, amountMinor: -amountMinor, about: invoice, flags: CONTINUES },
    });
    this.lettering.close([deposit.row, used], day);
  }

  /** Books the collective payments and gives the letters their order. */
  close(): void {
    const runs = [...this.bulkRuns].sort(([left], [right]) => left - right);
    for (const [day, rows] of runs) this.payInBulk(rows, day);
    this.lettering.number();
  }

  private payInBulk(rows: readonly number[], day: Day): void {
    const { random } = this.context;
    const isDetailed = random.chance(0.25);
    const flags = this.means();
    if (!isDetailed) {
      const total = rows.reduce((sum, row) => sum + this.movements.amount(row), 0n);
      const paid = this.record({ kind: KIND.PAYMENT, day, amountMinor: -total, flags });
      return this.lettering.close([...rows, paid], day);
    }
    rows.forEach((row, index) => {
      const amountMinor = -this.movements.amount(row);
      const entry = index === 0 ? flags : flags | CONTINUES;
      const paid = this.record({ kind: KIND.PAYMENT, day, amountMinor, about: row, flags: entry });
      this.lettering.close([row, paid], day);
    });
  }

  private appliedTo(row: number): number[] {
    const last = this.movements.count - 1;
    const isDeposit =
      this.movements.kindOf(last) === KIND.DEPOSIT_APPLIED && this.movements.aboutRow(last) === row;
    return isDeposit ? [last] : [];
  }

  /** A credit note on some invoices; true when it cancels the whole invoice. */
  private maybeCredit(row: number, members: number[]): boolean {
    const { random, today } = this.context;
    if (!random.chance(0.035)) return false;
    const day = toBusinessDay((this.movements.day[row] ?? 0) + random.int(3, 24));
    if (day > today) return false;
    const isWhole = members.length === 1 && random.chance(0.3);
    const rate = this.movements.rate[row] ?? 0;
    const net = this.movements.part(row);
    const part = isWhole ? net : (net * BigInt(random.int(8, 55))) / 100n;
    const amountMinor = -(part + vatOn(part, rate));
    const credit = { kind: KIND.CREDIT_NOTE, day, amountMinor, partMinor: part } as const;
    members.push(this.record({ ...credit, rate, about: row }));
    if (isWhole) this.lettering.close(members, day);
    return isWhole;
  }

  /** The day the customer pays, null when it does not. */
  private plannedDay(row: number): Day | null {
    const { customer } = this;
    const issued = this.movements.day[row] ?? 0;
    const due = this.movements.dueDay[row] ?? 0;
    const isAfterOpening = this.isAfterOpening(issued);
    const delay = isAfterOpening ? this.context.random.int(-8, 0) : this.delay(due);
    const day = toBusinessDay(Math.max(issued, due + delay));
    if (customer.stopsPayingOn === null || isAfterOpening) return day;
    return day >= customer.stopsPayingOn ? null : day;
  }

  /** Deliveries after a court opened proceedings are paid at once: they are the administrator's to pay. */
  private isAfterOpening(issued: Day): boolean {
    const profile = this.customer.profile;
    const troubleOn = profile?.troubleOn ?? null;
    return troubleOn !== null && issued > epochDay(troubleOn);
  }

  private delay(due: Day): number {
    const { random, today } = this.context;
    const isDebited = this.customer.means === 'DIRECT_DEBIT';
    switch (this.customer.behaviour) {
      case 'PROMPT':
        return isDebited ? 0 : Math.round(random.normal() * 2 - 0.5);
      case 'SLIGHTLY_LATE':
        return isDebited ? 0 : random.int(2, 13);
      case 'LATE':
        return isDebited && random.chance(0.4) ? 0 : random.int(13, 40);
      case 'VERY_LATE':
        return random.int(35, 95);
      case 'DETERIORATING': {
        const progress = Math.min(1, Math.max(0, (due - (today - 420)) / 420));
        return Math.round(1 + progress * progress * 85 + random.normal() * 4);
      }
      case 'FAILING':
        return random.int(8, 38);
    }
  }

  /** What becomes of an invoice nobody will pay. */
  private abandon(row: number, members: number[]): void {
    const { profile } = this.customer;
    const troubleOn = profile?.troubleOn ?? null;
    const isLost = profile?.fate === 'LIQUIDATION_CLOSED';
    if (troubleOn === null || (!isLost && profile?.fate !== 'LIQUIDATION')) return;
    const moved = toBusinessDay(epochDay(troubleOn) + 18);
    const owed = members.reduce((sum, member) => sum + this.movements.amount(member), 0n);
    if (moved > this.context.today || moved < (this.movements.day[row] ?? 0)) return;
    const dueOn = this.movements.dueDay[row] ?? 0;
    const doubtful = this.record({
      kind: KIND.TO_DOUBTFUL,
      ...{ day: moved, amountMinor: owed, about: row, dueOn },
    });
    const left = this.record({
      kind: KIND.FROM_CURRENT,
      ...{ day: moved, amountMinor: -owed, about: row, flags: CONTINUES },
    });
    this.lettering.close([...members, left], moved);
    if (isLost) this.writeOff(row, doubtful);
  }

  private writeOff(row: number, doubtful: number): void {
    const owed = this.movements.amount(doubtful);
    const day = toBusinessDay((this.movements.day[doubtful] ?? 0) + 540);
    if (day > this.context.today) return;
    const total = this.movements.amount(row);
    const partMinor = (owed * this.movements.part(row)) / total;
    const rate = this.movements.rate[row] ?? 0;
    const lost = { kind: KIND.WRITE_OFF, day, amountMinor: -owed, partMinor, rate } as const;
    this.lettering.close([doubtful, this.record({ ...lost, about: row })], day);
  }

  private assign(row: number, issued: Day): void {
    const { random, today } = this.context;
    const day = toBusinessDay(issued + random.int(2, 4));
    if (day > today) return;
    const amountMinor = -this.movements.amount(row);
    const assigned = this.record({ kind: KIND.ASSIGNMENT, day, amountMinor, about: row });
    this.lettering.close([row, assigned], day);
    const funded = toBusinessDay(day + 2);
    if (funded > today) return;
    const partMinor = (-amountMinor * 9n) / 10n;
    this.record({ kind: KIND.FACTOR_FUNDING, day: funded, amountMinor: partMinor, about: row });
  }

  private compensate(members: number[], day: Day): void {
    if (day > this.context.today) return;
    const amountMinor = -this.outstanding(members);
    const row = members[0] ?? 0;
    members.push(this.record({ kind: KIND.COMPENSATION, day, amountMinor, about: row }));
    this.lettering.close(members, day);
  }

  /** A direct debit the bank sends back; the invoice is then paid late, or never. */
  private maybeReturned(row: number, members: number[]): boolean {
    const { customer } = this;
    const { random, today } = this.context;
    if (customer.means !== 'DIRECT_DEBIT') return false;
    if (!random.chance(RETURNED[customer.behaviour])) return false;
    const debited = toBusinessDay(this.movements.dueDay[row] ?? 0);
    const returned = toBusinessDay(debited + random.int(3, 7));
    if (returned > today) return false;
    const amountMinor = -this.outstanding(members);
    const flags = this.means() | CITES;
    const paid = { kind: KIND.PAYMENT, day: debited, amountMinor, about: row, flags } as const;
    const sentBack = { ...paid, kind: KIND.RETURN, day: returned, amountMinor: -amountMinor };
    this.lettering.close([this.record(paid), this.record(sentBack)], returned);
    const again = toBusinessDay(returned + random.int(9, 55));
    const isLost = customer.stopsPayingOn !== null && again >= customer.stopsPayingOn;
    if (!isLost) this.pay(row, members, again);
    return true;
  }

  private queue(row: number, payDay: Day): void {
    const run = bulkRun(payDay);
    if (run > this.context.today) return;
    const rows = this.bulkRuns.get(run);
    if (rows === undefined) this.bulkRuns.set(run, [row]);
    else rows.push(row);
  }

  private pay(row: number, members: number[], payDay: Day): void {
    const { random, today } = this.context;
    if (payDay > today) return;
    const owed = this.outstanding(members);
    if (this.customer.means !== 'CARD' && random.chance(0.03)) {
      const first = (owed * BigInt(random.int(30, 70))) / 100n;
      members.push(this.receive(row, payDay, { owed: first }));
      const rest = toBusinessDay(payDay + random.int(18, 70));
      if (rest > today) return;
      members.push(this.receive(row, rest, { owed: owed - first }));
      return this.letterSomeTime(members, rest);
    }
    const early = this.discountDay(row, members);
    const day = early ?? payDay;
    const withheld = this.withheld(owed, early !== null);
    members.push(this.receive(row, day, { owed, withheld }));
    this.letterSomeTime(members, day);
  }

  private receive(row: number, day: Day, sum: { owed: bigint; withheld?: bigint }): number {
    const { owed: amountMinor, withheld = 0n } = sum;
    const { random } = this.context;
    const isRounding = withheld > 0n && withheld < 300n && withheld * 100n < amountMinor;
    const cites = random.chance(0.4) ? CITES : 0;
    const flags = this.means() | (isRounding ? ROUNDING : 0) | cites;
    const payment = { kind: KIND.PAYMENT, day, amountMinor: -amountMinor, about: row } as const;
    const paid = this.record({ ...payment, partMinor: withheld, flags });
    if (this.customer.means === 'CHEQUE') {
      const banked = toBusinessDay(day + 2);
      const cash = amountMinor - withheld;
      if (banked <= this.context.today)
        this.record({ kind: KIND.CHEQUES_BANKED, day: banked, amountMinor: cash });
    }
    return paid;
  }

  private discountDay(row: number, members: readonly number[]): Day | null {
    if (this.customer.habit !== 'DISCOUNT' || members.length > 1) return null;
    const day = toBusinessDay((this.movements.day[row] ?? 0) + this.context.random.int(5, 9));
    return this.context.random.chance(0.6) && day <= this.context.today ? day : null;
  }

  /** 2 % for paying early; now and then a few cents too little. */
  private withheld(owed: bigint, isEarly: boolean): bigint {
    if (isEarly) return owed / 50n;
    if (owed < 20_000n || !this.context.random.chance(0.006)) return 0n;
    return BigInt(this.context.random.int(1, 190));
  }

  /** The accountant letters within days, sometimes weeks, sometimes when the year is closed, and sometimes never. */
  private letterSomeTime(members: readonly number[], day: Day): void {
    const { random } = this.context;
    const when = random.unit();
    if (when < 0.0015) return;
    if (when < 0.008) return this.lettering.close(members, closingReview(day));
    this.lettering.close(members, day + (when < 0.75 ? random.int(0, 3) : random.int(4, 16)));
  }

  private outstanding(members: readonly number[]): bigint {
    return members.reduce((sum, member) => sum + this.movements.amount(member), 0n);
  }

  private means(): number {
    return flagOfMeans(this.customer.means);
  }

  private record(movement: Omit<Parameters<Movements['add']>[0], 'customer'>): number {
    return this.movements.add({ ...movement, customer: this.customer.index });
  }
}

/** Open items are gone through in February, before the accounts of the year are closed. */
function closingReview(day: Day): Day {
  return dayInMonth((yearOf(day) + 1) * 12 + 1, 15);
}

/** Collective payments leave on the 10th and the 25th. */
function bulkRun(day: Day): Day {
  const month = monthIndex(day);
  const days = [dayInMonth(month, 10), dayInMonth(month, 25), dayInMonth(month + 1, 10)];
  return toBusinessDay(days.find((run) => run >= day) ?? day);
}
