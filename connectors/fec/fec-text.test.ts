import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FileChunk } from '../../src/connector-kit';
import { entryRows, fecText, HEADER, readAll, row, type Reading } from './reading';

const fixture = (name: string): Buffer => readFileSync(join(__dirname, 'fixtures', name));

/** For comparing large readings: jest's own comparison takes seconds. */
function written(reading: Reading): string {
  return JSON.stringify(reading, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}

const ROWS = [
  ...entryRows('411C1 120, 707 -100, 44571 -20', { number: '1', label: 'Été à la plage' }),
  ...entryRows('512 120, 411C1 -120', { number: '2', label: 'VIR 5 €' }),
];

describe('line ends', () => {
  test.each([
    ['LF', '\n', [2, 6]],
    ['CR LF', '\r\n', [2, 6]],
    ['CR CR LF', '\r\r\n', [2, 6]],
    ['CR', '\r', [2, 6]],
    ['LF with a blank line after each', '\n\n', [3, 11]],
  ])('%s', async (_, lineEnd, places) => {
    const { lines, summary } = await readAll(fecText(ROWS, lineEnd));
    expect(lines.map((line) => line.line)).toEqual(places);
    expect(summary).toMatchObject({ dataLines: 5, warnings: [], totalDebitMinor: 24000n });
  });

  test('the last line needs no line end', async () => {
    const { lines, summary } = await readAll(fecText(ROWS).slice(0, -1));
    expect(lines).toHaveLength(2);
    expect(summary.warnings).toEqual([]);
  });

  test('lines of separators alone are blank', async () => {
    const { summary, quarantine } = await readAll(fecText([...ROWS, '|'.repeat(17), ' | | ']));
    expect([summary.dataLines, quarantine]).toEqual([5, []]);
  });
});

describe('separators', () => {
  test.each([
    ['\t', 'TAB'],
    ['|', 'pipe'],
    [';', 'semicolon'],
    [',', 'comma, with dots in amounts'],
  ])('%j %s', async (separator) => {
    const text = fecText(ROWS)
      .replaceAll(',', separator === ',' ? '.' : ',')
      .replaceAll('|', separator);
    const { lines, summary } = await readAll(text);
    expect(summary).toMatchObject({ separator, warnings: [], totalCreditMinor: 24000n });
    expect(lines).toHaveLength(2);
  });
});

test('commas between columns and in amounts: what can be told apart is, the rest is set aside', async () => {
  const amounts = { account: '411', party: 'C1', credit: '0,00' };
  const rows = [row({ ...amounts, debit: '1234,56' }), row({ ...amounts, debit: '7' })];
  const { lines, quarantine } = await readAll(fecText(rows).replaceAll('|', ','));
  expect(lines.map((line) => [line.line, line.amountMinor, line.letter])).toEqual([
    ...[[2, 123456n, null]],
  ]);
  expect(quarantine).toMatchObject([{ line: 3, code: 'FEC_FIELD_COUNT' }]);
});

describe('headers', () => {
  const one = row({ account: '411', party: 'C1', debit: '5' });
  test.each([
    ['capitals and spaces', HEADER.toUpperCase().replaceAll('|', ' | ')],
    ['accents', HEADER.replace('Debit', 'Débit').replace('Credit', 'CRÉDIT')],
    [
      'quotes',
      HEADER.split('|')
        .map((name) => `"${name}"`)
        .join('|'),
    ],
    ['a byte order mark', `\ufeff${HEADER}`],
    ['two byte order marks', `\ufeff\ufeff${HEADER}`],
    ['trailing separators', `${HEADER}||`],
    ['blank lines before it', `\n\n${HEADER}`],
    [
      'other spellings',
      HEADER.replace('JournalLib', 'JournalLibelle').replace('CompAuxNum', 'CompteAuxNum'),
    ],
  ])('%s', async (_, header) => {
    const { lines, quarantine } = await readAll(`${header}\n${one}\n`);
    expect(quarantine).toEqual([]);
    expect(lines[0]).toMatchObject({ party: 'C1', amountMinor: 500n });
  });

  test('columns may come in any order, with others among them', async () => {
    const text =
      'Credit;Debit;CodeEtbt;CompteNum;DateEcheance;EcritureDate\n0;7,5;PARIS;411DUPONT;31/01/2025;02/01/2025\n';
    const { lines, summary } = await readAll(text);
    expect(lines[0]).toMatchObject({
      amountMinor: 750n,
      dueOn: '2025-01-31',
      entryOn: '2025-01-02',
    });
    expect(summary.columns).toContain('CodeEtbt');
    expect(summary.warnings.map((warning) => warning.code)).toEqual([
      ...[
        'FEC_COLUMNS_ABSENT',
        'FEC_ENTRY_NUMBER_MISSING',
        'FEC_UNBALANCED',
        'FEC_ENTRY_UNBALANCED',
      ],
    ]);
  });

  test('a header that comes again is skipped', async () => {
    const { summary, quarantine } = await readAll(fecText([...ROWS, HEADER, ...ROWS]));
    expect([summary.dataLines, quarantine]).toEqual([10, []]);
    expect(summary.warnings[0]).toMatchObject({ code: 'FEC_HEADER_REPEATED', line: 7 });
  });
});

describe('Montant and Sens', () => {
  const header = HEADER.replace('Debit|Credit', 'Montant|Sens');
  const sided = (amount: string, side: string): string =>
    row({ account: '411', party: 'C1', debit: amount, credit: side });

  test.each([
    ['D', 1000n],
    [' d ', 1000n],
    ['+1', 1000n],
    ['C', -1000n],
    ['-1', -1000n],
    ['- 1', -1000n],
  ])('side %j', async (side, amountMinor) => {
    const { lines } = await readAll(`${header}\n${sided('10,00', side)}\n`);
    expect(lines[0]?.amountMinor).toBe(amountMinor);
  });

  test('any other side is set aside', async () => {
    const { lines, quarantine } = await readAll(`${header}\n${sided('10,00', 'X')}\n`);
    expect(lines).toEqual([]);
    expect(quarantine[0]).toMatchObject({ code: 'FEC_SIDE_INVALID', field: 'Sens', line: 2 });
  });
});

describe('amounts on a line', () => {
  test('a negative debit is a credit, both sides filled count as their difference', async () => {
    const { lines, summary } = await readAll(
      fecText([
        row({ account: '411', debit: '-10' }),
        row({ account: '411', debit: '10', credit: '4' }),
        row({ account: '411', debit: '', credit: '' }),
      ]),
    );
    expect(lines.map((line) => line.amountMinor)).toEqual([-1000n, 600n, 0n]);
    const codes = summary.warnings.map((warning) => warning.code);
    expect(codes).toEqual(expect.arrayContaining(['FEC_DEBIT_AND_CREDIT', 'FEC_ZERO_AMOUNT']));
  });

  test('the foreign amount counts only in another currency, with the sign of the line', async () => {
    const foreign = (currency: string, amount: string): string =>
      row({ account: '411', credit: '10', foreign: amount, currency });
    const { lines, summary } = await readAll(
      fecText([
        foreign('usd', '12.5'),
        foreign('JPY', '1500'),
        foreign('EUR', '10'),
        foreign('XQZ', '1'),
      ]),
    );
    expect(lines.map((line) => [line.foreignAmountMinor, line.foreignCurrency])).toEqual([
      ...[
        [-1250n, 'USD'],
        [-1500n, 'JPY'],
        [null, null],
        [null, null],
      ],
    ]);
    expect(summary.warnings[0]).toMatchObject({ code: 'FEC_CURRENCY_UNKNOWN', line: 5 });
  });
});

describe('encodings', () => {
  const line = (number: string, label: string): string =>
    row({ account: '411', party: 'C1', number, label, debit: '1' });
  const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

  test.each([
    ['ASCII', Buffer.from('ete'), 'ASCII', 'ete'],
    ['UTF-8', Buffer.from('été €'), 'UTF-8', 'été €'],
    ['ISO 8859-15', latin('\u00e9t\u00e9 \u00a4 \u00bd'), 'ISO-8859-15', 'été € œ'],
    ['windows-1252', latin('\u00e9t\u00e9 \u0080 \u009c \u0092'), 'windows-1252', 'été € œ ’'],
  ])('%s', async (_, label, encoding, text) => {
    const [before = '', after = ''] = fecText([line('1', '@')]).split('@');
    const bytes = Buffer.concat([Buffer.from(before), label, Buffer.from(after)]);
    const { lines, summary } = await readAll(bytes);
    expect(lines[0]?.label).toBe(text);
    expect(summary.encoding).toBe(encoding);
  });

  test('lines of both kinds are each read right and reported', async () => {
    const bytes = Buffer.concat([
      Buffer.from(fecText([line('1', 'été'), line('2', 'plain'), line('3', 'hiver à Nîmes')])),
      latin(`${line('4', 'No\u00ebl')}\n`),
      Buffer.from(`${line('5', 'août')}\n`),
    ]);
    const { lines, summary } = await readAll(bytes);
    expect(lines.map(({ label }) => label)).toEqual([
      'été',
      'plain',
      'hiver à Nîmes',
      'Noël',
      'août',
    ]);
    expect(summary.encoding).toBe('UTF-8 + ISO-8859-15');
    expect(summary.warnings).toContainEqual(
      expect.objectContaining({ code: 'MIXED_ENCODINGS', line: 5, count: 1 }),
    );
  });

  test('NUL bytes between characters are removed, as in a file saved as UTF-16', async () => {
    const { lines } = await readAll(Buffer.from(`\ufeff${fecText([line('1', 'été')])}`, 'utf16le'));
    expect(lines[0]).toMatchObject({ label: 'été', amountMinor: 100n });
  });
});

describe('rows with too many or too few columns', () => {
  const parts = { account: '411000', party: 'C1', name: 'ACME', debit: '12,00', letter: 'AB' };
  test.each([
    ['in the label', row({ ...parts, label: 'VIR | ACME | 12' }), { label: 'VIR | ACME | 12' }],
    ['in the name', row({ ...parts, name: 'A|B SA' }), { partyName: 'A|B SA', label: 'Libelle' }],
    ['in the journal', row({ ...parts, journalLabel: 'A|B' }), { journal: 'OD', party: 'C1' }],
    ['with a number behind it', row({ ...parts, label: 'FA|12,50' }), { label: 'FA|12,50' }],
  ])('a separator %s is put back', async (_, text, expected) => {
    const { lines, summary } = await readAll(fecText([row(parts), text]));
    expect(lines[1]).toMatchObject({ amountMinor: 1200n, letter: 'AB', party: 'C1', ...expected });
    expect(summary.warnings).toContainEqual(
      expect.objectContaining({ code: 'FEC_ROW_REPAIRED', line: 3, count: 1 }),
    );
  });

  test('a line that could be about two customers is set aside, not guessed', async () => {
    const text = row({ ...parts, accountLabel: 'Clients | France' });
    const { lines, quarantine } = await readAll(fecText([text]));
    expect(lines).toEqual([]);
    expect(quarantine).toMatchObject([{ line: 2, code: 'FEC_FIELD_COUNT', raw: text }]);
  });

  test('one or two columns missing at the end are blank', async () => {
    const text = row(parts);
    const { lines } = await readAll(fecText([text.slice(0, -1), text.slice(0, -2)]));
    expect(lines.map((line) => line.amountMinor)).toEqual([1200n, 1200n]);
  });

  test('a separator more at the end of rows but not of the header changes nothing', async () => {
    const rows = [`${row(parts)}|`, `${row({ ...parts, debit: '1 234,50', letter: '' })}|`];
    const { lines, quarantine } = await readAll(fecText(rows));
    expect(quarantine).toEqual([]);
    expect(lines.map((line) => line.amountMinor)).toEqual([1200n, 123450n]);
  });
});

test('however the bytes are cut into chunks, the file reads the same', async () => {
  const files = [
    'typical-odoo',
    'typical-quadra',
    'typical-isagri',
    'foreign-currency-dolibarr',
    'malformed',
  ];
  const whole = await Promise.all(files.map((name) => readAll(fixture(`${name}.txt`))));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(files.length - 1),
      fc.integer({ min: 1, max: 700 }),
      async (file, size) => {
        const bytes = fixture(`${files[file]}.txt`);
        const chunks: FileChunk[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          chunks.push({ firstLine: 1, content: bytes.subarray(at, at + size) });
        }
        expect(await readAll(chunks)).toEqual(whole[file]);
      },
    ),
    { numRuns: 60 },
  );
});

test('a file larger than the look at its head reads the same in any chunks', async () => {
  const rows = Array.from({ length: 9000 }, (_, place) =>
    entryRows('411C1 1.20, 707 -1.20', { number: String(place), label: `Été ${place}` }),
  ).flat();
  const bytes = Buffer.from(fecText(rows, '\r\n'));
  const half = bytes.indexOf('\n', bytes.length / 2) + 1;
  const firstLine = bytes.subarray(0, half).toString('latin1').split('\n').length;
  const whole = await readAll(bytes);
  expect(whole.lines).toHaveLength(9000);
  expect(whole.entries).toHaveLength(9000);
  expect(whole.lines.at(-1)).toMatchObject({ line: 18000, label: 'Été 8999' });
  const parts = [
    { firstLine: 1, content: bytes.subarray(0, half) },
    { firstLine, content: bytes.subarray(half) },
  ];
  expect(written(await readAll(parts)) === written(whole)).toBe(true);
});
