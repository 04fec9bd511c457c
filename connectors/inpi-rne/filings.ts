/** Which of the filed accounts count: the latest of each closing and scope. Pure. */
import {
  boolean,
  contractError,
  decode,
  isEncoursError,
  isoDate,
  listed,
  object,
  optional,
  optionalText,
  text,
  type Json,
  type MalformedItem,
  type RawItem,
} from '../../src/connector-kit';

const filingHead = object({
  id: text,
  siren: text,
  dateCloture: isoDate,
  dateDepot: optionalText,
  typeBilan: optionalText,
  deleted: optional(boolean),
});

/** C complete and S simplified accounts are the company's own, K are consolidated; others are keyed by their type. */
export const SCOPES: Readonly<Record<string, 'COMPANY' | 'CONSOLIDATED'>> = {
  C: 'COMPANY',
  S: 'COMPANY',
  K: 'CONSOLIDATED',
};

/** Identity of what a filing is about: a later filing of the same closing takes its place. */
export function filingKey(filing: {
  siren: string;
  dateCloture: string;
  typeBilan: string | null;
}): string {
  const type = filing.typeBilan ?? 'unknown';
  return `${filing.siren}:${filing.dateCloture}:${listed(SCOPES, type) ?? type}`;
}

interface Candidate {
  item: RawItem;
  isDeleted: boolean;
  filedOn: string;
  id: string;
}

/**
 * One item per closing and scope: the filing deposited last, and a deleted one only where nothing else is left, so that
 * what was landed before is taken back. What cannot be keyed is malformed; the rest arrives.
 */
export function latestFilings(
  siren: string,
  filings: readonly Json[],
): { items: RawItem[]; malformed: MalformedItem[] } {
  const latest = new Map<string, Candidate>();
  const malformed: MalformedItem[] = [];
  for (const [index, payload] of filings.entries()) {
    const path = `bilansSaisis[${index}]`;
    try {
      const candidate = candidateOf(siren, payload, path);
      const known = latest.get(candidate.item.sourceKey);
      if (known === undefined || isLater(candidate, known)) {
        latest.set(candidate.item.sourceKey, candidate);
      }
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, message: reason, place } = error;
      malformed.push({ code, reason, path: place.path ?? path, payload });
    }
  }
  return { items: [...latest.values()].map(({ item }) => item), malformed };
}

function candidateOf(siren: string, payload: Json, path: string): Candidate {
  const head = decode(filingHead, payload, path);
  if (head.siren !== siren) {
    const message = `asked for ${siren}, was sent ${head.siren}`;
    throw contractError('ANSWER_FOR_ANOTHER_COMPANY', message, {
      place: { path: `${path}.siren` },
    });
  }
  return {
    item: { sourceKey: filingKey(head), payload },
    isDeleted: head.deleted ?? false,
    filedOn: head.dateDepot ?? '',
    id: head.id,
  };
}

function isLater(candidate: Candidate, known: Candidate): boolean {
  if (candidate.isDeleted !== known.isDeleted) return known.isDeleted;
  if (candidate.filedOn !== known.filedOn) return candidate.filedOn > known.filedOn;
  return candidate.id > known.id;
}
