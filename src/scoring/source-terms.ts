import type { AssessmentDecision, EvidenceRef, ScoringInput, SourceTerms } from './types';

/** The terms as a member of an object; nothing for what everybody may know. */
export function termsBeside(terms: SourceTerms | null | undefined): { terms?: SourceTerms } {
  return terms === null || terms === undefined ? {} : { terms };
}

/** The strictest of several; null without any. */
export function strictestTerms(
  terms: readonly SourceTerms[] | null | undefined,
): SourceTerms | null {
  const strict = terms?.find(({ restriction }) => restriction === 'NO_REDISTRIBUTION');
  return strict ?? terms?.[0] ?? null;
}

/**
 * The decision with the terms of what it rests on beside each piece of evidence, so that whoever shows a reason knows who
 * may read it. Judging by restricted facts is what they were bought for; telling them on is another matter.
 */
export function withSourceTerms(
  decision: AssessmentDecision,
  input: ScoringInput,
): AssessmentDecision {
  const terms = termsByRecord(input);
  if (terms.size === 0) return decision;
  const stamp = (evidence: readonly EvidenceRef[]): EvidenceRef[] =>
    evidence.map((ref) => {
      const known = terms.get(recordKey(ref));
      return known === undefined ? ref : { ...ref, terms: known };
    });
  const stamped = <Told extends { readonly evidence: readonly EvidenceRef[] }>(
    each: Told,
  ): Told => ({
    ...each,
    evidence: stamp(each.evidence),
  });
  const { override, furtherOverrides } = decision;
  return {
    ...decision,
    reasons: decision.reasons.map(stamped),
    override: override === null ? null : stamped(override),
    ...(furtherOverrides === undefined ? {} : { furtherOverrides: furtherOverrides.map(stamped) }),
  };
}

function termsByRecord(input: ScoringInput): Map<string, SourceTerms> {
  const terms = new Map<string, SourceTerms>();
  const note = (
    kind: EvidenceRef['kind'],
    record: { readonly sourceKey: string | null; readonly terms?: SourceTerms } | null,
  ): void => {
    if (record?.terms === undefined || record.sourceKey === null) return;
    const key = recordKey({ kind, sourceKey: record.sourceKey });
    // Two sources may use one key: what is told of either is told under the stricter terms.
    const strict = strictestTerms([terms.get(key) ?? record.terms, record.terms]);
    if (strict !== null) terms.set(key, strict);
  };
  for (const statement of input.statements) note('statement', statement);
  for (const score of input.providerScores) note('providerScore', score);
  note('company', input.company);
  note('notice', input.insolvency);
  note('notice', input.struckOff);
  note('notice', input.publicPrivilege ?? null);
  note('screening', input.sanctionsHit ?? null);
  note('cover', input.coverWithdrawn ?? null);
  for (const event of input.eventsToReview ?? []) note('notice', event);
  return terms;
}

function recordKey({ kind, sourceKey }: EvidenceRef): string {
  return `${kind} ${sourceKey}`;
}
