import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A fenced block of a page: ```` ```language name=value ````. */
export interface FencedBlock {
  page: string;
  language: string;
  /** What stands behind the language, by name. */
  marks: Readonly<Record<string, string>>;
  text: string;
}

const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, 'docs/bi');
/** The address the pages give the hub. */
export const DOCUMENTED_URL = 'http://localhost:4000';

export function pagePath(page: string): string {
  return join(FOLDER, page);
}

/** Every fenced block of docs/bi, page by page. */
export function fencedBlocks(): FencedBlock[] {
  const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
  return pages.flatMap((page) => blocksOf(page, readFileSync(pagePath(page), 'utf8')));
}

/** The recipes: those of docs/bi, and what the README shows of them. */
export function recipes(): FencedBlock[] {
  const readme = blocksOf('README.md', readFileSync(join(ROOT, 'README.md'), 'utf8'));
  return [...fencedBlocks(), ...readme].filter(({ marks }) => marks['recipe'] !== undefined);
}

/** Every fenced block of a page of docs. */
export function blocksOfPage(page: string): FencedBlock[] {
  return blocksOf(page, readFileSync(join(ROOT, 'docs', page), 'utf8'));
}

function blocksOf(page: string, text: string): FencedBlock[] {
  return [...text.matchAll(/^```(\S*)([^\n]*)\n(.*?)^```$/gms)].map(
    ([, language = '', marks = '', inside = '']) => ({
      page,
      language,
      marks: Object.fromEntries(
        [...marks.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
      ),
      text: inside,
    }),
  );
}
