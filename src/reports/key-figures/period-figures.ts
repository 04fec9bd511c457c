import { money, type LocalDate, type Money } from '../../kernel';
import { collectionEffectiveness, collectionRate, weightedDays } from './collection';
import {
  averageDaysDelinquent,
  bestPossibleDays,
  countBackDays,
  daysSalesOutstanding,
  type SalesPeriod,
} from './days-sales-outstanding';
import { figure, type Figure } from './figure';
import { daysOf, monthsOf } from './figures-period';
import type { Amounts } from './ledger-timeline';
import { overdueShare, type AgeProfile } from './overdue';

/** What the ledger's days say of a period; balances are at its end unless said otherwise. Minor units of one currency. */
export interface PeriodSums {
  from: LocalDate;
  through: LocalDate;
  opening: Amounts;
  closing: Amounts;
  flows: Amounts;
  /** Sales month by month backwards from the period's end. */
  salesBack: readonly SalesPeriod[];
}

/** The figures that a month has as well as any other period. */
export interface PeriodFigures {
  /** Invoices less credit notes issued, tax included. */
  revenue: Money;
  /** Cash that came in. */
  collected: Money;
  outstanding: Money;
  overdue: Money;
  /** Overdue / outstanding; where that says nothing, 0 with nothing overdue and 1 with something. */
  overdueRatio: number;
  overdueBuckets: OverdueBucket[];
  dso: Figure;
  dsoCountBack: Figure;
  bestPossibleDso: Figure;
  averageDaysDelinquent: Figure;
  daysToPay: Figure;
  daysLate: Figure;
  collectionEffectiveness: Figure;
  collectionRate: Figure;
}

export interface OverdueBucket {
  label: string;
  fromDays: number;
  toDays: number | null;
  amount: Money;
  /** What is overdue for at least fromDays / outstanding. */
  overdueRatio: Figure;
}

export function periodFigures(sums: PeriodSums, currency: string): PeriodFigures {
  const { closing, flows } = sums;
  const amount = (minor: bigint): Money => money(minor, currency);
  const share = overdueShare(closing.overdue, closing.outstanding);
  return {
    revenue: amount(flows.sales),
    collected: amount(flows.collected),
    outstanding: amount(closing.outstanding),
    overdue: amount(closing.overdue),
    overdueRatio: typeof share === 'number' ? share : closing.overdue > 0n ? 1 : 0,
    overdueBuckets: overdueBuckets(sums, currency),
    ...salesFigures(sums),
    ...collectionFigures(sums),
  };
}

function salesFigures(
  sums: PeriodSums,
): Pick<PeriodFigures, 'dso' | 'dsoCountBack' | 'bestPossibleDso' | 'averageDaysDelinquent'> {
  const { from, through, closing, flows, salesBack } = sums;
  const period = { salesMinor: flows.sales, days: daysOf(sums) };
  const perSales = `sales of ${from} to ${through} × ${period.days} days, tax included`;
  return {
    dso: figure(
      daysSalesOutstanding(closing.outstanding, period),
      'days',
      `Outstanding on ${through}, credits deducted / ${perSales}.`,
    ),
    dsoCountBack: figure(
      countBackDays(closing.outstanding, salesBack),
      'days',
      `Count-back: the sales of whole calendar months are taken off the outstanding of ${through}, latest first, each for its days; of the month that remains, remainder / its sales × its days.`,
    ),
    bestPossibleDso: figure(
      bestPossibleDays(
        { outstandingMinor: closing.outstanding, overdueMinor: closing.overdue },
        period,
      ),
      'days',
      `Outstanding on ${through} that is not overdue, credits deducted / ${perSales}.`,
    ),
    averageDaysDelinquent: figure(
      averageDaysDelinquent(closing.overdue, period),
      'days',
      `DSO − best possible DSO: overdue on ${through} / ${perSales}.`,
    ),
  };
}

function collectionFigures(
  sums: PeriodSums,
): Pick<PeriodFigures, 'daysToPay' | 'daysLate' | 'collectionEffectiveness' | 'collectionRate'> {
  const { from, through, opening, closing, flows } = sums;
  const within = `of ${from} to ${through}`;
  const months = monthsOf(sums);
  const sales = months === 1 ? 'sales' : `sales / ${months} months`;
  return {
    daysToPay: figure(
      weightedDays(flows.timed, flows.timed_days),
      'days',
      `Sum of amount × days from issue to payment / sum of amounts, over the payments of invoices ${within}; what was paid before the issue counts below zero, deposits not at all.`,
    ),
    daysLate: figure(
      weightedDays(flows.late, flows.late_days),
      'days',
      `Sum of amount × days from due date to payment / sum of amounts, over the payments of invoices ${within}; early payments count below zero, deposits not at all.`,
    ),
    collectionEffectiveness: figure(
      collectionEffectiveness({
        openingMinor: opening.outstanding,
        salesMinor: flows.sales,
        closingMinor: closing.outstanding,
        closingCurrentMinor: closing.outstanding - closing.overdue,
        months,
      }),
      'percent',
      `(Opening outstanding + ${sales} − closing outstanding) / (opening outstanding + ${sales} − closing outstanding not overdue) × 100, ${from} to ${through}.`,
    ),
    collectionRate: figure(
      collectionRate({
        collectedOfDueMinor: flows.due_paid,
        stillDueMinor: closing.matured,
        writtenOffMinor: flows.due_written_off,
      }),
      'percent',
      `Collected of what was due / what was due × 100: due is what was overdue before ${from} and what fell due until ${through}, less credit notes, discounts and what was assigned.`,
    ),
  };
}

/** Least days past due of the buckets the ledger's days know. */
const BUCKETS = [
  { fromDays: 1, toDays: 30, from: 'overdue', next: 'overdue_30' },
  { fromDays: 31, toDays: 60, from: 'overdue_30', next: 'overdue_60' },
  { fromDays: 61, toDays: 90, from: 'overdue_60', next: 'overdue_90' },
  { fromDays: 91, toDays: null, from: 'overdue_90', next: null },
] as const;

function overdueBuckets({ through, closing }: PeriodSums, currency: string): OverdueBucket[] {
  return BUCKETS.map(({ fromDays, toDays, from, next }) => ({
    label: toDays === null ? `${fromDays}+` : `${fromDays}-${toDays}`,
    fromDays,
    toDays,
    amount: money(closing[from] - (next === null ? 0n : closing[next]), currency),
    overdueRatio: figure(
      overdueShare(closing[from], closing.outstanding),
      'ratio',
      `Overdue for ${fromDays} days or more on ${through} / outstanding, credits deducted.`,
    ),
  }));
}

/** The same by age, for roll rates; what has no due date is not due. */
export function ageProfile(balances: Amounts): AgeProfile {
  return {
    notDueMinor: balances.claims - balances.overdue,
    bucketsMinor: BUCKETS.map(
      ({ from, next }) => balances[from] - (next === null ? 0n : balances[next]),
    ),
  };
}

/** "Not due", "1-30" …: the ages in their order. */
export const AGE_LABELS: readonly string[] = [
  'not due',
  ...BUCKETS.map(({ fromDays, toDays }) =>
    toDays === null ? `${fromDays}+` : `${fromDays}-${toDays}`,
  ),
];
