import { PlanCache } from '../../../src/api/read-plan/plan-cache';
import type { ReadPlan } from '../../../src/api/read-plan/plan-operation';

const plan = (sql: string): ReadPlan => ({ sql, values: [], hasTexts: false, isReusable: true });

test('plans are remembered, those that are none among them', () => {
  const cache = new PlanCache();
  cache.keep('a', plan('SELECT 1'));
  cache.keep('b', null);
  expect([cache.find('a')?.sql, cache.find('b'), cache.find('c')]).toEqual([
    'SELECT 1',
    null,
    undefined,
  ]);
});

test('what was asked longest ago makes place', () => {
  const cache = new PlanCache();
  for (let number = 0; number < 500; number += 1) cache.keep(`${number}`, plan(`${number}`));
  cache.find('0');
  cache.keep('one more', plan('x'));
  expect([cache.find('0')?.sql, cache.find('1'), cache.find('2')?.sql]).toEqual([
    '0',
    undefined,
    '2',
  ]);
});

test('operations as long as a request may be do not fill the memory', () => {
  const cache = new PlanCache();
  const long = 'x'.repeat(1_000_000);
  for (let number = 0; number < 100; number += 1) cache.keep(`${number}${long}`, plan(long));
  const kept = Array.from({ length: 100 }, (_, number) => cache.find(`${number}${long}`));
  expect(kept.filter((found) => found !== undefined)).toHaveLength(15);
  expect(kept.at(-1)).toBeDefined();
  cache.keep('greedy', plan('x'.repeat(40_000_000)));
  expect(cache.find('greedy')).toBeUndefined();
  cache.keep('small', plan('x'));
  cache.keep('small', plan('xx'));
  expect(cache.find('small')?.sql).toBe('xx');
});

test('a statement asked for the third time has a name, the same from then on', () => {
  const cache = new PlanCache();
  const names = ['s', 's', 's', 's', 't'].map((sql) => cache.nameOf(sql));
  expect(names.slice(0, 2)).toEqual([undefined, undefined]);
  expect(names[2]).toMatch(/^read_[0-9a-f]{32}$/);
  expect(names[3]).toBe(names[2]);
  expect(names[4]).toBeUndefined();
});

test('no long statement and not more than 200 have one', () => {
  const cache = new PlanCache();
  const asked = (sql: string): string | undefined => [1, 2, 3].map(() => cache.nameOf(sql)).at(-1);
  expect(asked('x'.repeat(100_001))).toBeUndefined();
  const named = Array.from({ length: 300 }, (_, number) => asked(`SELECT ${number}`));
  expect(named.filter((name) => name !== undefined)).toHaveLength(200);
});
