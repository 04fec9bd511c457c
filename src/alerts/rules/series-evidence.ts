import { strictestTerms, termsBeside, type EvidenceRef, type SourceTerms } from '../../scoring';

interface Value {
  readonly sourceKey: string;
  readonly terms?: SourceTerms;
}

/** The records of what was and what is; often one record of several days, under the stricter terms of both. */
export function evidenceOfBoth(
  kind: EvidenceRef['kind'],
  from: Value,
  to: Value,
): readonly EvidenceRef[] {
  const terms = strictestTerms([from, to].flatMap((value) => value.terms ?? []));
  const keys = [...new Set([from.sourceKey, to.sourceKey])];
  return keys.map((sourceKey) => ({ kind, sourceKey, ...termsBeside(terms) }));
}
