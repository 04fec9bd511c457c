import { tokens, type Token } from './tokens';
import {
  asFunction,
  asList,
  asRecord,
  asText,
  MError,
  MRecord,
  MType,
  once,
  type Value,
} from './values';

/** Looks a name up where an expression stands. */
export type Scope = (name: string) => Promise<Value>;
/** An expression, ready to be computed wherever its names mean something. */
export type Expression = (scope: Scope) => Promise<Value>;

type Binary = (left: Value, right: Value) => Value;

/** The part of Power Query's language that the recipes use. Throws on anything else. */
export function expression(source: string): Expression {
  const parser = new Parser(tokens(source));
  const whole = parser.expression();
  parser.expectEnd();
  return whole;
}

const LEVELS: readonly Readonly<Record<string, Binary>>[] = [
  { or: (left, right) => left === true || right === true },
  { and: (left, right) => left === true && right === true },
  {
    '=': (left, right) => left === right,
    '<>': (left, right) => left !== right,
    '>': (left, right) => Number(left) > Number(right),
    '<': (left, right) => Number(left) < Number(right),
  },
  {
    '&': (left, right) => asText(left) + asText(right),
    '+': (left, right) => Number(left) + Number(right),
    '-': (left, right) => Number(left) - Number(right),
  },
];

class Parser {
  private at = 0;

  constructor(private readonly all: readonly Token[]) {}

  expression(): Expression {
    if (this.takes('let')) return this.let();
    if (this.takes('if')) return this.if();
    if (this.takes('error')) return this.error();
    if (this.takes('each')) return this.function(['_'], this.expression());
    if (this.isFunction()) return this.lambda();
    return this.binary(0);
  }

  expectEnd(): void {
    if (this.token().kind !== 'end') throw this.unexpected();
  }

  private let(): Expression {
    const names = this.bindings();
    this.expect('in');
    const body = this.expression();
    return (scope) => body(inner(scope, names));
  }

  private if(): Expression {
    const condition = this.expression();
    this.expect('then');
    const positive = this.expression();
    this.expect('else');
    const negative = this.expression();
    return async (scope) => ((await condition(scope)) === true ? positive(scope) : negative(scope));
  }

  private error(): Expression {
    const what = this.expression();
    return async (scope) => {
      const record = asRecord(await what(scope));
      throw new MError(asText(await record.get('Reason')), asText(await record.get('Message')));
    };
  }

  /** `name = expression, …` of a let or a record. */
  private bindings(): [string, Expression][] {
    const found: [string, Expression][] = [];
    do {
      const name = this.name();
      this.expect('=');
      found.push([name, this.expression()]);
    } while (this.takes(','));
    return found;
  }

  private isFunction(): boolean {
    if (!this.isNext('(')) return false;
    let depth = 0;
    for (let place = this.at; place < this.all.length; place += 1) {
      const { text, kind } = this.token(place);
      if (kind === 'symbol' && text === '(') depth += 1;
      if (kind === 'symbol' && text === ')') depth -= 1;
      if (depth === 0) return ['=>', 'as'].includes(this.token(place + 1).text);
    }
    return false;
  }

  private lambda(): Expression {
    const names: string[] = [];
    this.expect('(');
    while (!this.takes(')')) {
      names.push(this.name());
      this.ascription();
      this.takes(',');
    }
    this.ascription();
    this.expect('=>');
    return this.function(names, this.expression());
  }

  private ascription(): void {
    if (!this.takes('as')) return;
    this.takes('nullable');
    this.at += 1;
  }

