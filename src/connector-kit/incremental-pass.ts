/** How a feed goes on: pure decisions over what its checkpoint remembers. */
import { contractError } from '../kernel';
import type { Checkpoint } from './connector';
import { boolean, decode, enumOrUnknown, integer, json, nullable, object, text } from './decode';
import type { Json } from './json';

export type PassMode = 'FULL' | 'CHANGES';

/** Once through everything, or through what has changed. Instants are ISO in UTC. */
export interface Pass {
  mode: PassMode;
  /** By our clock; when a pass was taken up again, when it first began. */
  startedAt: string;
  /** CHANGES: from when on, by the source's clock, the overlap taken off. */
  since: string | null;
  /** Where the next page begins; null: at the beginning. */
  cursor: Json;
  /** The latest change the source has told so far, by its own clock. */
  newest: string | null;
  /** Keys met so far. */
  keys: number;
  /** How many there were when it began; null when the source does not say. */
  total: number | null;
  /** Every element met could be keyed, so that what was not met is gone. */
  isWhole: boolean;
}

export interface FeedState {
  /** Changes up to here, by the source's clock, are landed; null before the first full pass has ended. */
  watermark: string | null;
  /** When the last full pass that met everything began. */
  reconciledAt: string | null;
  /** When the last pass of any kind that came to its end began. */
  checkedAt: string | null;
  pass: Pass | null;
}

export interface PassRules {
  /** Whether the source can be asked for what has changed. */
  hasChanges: boolean;
  overlapMinutes: number;
  reconcileAfterDays: number;
  /** How long the source remembers changes; null: for ever. */
  changesKeptDays: number | null;
  /** Cursors do not outlive the run: a pass that was cut off begins again. */
  areCursorsShortLived: boolean;
}

const FRESH: FeedState = { watermark: null, reconciledAt: null, checkedAt: null, pass: null };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const storedPass = object({
  mode: enumOrUnknown(['FULL', 'CHANGES']),
  startedAt: text,
  since: nullable(text),
  cursor: json,
  newest: nullable(text),
  keys: integer,
  total: nullable(integer),
  isWhole: boolean,
});
const stored = object({
  watermark: nullable(text),
  reconciledAt: nullable(text),
  checkedAt: nullable(text),
  pass: nullable(storedPass),
});

/** What a checkpoint remembers. Throws CONTRACT PAYLOAD_INVALID for one that is not of a feed. */
export function feedStateOf(checkpoint: Checkpoint | null): FeedState {
  if (checkpoint === null) return FRESH;
  const { pass, ...rest } = decode(stored, checkpoint, 'checkpoint');
  return { ...rest, pass: pass === null ? null : knownPass(pass) };
}

function knownPass(pass: Omit<Pass, 'mode'> & { mode: string }): Pass | null {
  const { mode } = pass;
  return mode === 'FULL' || mode === 'CHANGES' ? { ...pass, mode } : null;
}

/** The checkpoint that remembers it: plain JSON. */
export function checkpointOfFeed({ pass, ...rest }: FeedState): Checkpoint {
  return { ...rest, pass: pass === null ? null : { ...pass } };
}

/**
 * The pass to make now: the one that was cut off, as long as the source can still tell what it began with; everything, when
 * nothing is known yet, when it is time, or when the source no longer remembers back to the last time; else the changes.
 */
export function nextPass(state: FeedState, now: Date, rules: PassRules): Pass {
  const { pass } = state;
  if (pass !== null && (pass.mode === 'FULL' || isRemembered(pass.since, now, rules))) {
    return rules.areCursorsShortLived ? { ...pass, cursor: null, keys: 0, total: null } : pass;
  }
  const since = sinceOf(state, rules);
  const isFull =
    !rules.hasChanges ||
    since === null ||
    isTimeFor(state, now, rules) ||
    !isRemembered(since, now, rules);
  return {
    mode: isFull ? 'FULL' : 'CHANGES',
    startedAt: now.toISOString(),
    since: isFull ? null : since,
    cursor: null,
    newest: null,
    keys: 0,
    total: null,
    isWhole: true,
  };
}

