import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyJsonSchema } from '../../../src/limits';
import { readPolicyDocument } from '../../../src/limits/policies/policy-document';

const docs = join(__dirname, '../../../docs');
const page = readFileSync(join(docs, 'credit-policy.md'), 'utf8');

it('the example of the page is a policy', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const read = readPolicyDocument(JSON.parse(example), 'policy-1');
  expect(read).toHaveProperty('policy.segments[1].name', 'Construction, watched');
});

it('the schema beside it is the one that documents are checked by', () => {
  const kept: unknown = JSON.parse(readFileSync(join(docs, 'credit-policy.schema.json'), 'utf8'));
  expect(kept).toEqual(policyJsonSchema());
});

it('every member is explained on the page', () => {
  const { properties } = policyJsonSchema() as { properties: object };
  const missing = Object.keys(properties).filter(
    (name) => !name.startsWith('$') && !page.includes(`\`${name}\``),
  );
  expect(missing).toEqual(['name', 'currency']);
});
