/** Faults a simulated provider can have, drawn from a seed so that a run can be repeated exactly. */
import { createHash } from 'node:crypto';

export type Fault =
  | { kind: 'none' }
  | { kind: 'status'; status: number; retryAfter?: RetryAfter }
  | { kind: 'reset' }
  /** The headers come at once, the body after this long. */
  | { kind: 'slow-body'; ms: number }
  /** Nothing comes, the connection stays open. */
  | { kind: 'hang' }
  /** Half of the body, under a status of 200 and a matching length. */
  | { kind: 'truncated-json' }
  /** 200 with a page for people, as proxies and maintenance pages answer. */
  | { kind: 'html' }
  /** One field of the answer has another type, or another name: the provider has changed its format. */
  | { kind: 'drift'; seed: number; path?: string };

export interface RetryAfter {
  seconds: number;
  as: 'seconds' | 'http-date';
}

/** Shares are from 0 to 1 of all requests; what they leave over is answered properly. */
export interface FaultPlan {
  seed?: number;
  /** Least and most delay before an answer. */
  latencyMs?: readonly [least: number, most: number];
  rateLimited?: { share: number; retryAfter: RetryAfter };
  serverError?: { share: number; status?: number };
  reset?: { share: number };
  slowBody?: { share: number; ms: number };
  truncatedJson?: { share: number };
  /** Nothing comes: the client must give up by itself. */
  hang?: { share: number };
  html?: { share: number };
  /** A purse that is empty: 402. */
  paymentRequired?: { share: number };
  /** Answers of another shape than documented; `path` ("siege.code_postal") names the field, else any is drawn. */
  drift?: { share: number; path?: string };
  /** After so many requests under this plan, every further one is refused: 402, 403 or 429. */
  quota?: { requests: number; status: number };
  /** Exact faults of the first requests, in order of arrival; the shares apply after them. */
  script?: readonly Fault[];
  /** What every request after the script meets, instead of the shares. */
  always?: Fault;
}

/** What identifies a request for the draw: the same request at its n-th time gets the same fault in any order. */
export interface FaultDraw {
  connectorId: string;
  /** Method, path and query. */
  request: string;
  /** How often this very request has come before. */
  repetition: number;
}

type Share = Exclude<keyof FaultPlan, 'seed' | 'latencyMs' | 'quota' | 'script' | 'always'>;

/** What each share of a plan becomes, in the order in which they are drawn. */
const DRAWN: readonly [Share, (plan: FaultPlan, draw: FaultDraw) => Fault][] = [
  ['rateLimited', rateLimit],
  ['serverError', ({ serverError }) => ({ kind: 'status', status: serverError?.status ?? 503 })],
  ['reset', () => ({ kind: 'reset' })],
  ['slowBody', ({ slowBody }) => ({ kind: 'slow-body', ms: slowBody?.ms ?? 0 })],
  ['truncatedJson', () => ({ kind: 'truncated-json' })],
  ['hang', () => ({ kind: 'hang' })],
  ['html', () => ({ kind: 'html' })],
  ['paymentRequired', () => ({ kind: 'status', status: 402 })],
  ['drift', driftOf],
];

export function drawFault(plan: FaultPlan, draw: FaultDraw): Fault {
  if (plan.always !== undefined) return plan.always;
  let left = uniform(plan, draw, 'fault');
  for (const [name, faultOf] of DRAWN) {
    const share = plan[name]?.share ?? 0;
    if (left < share) return faultOf(plan, draw);
    left -= share;
  }
  return { kind: 'none' };
}

export function drawLatencyMs(plan: FaultPlan, draw: FaultDraw): number {
  const [least, most] = plan.latencyMs ?? [0, 0];
  return Math.round(least + uniform(plan, draw, 'latency') * (most - least));
}

function rateLimit(plan: FaultPlan): Fault {
  const retryAfter = plan.rateLimited?.retryAfter ?? { seconds: 1, as: 'seconds' };
  return { kind: 'status', status: 429, retryAfter };
}

function driftOf(plan: FaultPlan, draw: FaultDraw): Fault {
  const seed = Math.floor(uniform(plan, draw, 'drift') * 2 ** 32);
  const path = plan.drift?.path;
  return { kind: 'drift', seed, ...(path === undefined ? {} : { path }) };
}

/** A number from 0 to 1 that depends on nothing but the seed and the draw. */
function uniform(plan: FaultPlan, draw: FaultDraw, purpose: string): number {
  const parts = [plan.seed ?? 1, draw.connectorId, draw.request, draw.repetition, purpose];
  const hash = createHash('sha256').update(parts.join('\u001f')).digest();
  return hash.readUInt32BE(0) / 2 ** 32;
}
