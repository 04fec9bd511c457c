import { CURRENT_MODEL } from '../../src/scoring/models';
import { externalEvidence } from '../../src/scoring/scorecards/external.scorecard';
import { SCALES_3 } from '../../src/scoring/scorecards/score-scales';

/** The evidence of one score; null when it is shown and not used. */
function evidence(scale: string, value: string | null, higherIsSafer?: boolean): number | null {
  const direction = higherIsSafer === undefined ? {} : { higherIsSafer };
  const score = { sourceKey: 'k', scale, value, computedOn: '2026-10-01', ...direction };
  return (
    externalEvidence([score], '2026-11-02', CURRENT_MODEL.external).parts[0]?.logLikelihoodRatio ??
    null
  );
}

describe('the scales of providers', () => {
  test.each(SCALES_3.scales.map((scale) => [scale.id, scale] as const))(
    '%s runs one way, from safer to riskier',
    (_, scale) => {
      const ordered =
        'letters' in scale
          ? Object.values(scale.letters)
          : scale.curve.map(([, y]) => y).map((y) => (scale.higherIsSafer ? -y : y));
      expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
      expect(ordered.length).toBeGreaterThan(2);
    },
  );

  test.each([
    ['CREDITSAFE_COMMON', 'A', -1.6],
    ['CREDITSAFE_COMMON', 'D', 1.5],
    ['CREDITSAFE_PROVIDER_1_100', '62', -0.38],
    ['DNB_FAILURE_PERCENTILE', '1', 2.4],
    ['DNB_FAILURE_CLASS', '5', 2.2],
    ['ELLISPHERE_10', '10', -1.6],
    ['COFACE_DRA_10', '1', 2.6],
    ['ATRADIUS_BUYER_RATING', '100', 2.4],
    ['ALLIANZ_GRADE', '10', 2.6],
    ['CREDITSAFE_PROVIDER_1_100', '0', 2.2],
    ['COFACE_DRA_10', '0', 2.6],
  ])('reads %s %s', (scale, value, expected) => {
    expect(evidence(scale, value)).toBeCloseTo(expected, 10);
  });

  test.each([
    ['a value below the scale', 'ALLIANZ_GRADE', '0'],
    ['a value above it', 'ELLISPHERE_10', '11'],
    ['words', 'CREDITSAFE_PROVIDER_1_100', 'Not Rated'],
    ['a letter that is none of it', 'CREDITSAFE_COMMON', 'constructor'],
    ['a scale nobody knows', 'SOMEBODY_7', '3'],
    ['no value', 'ELLISPHERE_10', null],
  ])('does not use %s', (_, scale, value) => {
    expect(evidence(scale, value)).toBeNull();
  });

  it('does not use a score that runs the other way than its scale', () => {
    expect(evidence('ATRADIUS_BUYER_RATING', '100', true)).toBeNull();
    expect(evidence('ELLISPHERE_10', '10', true)).toBe(-1.6);
  });

  it('lets the riskiest speak, never a mean', () => {
    const of = (scale: string, value: string): { [key: string]: string } => ({ scale, value });
    const scores = [of('ELLISPHERE_10', '10'), of('COFACE_DRA_10', '1')].map((score) => ({
      ...{ sourceKey: 'k', computedOn: '2026-10-01', scale: '', value: '' },
      ...score,
    }));
    const { parts } = externalEvidence(scores, '2026-11-02', CURRENT_MODEL.external);
    expect(parts.map(({ logLikelihoodRatio }) => logLikelihoodRatio)).toEqual([2.6]);
  });
});
