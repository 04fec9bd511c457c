import type { Json } from '../../connector-kit';

export type JsonSchema = { readonly [name: string]: Json };

/** What a value in an event may be: one description types it and makes its JSON Schema. */
export interface Shape<Value> {
  readonly schema: JsonSchema;
  /** Never set: carries the type. */
  readonly value?: Value;
}

/** A member that some events of the type do not have. */
export interface OptionalShape<Value> extends Shape<Value> {
  readonly isOptional: true;
}

export type Members = Readonly<Record<string, Shape<unknown>>>;

export type ValueOf<S> = S extends Shape<infer Value> ? Value : never;

/** The object whose members are so. */
export type ValueOfMembers<M> = {
  readonly [Name in keyof M as M[Name] extends { isOptional: true } ? never : Name]: ValueOf<
    M[Name]
  >;
} & {
  readonly [Name in keyof M as M[Name] extends { isOptional: true } ? Name : never]?: ValueOf<
    M[Name]
  >;
};

export function text(says: string): Shape<string> {
  return { schema: { description: says, type: 'string' } };
}

/** One of a closed list: another value would be another version of the event. */
export function choice<const Value extends string>(
  says: string,
  values: readonly Value[],
): Shape<Value> {
  return { schema: { description: says, enum: [...values] } };
}

/** One of a list that grows: whoever reads it has to expect a code it does not know. */
export function code<const Value extends string>(
  says: string,
  examples: readonly Value[],
): Shape<Value> {
  const pattern = '^[A-Z][A-Z0-9_]*$';
  return {
    schema: { description: says, type: 'string', pattern, examples: examples.slice(0, 3) },
  };
}

export function whole(says: string): Shape<number> {
  return { schema: { description: says, type: 'integer' } };
}

/** Minor units of the currency beside it, as a decimal string: no reader loses a cent to a float. */
export function minorUnits(says: string): Shape<string> {
  const description = `${says} In minor units of the currency.`;
  return { schema: { description, type: 'string', pattern: '^-?\\d+$', examples: ['125000'] } };
}

export function currency(says: string): Shape<string> {
  return {
    schema: { description: says, type: 'string', pattern: '^[A-Z]{3}$', examples: ['EUR'] },
  };
}

/** An id as the API answers and takes it. */
export function id(says: string): Shape<string> {
  return { schema: { description: says, type: 'string', pattern: '^[A-Za-z0-9_-]+$' } };
}

export function day(says: string): Shape<string> {
  return { schema: { description: says, type: 'string', format: 'date' } };
}

export function instant(says: string): Shape<string> {
  return { schema: { description: says, type: 'string', format: 'date-time' } };
}

/** JSON of any kind, for what differs from source to source. */
export function json(says: string): Shape<Json> {
  return { schema: { description: says } };
}

/** Named values without structure: what a rule looked at. */
export function facts(says: string): Shape<Readonly<Record<string, string | number | null>>> {
  const values: Json = { type: ['string', 'number', 'null'] };
  return { schema: { description: says, type: 'object', additionalProperties: values } };
}

export function list<Value>(says: string, of: Shape<Value>): Shape<readonly Value[]> {
  return { schema: { description: says, type: 'array', items: of.schema } };
}

export function object<const M extends Members>(
  says: string,
  members: M,
): Shape<ValueOfMembers<M>> {
  return { schema: { description: says, ...membersSchema(members) } };
}

export function nullable<Value>(shape: Shape<Value>): Shape<Value | null> {
  const { description = '', ...schema } = shape.schema;
  const { type, enum: values } = shape.schema;
  if (typeof type === 'string') return { schema: { description, ...schema, type: [type, 'null'] } };
  if (Array.isArray(values)) return { schema: { description, enum: [...values, null] } };
  return { schema: { description, anyOf: [schema, { type: 'null' }] } };
}

export function optional<Value>(shape: Shape<Value>): OptionalShape<Value> {
  return { ...shape, isOptional: true };
}

/** Open for more members: a reader that knows this version goes on reading one that says more. */
export function membersSchema(members: Members): { readonly [name: string]: Json } {
  const named = Object.entries(members);
  return {
    type: 'object',
    required: named.flatMap(([name, shape]) => ('isOptional' in shape ? [] : [name])),
    properties: Object.fromEntries(named.map(([name, { schema }]) => [name, schema])),
  };
}
