import { epochDay } from '../../kernel';
import { lastDayOfMonth, text, toBusinessDay, weekday, type Day } from '../calendar';
import type { DemoCustomer, Terms } from '../customer';
import { Random } from '../random';
import { vatOn } from './accounts';
import { CARRIAGE, KIND, type Movements } from './movements';
import { Settlement } from './settlement';

export interface TradingPeriod {
  seed: number;
  /** First day of the first fiscal year; customers already bought for `WARM_UP` days before. */
  start: Day;
  today: Day;
}

const WARM_UP = 150;
const LARGE_MINOR = 1_000_000n;

/** Three years of one customer: what it was sold, and how it paid. Depends on nothing but the customer and the seed. */
export function trade(customer: DemoCustomer, movements: Movements, period: TradingPeriod): void {
  const random = new Random(period.seed, 'trade', customer.code);
  const settlement = new Settlement(customer, movements, { today: period.today, random });
  for (const day of issueDays(customer, period, random)) {
    const row = issueInvoice(customer, movements, { day, period, random, settlement });
    settlement.settle(row);
  }
  settlement.close();
}

interface Issue {
  day: Day;
  period: TradingPeriod;
  random: Random;
  settlement: Settlement;
}

function issueInvoice(customer: DemoCustomer, movements: Movements, issue: Issue): number {
  const { random, day } = issue;
  const size = Math.exp(random.normal() * 0.6 - 0.15);
  const netMinor = BigInt(Math.max(800, Math.round(Number(customer.basketMinor) * size)));
  const rate = random.weighted([
    [0, 91],
    [1, 6],
    [2, 3],
  ]);
  const flags = netMinor > 10_000n && random.chance(0.3) ? CARRIAGE : 0;
  const amountMinor = netMinor + vatOn(netMinor, rate);
  const isLarge = amountMinor > LARGE_MINOR || random.chance(0.15);
  const deposit =
    customer.habit === 'DEPOSIT' && isLarge ? issue.settlement.takeDeposit(day, amountMinor) : null;
  const row = movements.add({
    kind: KIND.SALE,
    ...{ customer: customer.index, day, amountMinor, rate, flags },
    partMinor: netMinor,
    dueOn: dueDay(day, customer.terms),
  });
  if (deposit !== null) issue.settlement.applyDeposit(row, deposit);
  return row;
}

/** The contractual due day of an invoice issued on a day. */
export function dueDay(day: Day, terms: Terms): Day {
  switch (terms) {
    case 'NET_30':
      return day + 30;
    case 'NET_60':
      return day + 60;
    case 'END_OF_MONTH_45':
      return lastDayOfMonth(day + 45);
    case 'CASH':
      return day;
  }
}

/** Working days, fewer in August and at Christmas; as many within the fiscal years as were dealt to the customer. */
function issueDays(customer: DemoCustomer, period: TradingPeriod, random: Random): Day[] {
  const from = Math.max(customer.activeFrom, period.start);
  const to = Math.min(customer.activeTo, period.today);
  const days = drawDays(customer.invoices, { from, to, random });
  if (customer.activeFrom < period.start - WARM_UP && to > from) {
    const earlier = Math.round((customer.invoices * WARM_UP) / (to - from));
    const warmUp = { from: period.start - WARM_UP, to: period.start - 4, random };
    days.push(...drawDays(Math.min(earlier, customer.invoices), warmUp));
  }
  return days.sort((left, right) => left - right);
}

function drawDays(count: number, span: { from: Day; to: Day; random: Random }): Day[] {
  const { from, to, random } = span;
  const days: Day[] = [];
  while (days.length < count) {
    let day = random.int(from, Math.max(from, to));
    if (isQuiet(day) && random.chance(0.6)) day = random.int(from, Math.max(from, to));
    const workDay = toBusinessDay(day);
    days.push(workDay > to ? previousWorkDay(to, from) : workDay);
  }
  return days;
}

function previousWorkDay(day: Day, from: Day): Day {
  let candidate = day;
  while (candidate > from && (weekday(candidate) === 0 || weekday(candidate) === 6)) candidate--;
  return candidate;
}

function isQuiet(day: Day): boolean {
  const date = text(day);
  return date.slice(5, 7) === '08' || day > epochDay(`${date.slice(0, 4)}-12-19`);
}
