import type { CreditPolicy, PolicySegment, SegmentCondition, SegmentFacts } from './credit-policy';

/** The segment that judges a customer: the first whose conditions it fulfils, else the last, which is for everybody. */
export function segmentOf(policy: CreditPolicy, facts: SegmentFacts): PolicySegment {
  const { segments } = policy;
  const fitting = segments.find(({ when }) => when === null || fulfils(facts, when));
  const chosen = fitting ?? segments.at(-1);
  if (chosen === undefined) throw new Error(`policy ${policy.version} has no segment`);
  return chosen;
}

/** Whether all conditions hold. */
export function fulfils(facts: SegmentFacts, when: SegmentCondition): boolean {
  return (
    isUnderOne(sectorOf(facts.activityCode), when.sectors) &&
    isUnderOne(facts.activityCode, when.activities) &&
    isUnderOne(facts.legalFormCode, when.legalForms) &&
    isUnderOne(facts.countryCode, when.countries) &&
    isAsSaid(isPublicBody(facts), when.isPublicBody) &&
    (when.accounts === undefined || when.accounts.includes(facts.account)) &&
    (when.groups === undefined || when.groups.some((siren) => isOfGroup(facts, siren))) &&
    isAsSaid(facts.isMatched ? facts.hasParent : null, when.isInGroup) &&
    isAsSaid(facts.isMatched, when.isMatched)
  );
}

function isUnderOne(code: string | null, beginnings: readonly string[] | undefined): boolean {
  if (beginnings === undefined) return true;
  if (code === null) return false;
  const bare = bareCode(code);
  return beginnings.some((beginning) => bare.startsWith(bareCode(beginning)));
}

/** Registries write 46.73A, some books 4673A. */
export function bareCode(code: string): string {
  return code.replace(/\W/g, '').toUpperCase();
}

function isAsSaid(fact: boolean | null, said: boolean | undefined): boolean {
  return said === undefined || fact === said;
}

function isPublicBody({ legalFormCode }: SegmentFacts): boolean | null {
  return legalFormCode === null ? null : /^[47]/.test(legalFormCode);
}

function isOfGroup(facts: SegmentFacts, siren: string): boolean {
  return facts.siren === siren || facts.parentSirens.includes(siren);
}

/** The first division of each section of NAF rev. 2. */
const SECTIONS: readonly (readonly [firstDivision: number, section: string])[] = [
  [1, 'A'],
  [5, 'B'],
  [10, 'C'],
  [35, 'D'],
  [36, 'E'],
  [41, 'F'],
  [45, 'G'],
  [49, 'H'],
  [55, 'I'],
  [58, 'J'],
  [64, 'K'],
  [68, 'L'],
  [69, 'M'],
  [77, 'N'],
  [84, 'O'],
  [85, 'P'],
  [86, 'Q'],
  [90, 'R'],
  [94, 'S'],
  [97, 'T'],
  [99, 'U'],
];

/** The NAF section an activity code belongs to; null when it begins with no division. */
export function sectorOf(activityCode: string | null): string | null {
  const digits = /^\d{2}/.exec(bareCode(activityCode ?? ''))?.[0];
  if (digits === undefined) return null;
  return SECTIONS.findLast(([first]) => first <= Number(digits))?.[1] ?? null;
}