  private function(names: readonly string[], body: Expression): Expression {
    return (scope) => {
      const call = (...args: readonly Value[]): Promise<Value> => {
        const given = names.map((name, place): [string, Expression] => [
          name,
          () => Promise.resolve(args[place] ?? null),
        ]);
        return body(inner(scope, given));
      };
      return Promise.resolve(call);
    };
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.token().kind === 'text' ? undefined : operators[this.token().text];
      if (operator === undefined) return left;
      this.at += 1;
      const [first, second] = [left, this.binary(level + 1)];
      left = async (scope) => operator(await first(scope), await second(scope));
    }
  }

  private unary(): Expression {
    if (this.takes('not')) {
      const operand = this.unary();
      return async (scope) => (await operand(scope)) !== true;
    }
    if (this.takes('type')) {
      this.takes('nullable');
      return constant(new MType(this.next().text));
    }
    return this.postfix(this.primary());
  }

  private primary(): Expression {
    const { kind, text } = this.next();
    if (kind === 'number') return constant(Number(text));
    if (kind === 'text') return constant(text);
    if (kind === 'identifier') return (scope) => scope(text);
    if (text === 'null') return constant(null);
    if (text === 'true' || text === 'false') return constant(text === 'true');
    if (text === '(') return this.closed(this.expression(), ')');
    if (text === '{') return this.list();
    if (text === '[') return this.record();
    this.at -= 1;
    throw this.unexpected();
  }

  private list(): Expression {
    const items = this.items('}');
    return (scope) => Promise.all(items.map((item) => item(scope)));
  }

  /** A record, or `[name]` for `_[name]`. */
  private record(): Expression {
    if (this.takes(']')) return constant(MRecord.of([]));
    if (this.token(this.at + 1).text === ']') {
      return this.field((scope) => scope('_'));
    }
    const fields = this.closedBindings();
    return (scope) => {
      const lazy = fields.map(([name, value]) => [name, once(() => value(scope))] as const);
      return Promise.resolve(new MRecord(new Map(lazy)));
    };
  }

  private closedBindings(): [string, Expression][] {
    const fields = this.bindings();
    this.expect(']');
    return fields;
  }

  private postfix(start: Expression): Expression {
    let value = start;
    for (;;) {
      if (this.takes('[')) value = this.field(value);
      else if (this.takes('{')) value = this.item(value);
      else if (this.takes('(')) value = this.call(value);
      else return value;
    }
  }

  private field(of: Expression): Expression {
    const name = this.name();
    this.expect(']');
    const isOptional = this.takes('?');
    return async (scope) => {
      const record = asRecord(await of(scope));
      return isOptional && !record.has(name) ? null : record.get(name);
    };
  }

  private item(of: Expression): Expression {
    const place = this.closed(this.expression(), '}');
    return async (scope) => {
      const found = asList(await of(scope))[Number(await place(scope))];
      if (found === undefined) throw new MError('Expression.Error', 'not enough elements');
      return found;
    };
  }

  private call(of: Expression): Expression {
    const args = this.items(')');
    return async (scope) => {
      const called = asFunction(await of(scope));
      return called(...(await Promise.all(args.map((arg) => arg(scope)))));
    };
  }

  private items(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.takes(close)) {
      if (items.length > 0) this.expect(',');
      items.push(this.expression());
    }
    return items;
  }

  private closed(inside: Expression, close: string): Expression {
    this.expect(close);
    return inside;
  }

  private name(): string {
    const { kind, text } = this.next();
    if (kind === 'identifier') return text;
    this.at -= 1;
    throw this.unexpected();
  }

  private token(place = this.at): Token {
    return this.all[place] ?? { kind: 'end', text: '' };
  }

  private next(): Token {
    const token = this.token();
    this.at += 1;
    return token;
  }

  private isNext(text: string): boolean {
    const { kind, text: found } = this.token();
    return (kind === 'symbol' || kind === 'keyword') && found === text;
  }

  private takes(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw this.unexpected(text);
  }

  private unexpected(wanted?: string): Error {
    const around = this.all.slice(Math.max(0, this.at - 3), this.at + 3).map(({ text }) => text);
    return new Error(
      `unexpected${wanted === undefined ? '' : `, not ${wanted}`}: ${around.join(' ')}`,
    );
  }
}

function constant(value: Value): Expression {
  return () => Promise.resolve(value);
}

/** Names that are computed in the scope they make, when they are asked for. */
function inner(outer: Scope, names: readonly (readonly [string, Expression])[]): Scope {
  const scope: Scope = (name) => known.get(name)?.() ?? outer(name);
  const known = new Map(names.map(([name, value]) => [name, once(() => value(scope))]));
  return scope;
}
