/** The stream `notices`: reads every subject's notices in batches, resumable after each page. */
import {
  contractError,
  decode,
  isEncoursError,
  today,
  type Checkpoint,
  type Json,
  type LocalDate,
  type MalformedItem,
  type Page,
  type RawItem,
  type ReadContext,
} from '../../src/connector-kit';
import { fetchNotices, PAGE_SIZE, WINDOW_SIZE } from './client';
import type { BodaccConfig } from './config';
import { noticeKey } from './payloads';
import { batchesOf, checkpointOf, progressOf, type Batch, type Progress } from './progress';

type Context = ReadContext<BodaccConfig>;

/** Pages of notices in order of publication per batch; a page can be empty, its checkpoint still counts. */
export async function* readNotices(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const progress = progressOf(checkpoint);
  const { config } = context;
  const rules = {
    today: today(context.clock),
    historyYears: config.historyYears,
    overlapDays: config.overlapDays,
    companiesPerRequest: config.companiesPerRequest,
  };
  for (const batch of batchesOf(registrable(context), progress, rules)) {
    yield* readBatch(context, batch, progress);
    for (const siren of batch.sirens) progress.set(siren, rules.today);
  }
}

/** Only nine-digit subjects can be asked for; the identifiers end up inside a query. */
function registrable(context: Context): string[] {
  const sirens = context.subjects.filter((subject) => /^\d{9}$/.test(subject));
  const refused = context.subjects.length - sirens.length;
  if (refused > 0) context.logger.warn('subjects without a nine-digit SIREN skipped', { refused });
  return sirens;
}

async function* readBatch(
  context: Context,
  batch: Batch,
  progress: Progress,
): AsyncGenerator<Page> {
  let { from } = batch;
  let offset = 0;
  let isLast = false;
  while (!isLast) {
    const { results, totalCount } = await fetchNotices(context.http, { ...batch, from, offset });
    const { items, malformed, lastDay } = sortOut(results);
    offset += results.length;
    isLast = results.length === 0 || offset >= totalCount;
    // Everything before the last day seen is complete; the day itself may go on in the next page.
    const through = isLast ? today(context.clock) : lastDay;
    if (through !== null) for (const siren of batch.sirens) progress.set(siren, through);
    yield { items, malformed, checkpoint: checkpointOf(progress) };
    if (!isLast && offset + PAGE_SIZE > WINDOW_SIZE) {
      from = nextWindow(from, lastDay);
      offset = 0;
    }
  }
}

/** The API reaches 10,000 records; the rest is asked for from the last day reached, which is then read twice. */
function nextWindow(from: LocalDate, lastDay: LocalDate | null): LocalDate {
  if (lastDay !== null && lastDay > from) return lastDay;
  throw contractError(
    'BODACC_WINDOW_STUCK',
    `BODACC gives ${WINDOW_SIZE} notices from ${from} on without reaching another day`,
    { remedy: 'Lower companiesPerRequest in the connection.', place: { field: 'dateparution' } },
  );
}

interface Sorted {
  items: RawItem[];
  malformed: MalformedItem[];
  lastDay: LocalDate | null;
}

function sortOut(results: readonly Json[]): Sorted {
  const sorted: Sorted = { items: [], malformed: [], lastDay: null };
  for (const [index, payload] of results.entries()) {
    const path = `results[${index}]`;
    try {
      const { id, dateparution } = decode(noticeKey, payload, path);
      sorted.items.push({ sourceKey: id, payload });
      if (sorted.lastDay === null || dateparution > sorted.lastDay) sorted.lastDay = dateparution;
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, message: reason, place } = error;
      sorted.malformed.push({ code, reason, path: place.path ?? path, payload });
    }
  }
  return sorted;
}
