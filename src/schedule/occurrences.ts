import { parse } from 'node-cron';
import type { Job } from './job';

/** A tick this late still counts as in time: a busy process, a clock put right. */
const GRACE_MS = 60_000;
/** How far back missed occurrences are looked for. */
const LOOK_BACK_MS = 31 * 24 * 60 * 60 * 1000;
/** Of the occurrences to make good, no more than this many, the newest. */
export const BACKFILL_MAX = 100;
const MINUTE_MS = 60_000;

/**
 * The occurrences of a job to claim now, oldest first: those after `last` (the newest claimed; null when it never ran)
 * up to `now`, as its back-fill policy says. A job that never ran has missed nothing.
 */
export function dueOccurrences(
  job: Pick<Job, 'cron' | 'timeZone' | 'backfill'>,
  last: Date | null,
  now: Date,
): Date[] {
  const inTime = now.getTime() - GRACE_MS;
  const horizon = job.backfill === 'none' || last === null ? inTime : now.getTime() - LOOK_BACK_MS;
  const after = new Date(Math.max(horizon, last?.getTime() ?? horizon));
  const most = job.backfill === 'all' ? BACKFILL_MAX : 1;
  return occurrencesBetween(job, { after, until: now, most });
}

/** The newest occurrences in (after, until], oldest first. */
export function occurrencesBetween(
  schedule: Pick<Job, 'cron' | 'timeZone'>,
  range: { after: Date; until: Date; most: number },
): Date[] {
  const fields = parse(schedule.cron);
  const seconds = [...fields.second].sort((a, b) => b - a);
  const isMinute = minuteMatcher(fields, schedule.timeZone);
  const found: Date[] = [];
  const [after, until] = [range.after.getTime(), range.until.getTime()];
  for (let minute = floorToMinute(until); minute + MINUTE_MS > after; minute -= MINUTE_MS) {
    if (!isMinute(minute)) continue;
    for (const second of seconds) {
      const instant = minute + second * 1000;
      if (instant > until || instant <= after) continue;
      found.push(new Date(instant));
      if (found.length === range.most) return found.reverse();
    }
  }
  return found.reverse();
}

function floorToMinute(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}

interface MinuteFields {
  minute: number[];
  hour: number[];
  dayOfMonth: (number | string)[];
  month: number[];
  dayOfWeek: (number | string)[];
}

/** Whether a minute matches all fields in the time zone, as node-cron judges it: every field must hold. */
function minuteMatcher(fields: MinuteFields, timeZone: string): (instant: number) => boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    minute: 'numeric',
    hour: 'numeric',
    day: 'numeric',
    month: 'numeric',
    weekday: 'short',
  });
  return (instant) => {
    // Zones are off by whole minutes' multiples of 15, so the minute of the hour rarely needs the slow look-up.
    if (!isQuarterZoneMinute(fields.minute, instant)) return false;
    const parts = format.formatToParts(instant);
    const value = (type: Intl.DateTimeFormatPartTypes): string =>
      parts.find((part) => part.type === type)?.value ?? '';
    return (
      fields.minute.includes(Number(value('minute'))) &&
      fields.hour.includes(Number(value('hour'))) &&
      fields.dayOfMonth.includes(Number(value('day'))) &&
      fields.month.includes(Number(value('month'))) &&
      fields.dayOfWeek.includes(WEEKDAYS.indexOf(value('weekday')))
    );
  };
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Time zones differ from UTC by multiples of 15 minutes: a minute that no such shift could make match is not looked up. */
function isQuarterZoneMinute(minutes: readonly number[], instant: number): boolean {
  const minute = Math.floor(instant / MINUTE_MS) % 15;
  return minutes.some((wanted) => wanted % 15 === minute);
}
