import { hash } from 'node:crypto';

const MODULUS = 1n << 128n;

/** What of a stored assessment a run's digest is over; the input's hash stands for all it was computed from. */
export interface DigestedAssessment {
  readonly customerId: string;
  readonly inputsHash: string;
  /** The grade that holds. */
  readonly grade: string | null;
  readonly score: number | null;
  readonly probabilityOfDefault: number | null;
  readonly confidence: string;
}

/** What of a stored limit a run's digest is over. */
export interface DigestedLimit {
  readonly customerId: string;
  /** Stands for all the limit was decided from. */
  readonly inputsHash: string;
  readonly status: string;
  readonly limitMinor: bigint;
  readonly bindingTerm: string | null;
  readonly reasonCodes: readonly string[];
  readonly policyVersion: string;
}

/** The digest of one stored assessment, 0 to 2^128 - 1. */
export function assessmentDigest(of: DigestedAssessment): bigint {
  const { customerId, inputsHash, grade, score, probabilityOfDefault, confidence } = of;
  return digestOf([
    'assessment',
    customerId,
    inputsHash,
    grade,
    score,
    probabilityOfDefault,
    confidence,
  ]);
}

/** The digest of one limit as a run stored it, 0 to 2^128 - 1. */
export function limitDigest(of: DigestedLimit): bigint {
  const { customerId, inputsHash, status, limitMinor, bindingTerm, policyVersion } = of;
  const decided = [status, limitMinor.toString(), bindingTerm, ...of.reasonCodes, policyVersion];
  return digestOf(['limit', customerId, inputsHash, ...decided]);
}

/** The digest of several, in whatever order: their sum modulo 2^128. */
export function sumDigests(digests: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const digest of digests) sum += digest;
  return sum % MODULUS;
}

function digestOf(parts: readonly (string | number | null)[]): bigint {
  return BigInt(`0x${hash('sha256', JSON.stringify(parts)).slice(0, 32)}`);
}
