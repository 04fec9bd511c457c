/** The arithmetic of evidence: probabilities as log-odds, evidence as log-likelihood ratios that add up. */

/** No single source may move the odds by more than e³ ≈ 20 times. */
const SOURCE_BOUND = 3;

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

export function clamp(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}

export function clipEvidence(logLikelihoodRatio: number): number {
  return clamp(logLikelihoodRatio, -SOURCE_BOUND, SOURCE_BOUND);
}

/** Points (x, y) in rising x; between them straight lines, outside them the end values. */
export type Curve = readonly (readonly [number, number])[];

export function onCurve(curve: Curve, x: number): number {
  let [lastX, lastY] = curve[0] ?? [0, 0];
  for (const [nextX, nextY] of curve) {
    if (x <= nextX) {
      if (nextX === lastX) return nextY;
      return lastY + ((nextY - lastY) * (x - lastX)) / (nextX - lastX);
    }
    lastX = nextX;
    lastY = nextY;
  }
  return lastY;
}

/** The normal distribution function, to 1e-7 (Abramowitz and Stegun 26.2.17). */
export function normalDistribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const factors = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const polynomial = factors.reduce((sum, factor) => (sum + factor) * t, 0);
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return x > 0 ? 1 - tail : tail;
}
