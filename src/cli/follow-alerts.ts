import { lastPosition, readEvents, sequenceEvents, EVENT_CHANNEL } from '../alerts';
import type { Database } from '../database';
import { riskAlertsById, type RiskAlertRow } from '../reports';

export interface FollowedAlert {
  /** Its place in the event log: following after it goes on with the next. */
  cursor: number;
  alert: RiskAlertRow;
}

export interface FollowOptions {
  database: Database;
  tenantId: string;
  /** Replays what came after; null begins now. */
  after: number | null;
  signal: AbortSignal;
  onAlert(followed: FollowedAlert): void;
}

const PAGE = 500;
/** Looks this often even when nobody wakes it. */
const POLL_MS = 2_000;

/** Calls back for every alert raised, in the order of the log, once, until the signal aborts. */
export async function followAlerts(options: FollowOptions): Promise<void> {
  const { database, signal } = options;
  const alarm = new Alarm(signal);
  const stopListening = await database.listen([EVENT_CHANNEL], {
    notification: ({ payload }) => {
      if (payload === options.tenantId) alarm.ring();
    },
    // The poll goes on without it.
    lost: () => undefined,
  });
  try {
    let position = options.after ?? (await newestPosition(options));
    while (!signal.aborted) {
      position = await tellBeyond(options, position);
      await alarm.wait(POLL_MS);
    }
  } finally {
    await stopListening();
  }
}

async function newestPosition({ database, tenantId }: FollowOptions): Promise<number> {
  await database.tenant(tenantId, sequenceEvents);
  return database.tenant(tenantId, lastPosition);
}

async function tellBeyond(options: FollowOptions, after: number): Promise<number> {
  const { database, tenantId, signal } = options;
  let position = after;
  await database.tenant(tenantId, sequenceEvents);
  for (let hasMore = true; hasMore && !signal.aborted;) {
    const page = await database.tenant(tenantId, async (tx) => {
      const query = { after: position, first: PAGE, types: ['RISK_ALERT_RAISED'] as const };
      const { events, hasMore: more } = await readEvents(tx, query);
      const ids = events.flatMap((event) => event.subjectId ?? []);
      return { events, more, alerts: await riskAlertsById(tx, ids) };
    });
    const byId = new Map(page.alerts.map((alert) => [alert.riskAlertId, alert]));
    for (const { position: cursor, subjectId } of page.events) {
      const alert = byId.get(subjectId ?? '');
      if (alert !== undefined) options.onAlert({ cursor, alert });
      position = cursor;
    }
    hasMore = page.more;
  }
  return position;
}

/** Rings at once for whoever waits, or for the next who does. */
class Alarm {
  private isRung = false;
  private wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.isRung = true;
    this.wake();
  }

  async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.isRung) return resolve();
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.isRung = false;
  }
}
