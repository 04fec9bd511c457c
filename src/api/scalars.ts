import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isCurrency, isLocalDate, isSiren } from '../kernel';

/**
 * Scalars refuse with a code of their own. Apollo overwrites `code` on validation errors, so it also travels under
 * this name until the error is formatted.
 */
export const SCALAR_CODE = 'scalarCode';

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, [SCALAR_CODE]: code } });
}

interface TextScalar<Value> {
  name: string;
  description: string;
  specifiedByURL?: string;
  parse(text: string): Value;
  write(value: unknown): string;
}

/** A scalar that is a string on the wire. */
function textScalar<Value>(definition: TextScalar<Value>): GraphQLScalarType<Value, string> {
  const parseText = (text: unknown): Value => {
    if (typeof text === 'string') return definition.parse(text);
    throw refusal('BAD_USER_INPUT', `${definition.name} is given as a string`);
  };
  return new GraphQLScalarType<Value, string>({
    name: definition.name,
    description: definition.description,
    specifiedByURL: definition.specifiedByURL ?? null,
    serialize: (value) => definition.write(value),
    parseValue: parseText,
    parseLiteral: (node) => parseText(node.kind === Kind.STRING ? node.value : null),
  });
}

export const DateScalar = textScalar<string>({
  name: 'Date',
  description: 'A calendar day without time or zone, `YYYY-MM-DD`.',
  parse: (text) => {
    if (isLocalDate(text)) return text;
    throw refusal('INVALID_DATE', `${JSON.stringify(text)} is not a date YYYY-MM-DD`);
  },
  write: String,
});

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/** In whatever zone it is told, its year has four digits. */
function isWithinYears(instant: Date): boolean {
  return instant >= new Date('0001-01-02T00:00:00Z') && instant < new Date('9999-12-31T00:00:00Z');
}

export const DateTimeScalar = textScalar<Date>({
  name: 'DateTime',
  description:
    'An instant, RFC 3339; answered in UTC with milliseconds, `2026-01-31T08:15:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  parse: (text) => {
    const day = RFC_3339.exec(text)?.[1];
    const instant = new Date(text);
    if (day !== undefined && isLocalDate(day) && isWithinYears(instant)) return instant;
    throw refusal('INVALID_DATE', `${JSON.stringify(text)} is not an RFC 3339 instant`);
  },
  write: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
});

export const DecimalScalar = textScalar<string>({
  name: 'Decimal',
  description: 'An exact decimal number as a string, `"1234.50"`. Never a float.',
  parse: (text) => {
    if (/^-?\d{1,15}(\.\d{1,6})?$/.test(text)) return text;
    throw refusal('INVALID_AMOUNT', `${JSON.stringify(text)} is not a decimal like "1234.50"`);
  },
  write: String,
});

export const CurrencyCodeScalar = textScalar<string>({
  name: 'CurrencyCode',
  description: 'A currency by its ISO 4217 code, `EUR`.',
  parse: (text) => {
    if (isCurrency(text)) return text;
    throw refusal('UNKNOWN_CURRENCY', `${JSON.stringify(text)} is not an ISO 4217 code`);
  },
  write: String,
});

export const SirenScalar = textScalar<string>({
  name: 'Siren',
  description:
    'The number of a French legal unit: nine digits, checksum verified. Spaces are allowed in input.',
  parse: (text) => {
    const digits = text.replace(/[\s\u00a0]/g, '');
    if (isSiren(digits)) return digits;
    throw refusal('INVALID_SIREN', `${JSON.stringify(text)} is not a SIREN`);
  },
  write: String,
});

export const CursorScalar = textScalar<string>({
  name: 'Cursor',
  description:
    'An opaque place in a list or in the event log. Only meaningful to the list, order and tenant it came from.',
  parse: (text) => text,
  write: String,
});

export const JsonScalar = new GraphQLScalarType<unknown>({
  name: 'JSON',
  description: 'Any JSON value. Amounts in it are decimal strings of minor units.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => literalValue(node, variables ?? {}),
});

function literalValue(node: ValueNode, variables: Record<string, unknown>): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.LIST:
      return node.values.map((value) => literalValue(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literalValue(field.value, variables)]),
      );
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    default:
      return node.value;
  }
}
