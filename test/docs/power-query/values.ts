/** What an expression of Power Query's language comes to, as far as the recipes need it. */
export type Value =
  | null
  | boolean
  | number
  | bigint // Currency.Type: ten-thousandths, as Power Query keeps it
  | string
  | Uint8Array
  | MDate
  | MType
  | MFunction
  | MRecord
  | MTable
  | readonly Value[];

export type MFunction = (...args: readonly Value[]) => Promise<Value>;

export class MDate {
  constructor(readonly day: string) {}
}

export class MType {
  constructor(readonly typeName: string) {}
}

export class MTable {
  constructor(
    readonly columns: readonly string[],
    readonly rows: readonly (readonly Value[])[],
  ) {}
}

/** Fields are computed when they are asked for, once. */
export class MRecord {
  constructor(private readonly fields: ReadonlyMap<string, () => Promise<Value>>) {}

  static of(fields: Iterable<readonly [string, Value]>): MRecord {
    const lazy = [...fields].map(([name, value]) => [name, () => Promise.resolve(value)] as const);
    return new MRecord(new Map(lazy));
  }

  get names(): string[] {
    return [...this.fields.keys()];
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  async get(name: string): Promise<Value> {
    const field = this.fields.get(name);
    if (field === undefined) throw new MError('Expression.Error', `there is no field [${name}]`);
    return field();
  }
}

/** What `error` raises, and what the library does. */
export class MError extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(`${reason}: ${message}`);
  }
}

/** Computes at the first call only. */
export function once(compute: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= compute());
}

export function asText(value: Value): string {
  if (typeof value === 'string') return value;
  throw new MError('Expression.Error', `${shown(value)} is no text`);
}

export function asRecord(value: Value): MRecord {
  if (value instanceof MRecord) return value;
  throw new MError('Expression.Error', `${shown(value)} is no record`);
}

export function asTable(value: Value): MTable {
  if (value instanceof MTable) return value;
  throw new MError('Expression.Error', `${shown(value)} is no table`);
}

export function asList(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  throw new MError('Expression.Error', `${shown(value)} is no list`);
}

export function asFunction(value: Value): MFunction {
  if (typeof value === 'function') return value;
  throw new MError('Expression.Error', `${shown(value)} is no function`);
}

function shown(value: Value): string {
  return value === null || typeof value !== 'object' ? String(value) : value.constructor.name;
}
