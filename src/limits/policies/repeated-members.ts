import { problemList, type PolicyProblem } from './problems';

/** Texts, and the signs that begin, end and part objects and lists; all else of JSON is skipped. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/** An object or a list that has begun and not ended. */
interface Open {
  readonly path: string;
  /** Names so far; null in a list. */
  readonly names: Set<string> | null;
  index: number;
  /** Of the member whose value comes next; null while its name does. */
  name: string | null;
}

/**
 * Members that a JSON text gives the same object twice, as two branches merged leave two rows for one grade: a parser keeps
 * the last and says nothing. The text is known to be JSON.
 */
export function repeatedMembers(text: string): readonly PolicyProblem[] {
  const problems = problemList();
  const open: Open[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const within = open.at(-1);
    if (token === '{' || token === '[') {
      const names = token === '{' ? new Set<string>() : null;
      open.push({ path: placeIn(within), names, index: 0, name: null });
    } else if (token === '}' || token === ']') open.pop();
    else if (within === undefined) continue;
    else if (token === ',') [within.index, within.name] = [within.index + 1, null];
    else if (within.names !== null && within.name === null) {
      within.name = String(JSON.parse(token));
      if (within.names.has(within.name)) {
        problems.add(placeIn(within), 'is written twice; leave one of them out', 'REPEATED');
      }
      within.names.add(within.name);
    }
  }
  return problems.all;
}

function placeIn(within: Open | undefined): string {
  if (within === undefined) return '';
  const { path, names, index, name } = within;
  if (names === null) return `${path}[${index}]`;
  return path === '' ? (name ?? '') : `${path}.${name}`;
}
