export interface Token {
  kind: 'number' | 'text' | 'identifier' | 'keyword' | 'symbol' | 'end';
  text: string;
}

const KEYWORDS = new Set(
  'let in if then else each error type and or not null true false as nullable'.split(' '),
);
const PATTERN =
  /\s+|\/\/[^\n]*|(?<number>\d+(?:\.\d+)?)|#"(?<quoted>(?:[^"]|"")*)"|"(?<text>(?:[^"]|"")*)"|(?<name>[\p{L}_][\p{L}\p{N}_.]*)|(?<symbol>=>|<>|<=|>=|[=<>&+\-*/()[\]{},?])/uy;

/** The tokens of a text in Power Query's language. Throws on what the recipes have no use for. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(source)?.groups;
    if (pattern.lastIndex === 0) throw new Error(`not understood: ${source.slice(at, at + 40)}`);
    const token = groups === undefined ? null : tokenOf(groups);
    if (token !== null) found.push(token);
  }
  return [...found, { kind: 'end', text: '' }];
}

function tokenOf(groups: Record<string, string | undefined>): Token | null {
  const { number, quoted, text, name, symbol } = groups;
  if (number !== undefined) return { kind: 'number', text: number };
  if (quoted !== undefined) return { kind: 'identifier', text: quoted.replaceAll('""', '"') };
  if (text !== undefined) return { kind: 'text', text: text.replaceAll('""', '"') };
  if (name !== undefined)
    return { kind: KEYWORDS.has(name) ? 'keyword' : 'identifier', text: name };
  return symbol === undefined ? null : { kind: 'symbol', text: symbol };
}
