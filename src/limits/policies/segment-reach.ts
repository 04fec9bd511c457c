import type { SegmentCondition } from './credit-policy';
import { bareCode, sectorOf } from './segment.policy';

/** Whether everybody who fulfils the later condition fulfils the earlier one, as far as the conditions alone can tell. */
export function covers(earlier: SegmentCondition, later: SegmentCondition): boolean {
  return (
    coversActivities(earlier, later) &&
    isWithin(later.legalForms, earlier.legalForms) &&
    isWithin(later.countries, earlier.countries) &&
    coversPublic(earlier, later) &&
    isWithin(later.accounts, earlier.accounts, isSame) &&
    isWithin(later.groups, earlier.groups) &&
    isSaid(earlier.isInGroup, later.isInGroup) &&
    coversMatch(earlier, later)
  );
}

type Lists = readonly string[] | undefined;

function isSame(code: string, beginning: string): boolean {
  return code === beginning;
}

function isUnder(code: string, beginning: string): boolean {
  return bareCode(code).startsWith(bareCode(beginning));
}

/** Each entry of the narrow list is within one of the wide; no wide list holds everything. */
function isWithin(narrow: Lists, wide: Lists, isIn = isUnder): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  return narrow.every((code) => wide.some((beginning) => isIn(code, beginning)));
}

function coversActivities(earlier: SegmentCondition, later: SegmentCondition): boolean {
  const sectorsOfLater = later.activities?.map((code) => sectorOf(code) ?? '');
  return (
    isWithin(later.activities, earlier.activities) &&
    (isWithin(later.sectors, earlier.sectors) || isWithin(sectorsOfLater, earlier.sectors))
  );
}

function isSaid(earlier: boolean | undefined, later: boolean | undefined): boolean {
  return earlier === undefined || earlier === later;
}

function coversPublic(earlier: SegmentCondition, later: SegmentCondition): boolean {
  if (isSaid(earlier.isPublicBody, later.isPublicBody)) return true;
  return later.legalForms?.every((form) => /^[47]/.test(form) === earlier.isPublicBody) ?? false;
}

/** Whoever has a company's facts is matched to one. */
function coversMatch(earlier: SegmentCondition, later: SegmentCondition): boolean {
  return (
    isSaid(earlier.isMatched, later.isMatched) ||
    (earlier.isMatched === true && asksForCompany(later))
  );
}

function asksForCompany(when: SegmentCondition): boolean {
  const { sectors, activities, legalForms, countries, groups, isPublicBody, isInGroup } = when;
  return [sectors, activities, legalForms, countries, groups, isPublicBody, isInGroup].some(
    (condition) => condition !== undefined,
  );
}

/** Why nobody can fulfil the condition; null when somebody may. */
export function whyNobody(when: SegmentCondition): string | null {
  if (when.isMatched === false && asksForCompany(when)) {
    return 'of customers without a company none of the other facts is known; leave isMatched out, or them';
  }
  const { sectors, activities } = when;
  const meets = (code: string): boolean => sectors?.includes(sectorOf(code) ?? '') ?? true;
  if (activities !== undefined && !activities.some(meets)) {
    return 'none of its activities is in one of its sectors; leave one of them out';
  }
  const { isPublicBody, legalForms } = when;
  const isMeant = (form: string): boolean => /^[47]/.test(form) === isPublicBody;
  if (isPublicBody !== undefined && legalForms !== undefined && !legalForms.some(isMeant)) {
    return 'its legal forms are the others; leave isPublicBody out, or them';
  }
  return null;
}
