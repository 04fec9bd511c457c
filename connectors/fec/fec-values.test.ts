import fc from 'fast-check';
import {
  BAD_DATE,
  cleanField,
  DayReader,
  decodeField,
  formatDecimal,
  NO_DATE,
  parseAmount,
  readAmount,
  readDay,
} from '../../src/connector-kit';

function fast(text: string, decimals = 2): number {
  const bytes = Buffer.from(text);
  return readAmount({ bytes, from: 0, to: bytes.length }, decimals);
}

describe('amounts', () => {
  test.each<[string, number]>([
    ['1200,00', 120000],
    ['1200.5', 120050],
    ['1200', 120000],
    ['', 0],
    [',000', 0],
    ['0,', 0],
    ['0000000074,70', 7470],
    ['000000000000240,00', 24000],
    ['-12,34', -1234],
    ['+12,34', 1234],
    ['12,34-', -1234],
    ['123,45000', 12345],
    ['1 234,56', 123456],
    ['1\u00a0234,56', 123456],
    ['1\u202f234,5', 123450],
    ["1'234.56", 123456],
    ['1.234.567,89', 123456789],
    ['1,234,567.89', 123456789],
    ['1.234,56', 123456],
    ['1.2E3', 120000],
    ['1,5e-1', 15],
    ['−5,00', -500],
    ['90071992547409,91', Number.MAX_SAFE_INTEGER],
    ['1199.9999999999998', 120000],
    ['-0.0050000001', -1],
  ])('%j is %d minor units, whichever path reads it', (text, minor) => {
    const reading = parseAmount(text, 2);
    expect('minor' in reading ? reading.minor + 0 : reading).toBe(minor);
    const quick = fast(text);
    expect(Number.isNaN(quick) ? minor : quick + 0).toBe(minor);
  });

  test.each(['abc', '-', '1,2,3', '12,34x', '1.234', '0,125', '--5', '-5-', '1e', '12 €', ','])(
    '%j is refused',
    (text) => {
      expect(parseAmount(text, 2)).toEqual({ problem: 'INVALID' });
      expect(fast(text)).toBeNaN();
    },
  );

  test('what a number cannot hold exactly is refused, not rounded', () => {
    for (const text of ['90071992547409,92', '99999999999999999,00', '1e99', '1e999']) {
      expect(parseAmount(text, 2)).toEqual({ problem: 'TOO_LARGE' });
      expect(fast(text)).toBeNaN();
    }
  });

  test('other currencies have other decimals', () => {
    expect([fast('1200', 0), fast('1,234', 3), parseAmount('12,00', 0)]).toEqual([
      ...[1200, 1234, { minor: 12, isRounded: false }],
    ]);
  });

  test('any amount written with comma, dot or padding comes back to the cent on both paths', () => {
    const minor = fc.integer({ min: -9e14, max: 9e14 });
    fc.assert(
      fc.property(minor, fc.constantFrom('.', ','), fc.nat(12), (value, mark, zeros) => {
        const sign = value < 0 ? '-' : '';
        const plain = formatDecimal(BigInt(Math.abs(value)), 2).replace('.', mark);
        const text = sign + '0'.repeat(zeros) + plain;
        const quick = fast(text);
        expect(parseAmount(text, 2)).toEqual({ minor: value, isRounded: false });
        expect(Number.isNaN(quick) ? value : quick).toBe(value);
      }),
    );
  });
});

describe('days', () => {
  const days = new DayReader();
  test.each([
    ['20241231', 20241231],
    ['2024-12-31', 20241231],
    ['2024/12/31', 20241231],
    ['2024.12.31', 20241231],
    ['31122024', 20241231],
    ['31/12/2024', 20241231],
    ['1/2/2024', 20240201],
    ['31-12-2024', 20241231],
    ['2024-12-31T00:00:00', 20241231],
    ['31/12/2024 23:59:59', 20241231],
    ['20240229', 20240229],
    ['30112024', 20241130],
    ['', NO_DATE],
    ['00000000', NO_DATE],
    ['0000-00-00', NO_DATE],
    ['00/00/0000', NO_DATE],
    ['-', NO_DATE],
    ['20250229', BAD_DATE],
    ['20250431', BAD_DATE],
    ['20251301', BAD_DATE],
    ['2024111', BAD_DATE],
    ['2024-12/31', BAD_DATE],
    ['hier', BAD_DATE],
    ['45292', BAD_DATE],
  ])('%j', (text, day) => {
    const bytes = Buffer.from(text);
    const quick = readDay({ bytes, from: 0, to: bytes.length });
    expect(days.parse(text)).toBe(day);
    expect([day, BAD_DATE]).toContain(quick);
  });

  test('every day of two centuries takes the fast path, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2099 }), fc.nat(13), fc.nat(32), (y, m, d) => {
        const text = `${y}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}`;
        const quick = readDay({ bytes: Buffer.from(text), from: 0, to: 8 });
        const date = new Date(Date.UTC(y, m - 1, d));
        const exists = date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
        expect(quick).toBe(exists ? Number(text) : BAD_DATE);
      }),
    );
  });
});

describe('fields', () => {
  test.each([
    ['  padded  ', 'padded'],
    ['"whole"', 'whole'],
    ['"a ""b"" c"', 'a "b" c'],
    ['24" screen', '24" screen'],
    ['"open', '"open'],
    ['"', '"'],
    ["b'OUV'", 'OUV'],
    ["b'Soci\\xc3\\xa9t\\xc3\\xa9'", 'Société'],
    ['b"L\'Atelier"', "L'Atelier"],
    ['bis', 'bis'],
    ['a\u00a0b\tc\r', 'a b c'],
    ['\ufeffJournalCode', 'JournalCode'],
  ])('%j is %j', (raw, value) => {
    expect(cleanField(raw)).toBe(value);
  });

  test('the code pages agree with the platform’s own decoders', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const high = all.subarray(0xa0);
    const latin9 = new TextDecoder('iso-8859-15').decode(high);
    expect(decodeField(all, [0xa0, 256], 'ISO-8859-15')).toBe(latin9);
    const holes = /[\u0081\u008d\u008f\u0090\u009d]/g;
    const expected = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'.replace(
      holes,
      ' ',
    );
    expect(decodeField(all, [0x80, 0xa0], 'windows-1252')).toBe(expected);
  });
});
