import { cloudEventOf, cloudEventType } from '../../alerts';
import type { LogEntry } from '../subscriptions/log-entry';

/** Serialised once, for all streams that send the same event. */
const frames = new WeakMap<LogEntry, string>();

/** The event as CloudEvents JSON, in one line. */
export function cloudEventText(tenantId: string, { event }: LogEntry): string {
  return JSON.stringify(cloudEventOf(event, { tenantId }));
}

/** The event as a message of text/event-stream: resumed by its id, told apart by its CloudEvents type. */
export function eventFrame(tenantId: string, entry: LogEntry): string {
  const known = frames.get(entry);
  if (known !== undefined) return known;
  const name = cloudEventType(entry.event);
  const frame = `id: ${entry.cursor}\nevent: ${name}\ndata: ${cloudEventText(tenantId, entry)}\n\n`;
  frames.set(entry, frame);
  return frame;
}

/** Says that the stream is there. With a cursor it moves the reader's Last-Event-ID past what was not for it. */
export function heartbeatFrame(cursor: string | null): string {
  return cursor === null ? ': heartbeat\n\n' : `: heartbeat\nid: ${cursor}\n\n`;
}

/** The last message of a stream that ends for a reason its reader must know. */
export function errorFrame(error: Record<string, unknown>): string {
  return `event: error\ndata: ${JSON.stringify(error)}\n\n`;
}

/** Tells the reader to come back soon when the connection ends. */
export const RETRY_FRAME = 'retry: 2000\n\n';
