import { repeatedMembers } from '../../../src/limits/policies/repeated-members';
import { draftDocument } from './policy-examples';

const paths = (text: string): string[] => repeatedMembers(text).map(({ path }) => path);

it('finds what an object is told twice, wherever it stands', () => {
  expect(paths('{"a": 1, "b": {"a": 2}, "a": 3}')).toEqual(['a']);
  expect(paths('{"segments": [{}, {"grades": {"C": {}, "C": {"x": 1}}}]}')).toEqual([
    'segments[1].grades.C',
  ]);
  expect(paths('[{"a": [1, 2], "\\u0061": {}}]')).toEqual(['[0].a']);
});

it('takes values, other objects and signs inside texts for no names', () => {
  expect(paths(JSON.stringify(draftDocument(), null, 2))).toEqual([]);
  expect(
    paths('{"a": "a", "b": ["a", "a"], "c": "{\\"a\\": 1, \\\\", "d": [{"a": 1}, {"a": 1}]}'),
  ).toEqual([]);
  expect(paths('"a"')).toEqual([]);
});
