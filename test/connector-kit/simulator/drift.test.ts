import { drifted } from '../../../src/connector-kit/simulator/drift';

it('leaves what it was given as it was', () => {
  const body = { a: [{ b: 1 }, { b: 2 }] };
  drifted(body, 3, 'a.b');
  expect(body).toEqual({ a: [{ b: 1 }, { b: 2 }] });
});

it('changes one item of a list, not all', () => {
  expect(drifted({ a: [{ b: 1 }, { b: 2 }] }, 2, 'a.b')).toEqual({ a: [{ b: '~1' }, { b: 2 }] });
});

it('changes whatever type a field has', () => {
  const types = { text: 'x', flag: true, none: null, list: [1] };
  for (const path of Object.keys(types)) {
    expect(drifted(types, 0, path)).not.toEqual(types);
    expect(drifted(types, 1, path)).toHaveProperty(`${path}_v2`);
  }
});

it('renames an element of XML, opening and closing', () => {
  const text = '<r><n:Score k="1">7</n:Score><n:ScoreDate/></r>';
  expect(drifted(text, 1, 'r.n:Score')).toBe(
    '<r><n:Score_v2 k="1">7</n:Score_v2><n:ScoreDate/></r>',
  );
  expect(drifted(text, 0)).toBe('<r_v2><n:Score k="1">7</n:Score><n:ScoreDate/></r_v2>');
});

it('has nothing to change in an answer without fields', () => {
  expect(drifted([], 1)).toEqual([]);
  expect(drifted(null, 1)).toBeNull();
  expect(drifted('', 1)).toBe('');
});
