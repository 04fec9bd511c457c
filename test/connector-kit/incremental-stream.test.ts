import {
  contractError,
  FixedClock,
  FORGOTTEN,
  incrementalStream,
  isEncoursError,
  MemoryVault,
  TokenStore,
  type Checkpoint,
  type FeedPage,
  type IncrementalStreamOptions,
  type Json,
  type Page,
  type ReadContext,
} from '../../src/connector-kit';
import { instantOf } from '../../src/connector-kit';

const DAY_MS = 86_400_000;

/** A source of objects with the second of their last change; it serves `size` to a page. */
class Source {
  readonly clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
  readonly objects = new Map<string, string>();
  readonly asked: string[] = [];
  size = 2;
  /** What to do with a page before it is served. */
  spoil: (page: FeedPage) => FeedPage = (page) => page;
  forgets = false;

  set(key: string, updatedAt = this.clock.now().toISOString()): void {
    this.objects.set(key, updatedAt);
  }

  page(cursor: Json, since: string | null): FeedPage {
    const start = typeof cursor === 'number' ? cursor : 0;
    const all = [...this.objects]
      .filter(([, at]) => since === null || at >= since)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const items = all.slice(start, start + this.size).map(([sourceKey, updatedAt]) => ({
      sourceKey,
      updatedAt,
      payload: { at: updatedAt },
    }));
    const end = start + this.size;
    return this.spoil({ items, next: end < all.length ? end : null, total: all.length });
  }

  stream(
    changes: Partial<IncrementalStreamOptions<object>> = {},
  ): ReturnType<typeof incrementalStream<object>> {
    return incrementalStream<object>({
      name: 'invoices',
      records: ['accountingDocument'],
      list: (_context, cursor) => {
        this.asked.push('list');
        return Promise.resolve(this.page(cursor, null));
      },
      changes: (_context, { since, cursor }) => {
        this.asked.push(`changes ${since}`);
        return Promise.resolve(this.forgets ? FORGOTTEN : this.page(cursor, since));
      },
      map: () => [],
      ...changes,
    });
  }

  /** Reads to the end, or so many pages. */
  async read(
    checkpoint: Checkpoint | null,
    { stream = this.stream(), pages: most = 100 } = {},
  ): Promise<Page[]> {
    this.asked.length = 0;
    const pages: Page[] = [];
    for await (const page of stream.read(this.context(), checkpoint)) {
      pages.push({
        ...page,
        checkpoint: JSON.parse(JSON.stringify(page.checkpoint)) as Checkpoint,
      });
      if (pages.length >= most) break;
    }
    return pages;
  }

  private context(): ReadContext<object> {
    return {
      config: {},
      http: { request: () => Promise.reject(new Error('no wire')) },
      clock: this.clock,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      signal: new AbortController().signal,
      subjects: [],
      tokens: new TokenStore(),
      oauth: {
        accessToken: ({ refreshToken }) =>
          new MemoryVault().accessToken({
            given: refreshToken,
            refused: null,
            renew: () => Promise.reject(new Error('no login')),
          }),
      },
      identifierOf: () => null,
      nameOf: () => null,
    };
  }
}

function aSource(...keys: string[]): Source {
  const source = new Source();
  for (const key of keys) source.set(key);
  return source;
}

const keysOf = (pages: readonly Page[]): string[] =>
  pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));
const endOf = (pages: readonly Page[]): Checkpoint => {
  const last = pages.at(-1);
  if (last === undefined) throw new Error('no page');
  return last.checkpoint;
};

