import { DEFAULT_CREDIT_POLICY } from '../../../src/limits';
import { readPolicyDocument, toPolicyDocument } from '../../../src/limits/policies/policy-document';
import { changed, draftDocument } from './policy-examples';

/** The policy of a document, or what is wrong with it. */
function read(document: object) {
  const answer = readPolicyDocument(document, 'policy-1');
  return 'policy' in answer ? answer.policy.alerts : answer.problems.map(({ path }) => path);
}

const REQUIRED = {
  ...{ utilisationRates: [0.5], overdueDays: [15] },
  ...{ coverEndsWithinDays: 1, limitEndsWithinDays: 2 },
};

it('a document of before a threshold was has the built-in one', () => {
  expect(read(changed('alerts', REQUIRED))).toEqual({
    ...DEFAULT_CREDIT_POLICY.alerts,
    ...REQUIRED,
  });
});

it('what was read is written out whole, and read again the same', () => {
  const answer = readPolicyDocument(changed('alerts', REQUIRED), 'policy-1');
  if (!('policy' in answer)) throw new Error('no policy');
  const written = toPolicyDocument(answer.policy);
  expect(Object.keys(written.alerts).sort()).toEqual(
    Object.keys(draftDocument()['alerts'] ?? {}).sort(),
  );
  expect(readPolicyDocument(written, 'policy-1')).toEqual(answer);
});

it('an amount left out is as many units of whatever currency the policy is in', () => {
  const yen = JSON.parse(
    JSON.stringify(changed('alerts', REQUIRED)).replaceAll('"EUR"', '"JPY"'),
  ) as object;
  expect(read(yen)).toMatchObject({ unmatchedExposureMinor: 10_000n });
});

it.each([
  ['driftScorePoints', 0],
  ['driftProbabilityRatio', 1],
  ['firstLateAfterDays', 1.5],
  ['slowdownDays', -1],
  ['slowdownRatio', '2'],
  ['concentrationRate', 1.1],
  ['promiseDays', 366],
  ['filingMonths', 0],
  ['changesAtLeast', null],
  ['keepEventsDays', 6],
  ['unmatchedExposure', 10_000],
  ['unmatchedExposureMinor', 10_000],
])('refuses %s as %p where it stands', (name, value) => {
  expect(read(changed(`alerts.${name}`, value))).toEqual([`alerts.${name}`]);
});
