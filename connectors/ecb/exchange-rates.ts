/**
 * The stream `exchange-rates`: one item per day of publication, oldest first. Each run asks for the smallest of the
 * three files that leaves no working day out, and for the next larger one when it turns out that it did.
 */
import {
  addDays,
  daysBetween,
  localDateAt,
  today,
  type Checkpoint,
  type LocalDate,
  type MalformedItem,
  type Page,
  type RawItem,
  type ReadContext,
} from '../../src/connector-kit';
import { fetchRates, RATE_FILES, type RateFile } from './client';
import type { EcbConfig } from './config';
import { readDocument, type Day } from './document';
import { checkpointOf, progressOf, type Progress } from './progress';

/** A week with holidays at most: more days than these are not looked for in the daily file. */
const DAILY_REACH_DAYS = 5;
/** Of the 90 days of the middle file, those that are in it for sure. */
const RECENT_REACH_DAYS = 85;
const DAYS_PER_PAGE = 250;
/** Rates come out around 16:00 in Frankfurt; some days a little earlier. */
const PUBLISHED_AFTER_MS = 15.75 * 3_600_000;

type Context = ReadContext<EcbConfig>;

/** Pages of days; what is read again because it may have been corrected has the same keys as before. */
export async function* readRates(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const { config, http } = context;
  const progress = progressOf(checkpoint);
  const now = today(context.clock);
  const horizon = addDays(now, -config.historyDays);
  const from = progress.through === null ? horizon : addDays(progress.through, 1);
  const isReviewDue =
    progress.reviewedOn === null || addDays(progress.reviewedOn, config.reviewAfterDays) <= now;
  // Runs are frequent, rates are daily: most runs need not ask.
  if (!isReviewDue && (progress.through ?? '') >= lastPublicationDay(context.clock.now())) return;
  const malformed: MalformedItem[] = [];
  for (const file of filesFor({ from, now, isReviewDue })) {
    const document = readDocument(
      await fetchRates(http, file),
      file === 'HISTORY' ? from : horizon,
    );
    malformed.push(...document.malformed);
    if (file !== 'HISTORY' && !isBridged(from, document.oldest)) continue;
    const reviewedOn = file === 'DAILY' ? progress.reviewedOn : now;
    yield* pagesOf(document.days, malformed, { ...progress, reviewedOn });
    return;
  }
}

/** The latest working day whose rates should be out; on a holiday that is asked for in vain. */
function lastPublicationDay(now: Date): LocalDate {
  let day = localDateAt(new Date(now.getTime() - PUBLISHED_AFTER_MS), 'Europe/Berlin');
  while (isWeekend(day)) day = addDays(day, -1);
  return day;
}

/** The files worth asking for, the smallest first. */
function filesFor(need: { from: LocalDate; now: LocalDate; isReviewDue: boolean }): RateFile[] {
  const days = daysBetween(need.from, need.now);
  if (days > RECENT_REACH_DAYS) return ['HISTORY'];
  if (days > DAILY_REACH_DAYS || need.isReviewDue) return ['RECENT', 'HISTORY'];
  return [...RATE_FILES];
}

/** Whether no working day lies between what is wanted and the first day a file has. */
function isBridged(from: LocalDate, oldest: LocalDate | null): boolean {
  if (oldest === null) return false;
  for (let day = from; day < oldest; day = addDays(day, 1)) {
    if (!isWeekend(day)) return false;
  }
  return true;
}

function isWeekend(day: LocalDate): boolean {
  // 1970-01-03 was a Saturday.
  return ((daysBetween('1970-01-03', day) % 7) + 7) % 7 < 2;
}

function* pagesOf(
  days: readonly Day[],
  malformed: MalformedItem[],
  end: Progress,
): Generator<Page> {
  const last = Math.max(1, Math.ceil(days.length / DAYS_PER_PAGE)) - 1;
  let { through } = end;
  for (let page = 0; page <= last; page++) {
    const these = days.slice(page * DAYS_PER_PAGE, (page + 1) * DAYS_PER_PAGE);
    const reached = these.at(-1)?.time ?? null;
    if (reached !== null && (through === null || reached > through)) through = reached;
    yield {
      items: these.map(itemOf),
      malformed: page === 0 ? malformed : [],
      // Only a run that ends has looked through all days again.
      checkpoint: checkpointOf({ through, reviewedOn: page === last ? end.reviewedOn : null }),
    };
  }
}

function itemOf(day: Day): RawItem {
  return { sourceKey: day.time, payload: { time: day.time, rates: day.rates } };
}
