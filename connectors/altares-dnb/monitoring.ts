/** The monitoring registration, and its notices: the stream `notifications`. */
import {
  decode,
  errorMessage,
  isEncoursError,
  object,
  payloadInvalid,
  stableId,
  text,
  boolean,
  type Checkpoint,
  type Json,
  type MalformedItem,
  type Page,
  type RawItem,
  type RefusedSubject,
} from '../../src/connector-kit';
import {
  addSubject,
  isLost,
  NOTICES_MAX,
  pull,
  removeSubject,
  replay,
  type Context,
} from './client';
import { findCompany, Register } from './companies';
import { noticeKey, pulledNotices, type NoticeKey } from './payloads';

/** Adds companies to the registration; one that is there already is fine. */
export async function watch(
  context: Context,
  sirens: readonly string[],
): Promise<RefusedSubject[]> {
  const refused: RefusedSubject[] = [];
  for (const siren of sirens) {
    const { duns } = await findCompany(context, siren);
    const reason =
      duns === null ? 'D&B does not know this company' : await addSubject(context, duns);
    if (reason !== null) refused.push({ siren, reason });
  }
  return refused;
}

/** Takes companies out of the registration; one that is not in it is fine. */
export async function unwatch(
  context: Context,
  sirens: readonly string[],
): Promise<RefusedSubject[]> {
  for (const siren of sirens) {
    const { duns } = await findCompany(context, siren);
    if (duns !== null) await removeSubject(context, duns);
  }
  return [];
}

/** `since`: when the run began that wrote it. Not drained: it ended before D&B had handed everything over. */
const stored = object({ since: text, isDrained: boolean });

const DAY_MS = 86_400_000;
/** What was handed over can be had again for this long. */
const REPLAY_DAYS = 14;
/** Notices that nobody pulled are dropped after this long, and are then in the replay only. */
const QUEUE_DAYS = 4;
/** The clock of D&B is not ours. */
const OVERLAP_MS = 60 * 60_000;
/** Pulls whose answer may be lost before the run gives up. */
const LOST_MAX = 3;
const PULLS_MAX = 5_000;

/**
 * Notices D&B has for us. Pulling takes them off its queue, so before the first pull an empty page is landed whose
 * checkpoint says that the queue is being drained: a run that finds it still so replays what was handed over since. The
 * first run replays all that can be had.
 */
export async function* readNotices(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const reading = new Reading(context);
  const startedAt = context.clock.now();
  const since = replaySince(context, checkpoint);
  const draining = { since: (since ?? startedAt).toISOString(), isDrained: false };
  yield { items: [], checkpoint: draining };
  if (since !== null) yield* reading.replayed(since, draining);
  let most = NOTICES_MAX;
  for (let lost = 0, pulls = 0; pulls < PULLS_MAX; pulls++) {
    try {
      const page = await reading.pulled(most);
      if (page === null) break;
      yield { ...page, checkpoint: draining };
    } catch (error) {
      lost += 1;
      if (!isLost(error) || lost > LOST_MAX) throw error;
      // Altares' advice for answers that do not come in time.
      most = Math.ceil(most / 2);
      yield* reading.replayed(since ?? new Date(startedAt.getTime() - OVERLAP_MS), draining);
    }
  }
  yield { items: [], checkpoint: { since: startedAt.toISOString(), isDrained: true } };
}

/** From when on to replay; null when nothing can have been missed. */
function replaySince({ clock, logger }: Context, checkpoint: Checkpoint | null): Date | null {
  const nowMs = clock.now().getTime();
  const oldestMs = nowMs - REPLAY_DAYS * DAY_MS;
  if (checkpoint === null) return new Date(oldestMs);
  const { since, isDrained } = decode(stored, checkpoint, 'checkpoint');
  const sinceMs = Date.parse(since);
  if (Number.isNaN(sinceMs)) throw payloadInvalid('checkpoint.since', 'an instant', since);
  if (isDrained && nowMs - sinceMs < (QUEUE_DAYS - 1) * DAY_MS) return null;
  if (sinceMs < oldestMs) {
    logger.warn('D&B notices of more than two weeks ago cannot be had any more', { since });
  }
  return new Date(Math.max(oldestMs, sinceMs - OVERLAP_MS));
}

