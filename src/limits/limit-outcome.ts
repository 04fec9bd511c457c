import type { LimitDecision, LimitInput } from './limit-types';

/** What a customer has once a decision is carried out; null = none. */
export interface LimitOutcome {
  readonly limitMinor: bigint | null;
  /** Of the policy's proposal that then waits for a person. */
  readonly proposedMinor: bigint | null;
}

/**
 * What comes of a decision: a limit that is set ends what was proposed, a proposal takes the place of another, and a
 * proposal the policy would not make today is withdrawn.
 */
export function outcomeOf(input: LimitInput, decision: LimitDecision): LimitOutcome {
  const limitMinor = input.current?.limitMinor ?? null;
  switch (decision.action) {
    case 'SET':
      return { limitMinor: decision.limitMinor, proposedMinor: null };
    case 'PROPOSE':
      return { limitMinor, proposedMinor: decision.limitMinor };
    case 'RENEW':
    case 'KEEP':
    case 'NONE':
      return { limitMinor, proposedMinor: isWithdrawn(decision) ? null : input.proposedMinor };
  }
}

function isWithdrawn({ reasonCodes }: LimitDecision): boolean {
  return !reasonCodes.includes('PROPOSAL_PENDING');
}
