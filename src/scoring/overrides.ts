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

/** The most severe hard rule that holds, with its effect and evidence; null when none does. */
export function holdingOverride(facts: OverrideFacts, model: ScoringModel): HoldingOverride | null {
  const found = stricterOf(legalOverride(facts.input), ownOverride(facts, model), model);
  if (found === null) return null;
  const effect = model.overrides.effects[found.rule];
  const leastLogOdds = effect.isDefault ? Infinity : logit(model.gradeFloors[effect.grade]);
  return { ...found, effect, leastLogOdds };
}

interface Found {
  readonly rule: OverrideRule;
  readonly evidence: readonly EvidenceRef[];
}

/** What each leaves of new credit, the least first: frozen is never above what is owed, the others may be. */
const STRICTNESS: readonly LimitEffect[] = [
  'ZERO',
  'FREEZE',
  'INSURED_ONLY',
  'UNINSURED_ONLY',
  'NONE',
];

/** By grade, then by what is left of new credit; of equals the legal one, which nobody can doubt. */
function stricterOf(legal: Found | null, own: Found | null, model: ScoringModel): Found | null {
  if (legal === null || own === null) return legal ?? own;
  const { effects } = model.overrides;
  const [one, other] = [effects[legal.rule], effects[own.rule]];
  if (one.grade !== other.grade) return one.grade > other.grade ? legal : own;
  const place = ({ limitEffect }: OverrideEffect): number => STRICTNESS.indexOf(limitEffect);
  return place(other) < place(one) ? own : legal;
}

function legalOverride(input: ScoringInput): Found | null {
  const { insolvency, struckOff, sanctionsHit } = input;
  const notice = refs('notice', insolvency.sourceKey);
  if (insolvency.kind === 'LIQUIDATION') return { rule: 'LIQUIDATION', evidence: notice };
  if (struckOff !== null) {
    return { rule: 'STRUCK_OFF', evidence: refs('notice', struckOff.sourceKey) };
  }
  if (hasCeased(input)) {
    return { rule: 'STRUCK_OFF', evidence: refs('company', input.company?.sourceKey ?? null) };
  }
  const rule = insolvencyRule(insolvency);
  // A plan leaves some credit, a sanctions list none.
  if (sanctionsHit !== undefined && (rule === null || isMilderThanSanctions(rule))) {
    return { rule: 'SANCTIONS_HIT', evidence: refs('screening', sanctionsHit.sourceKey) };
  }
  return rule === null ? null : { rule, evidence: notice };
}

function isMilderThanSanctions(rule: OverrideRule): boolean {
  return rule === 'PLAN_UNDER_WAY' || rule === 'CLOSED_OUTCOME_UNKNOWN';
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

/** What caps at D, then at C, then at B: the first that holds is the most severe. */
function ownOverride(facts: OverrideFacts, model: ScoringModel): Found | null {
  return capAtD(facts, model) ?? capAtCOrB(facts, model);
}

function capAtD({ input, behaviour, external }: OverrideFacts, model: ScoringModel): Found | null {
  const { severeShare, returnedPayments } = model.overrides;
  if (behaviour.over90Share > severeShare) return { rule: 'SEVERELY_OVERDUE', evidence: [] };
  if (behaviour.returnedPayments >= returnedPayments) {
    return { rule: 'RETURNED_PAYMENTS', evidence: [] };
  }
  const { publicPrivilege, coverWithdrawn } = input;
  if (publicPrivilege !== undefined) {
    return { rule: 'PUBLIC_PRIVILEGE', evidence: refs('notice', publicPrivilege.sourceKey) };
  }
  if (external.failing !== null) {
    const evidence = refs('providerScore', external.failing.sourceKey);
    return { rule: 'PROVIDER_SAYS_FAILING', evidence };
  }
  if (coverWithdrawn !== undefined && isReached(coverWithdrawn.effectiveOn, input.asOf)) {
    return { rule: 'COVER_WITHDRAWN', evidence: refs('cover', coverWithdrawn.sourceKey) };
  }
  return null;
}

function capAtCOrB(facts: OverrideFacts, model: ScoringModel): Found | null {
  const { input, financial, external } = facts;
  const accounts = refs('statement', financial.statement?.sourceKey ?? null);
  if (financial.equityBelowHalfCapital) {
    return { rule: 'EQUITY_BELOW_HALF_CAPITAL', evidence: accounts };
  }
  const paid = input.behaviour?.paidCount12m ?? 0;
  const isSilent = financial.quality === 'NONE' && external.parts.length === 0;
  if (isSilent && paid < model.overrides.thinFileInvoices) {
    return { rule: 'THIN_FILE', evidence: [] };
  }
  return financial.isStale ? { rule: 'ACCOUNTS_STALE', evidence: accounts } : null;
}

/** A withdrawal without a day holds already. */
function isReached(date: string | null, asOf: string): boolean {
  return date === null || date <= asOf;
}

function refs(kind: EvidenceRef['kind'], sourceKey: string | null): EvidenceRef[] {
  return sourceKey === null ? [] : [{ kind, sourceKey }];
}