function sinceOf({ watermark }: FeedState, { overlapMinutes }: PassRules): string | null {
  if (watermark === null) return null;
  return new Date(Date.parse(watermark) - overlapMinutes * MINUTE_MS).toISOString();
}

function isTimeFor({ reconciledAt }: FeedState, now: Date, rules: PassRules): boolean {
  if (reconciledAt === null) return true;
  return now.getTime() - Date.parse(reconciledAt) >= rules.reconcileAfterDays * DAY_MS;
}

/** A day is left over: the source's clock is not ours, and it may count days and not hours. */
function isRemembered(since: string | null, now: Date, { changesKeptDays }: PassRules): boolean {
  if (since === null || changesKeptDays === null) return true;
  return Date.parse(since) > now.getTime() - (changesKeptDays - 1) * DAY_MS;
}

/** Whether the list ended before all had been met that there were when it began: some slipped past from page to page. */
export function isShort(pass: Pass, { keys, next, total }: PageMet): boolean {
  const atFirst = pass.total ?? total;
  return next === null && atFirst !== null && pass.keys + keys < atFirst;
}

/** What a page was, as far as the pass goes. */
export interface PageMet {
  /** Keys not met before in this run. */
  keys: number;
  isWhole: boolean;
  newest: string | null;
  /** Where the next page begins; null: this was the last. */
  next: Json;
  /** How many the source says there are; null when it does not say. */
  total: number | null;
}

/** The pass after a page. */
export function passAfter(pass: Pass, met: PageMet): Pass {
  const keys = pass.keys + met.keys;
  return {
    ...pass,
    cursor: met.next,
    newest: later(pass.newest, met.newest),
    keys,
    total: pass.total ?? met.total,
    isWhole: pass.isWhole && met.isWhole && !isShort(pass, met),
  };
}

/**
 * The state once a pass has ended. The watermark is the latest change told, but never later than the beginning of the pass
 * (what changed while it ran may have been passed over) and never more than a day earlier than that: a source where
 * nothing happens is not asked for the same weeks again and again, and no clock or zone is wrong by a day.
 */
export function stateAfterPass(state: FeedState, pass: Pass, rules: PassRules): FeedState {
  const startedMs = Date.parse(pass.startedAt);
  const told = later(state.watermark, pass.newest);
  const toldMs = told === null ? 0 : Date.parse(told);
  const markMs = Math.min(startedMs, Math.max(toldMs, startedMs - DAY_MS));
  return {
    watermark: new Date(markMs).toISOString(),
    reconciledAt: pass.mode === 'FULL' ? reconciledAtOf(pass, rules) : state.reconciledAt,
    checkedAt: pass.startedAt,
    pass: null,
  };
}

/** A full pass that did not meet everything is made again the next day, not with every run and not in a week. */
function reconciledAtOf(pass: Pass, { reconcileAfterDays }: PassRules): string {
  if (pass.isWhole) return pass.startedAt;
  const backMs = Math.max(0, reconcileAfterDays - 1) * DAY_MS;
  return new Date(Date.parse(pass.startedAt) - backMs).toISOString();
}

/** The state of a source that does not remember as far back as it was asked: everything is read anew. */
export function stateOfForgotten(state: FeedState): FeedState {
  return { ...state, watermark: null, pass: null };
}

/** ISO in UTC of what the source says, "2026-05-04T10:00:00+02:00" or "…Z". Throws CONTRACT FEED_INSTANT_INVALID. */
export function instantOf(written: string, path: string): string {
  const isZoned = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(written);
  const ms = isZoned ? Date.parse(written) : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw contractError('FEED_INSTANT_INVALID', `${path} is no instant with its zone`, {
    place: { path },
  });
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? other : one;
}
