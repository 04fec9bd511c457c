import type { SalesPeriod } from './days-sales-outstanding';
import { daysOf, type FiguresPeriod, type MonthSpan } from './figures-period';
import { addAmounts, type Timeline } from './ledger-timeline';
import type { PeriodSums } from './period-figures';

/** What a timeline says of its whole period. */
export function sumsOfPeriod(timeline: Timeline, { from, through }: FiguresPeriod): PeriodSums {
  const within = timeline.months.filter((one) => one.through >= from);
  const last = within.at(-1);
  return {
    from,
    through,
    opening: timeline.opening,
    closing: last?.balances ?? timeline.opening,
    flows: within.map(({ flowsWithin }) => flowsWithin).reduce(addAmounts),
    salesBack: salesBack(timeline, through.slice(0, 7)),
  };
}

/** What a timeline says of a month's part within the period. */
export function sumsOfMonth(timeline: Timeline, { month, from, through }: MonthSpan): PeriodSums {
  const index = timeline.months.findIndex((one) => one.month === month);
  const own = timeline.months[index];
  const before = timeline.months[index - 1];
  const isFirst = before === undefined || before.through < timeline.from;
  const opening = isFirst ? timeline.opening : before.balances;
  return {
    from,
    through,
    opening,
    closing: own?.balances ?? opening,
    flows: own?.flowsWithin ?? opening,
    salesBack: salesBack(timeline, month),
  };
}

/** Months backwards from one, each with its days up to its end or the period's, as far as sales are known. */
function salesBack({ months }: Timeline, month: string): SalesPeriod[] {
  const back = months.filter((one) => one.month <= month).reverse();
  const unknown = back.findIndex(({ flows }) => flows === null);
  return back.slice(0, unknown === -1 ? back.length : unknown).map((one) => ({
    salesMinor: one.flows?.sales ?? 0n,
    days: daysOf({ from: `${one.month}-01`, through: one.through }),
  }));
}
