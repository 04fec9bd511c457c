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
  | { kind: 'truncated-json' };

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

export function drawFault(plan: FaultPlan, draw: FaultDraw): Fault {
  if (plan.always !== undefined) return plan.always;
  const choices: [share: number, fault: Fault][] = [
    [plan.rateLimited?.share ?? 0, rateLimit(plan)],
    [plan.serverError?.share ?? 0, { kind: 'status', status: plan.serverError?.status ?? 503 }],
    [plan.reset?.share ?? 0, { kind: 'reset' }],
    [plan.slowBody?.share ?? 0, { kind: 'slow-body', ms: plan.slowBody?.ms ?? 0 }],
    [plan.truncatedJson?.share ?? 0, { kind: 'truncated-json' }],
  ];
  let left = uniform(plan, draw, 'fault');
  for (const [share, fault] of choices) {
    if (left < share) return fault;
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

/** A number from 0 to 1 that depends on nothing but the seed and the draw. */
function uniform(plan: FaultPlan, draw: FaultDraw, purpose: string): number {
  const parts = [plan.seed ?? 1, draw.connectorId, draw.request, draw.repetition, purpose];
  const hash = createHash('sha256').update(parts.join('\u001f')).digest();
  return hash.readUInt32BE(0) / 2 ** 32;
}
