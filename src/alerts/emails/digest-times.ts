import { addDays, epochDay, localDateAt, type LocalDate } from '../../kernel';
import type { DigestTimes } from './email-types';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The instant at which the clocks of a zone show a full hour of a day. Shown twice, the first; skipped by clocks that go
 * forward, the moment they skip to.
 */
export function instantAt(day: LocalDate, hour: number, timeZone: string): Date {
  const shown = epochDay(day) * DAY_MS + hour * HOUR_MS;
  const offsets = [shown - DAY_MS, shown + DAY_MS].map((at) => offsetAt(at, timeZone));
  const fitting = offsets
    .map((offset) => shown - offset)
    .filter((at) => at + offsetAt(at, timeZone) === shown);
  const skipped = shown - (offsets[0] ?? 0);
  return new Date(fitting.length === 0 ? skipped : Math.min(...fitting));
}

/** When the next digest is due after an instant; null when none is wanted. */
export function nextDigestAt(times: DigestTimes, after: Date): Date | null {
  if (times.digest === 'NONE') return null;
  const today = localDateAt(after, times.timeZone);
  // A day before, since around a missing day the zone's date runs ahead; eight on, since a weekly one is due again then.
  for (let ahead = -1; ahead <= 8; ahead += 1) {
    const day = addDays(today, ahead);
    if (times.digest === 'WEEKLY' && weekday(day) !== times.digestWeekday) continue;
    const due = instantAt(day, times.digestHour, times.timeZone);
    if (due > after) return due;
  }
  return new Date(after.getTime() + 7 * DAY_MS);
}

/** Monday is 1. */
function weekday(day: LocalDate): number {
  // 1 January 1970 was a Thursday.
  return ((((epochDay(day) + 3) % 7) + 7) % 7) + 1;
}

/** How far the clocks of the zone are ahead of UTC, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(
    ...([part('year'), part('month') - 1, part('day')] as const),
    ...([part('hour'), part('minute'), part('second')] as const),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const digits = 'numeric';
  const made = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, calendar: 'gregory', hourCycle: 'h23' },
    ...{ year: digits, month: digits, day: digits, hour: digits, minute: digits, second: digits },
  });
  FORMATS.set(timeZone, made);
  return made;
}
