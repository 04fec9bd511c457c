import { readPolicyDocument } from '../../../src/limits/policies/policy-document';
import type { PolicyProblem } from '../../../src/limits/policies/problems';
import { changed, withSegments } from './policy-examples';

function problemsOf(document: unknown): readonly PolicyProblem[] {
  const read = readPolicyDocument(document, 'policy-1');
  return 'problems' in read ? read.problems : [];
}

describe('all that is wrong', () => {
  it('is told at once, rules too, wherever what they are about is right', () => {
    let document = changed(
      'segments[0].grades.C',
      undefined,
      withSegments({ countries: ['France'] }),
    );
    for (const [path, value] of [
      ['segments[1].grades.B.appetite', '9999999'],
      ['segments[0].grades.D.equityRate', 0.9],
      ['approvals.creditManagerUpTo', '600000'],
      ['rounding.step', 500],
      ['currency', 'EUX'],
    ] as const) {
      document = changed(path, value, document);
    }
    const told = problemsOf(document).map(({ path, code }) => [path, code]);
    expect(told).toEqual([
      ['segments[0].when.countries[0]', 'INVALID_VALUE'],
      ['segments[0].grades.C', 'MISSING'],
      ['rounding.step', 'INVALID_VALUE'],
      ['currency', 'INVALID_VALUE'],
      ['segments[0].grades.D.equityRate', 'CONFLICT'],
      ['segments[1].grades.B.appetite', 'CONFLICT'],
      ['approvals.creditManagerUpTo', 'CONFLICT'],
    ]);
    const [country] = problemsOf(document);
    expect(country?.message).toBe(
      'is "France"; write the ISO code in two capital letters, e.g. FR',
    );
  });

  it('tells nothing of what rests on a place that is wrong', () => {
    const document = withSegments({ sectors: ['Z'] }, { sectors: ['F'] });
    expect(problemsOf(changed('approvals.twoApproversAbove', null, document))).toMatchObject([
      { path: 'segments[0].when.sectors[0]' },
      { path: 'approvals.twoApproversAbove' },
    ]);
    for (const value of [null, 3, [], {}, { segments: [7] }, { segments: [{ when: [] }] }]) {
      expect(problemsOf(value).every(({ code }) => code !== 'CONFLICT')).toBe(true);
    }
  });
});
