import { localeOf, renderText } from '../../src/kernel';

describe('renderText', () => {
  const plain = (text: string) => text.replace(/\s/g, ' ');

  it.each([
    ['en', { amountMinor: '123456', currency: 'EUR' }, '€1,234.56'],
    ['fr', { amountMinor: '-123456', currency: 'EUR' }, '-1 234,56 €'],
    ['en', { amountMinor: '1500', currency: 'JPY' }, 'JP¥1,500'],
    ['fr', { date: '2026-02-01' }, '1 févr. 2026'],
    ['fr', { percent: 0.125 }, '12,5 %'],
    ['en', 1234.567, '1,234.57'],
    ['fr', null, 'inconnu'],
    ['en', 'as it is', 'as it is'],
  ] as const)('in %s writes %j as %s', (locale, value, text) => {
    expect(plain(renderText('{value}', { value }, locale))).toBe(text);
  });

  it('keeps every cent of amounts no floating-point number could hold', () => {
    const value = { amountMinor: '9007199254740993123', currency: 'EUR' };
    expect(renderText('{value}', { value }, 'en')).toBe('€90,071,992,547,409,931.23');
  });

  it('says that a value is unknown rather than leaving a hole', () => {
    expect(renderText('{missing}.', {}, 'en')).toBe('unknown.');
  });
});

describe('localeOf', () => {
  it.each([
    ['fr', 'fr'],
    ['fr-CA', 'fr'],
    ['FR', 'fr'],
    ['fro', 'en'],
    ['de', 'en'],
    ['', 'en'],
  ])('%j is told in %s', (tag, locale) => {
    expect(localeOf(tag)).toBe(locale);
  });
});
