/** The part of ODSQL the simulator understands: where, order_by; refuses the rest as the real service words it. */
import type { Json } from '../../src/connector-kit';

export type OdsRecord = Record<string, Json>;
export type Predicate = (record: OdsRecord) => boolean;

/** A query the service calls malformed; the message is the part after "ODSQL query is malformed: ". */
export class MalformedQuery extends Error {
  constructor(
    reason: string,
    readonly clause: 'where' | 'order_by',
  ) {
    super(`${reason}. Clause(s) containing the error(s): ${clause}.`);
  }
}

export interface Where {
  matches: Predicate;
  /** SIRENs the clause restricts `registre` to; null when it does not. */
  sirens: ReadonlySet<string> | null;
}

type Token = { kind: 'word' | 'text' | 'date' | 'number' | 'sign'; text: string };

const TOKEN =
  /\s*(?:(date)'([^']*)'|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(>=|<=|!=|[=<>(),:]))/y;

/** Parses a where clause over these fields. Throws MalformedQuery. */
export function parseWhere(source: string, fields: ReadonlySet<string>): Where {
  return new WhereParser(tokenize(source), fields).parse();
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN.source, 'y');
  while (pattern.lastIndex < source.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (match === null) {
      throw new MalformedQuery(`Syntax error near ${JSON.stringify(source.slice(at))}`, 'where');
    }
    tokens.push(tokenOf(match));
  }
  return tokens;
}

function tokenOf(match: RegExpExecArray): Token {
  const [, isDate, date, double, single, number, word, sign] = match;
  if (isDate !== undefined) return { kind: 'date', text: date ?? '' };
  const quoted = double ?? single;
  if (quoted !== undefined) return { kind: 'text', text: quoted.replace(/\\(.)/g, '$1') };
  if (number !== undefined) return { kind: 'number', text: number };
  if (word !== undefined) return { kind: 'word', text: word };
  return { kind: 'sign', text: sign ?? '' };
}

/** Recursive descent: or < and < not < comparison. */
class WhereParser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly fields: ReadonlySet<string>,
  ) {}

  parse(): Where {
    const where = this.disjunction();
    if (this.at < this.tokens.length) throw this.unexpected();
    return where;
  }

  private disjunction(): Where {
    let left = this.conjunction();
    while (this.takeWord('or')) left = either(left, this.conjunction());
    return left;
  }

  private conjunction(): Where {
    let left = this.negation();
    while (this.takeWord('and')) left = both(left, this.negation());
    return left;
  }

  private negation(): Where {
    if (!this.takeWord('not')) return this.term();
    const inner = this.term();
    return { matches: (record) => !inner.matches(record), sirens: null };
  }

  private term(): Where {
    if (this.takeSign('(')) {
      const inner = this.disjunction();
      this.expectSign(')');
      return inner;
    }
    const name = this.expect('word').text;
    if (name.toLowerCase() === 'search') return this.search();
    return this.comparison(this.known(name));
  }

  private search(): Where {
    this.expectSign('(');
    const first = this.next();
    const field = first.kind === 'word' ? this.known(first.text) : null;
    if (field !== null) this.expectSign(',');
    const needle = fold(field === null ? first.text : this.expect('text').text);
    this.expectSign(')');
    const matches: Predicate = (record) =>
      valuesOf(field === null ? Object.values(record) : record[field]).some((value) =>
        fold(value).includes(needle),
      );
    return { matches, sirens: null };
  }

  private comparison(field: string): Where {
    if (this.takeWord('in')) return anyOf(field, this.list());
    if (this.takeWord('like')) return like(field, this.expect('text').text);
    if (this.takeWord('is')) return this.nullness(field);
    const sign = this.expect('sign').text;
    const wanted = this.literal();
    if (sign === '=' || sign === ':') return anyOf(field, [wanted]);
    return compared(field, sign, wanted);
  }

  private nullness(field: string): Where {
    const isNot = this.takeWord('not');
    if (!this.takeWord('null')) throw this.unexpected();
    return { matches: (record) => ((record[field] ?? null) === null) !== isNot, sirens: null };
  }

  private list(): string[] {
    this.expectSign('(');
    const values = [this.literal()];
    while (this.takeSign(',')) values.push(this.literal());
    this.expectSign(')');
    return values;
  }

  private literal(): string {
    const token = this.next();
    if (token.kind === 'word' || token.kind === 'sign') throw this.unexpected(token);
    return token.text;
  }

  private known(field: string): string {
    if (this.fields.has(field)) return field;
    throw new MalformedQuery(`Unknown field: ${field}`, 'where');
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.at];
    const isThere = token?.kind === 'word' && token.text.toLowerCase() === word;
    if (isThere) this.at += 1;
    return isThere;
  }

  private takeSign(sign: string): boolean {
    const token = this.tokens[this.at];
    const isThere = token?.kind === 'sign' && token.text === sign;
    if (isThere) this.at += 1;
    return isThere;
  }

  private expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw this.unexpected();
  }

  private expect(kind: Token['kind']): Token {
    const token = this.next();
    if (token.kind !== kind) throw this.unexpected(token);
    return token;
  }

  private next(): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.unexpected();
    this.at += 1;
    return token;
  }

  private unexpected(token = this.tokens[this.at]): MalformedQuery {
    const what = token === undefined ? 'end of query' : JSON.stringify(token.text);
    return new MalformedQuery(`Unexpected ${what}`, 'where');
  }
}

