import fc from 'fast-check';
import {
  completeSiren,
  describeConnector,
  formatDecimal,
  validateConfig,
  type FileChunk,
  type FilePage,
  type FileSummary,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { verif, type VerifConfig } from '.';
import { amountOf, dayOf, headcountOf, sameDayIn } from './cells';
import { readHeader } from './columns';
import { cellsOf } from './lines';
import { verifReader } from './reader';

describeConnector(verif, { folder: __dirname });

interface Read extends FilePage {
  summary: FileSummary;
}

async function read(content: string | Uint8Array, settings: object = {}): Promise<Read> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const chunks: FileChunk[] = [{ firstLine: 1, content: bytes }];
  const pages = verifReader.read(chunks, {
    config: validateConfig<VerifConfig>(verif, settings),
    fileName: 'liste.csv',
    signal: new AbortController().signal,
  });
  const all: FilePage = { records: [], quarantine: [] };
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    all.records.push(...step.value.records);
    all.quarantine.push(...step.value.quarantine);
  }
  return { ...all, summary: step.value };
}

function ofType<T extends UnifiedRecord['type']>(
  { records }: Read,
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  return records.filter(
    (record): record is Extract<UnifiedRecord, { type: T }> => record.type === type,
  );
}

const SIREN = '732829320';

/** Bytes of a text whose only characters beyond Latin-1 are the euro and the apostrophe. */
function windows1252(text: string): Uint8Array {
  const latin = text.replaceAll('€', '\u0080').replaceAll('’', '\u0092');
  return new Uint8Array(Buffer.from(latin, 'latin1'));
}

describe('amounts', () => {
  const fr = { numbers: 'fr', decimals: 2, shift: 0 } as const;
  const en = { ...fr, numbers: 'en' } as const;

  it.each([
    ['1 234,56', 123456n],
    ['1\u202f234\u00a0567', 123456700n],
    ['1.234.567,8', 123456780n],
    ['1.234', 123400n],
    ['12.5', 1250n],
    ["1'234", 123400n],
    ['(1 200)', -120000n],
    ['-0,01', -1n],
    ['−12', -1200n],
    ['12-', -1200n],
    ['45 k€', 4500000n],
    ['1,2 M€', 120000000n],
    ['80 €', 8000n],
    ['0', 0n],
    ['NC', null],
    ['n.c.', null],
    ['N/D', null],
    ['Non communiqué', null],
    [' - ', null],
    ['', null],
  ])('reads %j as French', (cell, minor) => {
    expect(amountOf(cell, fr)).toBe(minor);
  });

  it.each(['douze', '12 34', '1,234.5', '1234.567', '1,2345', '1e6', '--5', '12,', '#REF!'])(
    'refuses %j rather than guess',
    (cell) => {
      expect(() => amountOf(cell, fr)).toThrow();
    },
  );

  it('reads English ones when told so', () => {
    expect(amountOf('1,234.56', en)).toBe(123456n);
    expect(() => amountOf('1 234,56', en)).toThrow('as en writes it');
  });

  it('multiplies thousands exactly', () => {
    expect(amountOf('1 234,567', { ...fr, shift: 3 })).toBe(123456700n);
    expect(amountOf('0,1', { ...fr, shift: 6 })).toBe(10000000n);
  });

  it('reads back every amount that was written in French', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (minor) => {
        const [whole = '', cents = ''] = formatDecimal(minor, 2).replace('-', '').split('.');
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
        expect(amountOf(`${minor < 0n ? '-' : ''}${grouped},${cents}`, fr)).toBe(minor);
      }),
    );
  });
});

describe('days and numbers of staff', () => {
  it('reads both orders, and refuses what is no day', () => {
    expect(dayOf('21/11/2008', 'DMY')).toBe('2008-11-21');
    expect(dayOf('1.2.2024', 'DMY')).toBe('2024-02-01');
    expect(dayOf('11/21/2008', 'MDY')).toBe('2008-11-21');
    expect(dayOf('2008-11-21T00:00:00', 'DMY')).toBe('2008-11-21');
    expect(() => dayOf('11/21/2008', 'DMY')).toThrow();
    expect(() => dayOf('21/11/08', 'DMY')).toThrow();
    expect(() => dayOf('29/02/2023', 'DMY')).toThrow();
  });

  it('moves the end of February with the year', () => {
    expect(sameDayIn(2024, '2023-02-28')).toBe('2024-02-29');
    expect(sameDayIn(2023, '2024-02-29')).toBe('2023-02-28');
    expect(sameDayIn(2023, null)).toBe('2023-12-31');
  });

  it.each([
    ['20 à 49 salariés', 20, 49],
    ['1 000 à 1 999', 1000, 1999],
    ['35', 35, 35],
    ['500 et plus', 500, null],
    ['NC', null, null],
    ['aucun', null, null],
  ])('%j', (cell, min, max) => {
    expect(headcountOf(cell)).toEqual({ min, max });
  });
});

describe('columns', () => {
  it('finds names whatever their accents, case and punctuation, with year and unit', () => {
    const header = readHeader(
      ['N° SIREN', "CHIFFRE D'AFFAIRES 2023 (K€)", 'Ca 2024', 'Blabla'],
      {},
    );
    expect(header.columns.map(({ target, year, shift }) => [target, year, shift])).toEqual([
      ['siren', null, 0],
      ['turnover', 2023, 3],
      ['turnover', 2024, 0],
    ]);
    expect(header.ignored).toEqual(['Blabla']);
  });

  it('takes what the connection names, also when the name means something else by default', () => {
    const header = readHeader(['siren', 'Ville', 'CA'], { name: ['ville'], turnover: ['CA HT'] });
    expect(header.columns.map(({ target }) => target)).toEqual(['siren', 'name']);
  });

  it.each([{ columns: { turnovr: ['CA'] } }, { columns: { turnover: 'CA' } }, { columns: [] }])(
    'refuses the mapping %j',
    (settings) => {
      expect(() => validateConfig(verif, settings)).toThrow('columns must hold lists');
    },
  );
});