type Notices = Pick<Page, 'items' | 'malformed'>;

/** One run: what it has seen, so that replay and queue never bring the same notice twice, nor for ever. */
class Reading {
  private readonly seen = new Set<string>();
  private readonly register: Register;
  private readonly subjects: ReadonlySet<string>;
  private lastPull: string | null = null;

  constructor(private readonly context: Context) {
    this.register = new Register(context);
    this.subjects = new Set(context.subjects);
  }

  /** The next notices of the queue; null when it is empty. Throws CONTRACT when D&B hands over the same again. */
  async pulled(most: number): Promise<Notices | null> {
    const answer = await pull(this.context, most);
    if (answer === null) return null;
    const { notifications } = decode(pulledNotices, answer);
    const shown = JSON.stringify(notifications);
    if (shown === this.lastPull) {
      throw payloadInvalid('notifications', 'others than those pulled before', notifications);
    }
    this.lastPull = shown;
    return this.page(notifications);
  }

  /**
   * How much one replay brings is not documented: it is asked from the last delivery on, and past it once that brings
   * nothing new, until there is nothing left. Deliveries are told apart by the second.
   */
  async *replayed(since: Date, checkpoint: Checkpoint): AsyncGenerator<Page> {
    for (let from = since, asked = 0; asked < PULLS_MAX; asked++) {
      const answer = await replay(this.context, from);
      if (answer === null) return;
      const { notifications } = decode(pulledNotices, answer);
      const before = this.seen.size;
      yield { ...(await this.page(notifications)), checkpoint };
      const last = lastDelivery(notifications);
      if (last === null || last.getTime() < wholeSecond(from)) return;
      from = this.seen.size > before ? last : new Date(wholeSecond(last) + 1_000);
    }
  }

  private async page(notifications: readonly Json[]): Promise<Notices> {
    const items: RawItem[] = [];
    const malformed: MalformedItem[] = [];
    for (const [index, notice] of notifications.entries()) {
      const path = `notifications[${index}]`;
      try {
        const item = await this.itemOf(notice, path);
        if (item !== null) items.push(item);
      } catch (error) {
        if (!isEncoursError(error, 'CONTRACT')) throw error;
        const where = error.place.path ?? path;
        const { code } = error;
        malformed.push({ code, reason: errorMessage(error), path: where, payload: notice });
      }
    }
    return { items, malformed };
  }

  /** Null for a notice seen in this run or about nobody of ours. */
  private async itemOf(notice: Json, path: string): Promise<RawItem | null> {
    const told = decode(noticeKey, notice, path);
    const key = keyOf(told);
    if (this.seen.has(key)) return null;
    this.seen.add(key);
    const siren = await this.register.sirenOf(told.organization.duns);
    if (siren === null || !this.subjects.has(siren)) return null;
    return { sourceKey: key, payload: { siren, key, notice } };
  }
}

/**
 * D&B numbers no notice: it is known by what changed and when. What happened to a DUNS is told once a day at most. The
 * time of delivery is no part of it where there is another, since a replay may deliver anew.
 */
function keyOf({ type, organization, elements, deliveryTimeStamp }: NoticeKey): string {
  const day = (deliveryTimeStamp ?? '').slice(0, 10);
  const changes = elements.flatMap(({ element, current, timestamp }) => {
    const value = typeof current === 'object' ? '' : String(current);
    return [element, value, timestamp ?? day];
  });
  return stableId(type, organization.duns, ...(changes.length === 0 ? [day] : changes));
}

function wholeSecond(at: Date): number {
  return Math.floor(at.getTime() / 1_000) * 1_000;
}

function lastDelivery(notifications: readonly Json[]): Date | null {
  const times = notifications
    .map((notice) => (notice as { [key: string]: Json } | null)?.['deliveryTimeStamp'])
    .map((time) => (typeof time === 'string' ? Date.parse(time) : NaN))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : new Date(Math.max(...times));
}
