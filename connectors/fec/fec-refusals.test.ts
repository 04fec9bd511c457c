import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isEncoursError, validateConfig, type EncoursError } from '../../src/connector-kit';
import { fec } from './index';
import { entryRows, fecText, HEADER, readAll, row } from './reading';

const fixture = (name: string): Buffer => readFileSync(join(__dirname, 'fixtures', name));

async function refusal(content: string | Uint8Array): Promise<EncoursError> {
  try {
    await readAll(content);
  } catch (error) {
    if (isEncoursError(error, 'CONTRACT')) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a file that is no FEC is refused by name', () => {
  test.each<[string, string | Buffer, string, string]>([
    ['nothing', '', 'FEC_NOT_RECOGNISED', 'empty'],
    ['blanks', ' \r\n\r\n', 'FEC_NOT_RECOGNISED', 'blank'],
    ['PDF', '%PDF-1.7\n%âãÏÓ', 'FEC_NOT_RECOGNISED', 'PDF'],
    ['XLSX', 'PK\u0003\u0004\u0014\u0000\u0006', 'FEC_NOT_RECOGNISED', 'Excel'],
    ['HTML', '<!DOCTYPE html><html>', 'FEC_NOT_RECOGNISED', 'HTML'],
    ['XML', '<?xml version="1.0"?><invoice/>', 'FEC_NOT_RECOGNISED', 'XML'],
    ['JSON', '{"JournalCode":"VE"}', 'FEC_NOT_RECOGNISED', 'JSON'],
    ['binary', Buffer.from([1, 2, 3, 4, 5, 6, 200, 10, 7]), 'FEC_NOT_RECOGNISED', 'binary'],
    [
      'a bank export',
      'Date;Libellé;Débit;Crédit\n01/01/2025;VIR;1;0\n',
      'FEC_NOT_RECOGNISED',
      'Libellé',
    ],
    ['prose', 'Bonjour, voici le fichier.\n', 'FEC_NOT_RECOGNISED', 'Bonjour'],
    ['no header', `${row({ account: '411', debit: '1' })}\n`, 'FEC_NOT_RECOGNISED', 'column names'],
    ['no accounts', HEADER.replace('CompteNum|', ''), 'FEC_COLUMNS_MISSING', 'CompteNum'],
    ['no amounts', HEADER.replace('|Debit|Credit', ''), 'FEC_COLUMNS_MISSING', 'Debit, Credit'],
    ['half the amounts', HEADER.replace('|Credit', ''), 'FEC_COLUMNS_MISSING', 'Credit'],
    ['no side', HEADER.replace('Debit|Credit', 'Montant'), 'FEC_COLUMNS_MISSING', 'Sens'],
    ['no days', HEADER.replace('EcritureDate', 'Jour'), 'FEC_COLUMNS_MISSING', 'EcritureDate'],
  ])('%s', async (_, content, code, found) => {
    const error = await refusal(content);
    expect(error.code).toBe(code);
    expect(error.message).toContain(found);
    expect(error.remedy).toMatch(/^\w.*\.$/);
    expect(error.place.file).toBe('test.txt');
  });
});

describe('lines that cannot be read are set aside, the others arrive', () => {
  test('each with its place, its reason and the line as received', async () => {
    const { lines, quarantine, entries } = await readAll(fixture('malformed.txt'));
    expect(quarantine.map(({ line, code, field }) => [line, code, field])).toEqual([
      [3, 'FEC_AMOUNT_INVALID', 'Credit'],
      [5, 'FEC_DATE_INVALID', 'EcritureDate'],
      [6, 'FEC_DATE_MISSING', 'EcritureDate'],
      [7, 'FEC_ACCOUNT_MISSING', 'CompteNum'],
      [8, 'FEC_FIELD_COUNT', null],
      [9, 'FEC_AMOUNT_TOO_LARGE', 'Debit'],
      [10, 'FEC_DATE_INVALID', 'PieceDate'],
    ]);
    expect(quarantine[4]?.raw).toBe('VE\tVentes\tVE5\t20250113\t411000');
    expect(quarantine[0]?.reason).toContain('"cent"');
    expect(lines.map((line) => line.line)).toEqual([2, 11]);
    // VE1 lost its turnover line to the quarantine and is a sale all the same.
    expect(entries.find((entry) => entry.entry === 1)?.nature).toBe('SALE');
  });

  test('a file cut in the middle of a line', async () => {
    const rows = entryRows('411C1 120, 707 -120', { number: '1' });
    const text = fecText([...rows, ...entryRows('411C1 60, 707 -60', { number: '2' })]);
    for (const cut of [3, 20, 60]) {
      const { lines, quarantine, summary } = await readAll(text.slice(0, -cut));
      expect(quarantine.map(({ code, line }) => [code, line])).toEqual([['FEC_LINE_TRUNCATED', 5]]);
      expect(lines).toHaveLength(2);
      expect(summary.warnings.map((warning) => warning.code)).toEqual([
        ...['FEC_FILE_TRUNCATED', 'FEC_UNBALANCED', 'FEC_ENTRY_UNBALANCED'],
      ]);
    }
  });

  test('an unbalanced file is read, with the difference', async () => {
    const rows = [
      ...entryRows('411C1 120, 707 -100', { number: '1' }),
      ...entryRows('411C1 5, 707 -5', { number: '2' }),
      ...entryRows('411C1 1, 707 -2', { number: '3' }),
    ];
    const { lines, summary } = await readAll(fecText(rows));
    expect(lines).toHaveLength(3);
    const [whole, entries] = summary.warnings;
    expect(whole).toMatchObject({ code: 'FEC_UNBALANCED' });
    expect(whole?.message).toBe('debit exceeds credit by 19.00 EUR');
    expect(entries).toMatchObject({ code: 'FEC_ENTRY_UNBALANCED', line: 2, count: 2 });
  });

  test('when bad lines are the rule the file is given up, but not before 200 lines', async () => {
    const good = entryRows('411C1 1, 707 -1');
    const bad = row({ account: '411', on: '20251399' });
    const rows = (count: number): string[] =>
      Array.from({ length: count }, () => [...good, bad]).flat();
    const small = await readAll(fecText(rows(66)));
    expect(small.quarantine).toHaveLength(66);
    await expect(readAll(fecText(rows(67)))).rejects.toMatchObject({
      ...{ code: 'FEC_TOO_MANY_BAD_LINES', family: 'CONTRACT' },
      place: { file: 'test.txt', line: 202, field: 'EcritureDate' },
    });
    const patient = await readAll(fecText(rows(100)), { config: { maxBadLineShare: 0.5 } });
    expect(patient.quarantine).toHaveLength(100);
  });

  test('a bad ValidDate or due date costs a warning, not the line', async () => {
    const rows = [row({ account: '411', debit: '1', validOn: 'soon' })];
    const { lines, summary } = await readAll(fecText(rows));
    expect(lines).toHaveLength(1);
    expect(summary.warnings.map((warning) => warning.code)).toContain('FEC_VALID_DATE_INVALID');
  });

  test('warnings are one per code however often they occur', async () => {
    const rows = Array.from({ length: 500 }, () => row({ account: '411' }));
    const { summary } = await readAll(fecText(rows));
    const zero = summary.warnings.find((warning) => warning.code === 'FEC_ZERO_AMOUNT');
    expect(zero).toMatchObject({ line: 2, count: 500 });
    expect(summary.warnings.length).toBeLessThan(20);
  });
});

