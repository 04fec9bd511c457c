import { strToU8, zipSync } from 'fflate';
import { openSpreadsheet, type SheetRow } from '../../src/connector-kit';
import { xlsx } from '../support/xlsx';

const texts = (row: SheetRow | undefined): string[] => (row?.cells ?? []).map(({ text }) => text);
const rowsOf = (bytes: Uint8Array): SheetRow[] => [...(openSpreadsheet(bytes)[0]?.rows() ?? [])];

describe('reading a spreadsheet', () => {
  test('texts, numbers, dates, booleans and errors come as what they are', () => {
    const [row] = rowsOf(
      xlsx([
        {
          name: 'A',
          rows: [
            [
              'Été & Cie',
              1234.56,
              { xml: '<c s="1"><v>46022</v></c>' },
              { xml: '<c t="b"><v>1</v></c>' },
              { xml: '<c t="e"><v>#REF!</v></c>' },
              { xml: '<c t="inlineStr"><is><t>inline</t></is></c>' },
            ],
          ],
        },
      ]),
    );
    expect(texts(row)).toEqual(['Été & Cie', '1234.56', '2025-12-31', '1', '#REF!', 'inline']);
    expect(row?.cells.map(({ type }) => type)).toEqual([
      ...['TEXT', 'NUMBER', 'DATE', 'BOOLEAN', 'ERROR', 'TEXT'],
    ]);
  });

  test('a formula is worth its saved result, and is told apart when it has none', () => {
    const [row] = rowsOf(
      xlsx([
        {
          name: 'A',
          rows: [[{ xml: '<c><f>1+1</f><v>2</v></c>' }, { xml: '<c><f>1+1</f></c>' }]],
        },
      ]),
    );
    expect(row?.cells).toMatchObject([
      { text: '2', type: 'NUMBER', isFormula: true },
      { type: 'UNCOMPUTED', isFormula: true },
    ]);
  });

  test('days count from 1900 with its day that never was, or from 1904', () => {
    const cell = (serial: number) => ({ xml: `<c s="1"><v>${serial}</v></c>` });
    const rows = [[cell(1), cell(59), cell(61), cell(44562)]];
    expect(texts(rowsOf(xlsx([{ name: 'A', rows }]))[0])).toEqual([
      ...['1900-01-01', '1900-02-28', '1900-03-01', '2022-01-01'],
    ]);
    const in1904 = rowsOf(xlsx([{ name: 'A', rows: [[cell(43100)]] }], { is1904: true }));
    expect(texts(in1904[0])).toEqual(['2022-01-01']);
  });

  test('a range merged over rows says the same in each, one merged over columns only once', () => {
    const rows = [
      ['Durand', 1],
      [null, 2],
      [null, 3],
      ['title', null],
    ];
    const read = rowsOf(xlsx([{ name: 'A', rows, merges: ['A1:A3', 'A4:B4'] }]));
    expect(read.map(texts)).toEqual([['Durand', '1'], ['Durand', '2'], ['Durand', '3'], ['title']]);
    expect(read[1]?.cells[0]?.isMerged).toBe(true);
  });

  test('hidden rows and sheets say that they are', () => {
    const bytes = xlsx([
      { name: 'One', rows: [['a'], ['b']], hiddenRows: [2] },
      { name: 'Two', rows: [['c']], isHidden: true },
    ]);
    const sheets = openSpreadsheet(bytes);
    expect(sheets.map(({ name, isHidden }) => [name, isHidden])).toEqual([
      ['One', false],
      ['Two', true],
    ]);
    expect([...(sheets[0]?.rows() ?? [])].map(({ isHidden }) => isHidden)).toEqual([false, true]);
  });

  test('a sheet may be read twice', () => {
    const [sheet] = openSpreadsheet(xlsx([{ name: 'A', rows: [['a'], ['b']] }]));
    expect([...(sheet?.rows() ?? [])]).toEqual([...(sheet?.rows() ?? [])]);
  });
});

describe('what is refused', () => {
  const good = xlsx([{ name: 'A', rows: [['a']] }]);

  test.each([
    ['no archive', strToU8('hello'), 'ARCHIVE_UNREADABLE'],
    ['an archive of something else', zipSync({ 'a.txt': strToU8('a') }), 'SPREADSHEET_UNREADABLE'],
    ['half a workbook', good.subarray(0, good.length / 2), 'ARCHIVE_UNREADABLE'],
  ])('%s', (_, bytes, code) => {
    expect(refusalOf(bytes)).toMatchObject({ code, family: 'CONTRACT' });
  });

  test('a part that unpacks to far more than its size', () => {
    const bomb = `<worksheet><sheetData><row>${' '.repeat(40 * 1024 * 1024)}</row></sheetData></worksheet>`;
    const files = bombed(bomb);
    expect(refusalOf(files)).toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });

  test('a document type or entity in a part', () => {
    const files = bombed('<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>');
    expect(refusalOf(files)).toMatchObject({ code: 'XML_FORBIDDEN' });
  });

  test('a part whose bytes were changed', () => {
    const bytes = Uint8Array.from(good);
    // Within the packed bytes of the first part, whose name is 25 long.
    bytes[30 + 25 + 12] = (bytes[30 + 25 + 12] ?? 0) ^ 0xff;
    expect(refusalOf(bytes)).toMatchObject({ family: 'CONTRACT' });
  });
});

/** The error a workbook is refused by. */
function refusalOf(bytes: Uint8Array): unknown {
  try {
    return rowsOf(bytes);
  } catch (error) {
    return error;
  }
}

/** A workbook whose one sheet is that text. */
function bombed(sheet: string): Uint8Array {
  const part = (text: string): Uint8Array => strToU8(text);
  return zipSync({
    'xl/workbook.xml': part('<workbook><sheets><sheet name="A" id="r1"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': part('<R><Relationship Id="r1" Target="s.xml"/></R>'),
    'xl/s.xml': part(sheet),
  });
}
