import { minorMax, multiplyMinor } from '../kernel';
import type { CoverFact } from './limit-types';
import type { InsuranceRules } from './policies/credit-policy';

/**
 * What insurers bear of what ships today, in minor units: of each policy the highest cover, those of several policies
 * added up, as far as the policy of credit counts them. Null when no insurer whose word counts has spoken, 0 when all
 * that have spoken refuse.
 */
export function insuredAmount(covers: readonly CoverFact[], rules: InsuranceRules): bigint | null {
  const counted = covers.filter(({ kind }) => rules.countedKinds.includes(kind));
  if (counted.length === 0) return null;
  const byPolicy = new Map<string, bigint>();
  for (const cover of counted) {
    const known = byPolicy.get(cover.policy) ?? 0n;
    byPolicy.set(cover.policy, minorMax(known, countedMinor(cover, rules)));
  }
  return [...byPolicy.values()].reduce((sum, minor) => sum + minor, 0n);
}

/** Nobody has looked at the buyer of a discretionary cover: it may count for a share only. */
function countedMinor(cover: CoverFact, rules: InsuranceRules): bigint {
  const covered = minorMax(0n, cover.insuredMinor);
  return cover.kind === 'DISCRETIONARY'
    ? multiplyMinor(covered, rules.discretionaryShare)
    : covered;
}

/** An insurer refused or withdrew, and no other covers anything: it may know what we do not. */
export function isCoverRefused(covers: readonly CoverFact[], rules: InsuranceRules): boolean {
  return (
    insuredAmount(covers, rules) === 0n &&
    covers.some(({ kind, isRefused }) => isRefused && rules.countedKinds.includes(kind))
  );
}