describe('hostile files', () => {
  test('50 MB without a line end are given up after the first 64 KiB of the line', async () => {
    const block = Buffer.alloc(512 * 1024, 'a');
    let given = 0;
    function* endless(): Generator<{ firstLine: number; content: Buffer }> {
      yield { firstLine: 1, content: Buffer.from(fecText(entryRows('411C1 1, 707 -1'))) };
      for (; given < 100; given++) yield { firstLine: 4, content: block };
    }
    await expect(readAll(endless())).rejects.toMatchObject({
      ...{ code: 'FEC_LINE_TOO_LONG', place: { line: 4 } },
    });
    expect(given).toBeLessThan(5);
  });

  test('a first line without end is refused too', async () => {
    await expect(readAll('a'.repeat(2_000_000))).rejects.toMatchObject({
      code: 'FEC_LINE_TOO_LONG',
    });
  });

  test('thousands of separators on a line are one bad line', async () => {
    const { quarantine, lines } = await readAll(
      fecText(['|'.repeat(60_000) + 'x', ...entryRows('411C1 1, 707 -1')]),
    );
    expect(quarantine).toMatchObject([{ code: 'FEC_FIELD_COUNT', line: 2 }]);
    expect(quarantine[0]?.raw.length).toBeLessThan(1100);
    expect(lines).toHaveLength(1);
  });

  test('amounts that only their sum makes too large are exact or set aside', async () => {
    const huge = '90071992547409,91';
    const rows = entryRows('411C1 1, 707 -1').concat(
      row({ account: '411', number: '9', debit: huge }),
      row({ account: '411', number: '9', debit: huge }),
      row({ account: '411', number: '8', debit: huge }),
    );
    const { lines, quarantine, summary } = await readAll(fecText(rows));
    expect(lines.at(-1)?.amountMinor).toBe(9007199254740991n);
    expect(quarantine).toMatchObject([{ code: 'FEC_AMOUNT_TOO_LARGE', line: 5 }]);
    expect(summary.totalDebitMinor).toBe(100n + 2n * 9007199254740991n);
  });

  test('whatever bytes are damaged, the file is read or refused, never crashed on', async () => {
    const good = fixture('typical-odoo.txt');
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(damage, async (places) => {
        const bytes = Buffer.from(good);
        for (const [place, byte] of places) bytes[place] = byte;
        await readAll(bytes).catch((error: unknown) => {
          expect(isEncoursError(error, 'CONTRACT')).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('reading stops when asked to', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(readAll(fecText([]), { signal: stop.signal })).rejects.toThrow();
  });
});

describe('configuration', () => {
  test.each([
    ['customerAccountPrefixes', []],
    ['customerAccountPrefixes', ['411X']],
    ['customerAccountPrefixes', ['706']],
    ['booksCurrency', 'EURO'],
    ['maxBadLineShare', 1.5],
    ['pooledAccountPatterns', ['(']],
    ['folder', 12],
  ])('%s %j is refused', (field, value) => {
    let thrown: unknown;
    try {
      validateConfig(fec, { [field]: value });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'CONNECTOR_CONFIG_INVALID', place: { field } });
  });

  test('the defaults are valid', () => {
    expect(validateConfig(fec, { folder: '/somewhere' }).customerAccountPrefixes).toContain('411');
  });
});
