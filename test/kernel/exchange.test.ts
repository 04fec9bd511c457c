import fc from 'fast-check';
import { convertMinor, currencyDecimals, type EuroRate } from '../../src/kernel';

const EUR: EuroRate = { currency: 'EUR', rate: '1' };
const USD: EuroRate = { currency: 'USD', rate: '1.25' };
const JPY: EuroRate = { currency: 'JPY', rate: '160.5' };
const TND: EuroRate = { currency: 'TND', rate: '3.35' };

test.each([
  ['dollars to euros', 125_00n, USD, EUR, 100_00n],
  ['euros to dollars', 100_00n, EUR, USD, 125_00n],
  ['through the euro', 125_00n, USD, JPY, 16_050n],
  ['to a currency without minor unit', 1_00n, EUR, JPY, 161n],
  ['from a currency without minor unit', 321n, JPY, EUR, 2_00n],
  ['to a currency of three decimals', 10_00n, EUR, TND, 33_500n],
  ['from a currency of three decimals', 33_500n, TND, EUR, 10_00n],
  ['half a unit, away from zero', 50n, EUR, JPY, 80n],
  ['half a unit', 1_00n, { currency: 'CHF', rate: '200' }, EUR, 1n],
  ['minus half a unit, away from zero', -1_00n, { currency: 'CHF', rate: '200' }, EUR, -1n],
  ['just below half', 99n, { currency: 'CHF', rate: '200' }, EUR, 0n],
  ['nothing', 0n, USD, JPY, 0n],
  ['more than a float could hold', 10n ** 18n + 5n, USD, EUR, 8n * 10n ** 17n + 4n],
])('converts %s', (_what, amountMinor, from, to, expected) => {
  expect(convertMinor(amountMinor, from, to)).toBe(expected);
});

test('an amount in the wanted currency needs no rate', () => {
  const unknown = { currency: 'XAF', rate: '' };
  expect(convertMinor(12_345n, unknown, unknown)).toBe(12_345n);
});

test.each(['', '0', '0.000', '-1.1', '1,1', '1e3', 'N/A'])('%j is no rate', (rate) => {
  expect(() => convertMinor(1n, { currency: 'USD', rate }, EUR)).toThrow('is no exchange rate');
});

const codes = fc.constantFrom('EUR', 'USD', 'JPY', 'TND', 'KWD', 'KRW', 'GBP');
const rates = fc.tuple(fc.bigInt(1n, 10n ** 12n), fc.nat(8)).map(([digits, scale]) => {
  const padded = digits.toString().padStart(scale + 1, '0');
  return scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
});
const amounts = fc.bigInt(-(10n ** 15n), 10n ** 15n);

test('is never more than half a unit off, and turns with the sign', () => {
  fc.assert(
    fc.property(amounts, codes, codes, rates, rates, (minor, from, to, fromRate, toRate) => {
      fc.pre(from !== to);
      const converted = convertMinor(
        minor,
        { currency: from, rate: fromRate },
        { currency: to, rate: toRate },
      );
      expect(
        convertMinor(-minor, { currency: from, rate: fromRate }, { currency: to, rate: toRate }),
      ).toBe(-converted);
      const [top, bottom] = ratio(fromRate, toRate);
      const dividend = minor * top * 10n ** BigInt(currencyDecimals(to));
      const divisor = bottom * 10n ** BigInt(currencyDecimals(from));
      const off = 2n * (dividend - converted * divisor);
      expect(off <= divisor && off >= -divisor).toBe(true);
    }),
  );
});

/** toRate / fromRate over whole numbers. */
function ratio(fromRate: string, toRate: string): [top: bigint, bottom: bigint] {
  const digits = (rate: string): bigint => BigInt(rate.replace('.', ''));
  const scale = (rate: string): bigint => 10n ** BigInt(rate.split('.')[1]?.length ?? 0);
  return [digits(toRate) * scale(fromRate), digits(fromRate) * scale(toRate)];
}
