import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isUnionType } from 'graphql';

const schema = buildSchema(readFileSync(join(__dirname, '../../schema.graphql'), 'utf8'));
const results = Object.values(schema.getTypeMap())
  .filter(isUnionType)
  .filter((union) => union.getTypes().some(({ name }) => name === 'Refusal'));

/** GraphQL merges what is asked of the members of a union under one name, and refuses two types under it. */
it.each(results.map((union) => [union.name, union] as const))(
  '%s can be asked for all its members tell, in one selection',
  (_name, union) => {
    const types = new Map<string, string>();
    for (const member of union.getTypes()) {
      for (const [field, { type }] of Object.entries(member.getFields())) {
        const told = types.get(field) ?? String(type);
        expect(`${member.name}.${field}: ${String(type)}`).toBe(`${member.name}.${field}: ${told}`);
        types.set(field, told);
      }
    }
    expect(types.get('code')).toBe('String!');
  },
);

it('finds the results of mutations', () => expect(results.length).toBeGreaterThan(8));
