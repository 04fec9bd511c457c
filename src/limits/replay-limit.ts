import { errorMessage, type LocalDate } from '../kernel';
import type { Json } from '../connector-kit';
import {
  canonicalJson,
  differenceOf,
  limitDigest,
  type FieldDifference,
  type Recomputed,
} from '../scoring';
import { DECIDED_BY_POLICY } from './apply-limits';
import { decideLimit } from './decide-limit';
import { limitInputHash, limitInputOf } from './limit-input-json';
import type { LimitDecision } from './limit-types';
import type { CreditPolicy } from './policies/credit-policy';

/** A limit a run decided, as it is stored; amounts are decimal strings of minor units. */
export interface StoredLimit {
  readonly customerId: string;
  readonly limitMinor: string;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'PROPOSED' | 'SUPERSEDED' | 'REJECTED';
  readonly decidedBy: string;
  readonly reviewOn: LocalDate | null;
  readonly frozenFrom: LocalDate | null;
  readonly computedMinor: string | null;
  readonly approvalsNeeded: number;
  readonly bindingTerm: string;
  readonly nextTerm: string | null;
  readonly terms: Json;
  readonly reasonCodes: readonly string[];
  readonly policyVersion: string;
  readonly inputs: Json;
}

/** The limit decided again from its own snapshot. What people did to it since (approve, reject, replace) is no difference. */
export function replayLimit(stored: StoredLimit, policy: CreditPolicy): Recomputed {
  try {
    const input = limitInputOf(stored.inputs);
    const decision = decideLimit(input, policy);
    const differences = [
      ...differenceOf('currency', stored.currency, input.currency),
      ...differencesOf(stored, decision),
    ];
    return { differences, digest: digestOf(stored, decision) };
  } catch (error) {
    // A snapshot that somebody edited may be no input at all: that is what a replay is to find.
    const because = `cannot be computed: ${errorMessage(error)}`;
    return { differences: differenceOf('inputs', 'as stored', because), digest: 0n };
  }
}

function differencesOf(stored: StoredLimit, decision: LimitDecision): FieldDifference[] {
  const { action, status } = decision;
  const isWritten = action !== 'KEEP' && action !== 'NONE';
  const pairs: [string, unknown, unknown][] = [
    ['action', 'written', isWritten ? 'written' : action],
    ['limit', stored.limitMinor, String(decision.limitMinor ?? 0n)],
    ['bindingTerm', stored.bindingTerm, decision.bindingTerm],
    ['nextTerm', stored.nextTerm, decision.nextTerm],
    ['terms', stored.terms, termsAsStored(decision)],
    ['reasonCodes', stored.reasonCodes, decision.reasonCodes],
    ['computed', stored.computedMinor, decision.computedMinor?.toString() ?? null],
    ['approvalsNeeded', stored.approvalsNeeded, decision.approvalsNeeded],
    ['policyVersion', stored.policyVersion, decision.policyVersion],
  ];
  // Approved later, it is reviewed and frozen later.
  if (stored.decidedBy === DECIDED_BY_POLICY || stored.status === 'REJECTED') {
    pairs.push(['reviewOn', stored.reviewOn, decision.reviewOn]);
    pairs.push(['frozenFrom', stored.frozenFrom, decision.frozenFrom]);
  }
  return [
    ...pairs.flatMap(([field, left, right]) =>
      differenceOf(field, canonicalJson(left), canonicalJson(right)),
    ),
    ...statusDifferences(stored, status),
  ];
}

function digestOf({ customerId, inputs }: StoredLimit, decision: LimitDecision): bigint {
  const inputsHash = limitInputHash(inputs);
  return limitDigest({
    ...decision,
    ...{ customerId, inputsHash, limitMinor: decision.limitMinor ?? 0n },
  });
}

/** A proposal becomes active only through a person, and what was set at once never was a proposal. */
function statusDifferences(
  stored: StoredLimit,
  decided: LimitDecision['status'],
): FieldDifference[] {
  const isUnapproved = stored.status === 'ACTIVE' && stored.decidedBy === DECIDED_BY_POLICY;
  const isPossible =
    decided === 'PROPOSED'
      ? !isUnapproved
      : stored.status === 'ACTIVE' || stored.status === 'SUPERSEDED';
  return isPossible ? [] : differenceOf('status', stored.status, decided);
}

function termsAsStored({ terms }: LimitDecision): unknown {
  return terms.map((term) => ({ ...term, amountMinor: term.amountMinor?.toString() ?? null }));
}
