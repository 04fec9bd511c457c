/** Follows GET /events, the log as server-sent events, across any loss. Needs Node and nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudEvent, CursorPlace } from './cursor-in';

/** Resolves when the signal aborts; rejects with what `handle` throws and what the API refuses. */
export async function streamEvents(following: {
  url: string;
  key: string;
  place: CursorPlace;
  handle: (event: CloudEvent) => void | Promise<void>;
  signal: AbortSignal;
}): Promise<void> {
  const { signal } = following;
  while (!signal.aborted) {
    await listen(following).catch((error: unknown) => {
      // `fetch` calls whatever happens to a connection a TypeError.
      if (!(error instanceof TypeError) && !signal.aborted) throw error;
    });
    await sleep(500 + Math.random() * 1_500, null, { signal }).catch(() => undefined);
  }
}

async function listen(following: Parameters<typeof streamEvents>[0]): Promise<void> {
  const { place, handle } = following;
  for await (const { id, data } of messages(following)) {
    if (data !== '') await handle(JSON.parse(data) as CloudEvent);
    place.store(id); // a heartbeat has only an id: it moves us past what was not for us
  }
}

async function* messages({
  url,
  key,
  place,
  signal,
}: Parameters<typeof streamEvents>[0]): AsyncGenerator<{ id: string; data: string }> {
  const authorization = `Bearer ${key}`;
  const headers = {
    authorization,
    accept: 'text/event-stream',
    'last-event-id': place.load() ?? '0',
  };
  const response = await fetch(`${url}/events`, { headers, signal });
  if (response.status >= 500 || response.status === 429) return;
  if (!response.ok || response.body === null) throw new Error(await response.text());
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string): string =>
        new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      const id = field('id');
      if (id !== '') yield { id, data: field('data') };
    }
  }
}
