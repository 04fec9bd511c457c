/** Pulls what the log holds behind a cursor, page by page: for a job that runs now and then. Needs Node and nothing else. */
import type { CloudEvent, CursorPlace } from './cursor-in';

/** Resolves when there is nothing more; rejects with what `handle` throws, what is refused and what is lost: run it again. */
export async function pullEvents(pulling: {
  url: string;
  key: string;
  place: CursorPlace;
  handle: (event: CloudEvent) => void | Promise<void>;
}): Promise<void> {
  const { url, key, place, handle } = pulling;
  const headers = { authorization: `Bearer ${key}`, accept: 'application/cloudevents-batch+json' };
  for (let hasMore = true; hasMore;) {
    const after = encodeURIComponent(place.load() ?? '0');
    const response = await fetch(`${url}/events?limit=1000&after=${after}`, { headers });
    if (!response.ok) throw new Error(await response.text());
    for (const event of (await response.json()) as CloudEvent[]) {
      await handle(event);
      place.store(event.cursor);
    }
    place.store(response.headers.get('encours-next-cursor') ?? after);
    hasMore = response.headers.get('encours-has-more') === 'true';
  }
}
