import fc from 'fast-check';
import {
  cutPage,
  keyset,
  keysetConditions,
  Params,
  type KeysetList,
} from '../../src/reports/keyset';

const LIST: KeysetList = {
  list: 'things',
  tenantId: '00000000-0000-4000-8000-000000000001',
  keys: [
    { sql: 't.day', type: 'date', direction: 'DESC' },
    { sql: 't.id', type: 'uuid', direction: 'ASC' },
  ],
};
const ID = '00000000-0000-4000-8000-00000000000a';

function cursorOf(list: KeysetList, values: string[]): string {
  const page = cutPage(keyset(list, { first: 1 }), [{ cursorKey: values }]);
  return page.cursors[0] ?? '';
}

/** The code of what is thrown. */
function codeOf(work: () => unknown): unknown {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('a page request', () => {
  test.each([
    [{ first: 10_001 }],
    [{ first: -1 }],
    [{ last: 10_001 }],
    [{ first: 1, last: 1 }],
    [{ first: 0.5 }],
  ])('%j is refused', (page) => {
    expect(codeOf(() => keyset(LIST, page))).toBe('BAD_PAGE_SIZE');
  });

  test('without a size asks for 50', () => {
    expect(keyset(LIST, {}).limit).toBe(50);
  });
});

describe('a cursor', () => {
  test('comes back as the values it was made of', () => {
    const after = cursorOf(LIST, ['2026-01-31', ID]);
    expect(keyset(LIST, { after }).after).toEqual(['2026-01-31', ID]);
  });

  test.each<[string, Partial<KeysetList>]>([
    ['another list', { list: 'others' }],
    ['another tenant', { tenantId: '00000000-0000-4000-8000-000000000002' }],
    ['another order', { keys: LIST.keys.map((key) => ({ ...key, direction: 'ASC' as const })) }],
  ])('of %s is refused', (_, other) => {
    const after = cursorOf({ ...LIST, ...other }, ['2026-01-31', ID]);
    expect(codeOf(() => keyset(LIST, { after }))).toBe('INVALID_CURSOR');
  });

  test('with values that SQL could not cast is refused before SQL sees it', () => {
    for (const values of [
      ['2026-02-30', ID],
      ['2026-01-31', 'x'],
      ["'; DROP", ID],
      ['2026-01-31'],
    ]) {
      const after = cursorOf(LIST, values);
      expect(codeOf(() => keyset(LIST, { after }))).toBe('INVALID_CURSOR');
    }
  });

  test('made up of anything is refused, never a crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.base64String()), (text) => {
        for (const after of [text, Buffer.from(text).toString('base64url')]) {
          expect(codeOf(() => keyset(LIST, { after }))).toBe('INVALID_CURSOR');
        }
      }),
    );
  });
});

test('values of cursors only reach SQL as parameters', () => {
  const params = new Params();
  const after = cursorOf(LIST, ['2026-01-31', ID]);
  const sql = keysetConditions(keyset(LIST, { after }), params).join(' ');
  expect(sql).not.toContain('2026');
  expect(params.values).toEqual(['2026-01-31', ID]);
});