function both(left: Where, right: Where): Where {
  const matches: Predicate = (record) => left.matches(record) && right.matches(record);
  return { matches, sirens: left.sirens ?? right.sirens };
}

function either(left: Where, right: Where): Where {
  const matches: Predicate = (record) => left.matches(record) || right.matches(record);
  const { sirens } = left;
  const isBound = sirens !== null && right.sirens !== null;
  return { matches, sirens: isBound ? new Set([...sirens, ...(right.sirens ?? [])]) : null };
}

function anyOf(field: string, wanted: readonly string[]): Where {
  const set = new Set(wanted);
  const matches: Predicate = (record) => valuesOf(record[field]).some((value) => set.has(value));
  const sirens =
    field === 'registre' ? new Set(wanted.map((form) => form.replace(/\D/g, ''))) : null;
  return { matches, sirens };
}

function like(field: string, pattern: string): Where {
  const needle = fold(pattern.replace(/[%*]/g, ''));
  const matches: Predicate = (record) =>
    valuesOf(record[field]).some((value) => fold(value).includes(needle));
  return { matches, sirens: null };
}

function compared(field: string, sign: string, wanted: string): Where {
  const holds = (value: string): boolean => {
    const order = compareText(value, wanted);
    if (sign === '>=') return order >= 0;
    if (sign === '<=') return order <= 0;
    if (sign === '>') return order > 0;
    return sign === '<' ? order < 0 : order !== 0;
  };
  return { matches: (record) => valuesOf(record[field]).some(holds), sirens: null };
}

/** Sorts by an order_by clause such as "dateparution desc, id". Throws MalformedQuery. */
export function sorter(
  source: string,
  fields: ReadonlySet<string>,
): (left: OdsRecord, right: OdsRecord) => number {
  const keys = source.split(',').map((part) => {
    const [field = '', direction = 'asc'] = part.trim().split(/\s+/);
    if (!fields.has(field)) throw new MalformedQuery(`Unknown field: ${field}`, 'order_by');
    return { field, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  return (left, right) => {
    for (const { field, sign } of keys) {
      const order = compareText(valuesOf(left[field])[0] ?? '', valuesOf(right[field])[0] ?? '');
      if (order !== 0) return order * sign;
    }
    return 0;
  };
}

function valuesOf(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  return typeof value === 'object' ? [] : [String(value)];
}

function compareText(left: string, right: string): number {
  if (/^-?\d+$/.test(left) && /^-?\d+$/.test(right)) return Number(left) - Number(right);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
