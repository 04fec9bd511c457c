import { logit } from './log-odds';
import type { OverrideRule } from './reason-codes';
import type { BehaviourEvidence } from './scorecards/behaviour.scorecard';
import type { FinancialEvidence } from './scorecards/financial.scorecard';
import type { EvidenceRef, Grade, LimitEffect, ScoringInput } from './types';
import { GRADE_FLOORS } from './grade';

/** A hard rule: it may only make a customer riskier, and holds as long as its facts do. */
export interface OverrideEffect {
  /** The best grade that is left. */
  readonly grade: Grade;
  readonly limitEffect: LimitEffect;
  /** Lowest log-odds of failing that are left. */
  readonly leastLogOdds: number;
  /** Rests on a public act: when the act is lifted, the downgrade it caused starts no waiting time. */
  readonly isLegalFact: boolean;
}

/** Debts of before the judgment may not be paid (art. L. 622-7 C. com.): for a supplier the default has happened. */
const DEFAULTED: OverrideEffect = {
  grade: 'E',
  limitEffect: 'ZERO',
  leastLogOdds: Infinity,
  isLegalFact: true,
};

export const OVERRIDES: Readonly<Record<OverrideRule, OverrideEffect>> = {
  LIQUIDATION: DEFAULTED,
  STRUCK_OFF: DEFAULTED,
  CLOSED_INSUFFICIENT_ASSETS: DEFAULTED,
  RECEIVERSHIP: DEFAULTED,
  SAFEGUARD: DEFAULTED,
  PLAN_UNDER_WAY: cap('D', 'INSURED_ONLY', true),
  CLOSED_OUTCOME_UNKNOWN: cap('D', 'FREEZE', true),
  SEVERELY_OVERDUE: cap('D', 'FREEZE', false),
  RETURNED_PAYMENTS: cap('D', 'FREEZE', false),
  EQUITY_BELOW_HALF_CAPITAL: cap('C', 'NONE', false),
  THIN_FILE: cap('C', 'NONE', false),
  ACCOUNTS_STALE: cap('B', 'NONE', false),
};

/** More than this share of the open amount over 90 days late: severe delinquency. */
const SEVERE_SHARE = 0.1;
/** One returned payment can be a changed bank account; two are a habit. */
const RETURNED_PAYMENTS = 2;
/** Fewer paid invoices than this, no accounts and no provider's opinion: too little to be called good. */
const THIN_FILE_INVOICES = 3;

export interface OverrideFacts {
  readonly input: ScoringInput;
  readonly financial: FinancialEvidence;
  readonly behaviour: BehaviourEvidence;
  readonly hasExternal: boolean;
}

export interface HoldingOverride {
  readonly rule: OverrideRule;
  readonly evidence: readonly EvidenceRef[];
}

/** The most severe hard rule that holds, with its evidence; null when none does. */
export function holdingOverride(facts: OverrideFacts): HoldingOverride | null {
  return legalOverride(facts.input) ?? ownOverride(facts);
}

function legalOverride(input: ScoringInput): HoldingOverride | null {
  const { insolvency, company, asOf } = input;
  const notice = noticeRefs(insolvency.sourceKey);
  if (insolvency.kind === 'LIQUIDATION') return { rule: 'LIQUIDATION', evidence: notice };
  if (input.struckOff !== null) {
    return { rule: 'STRUCK_OFF', evidence: noticeRefs(input.struckOff.sourceKey) };
  }
  const ceasedOn = company?.ceasedOn ?? null;
  if (company !== null && (company.status === 'CEASED' || isReached(ceasedOn, asOf))) {
    const key = company.sourceKey;
    const evidence: EvidenceRef[] = key === null ? [] : [{ kind: 'company', sourceKey: key }];
    return { rule: 'STRUCK_OFF', evidence };
  }
  const rule = insolvencyRule(insolvency);
  return rule === null ? null : { rule, evidence: notice };
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

function ownOverride(facts: OverrideFacts): HoldingOverride | null {
  const { financial, behaviour } = facts;
  if (behaviour.over90Share > SEVERE_SHARE) return { rule: 'SEVERELY_OVERDUE', evidence: [] };
  if (behaviour.returnedPayments >= RETURNED_PAYMENTS) {
    return { rule: 'RETURNED_PAYMENTS', evidence: [] };
  }
  const statement = financial.statement;
  if (statement !== null && financial.equityBelowHalfCapital) {
    return { rule: 'EQUITY_BELOW_HALF_CAPITAL', evidence: statementRefs(statement.sourceKey) };
  }
  const paid = facts.input.behaviour?.paidCount12m ?? 0;
  const isThin = financial.quality === 'NONE' && !facts.hasExternal && paid < THIN_FILE_INVOICES;
  if (isThin) return { rule: 'THIN_FILE', evidence: [] };
  if (statement !== null && financial.isStale) {
    return { rule: 'ACCOUNTS_STALE', evidence: statementRefs(statement.sourceKey) };
  }
  return null;
}

function isReached(date: string | null, asOf: string): boolean {
  return date !== null && date <= asOf;
}

function noticeRefs(sourceKey: string | null): EvidenceRef[] {
  return sourceKey === null ? [] : [{ kind: 'notice', sourceKey }];
}

function statementRefs(sourceKey: string): EvidenceRef[] {
  return [{ kind: 'statement', sourceKey }];
}

function cap(grade: Grade, limitEffect: LimitEffect, isLegalFact: boolean): OverrideEffect {
  return { grade, limitEffect, leastLogOdds: logit(GRADE_FLOORS[grade]), isLegalFact };
}
