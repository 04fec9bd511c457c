import type { FilePage, FileSummary } from '../connector-kit';
import { isAccounting } from './documents/store-records-file';

/** Pages without a record that are held before it is decided; a file that gives none by then is taken for books. */
const HELD_MAX = 1_000;

/**
 * Looks at the first record of a file: whether it tells documents, or lines of books and companies, which are stored
 * otherwise. The pages answered are all of them, also those looked at.
 */
export async function lookAhead(
  pages: AsyncGenerator<FilePage, FileSummary>,
): Promise<{ isOfDocuments: boolean; pages: AsyncGenerator<FilePage, FileSummary> }> {
  const held: FilePage[] = [];
  while (held.length < HELD_MAX) {
    const { value, done } = await pages.next();
    if (done === true) return { isOfDocuments: false, pages: again(held, ended(value)) };
    held.push(value);
    const [first] = value.records;
    if (first !== undefined) {
      return { isOfDocuments: isAccounting(first), pages: again(held, pages) };
    }
  }
  return { isOfDocuments: false, pages: again(held, pages) };
}

async function* again(
  held: FilePage[],
  rest: AsyncGenerator<FilePage, FileSummary>,
): AsyncGenerator<FilePage, FileSummary> {
  for (let page = held.shift(); page !== undefined; page = held.shift()) yield page;
  return yield* rest;
}

async function* ended(summary: FileSummary): AsyncGenerator<FilePage, FileSummary> {
  yield* [];
  await Promise.resolve();
  return summary;
}
