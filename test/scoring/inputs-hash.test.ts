import fc from 'fast-check';
import { canonicalJson } from '../../src/scoring';

/** The same in the plainest way. */
function plainly(value: unknown): string {
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${plainly(member)}`);
  return `{${members.join(',')}}`;
}

describe('canonical JSON', () => {
  it('is JSON of the same value with sorted keys, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(text).toBe(plainly(value));
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which members were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(record));
      }),
    );
  });

  it.each([
    [{}, '{}'],
    [[], '[]'],
    [{ b: undefined, a: 1 }, '{"a":1}'],
    [{ b: undefined }, '{}'],
    [{ 10: 'ten', 9: 'nine' }, '{"10":"ten","9":"nine"}'],
    [{ amountMinor: 9_007_199_254_740_993n }, '{"amountMinor":"9007199254740993"}'],
    [['a"b', 'c\nd', 'é', null, 0.1], '["a\\"b","c\\nd","é",null,0.1]'],
    [{ a: [{ c: [], b: {} }] }, '{"a":[{"b":{},"c":[]}]}'],
    [Object.fromEntries([['__proto__', 1]]), '{"__proto__":1}'],
  ])('writes %j as it did when the first hashes were stored', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});
