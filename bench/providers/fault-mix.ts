import type { FaultPlan } from '../../src/connector-kit';

interface FaultShares {
  /** Answers cut in half under a status of 200: a company so answered is asked for again the next day. */
  truncated: number;
}

/** What a bad day looks like: 10 % 503, 5 % resets, 5 % without an answer, and 429 in both forms of Retry-After. */
export function faultMix(index: number, { truncated }: FaultShares): FaultPlan {
  const as = index % 2 === 0 ? 'seconds' : 'http-date';
  return {
    seed: 40 + index,
    serverError: { share: 0.1 },
    reset: { share: 0.05 },
    hang: { share: 0.05 },
    rateLimited: { share: 0.005, retryAfter: { seconds: 1, as } },
    truncatedJson: { share: truncated },
  };
}
