/** Columns of an aged balance: how many days past due each holds, by its title. */
import { foldTitle } from './kinds';

export interface BucketColumn {
  place: number;
  label: string;
  /** Days past due, both included; null: without end on that side. 0 at most means not due yet. */
  fromDays: number | null;
  toDays: number | null;
}

type Range = readonly [from: number | null, to: number | null];

const NOT_DUE =
  /^(non echue?s?|a echoir|pas echu|non due?|courant|current|not (yet )?due|non exigible|a venir)( |$)/;
const ALL_DUE = /^(echue?s?|total echu|overdue|retard|en retard|exigible)$/;
const DAYS = 'j|jrs?|jours?|d|days?|';
const BETWEEN = new RegExp(`^(?:de |from )?(\\d{1,3}) (?:(?:a|to|et) )?(\\d{1,3}) ?(?:${DAYS})$`);
const ABOVE = new RegExp(
  `^(?:(?:plus de|plus|over|more than|superieur a|sup a|sup|depuis plus de) (\\d{1,3}) ?(?:${DAYS})|(\\d{1,3}) ?(?:${DAYS}) ?(?:et plus|plus|and over|and more|or more))$`,
);
const BELOW = new RegExp(
  `^(?:moins de|moins|under|less than|inferieur a|inf a|inf) (\\d{1,3}) ?(?:${DAYS})$`,
);
const WORDS = /^(echue?s?|retard|overdue|impaye|due|depuis|past due|tranche) (?:de |depuis |a )?/;

/** The days a title names; null when it names none. */
export function bucketOfTitle(
  title: string,
): { fromDays: number | null; toDays: number | null } | null {
  const range = rangeOf(title);
  return range === null ? null : { fromDays: range[0], toDays: range[1] };
}

function rangeOf(title: string): Range | null {
  const signed = title
    .slice(0, 100)
    .replace(/[>+≥]\s*=?/g, ' plus ')
    .replace(/[<≤]\s*=?/g, ' moins ');
  const text = foldTitle(signed);
  if (NOT_DUE.test(text)) return [null, 0];
  if (ALL_DUE.test(text)) return null;
  const days = inDays(text.replace(WORDS, ''));
  const between = BETWEEN.exec(days);
  if (between !== null) return ordered(Number(between[1]), Number(between[2]));
  const above = ABOVE.exec(days);
  // "More than 90" begins at 91, "90 and more" at 90; what the column before it ends with decides.
  if (above !== null)
    return [above[1] === undefined ? Number(above[2]) : Number(above[1]) + 1, null];
  const below = BELOW.exec(days);
  return below === null ? null : [1, Number(below[1])];
}

const MONTH = /(\d{1,2}) (?:mois|months?)(?= |$)/g;

/** Months as thirty days: "2 mois" alone is the second month, "plus de 3 mois" more than 90 days. */
function inDays(text: string): string {
  const alone = /^(\d{1,2}) (?:mois|months?)$/.exec(text)?.[1];
  if (alone !== undefined) return `${Number(alone) * 30 - 30} ${Number(alone) * 30} j`;
  const span = /^(?:de |from )?(\d{1,2}) (?:(?:a|to|et) )?(\d{1,2} (?:mois|months?))$/.exec(text);
  const written = span === null ? text : `${Number(span[1]) * 30} ${span[2] ?? ''}`;
  return written.replace(MONTH, (_, months: string) => `${Number(months) * 30} j`);
}

/** "0 to 30" past due begins at 1: what is due today is not late. */
function ordered(from: number, to: number): Range | null {
  return from >= to ? null : [Math.max(from, 1), to];
}

/** The bucket columns among the titles; ranges that begin where the one before ends are moved up by a day. */
export function bucketColumns(titles: readonly string[]): BucketColumn[] {
  const columns: BucketColumn[] = [];
  titles.forEach((label, place) => {
    const bucket = bucketOfTitle(label);
    if (bucket !== null) columns.push({ place, label: label.trim(), ...bucket });
  });
  const ends = new Set(
    columns.map(({ toDays }) => toDays).filter((days) => days !== null && days > 0),
  );
  return columns.map((column) => {
    const { fromDays } = column;
    const isShared = fromDays !== null && fromDays > 1 && ends.has(fromDays);
    return isShared ? { ...column, fromDays: fromDays + 1 } : column;
  });
}
