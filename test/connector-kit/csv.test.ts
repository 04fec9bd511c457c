import { readCsv } from '../../src/connector-kit';

it('reads quotes, doubled quotes and line breaks in cells, by the names of the columns', () => {
  expect(readCsv('\uFEFFa;b\r\n1;"x\n""y"""\n\n 2 ;\n', { delimiter: ';' })).toEqual([
    { line: 3, cells: { a: '1', b: 'x\n"y"' } },
    { line: 5, cells: { a: '2', b: '' } },
  ]);
});

it('has no rows for a file that is empty or a header alone', () => {
  expect(readCsv('')).toEqual([]);
  expect(readCsv('a,b\n')).toEqual([]);
});

it.each([
  ['a row with too few cells', 'a,b\n1,2\n1', 3],
  ['a row with too many cells', 'a,b\n1,2,3', 2],
  ['a column named twice', 'a,a\n1,2', 1],
  ['a column without a name', 'a,\n1,2', 1],
  ['a quote that is never closed', 'a,b\n1,"2', 2],
])('refuses %s, and says where', (_what, text, line) => {
  let refused: unknown = null;
  try {
    readCsv(text);
  } catch (error) {
    refused = error;
  }
  expect(refused).toMatchObject({ code: 'PROVIDER_BAD_CSV', place: { line } });
});

it('takes a column with a dangerous name for a column', () => {
  const [row] = readCsv('__proto__,b\n1,2');
  expect(row?.cells['b']).toBe('2');
  expect(({} as Record<string, unknown>)['b']).toBeUndefined();
});
