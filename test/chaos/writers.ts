/** Concurrent writers of events: small and large transactions, some held open for long, so that none commit in the order they began. */
import { setTimeout as sleep } from 'node:timers/promises';
import { appendEvents, type EventDraft } from '../../src/alerts';
import { Database } from '../../src/database';
import { globalId, silentLogger, stableId } from '../../src/kernel';
import { markedTitle } from './mailbox';
import { Random } from './random';

export interface WritingOrder {
  url: string;
  tenantIds: readonly string[];
  /** Of all writers together: at least so many are written. */
  events: number;
  writers: number;
  seconds: number;
  seed: number;
}

/** What was promised: marks of events whose commit was answered, each writer's in the order of its commits. */
export interface Written {
  marks: string[][];
  /** Transactions that failed, or whose commit was never answered. */
  broken: number;
}

const CUSTOMERS = 400;
const LONG_SHARE = 0.04;
/** Of all events: alerts, which are mailed too. */
const ALERT_SHARE = 0.02;

export async function write(order: WritingOrder): Promise<Written> {
  const database = await Database.connect({
    ...{ url: order.url, logger: silentLogger },
    poolSize: order.writers + 1,
  });
  const written: Written = { marks: [], broken: 0 };
  const startedAt = Date.now();
  const writers = Array.from({ length: order.writers }, async (_, writer) => {
    const marks: string[] = [];
    written.marks.push(marks);
    const share = Math.ceil(order.events / order.writers);
    const random = new Random(order.seed * 1000 + writer);
    for (let n = 0; marks.length < share; n += 1) {
      const drafts = draftsOf({ random, writer, n });
      const tenantId = order.tenantIds[random.between(0, order.tenantIds.length - 1)] ?? '';
      const holdMs =
        random.next() < LONG_SHARE ? random.between(300, 3_000) : random.between(0, 15);
      try {
        await database.tenant(tenantId, async (tx) => {
          await appendEvents(tx, drafts, new Date());
          await sleep(holdMs);
        });
        marks.push(...drafts.map(markOf));
      } catch {
        written.broken += 1;
        await sleep(200);
      }
      const aheadMs = startedAt + (marks.length / share) * order.seconds * 1000 - Date.now();
      if (aheadMs > 0) await sleep(aheadMs);
    }
  });
  await Promise.all(writers);
  await database.close();
  return written;
}

function draftsOf({
  random,
  writer,
  n,
}: {
  random: Random;
  writer: number;
  n: number;
}): EventDraft[] {
  const size = random.next() < 0.75 ? random.between(1, 5) : random.between(20, 150);
  return Array.from({ length: size }, (_, index) => {
    const customerId = stableId('chaos-customer', String(random.between(1, CUSTOMERS)));
    const mark = `${writer}/${n}/${index}`;
    if (random.next() < ALERT_SHARE) return alertDraft(customerId, mark);
    const data = { siren: '732829320', decision: 'CONFIRMED', by: mark } as const;
    return { type: 'MATCH_DECIDED', customerId, subjectId: null, data };
  });
}

function alertDraft(customerId: string, mark: string): EventDraft {
  const alertId = stableId('chaos-alert', mark);
  const text = { en: markedTitle(mark), fr: markedTitle(mark) };
  return {
    ...{ type: 'RISK_ALERT_RAISED', customerId, subjectId: alertId },
    data: {
      alertId: globalId('RiskAlert', alertId),
      ...{ rule: 'LIMIT_EXCEEDED', severity: 'HIGH', status: 'OPEN', change: 'RAISED' },
      customer: { id: globalId('Customer', customerId), account: 'C1', name: 'Chaos SA' },
      ...{ raisedAt: new Date().toISOString(), deadlineOn: null, snoozedUntil: null },
      ...{ assignedTo: null, title: text, detail: text, before: null, after: null },
      ...{ restriction: 'NONE', by: mark, comment: null },
    },
  };
}

function markOf(draft: EventDraft): string {
  return String((draft.data as { by?: unknown }).by);
}
