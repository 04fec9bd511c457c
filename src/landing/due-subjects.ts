/** Which companies a stream is to read now, and why the others are left alone. */
import { localDateAt } from '../kernel';
import type { Connector, Stream } from '../connector-kit';
import { timeZoneOf, type Transaction } from '../database';
import { unsureSubjects, type UnsureSubject } from '../purchasing';
import { dueBecause, refreshDaysOf } from './age-rule';
import type { Connection } from './connections';
import { readingsOf, type Reading } from './subject-readings';
import {
  earlierStreams,
  knownFromEarlier,
  type ConnectedSource,
  type Waterfall,
} from './waterfall';

export interface DueQuestion {
  connection: Connection;
  connector: Connector;
  stream: Stream<object>;
  /** The portfolio. */
  subjects: readonly string[];
  at: Date;
  waterfall: Waterfall;
  /** The tenant's connections, for the waterfall. */
  sources: readonly ConnectedSource[];
  /** Somebody waits for them: what another is buying now is asked for too, and shares that answer. */
  joinsBuyers?: boolean;
  /** Days after which a company is reviewed, by its grade; null where that does not decide. */
  reviewDaysOf?: (siren: string) => number | null;
}

/**
 * FRESH: read recently enough; KNOWN: a connector that stands earlier told it all; HELD: it may have been billed already;
 * BUYING: another run is buying it; REFUSING: it was not answered again and again.
 */
export type SkipReason = 'FRESH' | 'KNOWN' | UnsureSubject['why'];

export interface DueSubjects {
  due: string[];
  /** What is known of when the subjects were read. */
  readings: ReadonlyMap<string, Reading>;
  skipped: ReadonlyMap<SkipReason, number>;
}

const DAY_MS = 86_400_000;

/** Asks the database once for readings, once for calls in doubt and, of what costs money, once for what others know. */
export async function dueSubjects(tx: Transaction, question: DueQuestion): Promise<DueSubjects> {
  const { connection, stream, subjects, at, joinsBuyers = false } = question;
  const place = { connectionId: connection.connectionId, stream: stream.name };
  const readings = await readingsOf(tx, place, subjects);
  const zone = await timeZoneOf(tx);
  const dayOf = (instant: Date): string => localDateAt(instant, zone);
  const skipped = new Map<SkipReason, number>();
  const skip = (why: SkipReason): void => void skipped.set(why, (skipped.get(why) ?? 0) + 1);
  const known = await knownElsewhere(tx, question);
  const unsure = new Map(
    (await unsureSubjects(tx, place, at)).map(({ siren, why }) => [siren, why]),
  );
  const due = subjects.filter((siren) => {
    const review = question.reviewDaysOf?.(siren) ?? null;
    const refreshDays = refreshDaysOf(stream, connection.config, review);
    const because = dueBecause(readings.get(siren), { refreshDays, today: dayOf(at), dayOf });
    const doubt = unsure.get(siren);
    if (because === null) skip('FRESH');
    else if (doubt !== undefined && !(doubt === 'BUYING' && joinsBuyers)) skip(doubt);
    else if (because !== 'CHANGED' && known.has(siren)) skip('KNOWN');
    else return true;
    return false;
  });
  return { due, readings, skipped };
}

async function knownElsewhere(tx: Transaction, question: DueQuestion): Promise<Set<string>> {
  const { connection, stream, subjects, at, waterfall, sources } = question;
  const earlier = earlierStreams(question, waterfall, sources);
  if (earlier === null) return new Set();
  const days = Math.max(1, refreshDaysOf(stream, connection.config, null));
  const since = new Date(at.getTime() - days * DAY_MS);
  return knownFromEarlier(tx, earlier, { sirens: subjects, since });
}
