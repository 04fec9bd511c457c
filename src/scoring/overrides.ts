import { logit } from './log-odds';
import type { OverrideEffect, ScoringModel } from './models';
import type { OverrideRule } from './reason-codes';
import type { BehaviourEvidence } from './scorecards/behaviour.scorecard';
import type { ExternalEvidence } from './scorecards/external.scorecard';
import type { FinancialEvidence } from './scorecards/financial.scorecard';
import type { EvidenceRef, LimitEffect, ScoringInput } from './types';

export interface OverrideFacts {
  readonly input: ScoringInput;
  readonly financial: FinancialEvidence;
  readonly behaviour: BehaviourEvidence;
  readonly external: ExternalEvidence;
}

export interface HoldingOverride {
  readonly rule: OverrideRule;
  readonly effect: OverrideEffect;
  /** Lowest log-odds of failing that the rule leaves. */
  readonly leastLogOdds: number;
  readonly evidence: readonly EvidenceRef[];
}

/** Every hard rule that holds, with its effect and evidence: the one that leaves the worst grade and the least credit first. */
export function holdingOverrides(
  facts: OverrideFacts,
  model: ScoringModel,
): readonly HoldingOverride[] {
  const found = [...legalRules(facts.input), ...ownRules(facts, model)];
  return found.map((each) => withEffect(each, model)).sort(bySeverity);
}

interface Found {
  readonly rule: OverrideRule;
  readonly evidence: readonly EvidenceRef[];
}

function withEffect(found: Found, { overrides, gradeFloors }: ScoringModel): HoldingOverride {
  const effect = overrides.effects[found.rule];
  const leastLogOdds = effect.isDefault ? Infinity : logit(gradeFloors[effect.grade]);
  return { ...found, effect, leastLogOdds };
}

/** What each leaves of new credit, the least first: frozen is never above what is owed, the others may be. */
const STRICTNESS: readonly LimitEffect[] = [
  'ZERO',
  'FREEZE',
  'INSURED_ONLY',
  'UNINSURED_ONLY',
  'NONE',
];

/** By grade, then by what is left of new credit; of equals the legal one, which nobody can doubt, stays first. */
function bySeverity(one: HoldingOverride, other: HoldingOverride): number {
  if (one.effect.grade !== other.effect.grade)
    return one.effect.grade > other.effect.grade ? -1 : 1;
  if (one.effect.isDefault !== other.effect.isDefault) return one.effect.isDefault ? -1 : 1;
  const place = ({ effect }: HoldingOverride): number => STRICTNESS.indexOf(effect.limitEffect);
  return place(one) - place(other);
}

function legalRules(input: ScoringInput): Found[] {
  const { insolvency, struckOff, sanctionsHit } = input;
  const rules: Found[] = [];
  const state = insolvencyRule(insolvency);
  if (state !== null) rules.push({ rule: state, evidence: refs('notice', insolvency.sourceKey) });
  if (struckOff !== null) {
    rules.push({ rule: 'STRUCK_OFF', evidence: refs('notice', struckOff.sourceKey) });
  } else if (hasCeased(input)) {
    const evidence = refs('company', input.company?.sourceKey ?? null);
    rules.push({ rule: 'STRUCK_OFF', evidence });
  }
  if (sanctionsHit !== undefined) {
    const evidence = refs('screening', sanctionsHit.sourceKey);
    rules.push({ rule: 'SANCTIONS_HIT', evidence });
  }
  return rules;
}

function hasCeased({ company, asOf }: ScoringInput): boolean {
  if (company === null) return false;
  return company.status === 'CEASED' || (company.ceasedOn !== null && company.ceasedOn <= asOf);
}

function insolvencyRule(insolvency: ScoringInput['insolvency']): OverrideRule | null {
  switch (insolvency.kind) {
    case 'RECEIVERSHIP':
    case 'SAFEGUARD':
    case 'LIQUIDATION':
      return insolvency.kind;
    case 'PLAN':
      return 'PLAN_UNDER_WAY';
    case 'CLOSED':
      if (insolvency.closedFor === 'INSUFFICIENT_ASSETS') return 'CLOSED_INSUFFICIENT_ASSETS';
      return insolvency.closedFor === null ? 'CLOSED_OUTCOME_UNKNOWN' : null;
    case 'NONE':
      return null;
  }
}

/** What caps at D, then at C, then at B. */
function ownRules(facts: OverrideFacts, model: ScoringModel): Found[] {
  return [...paymentRules(facts, model), ...outsideRules(facts), ...fileRules(facts, model)];
}

function paymentRules({ behaviour }: OverrideFacts, { overrides }: ScoringModel): Found[] {
  const rules: Found[] = [];
  if (behaviour.over90Share > overrides.severeShare) {
    rules.push({ rule: 'SEVERELY_OVERDUE', evidence: [] });
  }
  if (behaviour.returnedPayments >= overrides.returnedPayments) {
    rules.push({ rule: 'RETURNED_PAYMENTS', evidence: [] });
  }
  return rules;
}

function outsideRules({ input, external }: OverrideFacts): Found[] {
  const { publicPrivilege, coverWithdrawn } = input;
  const rules: Found[] = [];
  if (publicPrivilege !== undefined) {
    const evidence = refs('notice', publicPrivilege.sourceKey);
    rules.push({ rule: 'PUBLIC_PRIVILEGE', evidence });
  }
  if (external.failing !== null) {
    const evidence = refs('providerScore', external.failing.sourceKey);
    rules.push({ rule: 'PROVIDER_SAYS_FAILING', evidence });
  }
  if (coverWithdrawn !== undefined && isReached(coverWithdrawn.effectiveOn, input.asOf)) {
    rules.push({ rule: 'COVER_WITHDRAWN', evidence: refs('cover', coverWithdrawn.sourceKey) });
  }
  return rules;
}

function fileRules({ input, financial, external }: OverrideFacts, model: ScoringModel): Found[] {
  const rules: Found[] = [];
  const accounts = refs('statement', financial.statement?.sourceKey ?? null);
  if (financial.equityBelowHalfCapital) {
    rules.push({ rule: 'EQUITY_BELOW_HALF_CAPITAL', evidence: accounts });
  }
  const paid = input.behaviour?.paidCount12m ?? 0;
  const isSilent = financial.quality === 'NONE' && external.parts.length === 0;
  if (isSilent && paid < model.overrides.thinFileInvoices) {
    rules.push({ rule: 'THIN_FILE', evidence: [] });
  }
  if (financial.isStale) rules.push({ rule: 'ACCOUNTS_STALE', evidence: accounts });
  return rules;
}

/** A withdrawal without a day holds already. */
function isReached(date: string | null, asOf: string): boolean {
  return date === null || date <= asOf;
}

function refs(kind: EvidenceRef['kind'], sourceKey: string | null): EvidenceRef[] {
  return sourceKey === null ? [] : [{ kind, sourceKey }];
}
