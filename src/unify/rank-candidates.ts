import type { CompanyCandidate } from '../connector-kit';
import { foldName, isTruncation, nameSimilarity } from './fold-name';

export interface RankedCandidate extends CompanyCandidate {
  /** 0..1: how sure we may be that this company is the customer. */
  confidence: number;
  method: 'NAME' | 'NAME_TRUNCATED' | 'SIREN' | 'VAT_NUMBER';
}

export interface MatchDecision {
  status: 'AUTOMATIC' | 'SUGGESTED' | 'NO_CANDIDATE';
  ranked: RankedCandidate[];
}

/** At or above: matched without asking. Below, down to SUGGESTED_FROM: a suggestion somebody decides. */
export const AUTOMATIC_FROM = 0.9;
const SUGGESTED_FROM = 0.45;
/** Another candidate this close makes the best one a guess. */
const AMBIGUITY_MARGIN = 0.1;
const AMBIGUOUS_CONFIDENCE_MAX = 0.6;
const TRUNCATED_CONFIDENCE = 0.93;
const CANDIDATES_KEPT = 5;

/**
 * Decides by name. One clearly best candidate is taken; two that fit about equally well are never chosen between, however
 * well they fit. A ceased company only wins when no active one fits as well.
 */
export function rankCandidates(
  customerName: string,
  candidates: readonly CompanyCandidate[],
  rejected: ReadonlySet<string>,
): MatchDecision {
  const scored = candidates
    .filter((candidate) => !rejected.has(candidate.siren))
    .map((candidate) => score(customerName, candidate))
    .filter((candidate) => candidate.confidence >= SUGGESTED_FROM)
    .sort(
      (a, b) =>
        b.confidence - a.confidence || activity(b) - activity(a) || (a.siren < b.siren ? -1 : 1),
    );
  const [best] = scored;
  if (best === undefined) return { status: 'NO_CANDIDATE', ranked: [] };
  const rivals = scored.filter(
    (candidate) =>
      candidate !== best &&
      candidate.confidence > best.confidence - AMBIGUITY_MARGIN &&
      activity(candidate) >= activity(best),
  );
  const ranked =
    rivals.length === 0
      ? scored
      : scored.map((candidate) => ({
          ...candidate,
          confidence: Math.min(candidate.confidence, AMBIGUOUS_CONFIDENCE_MAX),
        }));
  const isCertain = (ranked[0]?.confidence ?? 0) >= AUTOMATIC_FROM;
  return {
    status: isCertain ? 'AUTOMATIC' : 'SUGGESTED',
    ranked: ranked.slice(0, CANDIDATES_KEPT),
  };
}

function score(customerName: string, candidate: CompanyCandidate): RankedCandidate {
  const folded = foldName(customerName);
  const names = [candidate.name, candidate.tradeName ?? ''].filter((name) => name !== '');
  const similarity = Math.max(0, ...names.map((name) => nameSimilarity(folded, foldName(name))));
  if (similarity < TRUNCATED_CONFIDENCE && names.some((name) => isTruncation(customerName, name))) {
    return { ...candidate, confidence: TRUNCATED_CONFIDENCE, method: 'NAME_TRUNCATED' };
  }
  return { ...candidate, confidence: Math.round(similarity * 1000) / 1000, method: 'NAME' };
}

function activity(candidate: CompanyCandidate): number {
  return candidate.status === 'CEASED' ? 0 : 1;
}
