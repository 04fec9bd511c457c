import { addDays, minorMax, multiplyMinor } from '../kernel';
import type { CoverAssumption, CoverFact, LimitInput } from './limit-types';
import type { InsuranceRules } from './policies/credit-policy';

/** The covers of a customer on a day. */
export type CoversOfDay = Pick<LimitInput, 'covers' | 'asOf'>;

/**
 * What insurers bear of what is owed and ships today, in minor units: of each policy the highest cover, those of several
 * policies added up, as far as the policy of credit counts them. Null when no insurer whose word counts has spoken, 0 when
 * all that have spoken refuse.
 */
export function insuredAmount(of: CoversOfDay, rules: InsuranceRules): bigint | null {
  const counted = countedCovers(of, rules);
  if (counted.length === 0) return null;
  return sumByPolicy(counted, rules, (cover) => grossOf(cover, of, rules));
}

/** What is borne of what was shipped before covers were cut, whatever is covered of new deliveries: owed, and insured. */
export function runOffAmount(of: CoversOfDay, rules: InsuranceRules): bigint {
  const counted = countedCovers(of, rules);
  return sumByPolicy(counted, rules, (cover) => runningOff(cover, of, rules));
}

/** What the policy assumes in the amount above, each once. */
export function assumptionsIn(of: CoversOfDay, rules: InsuranceRules): CoverAssumption[] {
  const bearing = countedCovers(of, rules).filter((cover) => grossOf(cover, of, rules) > 0n);
  const isShareAssumed = bearing.some(({ insuredPercent }) => insuredPercent === null);
  const isRunOffAssumed = bearing.some(
    (cover) => cover.runOff?.until === null && grossOf(cover, of, rules) > cover.coveredMinor,
  );
  const assumed: CoverAssumption[] = [];
  if (isShareAssumed) assumed.push({ of: 'INSURED_PERCENT', value: rules.assumedInsuredPercent });
  if (isRunOffAssumed) assumed.push({ of: 'RUN_OFF_DAYS', value: rules.assumedRunOffDays });
  return assumed;
}

/** An insurer refused or withdrew, and no other covers anything new: it may know what we do not. */
export function isCoverRefused(of: CoversOfDay, rules: InsuranceRules): boolean {
  const isRefused = of.covers.some((cover) => cover.isRefused && isCounted(cover, rules));
  return isRefused && insuredAmount(of, { ...rules, countsRunOff: false }) === 0n;
}

/** An insurer that covers nothing, refuses nothing and has nothing running off is as if it had said nothing. */
function countedCovers(of: CoversOfDay, rules: InsuranceRules): CoverFact[] {
  return of.covers.filter(
    (cover) =>
      isCounted(cover, rules) &&
      (cover.isRefused || cover.runOff === null || grossOf(cover, of, rules) > 0n),
  );
}

function isCounted({ kind }: CoverFact, rules: InsuranceRules): boolean {
  return rules.countedKinds.includes(kind);
}

/** Before the insured share: what is covered of new deliveries, or what runs off when that is more. */
function grossOf(cover: CoverFact, { asOf }: CoversOfDay, rules: InsuranceRules): bigint {
  const covered = minorMax(0n, cover.coveredMinor);
  return minorMax(covered, runningOff(cover, { asOf }, rules));
}

/** Up to what was covered, what is owed still of what was shipped before, from the cut to the last day of its run-off. */
function runningOff(
  { runOff }: CoverFact,
  { asOf }: Pick<CoversOfDay, 'asOf'>,
  { countsRunOff, assumedRunOffDays }: InsuranceRules,
): bigint {
  if (!countsRunOff || runOff === null) return 0n;
  const last = runOff.until ?? addDays(runOff.effectiveOn, assumedRunOffDays);
  return runOff.effectiveOn <= asOf && asOf <= last ? runOff.owedMinor : 0n;
}

/** Of each policy the most that one of its covers bears, by what of it is asked for; of several policies the sum. */
function sumByPolicy(
  covers: readonly CoverFact[],
  rules: InsuranceRules,
  gross: (cover: CoverFact) => bigint,
): bigint {
  const byPolicy = new Map<string, bigint>();
  for (const cover of covers) {
    const known = byPolicy.get(cover.policy) ?? 0n;
    byPolicy.set(cover.policy, minorMax(known, bornePart(cover, gross(cover), rules)));
  }
  return [...byPolicy.values()].reduce((sum, minor) => sum + minor, 0n);
}

/** Nobody has looked at the buyer of a discretionary cover: it may count for a share only. */
function bornePart(cover: CoverFact, grossMinor: bigint, rules: InsuranceRules): bigint {
  const borne = percentOf(grossMinor, cover.insuredPercent ?? String(rules.assumedInsuredPercent));
  return cover.kind === 'DISCRETIONARY' ? multiplyMinor(borne, rules.discretionaryShare) : borne;
}

/** Rounded down, to the last decimal of the percentage. */
function percentOf(minor: bigint, percent: string): bigint {
  const [whole = '0', fraction = ''] = percent.split('.');
  return (minor * BigInt(whole + fraction)) / (100n * 10n ** BigInt(fraction.length));
}
