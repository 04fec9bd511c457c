import type { Json } from '../../connector-kit';
import { POLICY_SHAPE } from './policy-shape';
import type { Member, NumberShape, Shape, TextShape } from './shape';

/** The JSON Schema of policy documents, for editors: what docs/credit-policy.schema.json holds. */
export function policyJsonSchema(): Record<string, Json> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Credit policy',
    description:
      'Rules of credit of a tenant of Encours. Orders, default segment and unreachable segments are checked beyond this schema by `encours policy validate`.',
    ...schemaOf(POLICY_SHAPE),
  };
}

function schemaOf(shape: Shape): Record<string, Json> {
  switch (shape.kind) {
    case 'text':
      return textSchema(shape);
    case 'choice':
      return { enum: [...shape.values] };
    case 'amount':
      return amountSchema(shape.isPositive === true);
    case 'number':
      return numberSchema(shape);
    case 'flag':
      return { type: 'boolean' };
    case 'list':
      return {
        ...{ type: 'array', items: schemaOf(shape.of) },
        ...{ minItems: shape.least, maxItems: shape.most, uniqueItems: true },
      };
    case 'object':
      return objectSchema(shape.members, shape.least ?? 0);
  }
}

function textSchema({ maxLength, pattern }: TextShape): Record<string, Json> {
  const size = { minLength: 1, maxLength };
  return { type: 'string', ...size, ...(pattern === undefined ? {} : { pattern }) };
}

function amountSchema(isPositive: boolean): Record<string, Json> {
  const pattern = isPositive ? '^(?=.*[1-9])\\d{1,13}(\\.\\d{1,4})?$' : '^\\d{1,13}(\\.\\d{1,4})?$';
  return { type: 'string', pattern, examples: ['250000', '1250.50'] };
}

function numberSchema({ isWhole, least, most }: NumberShape): Record<string, Json> {
  return { type: isWhole ? 'integer' : 'number', minimum: least, maximum: most };
}

function objectSchema(
  members: Readonly<Record<string, Member>>,
  least: number,
): Record<string, Json> {
  const named = Object.entries(members);
  const properties = named.map(([name, { shape, says }]) => [
    name,
    { description: says, ...schemaOf(shape) },
  ]);
  return {
    ...{ type: 'object', additionalProperties: false },
    ...(least > 0 ? { minProperties: least } : {}),
    required: named.flatMap(([name, { isOptional }]) => (isOptional ? [] : [name])),
    properties: Object.fromEntries(properties) as Json,
  };
}