describe('reading a feed', () => {
  it('lists everything at first and says what is gone with the last page only', async () => {
    const source = aSource('a', 'b', 'c', 'd', 'e');
    const pages = await source.read(null);
    expect(keysOf(pages)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(pages.map(({ goneBefore }) => goneBefore)).toEqual([
      undefined,
      undefined,
      '2026-03-01T09:00:00.000Z',
    ]);
  });

  it('asks for changes from the latest one told, the overlap taken off', async () => {
    const source = aSource('a');
    source.set('b', '2026-03-01T08:30:00.000Z');
    source.objects.set('a', '2026-03-01T08:00:00.000Z');
    const end = endOf(await source.read(null));
    source.clock.advanceMs(3_600_000);
    source.set('c');
    const pages = await source.read(end);
    expect(source.asked).toEqual(['changes 2026-03-01T08:20:00.000Z']);
    expect(keysOf(pages)).toEqual(['b', 'c']);
    expect(pages.at(-1)?.goneBefore).toBeUndefined();
  });

  it('does not take a change that was written while it read for read', async () => {
    const source = aSource('a');
    // Its clock is ahead of ours: what it tells lies in our future.
    source.set('b', '2026-03-01T12:00:00.000Z');
    const end = endOf(await source.read(null));
    await source.read(end);
    expect(source.asked).toEqual(['changes 2026-03-01T08:50:00.000Z']);
  });

  it('does not go back to the beginning of a source where nothing happens', async () => {
    const source = aSource();
    source.set('a', '2025-01-01T00:00:00.000Z');
    const end = endOf(await source.read(null));
    await source.read(end);
    expect(source.asked).toEqual(['changes 2026-02-28T08:50:00.000Z']);
  });

  it.each([
    [6.9, false],
    [7, true],
    [60, true],
  ])('after %d days lists everything again: %s', async (days, isFull) => {
    const source = aSource('a', 'b');
    const end = endOf(await source.read(null));
    source.clock.advanceMs(days * DAY_MS);
    const pages = await source.read(end);
    expect(source.asked.includes('list')).toBe(isFull);
    expect(pages.at(-1)?.goneBefore !== undefined).toBe(isFull);
  });

  it('lists everything when the source remembers no more, by its terms or by its word', async () => {
    const source = aSource('a', 'b');
    const stream = source.stream({ changesKeptDays: 3, reconcileAfterDays: 90 });
    const end = endOf(await source.read(null, { stream }));
    source.clock.advanceMs(DAY_MS);
    await source.read(end, { stream });
    expect(source.asked).toHaveLength(1);
    source.clock.advanceMs(DAY_MS);
    await source.read(end, { stream });
    expect(source.asked).toEqual(['list']);
    source.forgets = true;
    const pages = await source.read(end, { stream: source.stream() });
    expect(source.asked.map((each) => each.split(' ')[0])).toEqual(['changes', 'list']);
    expect(pages.at(-1)?.goneBefore).toBeDefined();
  });

  it('goes on at its cursor with the instant at which the reading first began', async () => {
    const source = aSource('a', 'b', 'c', 'd', 'e');
    const [first] = await source.read(null, { pages: 1 });
    source.clock.advanceMs(3_600_000);
    const rest = await source.read(first?.checkpoint ?? null);
    expect(keysOf(rest).slice(0, 3)).toEqual(['c', 'd', 'e']);
    const told = rest.find(({ goneBefore }) => goneBefore !== undefined);
    expect(told?.goneBefore).toBe('2026-03-01T09:00:00.000Z');
    expect(source.asked.at(-1)).toMatch(/^changes/);
  });

  it('begins again where cursors do not last', async () => {
    const source = aSource('a', 'b', 'c');
    const stream = source.stream({ areCursorsShortLived: true });
    const [first] = await source.read(null, { stream, pages: 1 });
    expect(keysOf(await source.read(first?.checkpoint ?? null, { stream }))).toEqual(
      expect.arrayContaining(['a', 'b', 'c']),
    );
  });

  it('says nothing to be gone when something could not be keyed, and tries again the next day', async () => {
    const source = aSource('a', 'b', 'c');
    const bad = { code: 'PAYLOAD_INVALID', reason: 'no id', path: 'items[0].id', payload: {} };
    source.spoil = (page) => ({ ...page, malformed: [bad] });
    const pages = await source.read(null);
    expect(pages.some(({ goneBefore }) => goneBefore !== undefined)).toBe(false);
    source.clock.advanceMs(DAY_MS);
    source.spoil = (page) => page;
    expect((await source.read(endOf(pages))).at(-1)?.goneBefore).toBeDefined();
  });

  it('reads a list that came out short once more, and says nothing to be gone meanwhile', async () => {
    const source = aSource('a', 'b', 'c', 'd', 'e');
    let pages = 0;
    source.spoil = (page) => {
      pages += 1;
      // Deleted in the middle of the reading: "c" slips from the second page to the first.
      if (pages === 1) source.objects.delete('a');
      return page;
    };
    const read = await source.read(null);
    expect(new Set(keysOf(read))).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
  });

  it.each<[string, (page: FeedPage) => FeedPage, string]>([
    ['a cursor that leads back', (page) => ({ ...page, next: 2 }), 'FEED_CURSOR_REPEATED'],
  ])('refuses %s', async (_title, spoil, code) => {
    const source = aSource('a', 'b', 'c', 'd', 'e');
    source.spoil = spoil;
    await expect(source.read(null)).rejects.toMatchObject({ family: 'CONTRACT', code });
  });

  it('refuses a page that is served twice, and reads it again from the checkpoint', async () => {
    const source = aSource('a', 'b', 'c', 'd', 'e', 'f');
    const honest = source.stream();
    let served: FeedPage | null = null;
    const twice = source.stream({
      list: (_context, cursor) => {
        const page = source.page(cursor, null);
        const answer = cursor === 2 && served !== null ? { ...served, next: 4 } : page;
        served = page;
        return Promise.resolve(answer);
      },
    });
    const landed: Page[] = [];
    const reading = (async () => {
      for await (const page of twice.read(source['context'](), null)) landed.push(page);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'FEED_PAGE_REPEATED' });
    const rest = await source.read(endOf(landed), { stream: honest });
    expect(new Set(keysOf([...landed, ...rest]))).toEqual(new Set(source.objects.keys()));
  });

  it('lists everything in every run where changes cannot be asked for', async () => {
    const source = aSource('a');
    const { changes: _none, ...rest } = {
      name: 'all',
      records: ['party'] as const,
      list: (): Promise<FeedPage> => Promise.resolve(source.page(null, null)),
      map: () => [],
      changes: undefined,
    };
    const stream = incrementalStream<object>(rest);
    const end = endOf(await source.read(null, { stream }));
    expect((await source.read(end, { stream })).at(-1)?.goneBefore).toBeDefined();
  });

  it('refuses a checkpoint that is not its own', async () => {
    await expect(aSource('a').read({ page: 3 })).rejects.toMatchObject({ code: 'PAYLOAD_INVALID' });
  });
});

describe('instants of a source', () => {
  it.each([
    ['2026-05-04T10:00:00Z', '2026-05-04T10:00:00.000Z'],
    ['2026-05-04T10:00:00.123456+02:00', '2026-05-04T08:00:00.123Z'],
  ])('reads %s', (written, expected) => {
    expect(instantOf(written, 'updated_at')).toBe(expected);
  });

  it.each(['2026-05-04', '2026-05-04T10:00:00', '04/05/2026', '2026-13-04T10:00:00Z', ''])(
    'refuses %p with its place',
    (written) => {
      let error: unknown = contractError('NONE', 'nothing was thrown');
      try {
        instantOf(written, 'items[3].updated_at');
      } catch (thrown) {
        error = thrown;
      }
      expect(isEncoursError(error, 'CONTRACT') && [error.code, error.place.path]).toEqual([
        'FEED_INSTANT_INVALID',
        'items[3].updated_at',
      ]);
    },
  );
});
