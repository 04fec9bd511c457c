import type { Page, ReadContext } from '../../src/connector-kit';
import { subjectStream, type SubjectAnswer } from '../../src/connector-kit/subject-stream';
import { abortedError } from '../../src/connector-kit/timers';
import { authError, contractError, transientError } from '../../src/kernel';

type Fetch = (context: ReadContext<object>, siren: string) => Promise<SubjectAnswer>;

const found = (siren: string): SubjectAnswer => ({
  items: [{ sourceKey: siren, payload: { siren } }],
  outcome: 'FOUND',
});
const streamOf = (fetch: Fetch) =>
  subjectStream<object>({
    name: 'companies',
    records: ['company'],
    refreshAfterDays: 30,
    fetch,
    map: () => [],
  });
const contextOf = (subjects: readonly string[], signal = new AbortController().signal) =>
  ({ subjects, signal }) as unknown as ReadContext<object>;

async function read(fetch: Fetch, subjects: readonly string[], signal?: AbortSignal) {
  const pages: Page[] = [];
  let error: unknown = null;
  try {
    for await (const page of streamOf(fetch).read(contextOf(subjects, signal), null)) {
      pages.push(page);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { pages, error, read: pages.flatMap((page) => page.read ?? []).map(({ siren }) => siren) };
}

const after = (turns: number): Promise<void> =>
  new Promise((resolve) => {
    const next = (left: number): void => {
      if (left === 0) resolve();
      else setImmediate(() => next(left - 1));
    };
    next(turns);
  });

it('gives a page per subject in the order given, whichever answer comes first', async () => {
  const subjects = ['a', 'b', 'c', 'd', 'e', 'f'];
  const turns = new Map(subjects.map((siren, index) => [siren, 12 - index * 2]));
  const { pages, read: done } = await read(async (_context, siren) => {
    await after(turns.get(siren) ?? 0);
    return found(siren);
  }, subjects);
  expect(done).toEqual(subjects);
  expect(pages).toHaveLength(6);
  expect(pages.every(({ checkpoint }) => JSON.stringify(checkpoint) === '{}')).toBe(true);
});

it('reads a subject that is given twice once, and nothing for none', async () => {
  const asked: string[] = [];
  const fetch: Fetch = (_context, siren) => {
    asked.push(siren);
    return Promise.resolve(found(siren));
  };
  await read(fetch, ['a', 'b', 'a']);
  await read(fetch, []);
  expect(asked).toEqual(['a', 'b']);
});

it('never has more than a few companies begun ahead of the one that is landed', async () => {
  let begun = 0;
  const fetch: Fetch = (_context, siren) => {
    begun += 1;
    return Promise.resolve(found(siren));
  };
  const subjects = Array.from({ length: 100 }, (_, index) => `s${index}`);
  let landed = 0;
  for await (const page of streamOf(fetch).read(contextOf(subjects), null)) {
    expect(begun - landed).toBeLessThanOrEqual(4);
    landed += page.read?.length ?? 0;
  }
  expect(landed).toBe(100);
});

it('asks for nothing more once whoever lands the pages stops', async () => {
  let begun = 0;
  const fetch: Fetch = (_context, siren) => {
    begun += 1;
    return begun > 1 ? Promise.reject(transientError('DOWN', 'x')) : Promise.resolve(found(siren));
  };
  const pages = streamOf(fetch).read(contextOf(['a', 'b', 'c', 'd', 'e', 'f', 'g']), null);
  for await (const page of pages) if (page.items.length > 0) break;
  // Rejections of what was begun must not surface as unhandled.
  await after(5);
  expect(begun).toBeLessThanOrEqual(4);
});

it('passes on what a company is and was not', async () => {
  const { pages } = await read(
    (_context, siren) =>
      Promise.resolve({
        items: [],
        outcome: siren === 'a' ? 'UNKNOWN' : 'INCOMPLETE',
        malformed: [{ code: 'X', reason: 'y', path: 'z', payload: null }],
      }),
    ['a', 'b'],
  );
  expect(pages.map((page) => page.read)).toEqual([
    [{ siren: 'a', outcome: 'UNKNOWN' }],
    [{ siren: 'b', outcome: 'INCOMPLETE' }],
  ]);
  expect(pages[0]?.malformed).toHaveLength(1);
});

it('quarantines an answer that breaks the format, to be asked again, and goes on', async () => {
  const { pages, error } = await read(
    (_context, siren) =>
      siren === 'b'
        ? Promise.reject(contractError('PAYLOAD_INVALID', 'no', { place: { path: 'a.b[2]' } }))
        : Promise.resolve(found(siren)),
    ['a', 'b', 'c'],
  );
  expect(error).toBeNull();
  expect(pages[1]).toMatchObject({
    items: [],
    malformed: [{ code: 'PAYLOAD_INVALID', path: 'a.b[2]', payload: { siren: 'b' } }],
    read: [{ siren: 'b', outcome: 'INCOMPLETE', isPending: true }],
  });
  expect(pages[2]?.read).toEqual([{ siren: 'c', outcome: 'FOUND' }]);
});

it.each([
  ['AUTH', authError('NO', 'no')],
  ['TRANSIENT', transientError('DOWN', 'down')],
  ['a mistake of ours', new TypeError('x')],
])('ends on %s, after landing what had been begun and paid for', async (_family, failure) => {
  const asked: string[] = [];
  const { read: done, error } = await read(
    (_context, siren) => {
      asked.push(siren);
      return siren === 'b' ? Promise.reject(failure) : Promise.resolve(found(siren));
    },
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
  );
  expect(error).toBe(failure);
  expect(done).toEqual(asked.filter((siren) => siren !== 'b'));
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('throws the first of several failures, and lands what came between them', async () => {
  const first = transientError('FIRST', 'x');
  const { read: done, error } = await read(
    (_context, siren) => {
      if (siren === 'a') return Promise.reject(first);
      if (siren === 'c') return Promise.reject(transientError('SECOND', 'x'));
      return Promise.resolve(found(siren));
    },
    ['a', 'b', 'c', 'd', 'e'],
  );
  expect(error).toBe(first);
  expect(done).toEqual(['b', 'd']);
});

const letters = (text: string): string[] => text.split('');
const down = (): Error => transientError('PROVIDER_UNAVAILABLE', 'x');

/** Companies that are not answered so often, in the order in which they were asked for. */
async function readWith(failures: Record<string, number>, subjects: readonly string[]) {
  const asked: string[] = [];
  const outcome = await read((_context, siren) => {
    asked.push(siren);
    const times = asked.filter((each) => each === siren).length;
    const isDown = times <= (failures[siren] ?? 0);
    return isDown ? Promise.reject(down()) : Promise.resolve(found(siren));
  }, subjects);
  return { asked, ...outcome };
}

it('goes on after a company that was not answered, and asks for it again at the end', async () => {
  const { read: done, asked, error } = await readWith({ b: 1, f: 1 }, letters('abcdef'));
  expect(error).toBeNull();
  expect(asked).toEqual(letters('abcdefbf'));
  expect(done).toEqual(letters('acdebf'));
});

it('asks twice at most, and says so when all others are landed', async () => {
  const { read: done, asked, error } = await readWith({ b: 9 }, letters('abcdef'));
  expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(asked).toEqual(letters('abcdefb'));
  expect(done).toEqual(letters('acdef'));
});

it('stops at two failures after one another, and asks one company alone no second time', async () => {
  const two = await readWith({ b: 9, c: 9 }, letters('abcdefgh'));
  expect(two.error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(two.asked).toEqual(letters('abcde'));
  expect(two.read).toEqual(letters('ade'));
  expect((await readWith({ a: 9 }, ['a'])).asked).toEqual(['a']);
});

it('stops when it is told to, without asking for another company', async () => {
  const stop = new AbortController();
  const asked: string[] = [];
  const { error } = await read(
    async (_context, siren) => {
      asked.push(siren);
      if (siren === 'b') stop.abort();
      await after(1);
      if (stop.signal.aborted) throw abortedError();
      return found(siren);
    },
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    stop.signal,
  );
  expect(error).not.toBeNull();
  expect(asked.length).toBeLessThanOrEqual(4);
});

it('declares what the hub must know of it', () => {
  const stream = subjectStream<object>({
    name: 'reports',
    records: ['company'],
    refreshAfterDays: 90,
    buys: [{ call: 'report', units: 2 }],
    isWanted: () => false,
    fetch: (_context, siren) => Promise.resolve(found(siren)),
    map: () => [],
  });
  expect(stream).toMatchObject({
    reads: 'subjects',
    refreshAfterDays: 90,
    buys: [{ call: 'report', units: 2 }],
  });
  expect(stream.isWanted?.({})).toBe(false);
  expect(streamOf(() => Promise.reject(new Error('x'))).isWanted).toBeUndefined();
});
