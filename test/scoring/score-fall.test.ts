import { isOnScale, scoreFall } from '../../src/scoring';

const on = (scale: string, value: string | null, higherIsSafer = true) => ({
  ...{ scale, value, higherIsSafer },
});

describe('how far a provider’s score fell', () => {
  it.each([
    ['CREDITSAFE_COMMON', 'A', 'C', false, 2],
    ['ELLISPHERE_10', '7', '5', true, 2],
    ['DNB_FAILURE_CLASS', '2', '4', false, 2],
    ['DNB_FAILURE_PERCENTILE', '75', '55.2', true, 2],
    ['PAPPERS_FINANCIAL_20', '14', '10', true, 2],
    ['ELLISPHERE_10', '5', '7', true, -2],
  ])('on %s from %s to %s is in steps of its own', (scale, from, to, isUp, steps) => {
    const fall = scoreFall(on(scale, from, isUp), on(scale, to, isUp));
    expect(fall?.steps).toBeCloseTo(steps, 6);
    expect(Math.sign(Math.log(fall?.oddsRatio ?? 0))).toBe(Math.sign(steps));
  });

  it('is in odds by the table of the scale', () => {
    const fall = scoreFall(on('ELLISPHERE_10', '8'), on('ELLISPHERE_10', '4'));
    expect(fall?.oddsRatio).toBeCloseTo(Math.exp(1.6), 9);
    expect(fall?.isFailed).toBe(false);
  });

  it('says when the value is that of companies that have failed', () => {
    const scale = 'CREDITSAFE_PROVIDER_1_100';
    expect(scoreFall(on(scale, '20'), on(scale, ' 0 '))).toMatchObject({ isFailed: true });
  });

  it('is not told on a scale without a table, of no value, off the scale, or against its direction', () => {
    expect(scoreFall(on('OTHER_9', '9'), on('OTHER_9', '1'))).toBeNull();
    expect(scoreFall(on('ELLISPHERE_10', '9'), on('ELLISPHERE_10', null))).toBeNull();
    expect(scoreFall(on('ELLISPHERE_10', '9'), on('ELLISPHERE_10', '11'))).toBeNull();
    expect(scoreFall(on('ELLISPHERE_10', '9'), on('COFACE_DRA_10', '1'))).toBeNull();
    expect(isOnScale(on('ELLISPHERE_10', '9', false))).toBe(false);
  });
});
