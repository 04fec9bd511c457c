export interface StreamMap<From, To> {
  map: (item: From) => Promise<To>;
  /** Called once, when the stream ends in whatever way. */
  onEnd: () => void;
}

/** The items of a stream, mapped one by one. return() reaches the source at once, also while it waits for an item. */
export function mapStream<From, To>(
  source: AsyncIterable<From>,
  mapping: StreamMap<From, To>,
): AsyncIterableIterator<To> {
  const iterator = source[Symbol.asyncIterator]();
  let isEnded = false;
  const end = (): void => {
    if (isEnded) return;
    isEnded = true;
    mapping.onEnd();
  };
  const done: IteratorResult<To> = { value: undefined, done: true };
  return {
    async next() {
      try {
        const result = await iterator.next();
        if (result.done !== true) return { value: await mapping.map(result.value), done: false };
        end();
        return done;
      } catch (error) {
        end();
        await iterator.return?.();
        throw error;
      }
    },
    async return() {
      end();
      await iterator.return?.();
      return done;
    },
    async throw(error: unknown) {
      end();
      await iterator.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
