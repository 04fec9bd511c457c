import { daysBetween, money, type LocalDate, type Money } from '../../kernel';
import { weightedDays } from './collection';
import { effectiveCustomers, herfindahl, shareOf, type CustomerBalances } from './concentration';
import { byRate, expectedLoss } from './expected-loss';
import { expectedReceipts } from './expected-receipts';
import { divideRounded, figure, type Figure } from './figure';
import type { ProvisionMatrix } from './provision-rates';
import type { DueClaims } from './read-open-items';

/** How much of what is open is on few customers. */
export interface Concentration {
  concentrationHhi: Figure;
  effectiveCustomers: Figure;
  top1Share: Figure;
  top10Share: Figure;
}

export function concentration(balances: CustomerBalances, through: LocalDate): Concentration {
  const shares = `shares of the customers in the outstanding on ${through}, each net of its credits`;
  const most = (who: string): string =>
    `What the ${who} most owe / what all owe on ${through}, each customer net of its credits.`;
  return {
    concentrationHhi: figure(
      herfindahl(balances),
      'points',
      `Herfindahl-Hirschman index: sum of the squared ${shares} × 10,000.`,
    ),
    effectiveCustomers: figure(
      effectiveCustomers(balances),
      'customers',
      `1 / sum of the squared ${shares}: as many customers of one size would be as concentrated.`,
    ),
    top1Share: figure(shareOf(balances.top1Minor, balances), 'ratio', most('customer owing')),
    top10Share: figure(
      shareOf(balances.top10Minor, balances),
      'ratio',
      most('ten customers owing'),
    ),
  };
}

/** What is expected never to be paid, by the matrix it is reckoned with. */
export interface Provision {
  expectedLoss: Money;
  version: number;
  note: string;
  lines: ProvisionLine[];
}

export interface ProvisionLine {
  fromDays: number;
  /** Null for the last, open-ended line. */
  toDays: number | null;
  /** A decimal from 0 to 1. */
  rate: string;
  open: Money;
  expectedLoss: Money;
}

export function provision(
  claims: readonly DueClaims[],
  matrix: ProvisionMatrix,
  at: { through: LocalDate; currency: string },
): Provision {
  const aged = claims.map(({ dueOn, amountMinor }) => ({
    daysOverdue: dueOn === null ? 0 : daysBetween(dueOn, at.through),
    amountMinor,
  }));
  const lines = byRate(aged, matrix.rates);
  return {
    expectedLoss: money(expectedLoss(aged, matrix.rates), at.currency),
    version: matrix.version,
    note: matrix.note,
    lines: lines.map(({ fromDays, rate, amountMinor }, index) => ({
      fromDays,
      toDays: dayBefore(lines[index + 1]),
      rate: matrix.rates[index]?.decimal ?? '',
      open: money(amountMinor, at.currency),
      expectedLoss: money(
        divideRounded(amountMinor * rate.numerator, rate.denominator),
        at.currency,
      ),
    })),
  };
}

function dayBefore(line: { fromDays: number } | undefined): number | null {
  return line === undefined ? null : line.fromDays - 1;
}

/** What comes in when, if customers go on paying as they did. */
export interface ExpectedReceipts {
  weeks: { weekStart: LocalDate; amount: Money }[];
  /** No due date, later than usual already, or too far off: of these no week is guessed. */
  unscheduled: Money;
  method: string;
}

/** Payments of the period whose claims had a due date, and the same weighted by days late. */
export interface PayingHabit {
  from: LocalDate;
  through: LocalDate;
  paidMinor: bigint;
  weightedDaysMinor: bigint;
}

/** The usual lateness in whole days; null when no payment tells. */
export function usualDaysLate({ paidMinor, weightedDaysMinor }: PayingHabit): number | null {
  const days = weightedDays(paidMinor, weightedDaysMinor);
  return typeof days === 'number' ? Math.round(days) : null;
}

export function receipts(
  claims: readonly DueClaims[],
  habit: PayingHabit,
  currency: string,
): ExpectedReceipts {
  const { from, through } = habit;
  const daysLate = usualDaysLate(habit);
  const forecast = expectedReceipts(claims, { through, daysLate: daysLate ?? 0 });
  const when =
    daysLate === null
      ? `due date, since no payment of ${from} to ${through} tells how late customers pay`
      : `due date + ${daysLate} days, the mean lateness of the payments of ${from} to ${through} weighted by amount`;
  return {
    weeks: forecast.weeks.map(({ weekStart, amountMinor }) => ({
      weekStart,
      amount: money(amountMinor, currency),
    })),
    unscheduled: money(forecast.unscheduledMinor, currency),
    method: `Claims open on ${through} by the week of their ${when}; credits are not deducted.`,
  };
}
