import {
  readTwice,
  type FeedItem,
  type FeedPage,
  type NumberedPage,
} from '../../src/connector-kit';

const item = (sourceKey: string): FeedItem => ({ sourceKey, updatedAt: null, payload: sourceKey });

/** Pages of two over a list that may change between them. */
function pagesOf(list: () => readonly string[]): (page: number) => Promise<NumberedPage> {
  return (page) => {
    const keys = list();
    const items = keys.slice((page - 1) * 2, page * 2).map(item);
    return Promise.resolve({ items, malformed: [], isLast: keys.length <= page * 2 });
  };
}

async function readAll(
  context: object,
  stream: string,
  fetch: (page: number) => Promise<NumberedPage>,
): Promise<FeedPage[]> {
  const pages: FeedPage[] = [];
  let cursor: FeedPage['next'] = null;
  do {
    const page: FeedPage = await readTwice(context, stream, { cursor, fetch });
    pages.push(page);
    cursor = page.next;
  } while (cursor !== null);
  return pages;
}

const keysOf = (pages: readonly FeedPage[]): string[] =>
  pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));

describe('reading a list twice', () => {
  it('gives each object once, and sees it the second time', async () => {
    const pages = await readAll(
      {},
      'invoices',
      pagesOf(() => ['a', 'b', 'c']),
    );
    expect(keysOf(pages)).toEqual(['a', 'b', 'c']);
    expect(pages.flatMap(({ seen }) => seen ?? [])).toEqual(['a', 'b', 'c']);
  });

  it('meets what moved to a page already read', async () => {
    let turns = 0;
    const fetch = pagesOf(() => {
      turns += 1;
      return turns === 1 ? ['a', 'b', 'c', 'd'] : ['b', 'c', 'd'];
    });
    expect(keysOf(await readAll({}, 'invoices', fetch)).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reads a list of one page once, and an empty one', async () => {
    for (const keys of [['a'], []]) {
      const pages = await readAll(
        {},
        'invoices',
        pagesOf(() => keys),
      );
      expect(pages).toHaveLength(1);
      expect(keysOf(pages)).toEqual(keys);
    }
  });

  it('remembers by run and stream, and forgets when it begins again', async () => {
    const run = {};
    const fetch = pagesOf(() => ['a', 'b', 'c']);
    for (const stream of ['invoices', 'payments', 'invoices']) {
      expect(keysOf(await readAll(run, stream, fetch))).toEqual(['a', 'b', 'c']);
    }
  });

  it('puts aside once what cannot be keyed', async () => {
    const broken = { code: 'PAYLOAD_INVALID', reason: 'no id', path: 'items[0].id', payload: {} };
    const fetch = (page: number): Promise<NumberedPage> =>
      Promise.resolve({ items: [], malformed: page === 1 ? [broken] : [], isLast: page === 2 });
    const pages = await readAll({}, 'invoices', fetch);
    expect(pages.flatMap(({ malformed }) => malformed ?? [])).toEqual([broken]);
  });
});
