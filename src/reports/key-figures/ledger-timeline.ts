import { addDays, addMonths, type LocalDate } from '../../kernel';
import { MEASURES, type Measure } from './contribution';
import { lastOfMonth, type FiguresPeriod } from './figures-period';
import type { Converter } from './daily-rates';
import type { LedgerMonth } from './read-ledger-days';

/** Minor units of the report's currency, one amount per measure. */
export type Amounts = Readonly<Record<Measure, bigint>>;

/** A calendar month up to its end, or to the end of the period. */
export interface TimelineMonth {
  /** "YYYY-MM" */
  month: string;
  through: LocalDate;
  /** Sums over all its days; null when no rate of a month before the period is known. */
  flows: Amounts | null;
  /** Sums over those of its days that the period holds. */
  flowsWithin: Amounts;
  /** Of a month within the period: sums of all days up to its end, which for balances is what there was. */
  balances: Amounts;
}

/** The days at whose rates a timeline is converted. */
export function rateDays(rows: readonly LedgerMonth[], period: FiguresPeriod): LocalDate[] {
  const { months, from } = emptyTimeline(firstMonth(rows, period), period);
  return [addDays(from, -1), ...months.map(({ through }) => through)];
}

/**
 * A portfolio month by month, from its first to the end of the period, without gaps. Balances are converted at the rate of
 * their day, sums of a month at that of its last one; a currency without a rate is left out whole, and named.
 */
export interface Timeline {
  /** First day of the period. */
  from: LocalDate;
  months: readonly TimelineMonth[];
  /** At the end of the day before the period. */
  opening: Amounts;
  unconverted: readonly string[];
}

export function buildTimeline(
  rows: readonly LedgerMonth[],
  period: FiguresPeriod,
  convert: Converter,
): Timeline {
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  const first = firstMonth(rows, period);
  let total = emptyTimeline(first, period);
  const unconverted: string[] = [];
  for (const currency of currencies) {
    const own = rows.filter((row) => row.currency === currency);
    const found = timelineOf(own, emptyTimeline(first, period), (minor, on) =>
      convert(minor, currency, on),
    );
    if (found === null) unconverted.push(currency);
    else total = addTimelines(total, found);
  }
  return { ...total, unconverted };
}

function firstMonth(rows: readonly LedgerMonth[], { from }: FiguresPeriod): string {
  return rows.reduce((least, { month }) => (month < least ? month : least), from.slice(0, 7));
}

function emptyTimeline(first: string, { from, through }: FiguresPeriod): Timeline {
  const months: TimelineMonth[] = [];
  for (let day = `${first}-01`; day <= through; day = addMonths(day, 1)) {
    const last = lastOfMonth(day);
    months.push({
      month: day.slice(0, 7),
      through: last < through ? last : through,
      flows: NOTHING,
      flowsWithin: NOTHING,
      balances: NOTHING,
    });
  }
  return { from, months, opening: NOTHING, unconverted: [] };
}

/** Null when a rate is missing. */
function timelineOf(
  rows: readonly LedgerMonth[],
  { from, months }: Timeline,
  convert: (minor: bigint, on: LocalDate) => bigint | null,
): Timeline | null {
  const sums = new Map(rows.map((row) => [`${row.month} ${row.isWithin}`, row.sums]));
  const openingOn = addDays(from, -1);
  let running = NOTHING;
  let opening: Amounts | null = NOTHING;
  const converted: TimelineMonth[] = [];
  for (const one of months) {
    const before = sums.get(`${one.month} false`) ?? NOTHING;
    const within = sums.get(`${one.month} true`) ?? NOTHING;
    running = addAmounts(running, before);
    if (one.month === openingOn.slice(0, 7)) opening = convertAll(running, openingOn, convert);
    running = addAmounts(running, within);
    const flows = convertAll(addAmounts(before, within), one.through, convert);
    const flowsWithin = convertAll(within, one.through, convert);
    const isReported = one.through > openingOn;
    const balances = isReported ? convertAll(running, one.through, convert) : NOTHING;
    if (flows === null || flowsWithin === null || balances === null || opening === null)
      return null;
    converted.push({ ...one, flows, flowsWithin, balances });
  }
  return { from, months: converted, opening, unconverted: [] };
}

function convertAll(
  amounts: Amounts,
  on: LocalDate,
  convert: (minor: bigint, on: LocalDate) => bigint | null,
): Amounts | null {
  const converted: [Measure, bigint][] = [];
  for (const measure of MEASURES) {
    const minor = amounts[measure] === 0n ? 0n : convert(amounts[measure], on);
    if (minor === null) return null;
    converted.push([measure, minor]);
  }
  return Object.fromEntries(converted) as Record<Measure, bigint>;
}

function addTimelines(left: Timeline, right: Timeline): Timeline {
  return {
    ...left,
    opening: addAmounts(left.opening, right.opening),
    months: left.months.map((one, index) => addMonth(one, right.months[index])),
  };
}

function addMonth(left: TimelineMonth, right: TimelineMonth | undefined): TimelineMonth {
  if (right === undefined) return left;
  return {
    ...left,
    flows: left.flows && right.flows && addAmounts(left.flows, right.flows),
    flowsWithin: addAmounts(left.flowsWithin, right.flowsWithin),
    balances: addAmounts(left.balances, right.balances),
  };
}

export function addAmounts(left: Amounts, right: Amounts): Amounts {
  const sums = MEASURES.map((measure) => [measure, left[measure] + right[measure]] as const);
  return Object.fromEntries(sums) as Record<Measure, bigint>;
}

const NOTHING: Amounts = Object.fromEntries(MEASURES.map((measure) => [measure, 0n])) as Record<
  Measure,
  bigint
>;
