import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Where a reader of the log keeps how far it has come. */
export interface CursorPlace {
  /** Null: nowhere yet. */
  load(): string | null;
  store(cursor: string): void;
}

/** A file that is whole at any moment. Whoever has a database keeps the cursor there, in the transaction that handles the event. */
export function cursorIn(file: string): CursorPlace {
  return {
    load: () => (existsSync(file) ? readFileSync(file, 'utf8') : null),
    store: (cursor) => {
      writeFileSync(`${file}.new`, cursor);
      renameSync(`${file}.new`, file);
    },
  };
}

/** An event as /events and webhooks send it (docs/alerts/event-log.md). */
export interface CloudEvent {
  id: string;
  type: string;
  time: string;
  cursor: string;
  customerid?: string;
  data: Record<string, unknown>;
}
