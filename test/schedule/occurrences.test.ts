import { validate } from 'node-cron';
import type { Job } from '../../src/schedule';
import { JOBS } from '../../src/schedule';
import { BACKFILL_MAX, dueOccurrences, occurrencesBetween } from '../../src/schedule/occurrences';

const at = (text: string): Date => new Date(text);
const texts = (dates: readonly Date[]): string[] => dates.map((date) => date.toISOString());

describe('occurrencesBetween', () => {
  const all = { most: 1_000 };

  it('leaves out the beginning and includes the end of the range', () => {
    const quarterly = { cron: '*/15 * * * *', timeZone: 'UTC' };
    const range = { after: at('2026-03-01T10:00:00Z'), until: at('2026-03-01T10:30:00Z'), ...all };
    expect(texts(occurrencesBetween(quarterly, range))).toEqual([
      '2026-03-01T10:15:00.000Z',
      '2026-03-01T10:30:00.000Z',
    ]);
  });

  it('knows seconds', () => {
    const quick = { cron: '*/5 * * * * *', timeZone: 'UTC' };
    const range = { after: at('2026-03-01T10:00:52Z'), until: at('2026-03-01T10:01:07Z'), ...all };
    expect(texts(occurrencesBetween(quick, range))).toEqual([
      '2026-03-01T10:00:55.000Z',
      '2026-03-01T10:01:00.000Z',
      '2026-03-01T10:01:05.000Z',
    ]);
  });

  it.each([
    ['winter', '2026-01-10T00:00:00Z', '2026-01-10T03:10:00.000Z'],
    ['summer', '2026-07-10T00:00:00Z', '2026-07-10T02:10:00.000Z'],
    ['the day clocks go forward', '2026-03-29T00:00:00Z', '2026-03-29T02:10:00.000Z'],
    ['the day clocks go back', '2026-10-25T00:00:00Z', '2026-10-25T03:10:00.000Z'],
    ['a leap day', '2028-02-29T00:00:00Z', '2028-02-29T03:10:00.000Z'],
  ])('runs a nightly job once, at the local hour, in %s', (_when, midnight, expected) => {
    const nightly = { cron: '10 4 * * *', timeZone: 'Europe/Paris' };
    const after = at(midnight);
    const until = new Date(after.getTime() + 23 * 3_600_000);
    expect(texts(occurrencesBetween(nightly, { after, until, ...all }))).toEqual([expected]);
  });

  it('judges day and weekday in the time zone, also where it is off by three quarters of an hour', () => {
    const monday = { cron: '30 0 * * 1', timeZone: 'Asia/Kathmandu' };
    const range = { after: at('2026-03-01T00:00:00Z'), until: at('2026-03-08T00:00:00Z'), ...all };
    expect(texts(occurrencesBetween(monday, range))).toEqual(['2026-03-01T18:45:00.000Z']);
  });
});

describe('dueOccurrences', () => {
  const hourly = (backfill: Job['backfill']): Pick<Job, 'cron' | 'timeZone' | 'backfill'> => ({
    cron: '0 * * * *',
    timeZone: 'UTC',
    backfill,
  });
  const NOW = '2026-03-01T10:00:20Z';

  it.each<[string, Job['backfill'], string | null, string[]]>([
    ['a job that never ran has missed nothing', 'all', null, ['10:00']],
    ['in time', 'none', '2026-03-01T09:00:00Z', ['10:00']],
    ['claimed already', 'latest', '2026-03-01T10:00:00Z', []],
    ['missed ones left out', 'none', '2026-03-01T06:00:00Z', ['10:00']],
    ['only the newest made good', 'latest', '2026-03-01T06:00:00Z', ['10:00']],
    ['all made good', 'all', '2026-03-01T07:00:00Z', ['08:00', '09:00', '10:00']],
  ])('%s', (_case, backfill, last, expected) => {
    const due = dueOccurrences(hourly(backfill), last === null ? null : at(last), at(NOW));
    expect(due.map((date) => date.toISOString().slice(11, 16))).toEqual(expected);
  });

  it('does not run what is long past under the policy "none"', () => {
    const due = dueOccurrences(
      hourly('none'),
      at('2026-03-01T06:00:00Z'),
      at('2026-03-01T09:59:00Z'),
    );
    expect(due).toEqual([]);
  });

  it('makes good the newest of very many and no more', () => {
    const due = dueOccurrences(hourly('all'), at('2025-01-01T00:00:00Z'), at(NOW));
    expect(due).toHaveLength(BACKFILL_MAX);
    expect(due.at(-1)?.toISOString()).toBe('2026-03-01T10:00:00.000Z');
  });
});

describe('the list of jobs', () => {
  it('has valid schedules and unique names', () => {
    expect(JOBS.filter((job) => !validate(job.cron))).toEqual([]);
    expect(new Set(JOBS.map((job) => job.name)).size).toBe(JOBS.length);
  });

  it('keeps nightly jobs clear of the hours that daylight saving skips or repeats', () => {
    const nightly = JOBS.filter((job) => job.timeZone !== 'UTC');
    expect(nightly.filter((job) => /^\S+ [123] /.test(job.cron))).toEqual([]);
  });
});
