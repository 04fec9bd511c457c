/** Follows a subscription of Encours across any loss. Needs `npm install graphql-ws ws`, and nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import type { CursorPlace } from './cursor-in';

/** Any subscription that takes `$after` and answers `id` and `cursor` can be followed. */
export const ALERTS = /* GraphQL */ `
  subscription FollowAlerts($after: Cursor, $locale: String! = "en") {
    riskAlerts(after: $after) {
      id
      cursor
      change
      alert {
        id
        rule
        severity
        status
        raisedAt
        deadlineOn
        title(locale: $locale)
        customer {
          id
          name
        }
      }
    }
  }
`;

export interface Following<Told> {
  /** Such as https://credit.example.com, with a key of the tenant. */
  url: string;
  key: string;
  query?: string;
  variables?: Record<string, unknown>;
  /** Where the cursor is kept, such as `cursorIn(file)`. Without a cursor, all that the log keeps is replayed. */
  place: CursorPlace;
  /** Called for one event after the other. What it throws ends the following; that event comes again next time. */
  handle: (event: Told) => void | Promise<void>;
  onLoss?: (reason: unknown, pauseMs: number) => void;
  signal: AbortSignal;
}

/** Resolves when the signal aborts; rejects with what `handle` throws and what no further attempt mends. */
export async function followAlerts<Told extends { id: string; cursor: string }>(
  following: Following<Told>,
): Promise<void> {
  const { signal, onLoss } = following;
  const state = { handled: new Set<string>(), losses: 0, isHandling: false };
  while (!signal.aborted) {
    const client = connect(following);
    const stop = (): void => void client.dispose();
    signal.addEventListener('abort', stop);
    const reason = await listen(following, client, state).catch((error: unknown) => {
      if (state.isHandling) throw error;
      return lossOf(error);
    });
    signal.removeEventListener('abort', stop);
    stop();
    const pauseMs = Math.random() * Math.min(30_000, 500 * 2 ** state.losses++);
    onLoss?.(reason, pauseMs);
    await sleep(pauseMs, null, { signal }).catch(() => undefined);
  }
}

async function listen<Told extends { id: string; cursor: string }>(
  { query = ALERTS, variables, place, handle }: Following<Told>,
  client: Client,
  state: { handled: Set<string>; losses: number; isHandling: boolean },
): Promise<Error> {
  const request = { query, variables: { ...variables, after: place.load() ?? '0' } };
  for await (const { data, errors = [] } of client.iterate<Record<string, Told>>(request)) {
    const [event] = Object.values(data ?? {});
    if (event === undefined || errors.length > 0) throw new RefusedError(errors);
    state.isHandling = true;
    if (!state.handled.has(event.id)) await handle(event); // by its id: it may come again
    place.store(event.cursor); // only now: what was not handled does come again
    if (state.handled.add(event.id).size > 1_000) state.handled = new Set([event.id]);
    state.isHandling = false;
    state.losses = 0;
  }
  return new Error('the server ended the subscription');
}

/** Asks every ten seconds whether the other side is there: a line that is dead does not say so. */
function connect({ url, key }: { url: string; key: string }): Client {
  let deadline: NodeJS.Timeout | undefined;
  const client = createClient({
    url: `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { apiKey: key },
    connectionAckWaitTimeout: 10_000,
    retryAttempts: 0, // we come back with the latest cursor, where it would come back with the first
    keepAlive: 10_000,
    on: {
      ping: (isReceived) => {
        if (!isReceived) deadline = setTimeout(() => client.terminate(), 5_000);
      },
      pong: () => clearTimeout(deadline),
      closed: () => clearTimeout(deadline),
    },
  });
  return client;
}

/** What the API answers instead of events. */
export class RefusedError extends Error {
  constructor(errors: readonly { message: string; extensions?: Record<string, unknown> }[]) {
    super(errors.map(({ message }) => message).join('; '));
    // The caller's to mend: the next attempt would get it again.
    this.isFinal = errors.some(({ extensions }) =>
      ['CONFIG', 'AUTH', 'DOMAIN'].includes(String(extensions?.['family'])),
    );
    this.code = String(errors[0]?.extensions?.['code']);
  }

  readonly isFinal: boolean;
  readonly code: string;
}

/** Closed for a protocol that does not fit, or a key that is not good. */
const FINAL_CLOSES = [4400, 4401, 4403, 4406];

/** Why the connection was lost. Throws what coming back does not mend: what is asked wrongly, a bad key. */
function lossOf(reason: unknown): unknown {
  const error = Array.isArray(reason) ? new RefusedError(reason) : reason;
  const { isFinal, code } = error as { isFinal?: boolean; code?: number };
  if (isFinal === true || FINAL_CLOSES.includes(code ?? 0)) throw error;
  return error;
}
