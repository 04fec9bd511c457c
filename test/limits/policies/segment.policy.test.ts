import { decideLimit } from '../../../src/limits/decide-limit';
import type { SegmentCondition, SegmentFacts } from '../../../src/limits/policies/credit-policy';
import { DEFAULT_CREDIT_POLICY } from '../../../src/limits/policies/default.policy';
import { readPolicyDocument } from '../../../src/limits/policies/policy-document';
import { fulfils, sectorOf, segmentOf } from '../../../src/limits/policies/segment.policy';
import { euros, limitInput, SEGMENT_FACTS } from '../limit-inputs';
import { changed, withSegments } from './policy-examples';

const WHOLESALER: SegmentFacts = {
  account: 'C001',
  isMatched: true,
  siren: '552100554',
  activityCode: '46.73A',
  legalFormCode: '5710',
  countryCode: 'FR',
  parentSirens: ['542065479'],
  hasParent: true,
};
const STRANGER: SegmentFacts = { ...SEGMENT_FACTS, isMatched: false };

describe('a condition', () => {
  const cases: [string, SegmentCondition, boolean][] = [
    ['on its sector', { sectors: ['F', 'G'] }, true],
    ['on another sector', { sectors: ['F'] }, false],
    ['on a division', { activities: ['46'] }, true],
    ['on a code without its point', { activities: ['4673A'] }, true],
    ['on a longer code', { activities: ['46.73B'] }, false],
    ['on a legal form', { legalForms: ['57'] }, true],
    ['on another country', { countries: ['BE'] }, false],
    ['on being public', { isPublicBody: true }, false],
    ['on being private', { isPublicBody: false }, true],
    ['on its account', { accounts: ['C001'] }, true],
    ['on the beginning of its account', { accounts: ['C00'] }, false],
    ['on its own group', { groups: ['552100554'] }, true],
    ['on the group above it', { groups: ['542065479'] }, true],
    ['on another group', { groups: ['732829320'] }, false],
    ['on standing alone', { isInGroup: false }, false],
    ['on two things of which one holds', { sectors: ['G'], countries: ['BE'] }, false],
    ['on two things that hold', { sectors: ['G'], countries: ['FR'] }, true],
  ];
  it.each(cases)('%s', (_, when, holds) => {
    expect(fulfils(WHOLESALER, when)).toBe(holds);
  });

  const unknown: SegmentCondition[] = [
    { sectors: ['G'] },
    { countries: ['FR'] },
    { isPublicBody: true },
    { isPublicBody: false },
    { isInGroup: false },
    { isInGroup: true },
  ];
  it.each(unknown)('%j holds for nobody of whom it is not known', (when) => {
    expect(fulfils(STRANGER, when)).toBe(false);
  });
});

it('sections hold their divisions', () => {
  const sections = ['01.11Z', '09', '3511', '43.99C', '45', '99.00Z', '00', 'A', ''].map(sectorOf);
  expect(sections).toEqual(['A', 'B', 'D', 'F', 'G', 'U', null, null, null]);
});

it('the first segment that fits judges, the last everybody else, each by its own matrix', () => {
  const document = withSegments({ sectors: ['G'] }, { countries: ['FR'] });
  changed('segments[0].grades.A.turnoverRate', 0.01, document);
  for (const grade of ['B', 'C', 'D']) {
    changed(`segments[0].grades.${grade}.turnoverRate`, 0.01, document);
  }
  const read = readPolicyDocument(document, 'policy-1');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const { policy } = read;
  expect(segmentOf(policy, WHOLESALER).name).toBe('segment 0');
  expect(segmentOf(policy, { ...WHOLESALER, activityCode: null }).name).toBe('segment 1');
  expect(segmentOf(policy, STRANGER).name).toBe('default');
  const limitOf = (segmentFacts: SegmentFacts) =>
    decideLimit(limitInput({ segmentFacts, sales12mMinor: euros(900_000) }), policy);
  expect(limitOf(WHOLESALER)).toMatchObject({
    ...{ bindingTerm: 'TURNOVER', computedMinor: euros(40_000) },
  });
  expect(limitOf(STRANGER).bindingTerm).not.toBe('TURNOVER');
});

it('a ceiling of the grade holds whatever the other terms give', () => {
  const [segment] = DEFAULT_CREDIT_POLICY.segments;
  if (segment === undefined) throw new Error('the default policy has a segment');
  const B = { ...segment.grades.B, ceilingMinor: euros(7_000) };
  const segments = [{ ...segment, grades: { ...segment.grades, B } }];
  const decision = decideLimit(limitInput(), { ...DEFAULT_CREDIT_POLICY, segments });
  expect(decision).toMatchObject({ limitMinor: euros(7_000), bindingTerm: 'GRADE' });
});
