import type { Round, Side } from './drive';
import type { Driver } from './processes';
import type { ReadCase } from './read-case';

export interface SideFigures {
  rps: number;
  p50Ms: number;
  p99Ms: number;
  /** Of one answer, on average. */
  bytes: number;
}

export interface CaseFigures {
  ours: SideFigures;
  limit: SideFigures;
  /** Our requests per second as a share of the hand-written ones. */
  ratio: number;
}

const CONNECTIONS = 8;
const ROUNDS = 4;
const WARM_UP_SECONDS = 1.5;
const SIDES: readonly Side[] = ['ours', 'limit'];

/** Rounds of the two sides in turn, so that a machine that slows down or speeds up does so for both. */
export async function measureCase(
  driver: Driver,
  { name }: ReadCase,
  seconds: number,
): Promise<CaseFigures> {
  const rounds: Record<Side, Round[]> = { ours: [], limit: [] };
  for (const side of SIDES) {
    await driver.run(name, { side, connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of SIDES) {
      const options = { side, connections: CONNECTIONS, seconds: seconds / ROUNDS };
      rounds[side].push(await driver.run(name, options));
    }
  }
  const [ours, limit] = [figuresOf(rounds.ours), figuresOf(rounds.limit)];
  return { ours, limit, ratio: ours.rps / limit.rps };
}

/** The time one answer takes when nobody else asks: half of them are faster. */
export async function medianMs(
  driver: Driver,
  name: string,
  options: { side: Side; seconds: number },
): Promise<number> {
  await driver.run(name, { ...options, connections: 1, seconds: 1 });
  return figuresOf([await driver.run(name, { ...options, connections: 1 })]).p50Ms;
}

function figuresOf(rounds: readonly Round[]): SideFigures {
  const latencies = rounds.flatMap((round) => round.latenciesMs).sort((a, b) => a - b);
  const requests = sum(rounds.map((round) => round.requests));
  return {
    rps: requests / sum(rounds.map((round) => round.seconds)),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    bytes: sum(rounds.map((round) => round.bytes)) / requests,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Of sorted values, by nearest rank. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
