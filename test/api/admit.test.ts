import { admit } from '../../src/api/query-cost/admit';
import { apiSchema } from '../../src/api/schema';

const schema = apiSchema();
const cost = (query: string, variables: Record<string, unknown> = {}): number =>
  admit(schema, { query, operationName: null, variables }).cost;

describe('what dashboards and BI tools ask is admitted', () => {
  test.each([
    [
      '50 customers with 5 receivables and 3 alerts each',
      `{ customers(first: 50) { nodes { name exposure { total { amount } }
         receivables(first: 5) { nodes { number open { amount } } }
         riskAlerts(first: 3) { nodes { title } } } } }`,
    ],
    [
      '10,000 flat receivables',
      '{ receivables(first: 10000) { nodes { id number open { amount currency } } } }',
    ],
    [
      '10,000 receivables with their customer and company',
      '{ receivables(first: 10000) { nodes { number customer { name company { siren } } } } }',
    ],
    [
      'the aged balance with customers',
      '{ agedBalance { rows { customer { name company { siren } } ageing { outstanding { amount } } } } }',
    ],
    [
      '500 customers in full',
      '{ customers(first: 500) { edges { cursor node { assessment { reasons { code } } creditLimit { terms { term } } } } } }',
    ],
  ])('%s', (_, query) => {
    expect(cost(query)).toBeLessThan(100_000);
  });
});

test('what assesses a customer again costs so, however often it is asked for under other names', () => {
  const asked = (times: number): string =>
    Array.from({ length: times }, (_, n) => `c${n}: counterfactual { code }`).join(' ');
  const query = (first: number, times: number): string =>
    `{ customers(first: ${first}) { nodes { assessment { ${asked(times)} } } } }`;
  expect(cost(query(10_000, 1))).toBeLessThan(100_000);
  expect(() => cost(query(10_000, 50))).toThrow('is above');
  expect(() => cost(query(1_000, 50))).toThrow('is above');
});

test('reports cost what it takes to compute them, however little is selected', () => {
  const figures = '{ keyFigures(from: "2026-01-01", to: "2026-06-30") { overdueRatio } }';
  expect([cost(figures), cost('{ agedBalance { asOf } }')]).toEqual([5_000, 2_000]);
});

test('the cost of a page is the number of nodes it may hold', () => {
  const one = cost('{ customers(first: 1) { nodes { name } } }');
  const hundred = cost('{ customers(first: 100) { nodes { name } } }');
  expect([one, hundred]).toEqual([2, 101]);
  expect(cost('query ($n: Int) { customers(first: $n) { nodes { name } } }', { n: 100 })).toBe(101);
  expect(cost('query ($n: Int = 100) { customers(last: $n) { nodes { name } } }')).toBe(101);
  expect(
    cost('{ customers(first: 100) { ...F } } fragment F on CustomerConnection { nodes { name } }'),
  ).toBe(101);
});

/** The code of what is thrown. */
function codeOf(work: () => unknown): string {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

const nested = (depth: number): string =>
  depth === 0 ? 'name' : `riskAlerts(first: 1) { nodes { customer { ${nested(depth - 1)} } } }`;
const times = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

describe('attacks are refused by their own text, before anything runs', () => {
  const attacks: [string, string, string][] = [
    [
      '10,000 × 10,000',
      '{ customers(first: 10000) { nodes { receivables(first: 10000) { nodes { id } } } } }',
      'QUERY_TOO_COSTLY',
    ],
    [
      'through edges',
      '{ customers(first: 10000) { edges { node { receivables(first: 10000) { edges { node { id } } } } } } }',
      'QUERY_TOO_COSTLY',
    ],
    [
      'by the end of the list',
      '{ customers(last: 10000) { nodes { riskAlerts(last: 10000) { nodes { id } } } } }',
      'QUERY_TOO_COSTLY',
    ],
    [
      'beyond any number',
      `{ customers(first: 999999999) { nodes { ${nested(3)} } } }`,
      'QUERY_TOO_COSTLY',
    ],
    ['by depth', `{ customers(first: 1) { nodes { ${nested(20)} } } }`, 'QUERY_TOO_DEEP'],
    ['by aliases', `{ ${times(100, (n) => `a${n}: viewer { cost }`)} }`, 'QUERY_TOO_COSTLY'],
    [
      'by aliased pages',
      `{ ${times(40, (n) => `a${n}: customers(first: 10000) { nodes { id } }`)} }`,
      'QUERY_TOO_COSTLY',
    ],
    ['by repetition', `{ ${times(3_000, () => 'viewer')} }`, 'QUERY_TOO_COSTLY'],
    [
      'by repeated spreads',
      `{ ${times(900, () => '...F')} } fragment F on Query { viewer { cost } }`,
      'QUERY_TOO_COSTLY',
    ],
    [
      'by fragments that double',
      `{ ...F0 } ${times(25, (n) => `fragment F${n} on Query { x${n}: customers(first: 10000) { nodes { id } } ...F${n + 1} ...F${n + 1} }`)} fragment F25 on Query { viewer { cost } }`,
      'QUERY_TOO_COSTLY',
    ],
    ['by length', `{ ${'viewer { cost } '.repeat(50_000)} }`, 'QUERY_TOO_COSTLY'],
    [
      'by directives',
      `{ viewer ${'@skip(if: false) '.repeat(5_000)} { cost } }`,
      'QUERY_TOO_COSTLY',
    ],
    [
      'by nested lists in a literal',
      `{ customers(filter: ${'['.repeat(9_000)}) { totalCount } }`,
      'QUERY_TOO_',
    ],
  ];
  test.each(attacks)('%s', (_, query, code) => {
    expect(codeOf(() => cost(query))).toMatch(code);
  });

  test('fragments in a circle end, and are left to validation', () => {
    expect(cost('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toBe(0);
  });
});

test('what is no GraphQL, or names no operation, is left to the executor', () => {
  expect(cost('{ customers(')).toBe(0);
  expect(cost('')).toBe(0);
  expect(
    admit(schema, { query: '{ viewer { cost } }', operationName: 'X', variables: {} }),
  ).toMatchObject({ operation: null });
});
