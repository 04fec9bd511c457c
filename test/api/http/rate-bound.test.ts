import { RateBound } from '../../../src/api/http/rate-bound';

test('each caller is admitted so often within a minute, and anew in the next', () => {
  let now = 0;
  const bound = new RateBound(2, () => now);
  const asked = ['a', 'a', 'a', 'b'].map((caller) => bound.admits(caller));
  expect(asked).toEqual([true, true, false, true]);
  now = 59_999;
  expect(bound.admits('a')).toBe(false);
  now = 60_000;
  expect(bound.admits('a')).toBe(true);
});

test('callers beyond what is kept are refused, and those known before are not', () => {
  const bound = new RateBound(5, () => 0);
  expect(bound.admits('known')).toBe(true);
  for (let n = 0; n < 20_000; n += 1) bound.admits(`flood ${n}`);
  expect(bound.admits('new')).toBe(false);
  expect(bound.admits('known')).toBe(true);
});
