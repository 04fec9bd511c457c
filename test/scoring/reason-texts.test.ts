import { reasonText } from '../../src/scoring/reason-texts';
import { SCALE_TEXTS } from '../../src/scoring/scale-texts';
import { SCALES_3 } from '../../src/scoring/scorecards/score-scales';

describe('the reasons of an assessment', () => {
  it('name a provider’s scale in words, with its safe end', () => {
    const told = (scale: string, locale: 'en' | 'fr') =>
      reasonText('PROVIDER_SCORE', { scale, value: '1' }, locale);
    expect(told('ATRADIUS_BUYER_RATING', 'en')).toBe(
      "A provider's score, Atradius buyer rating (1 safest, 100 riskiest): 1.",
    );
    expect(told('ATRADIUS_BUYER_RATING', 'fr')).toBe(
      'Avis externe, notation acheteur Atradius (1 la plus sûre, 100 la plus risquée) : 1.',
    );
    expect(told('SOME_OTHER', 'en')).toContain('SOME_OTHER');
    expect(Object.keys(SCALE_TEXTS).sort()).toEqual([...SCALES_3.byId.keys()].sort());
  });

  it('tell margins and growth in percent, other ratios as they are', () => {
    const told = (ratio: string, value: number) =>
      reasonText('ACCOUNTS_RATIO', { closedOn: { date: '2025-12-31' }, ratio, value }, 'en');
    expect(told('net_margin', 0.05)).toBe('Accounts closed on 31 Dec 2025: net margin 5%.');
    expect(told('sales_growth', -0.123)).toMatch(/growth of sales -12\.3%\.$/);
    expect(told('current_ratio', 1.24)).toMatch(/1\.24\.$/);
  });
});