describe('lines', () => {
  it('keeps separators, doubled quotes and quotes inside a cell', () => {
    expect(cellsOf('a;"b;""c""";d "e" f;', ';')).toEqual(['a', 'b;"c"', 'd "e" f', '']);
    expect(cellsOf('"open;b', ';')).toBeNull();
  });

  it('gives back every cell that was quoted', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().map((cell) => cell.trim()),
          { minLength: 1 },
        ),
        (cells) => {
          const line = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';');
          expect(cellsOf(line, ';')).toEqual(cells);
        },
      ),
    );
  });

  it('reads a cell over two lines, and loses one line to a quote that is never closed', async () => {
    const twoLines = await read(`siren;nom;ville\n${SIREN};"ALPHA\nBETA";LYON\n`);
    expect(ofType(twoLines, 'company')[0]).toMatchObject({ name: 'ALPHA BETA', city: 'LYON' });
    const others = Array.from({ length: 60 }, (_, index) =>
      completeSiren(String(50_000_000 + index)),
    );
    const lines = others.map((siren) => `${siren};NOM`);
    const open = await read(`siren;nom\n${SIREN};"ALPHA\n${lines.join('\n')}\n`);
    expect(open.quarantine.map(({ line }) => line)).toEqual([2]);
    expect(ofType(open, 'company').map(({ siren }) => siren)).toEqual(others);
  });
});

describe('sheets', () => {
  it('makes a statement of each year that has an amount', async () => {
    const sheet = `siren;Date de clôture;CA 2023;CA 2024;Résultat net 2024\n${SIREN};30/06/2024;NC;100;-3\n`;
    const statements = ofType(await read(sheet), 'financialStatement');
    expect(statements.map(({ closedOn, items }) => [closedOn, items])).toEqual([
      ['2024-06-30', { turnover: 10000n, netIncome: -300n }],
    ]);
  });

  it('reads a line per year, and tells the company once', async () => {
    const sheet = await read(
      `siren,year,turnover\n${SIREN},2024,1\n${SIREN},2023,2\n${SIREN},2023,3\n`,
    );
    expect(ofType(sheet, 'company')).toHaveLength(1);
    expect(ofType(sheet, 'financialStatement').map(({ closedOn }) => closedOn)).toEqual([
      '2024-12-31',
      '2023-12-31',
    ]);
    expect(sheet.quarantine).toMatchObject([{ line: 4, code: 'VERIF_LINE_REPEATED' }]);
  });

  it('warns of amounts without a year and of columns it does not read', async () => {
    const { summary, records } = await read(`siren;CA;Humeur\n${SIREN};5;bonne\n`);
    expect(records.map(({ type }) => type)).toEqual(['company']);
    expect(summary.warnings.map(({ code }) => code)).toEqual([
      'VERIF_COLUMNS_IGNORED',
      'VERIF_YEAR_UNKNOWN',
    ]);
  });

  it('reads a score only under the name the connection gives it', async () => {
    const sheet = `siren;Score\n${SIREN};14\n`;
    expect(ofType(await read(sheet), 'providerScore')).toEqual([]);
    const settings = { columns: { score: ['Score'] }, scoreScale: 'NOTE_20' };
    expect(ofType(await read(sheet, settings), 'providerScore')).toMatchObject([
      { scale: 'NOTE_20', value: '14', higherIsSafer: true },
    ]);
  });

  it('names line and column of what it cannot read', async () => {
    const sheet = `siren;nom;CA 2024\n732829321;A;1\n${SIREN};B;douze\n404833048;C;1\n`;
    const { quarantine, records } = await read(sheet);
    expect(quarantine.map(({ line, field }) => [line, field])).toEqual([
      [2, 'siren'],
      [3, 'CA 2024'],
    ]);
    expect(records).toHaveLength(2);
  });

  it('leaves the name a person withheld null', async () => {
    const [company] = ofType(await read(`siren;nom\n${SIREN};[NON-DIFFUSIBLE]\n`), 'company');
    expect(company).toMatchObject({ name: null, isDiffusible: false });
  });

  it('reads Windows-1252 as UTF-8 with a mark', async () => {
    const text = `SIREN;Dénomination;CA 2024 (k€)\n${SIREN};Café de l’Étoile;1\n`;
    const latin = await read(windows1252(text));
    const marked = await read(`\ufeff${text}`);
    expect(latin.records).toEqual(marked.records);
    expect(ofType(latin, 'company')[0]?.name).toBe('Café de l’Étoile');
    expect(ofType(latin, 'financialStatement')[0]?.items).toEqual({ turnover: 100000n });
    expect([latin.summary.encoding, marked.summary.encoding]).toEqual(['windows-1252', 'utf-8']);
  });

  it.each(['', '\n\n', 'nom;ville\nA;B\n', '\u0000\u0001', '{"siren":1}'])(
    'refuses %j, which names no company',
    async (content) => {
      await expect(read(content)).rejects.toMatchObject({ code: 'VERIF_COLUMNS_MISSING' });
    },
  );

  it('knows its sheets by their first line', () => {
    const head = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(verifReader.sniff('a.csv', head('\ufeffSIREN;Nom\n'))).toBe(true);
    expect(verifReader.sniff('a.csv', head('JournalCode\tJournalLib\tEcritureNum\n'))).toBe(false);
  });
});
