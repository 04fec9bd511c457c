import type { CreditPolicy, GradeTerms, PolicySegment } from './credit-policy';
import { POLICY_GRADES } from './policy-shape';
import type { Problems } from './problems';
import { covers, whyNobody } from './segment-reach';

/** What no single value can be wrong about: orders, and segments that nobody or everybody reaches. */
export function checkRules(policy: CreditPolicy, problems: Problems): void {
  checkSegments(policy.segments, problems);
  for (const [index, segment] of policy.segments.entries()) {
    checkGrades(segment, `segments[${index}].grades`, problems);
    checkAutomatic(policy, { segment, path: `segments[${index}]` }, problems);
  }
  checkOrders(policy, problems);
}

function checkSegments(segments: readonly PolicySegment[], problems: Problems): void {
  const names = new Map<string, number>();
  for (const [index, { name, when }] of segments.entries()) {
    const path = `segments[${index}]`;
    const first = names.get(name.toLowerCase());
    if (first !== undefined) {
      problems.add(`${path}.name`, `is also the name of segments[${first}]; choose another`);
    }
    names.set(name.toLowerCase(), first ?? index);
    const isLast = index === segments.length - 1;
    if (when === null && !isLast) {
      problems.add(
        `${path}.when`,
        'is missing, so that nobody reaches the segments after it; write whom it is for, or move it to the end',
      );
    } else if (when !== null && isLast) {
      problems.add(
        'segments',
        'have no default: the last one must be for everybody else; add one without `when`',
      );
    }
    checkReach(segments, index, problems);
  }
}

function checkReach(segments: readonly PolicySegment[], index: number, problems: Problems): void {
  const when = segments[index]?.when ?? null;
  if (when === null) return;
  const path = `segments[${index}].when`;
  const why = whyNobody(when);
  if (why !== null) problems.add(path, `is fulfilled by nobody: ${why}`);
  const before = segments.findIndex(
    (earlier, at) => at < index && earlier.when !== null && covers(earlier.when, when),
  );
  if (before !== -1) {
    problems.add(
      path,
      `is never reached: segments[${before}] takes everybody it is for; move it before, or leave it out`,
    );
  }
}

/** Of each row of the matrix, the name in the document and its value; absent means without bound. */
const FALLING: readonly (readonly [name: string, of: (terms: GradeTerms) => number | bigint])[] = [
  ['equityRate', (terms) => terms.equityRate],
  ['turnoverRate', (terms) => terms.turnoverRate],
  ['tradePayablesRate', (terms) => terms.tradePayablesRate],
  ['appetite', (terms) => terms.appetiteMinor],
  ['paymentRecordCeiling', (terms) => terms.paymentRecordCeilingMinor],
  ['automaticUpTo', (terms) => terms.automaticUpToMinor],
  ['ceiling', (terms) => terms.ceilingMinor ?? Infinity],
];

function checkGrades({ grades }: PolicySegment, path: string, problems: Problems): void {
  for (const [name, of] of FALLING) {
    for (const [index, grade] of POLICY_GRADES.entries()) {
      const better = POLICY_GRADES[index - 1];
      if (better === undefined || of(grades[grade]) <= of(grades[better])) continue;
      problems.add(
        `${path}.${grade}.${name}`,
        `is more than that of ${better}; a worse grade is never allowed more than a better one: write at most as much${name === 'ceiling' ? ', also where the better one has a ceiling' : ''}`,
      );
    }
  }
}

function checkAutomatic(
  policy: CreditPolicy,
  { segment, path }: { segment: PolicySegment; path: string },
  problems: Problems,
): void {
  const most = policy.approvals.twoApproversAboveMinor;
  const rows: [string, bigint][] = POLICY_GRADES.map((grade) => [
    `${path}.grades.${grade}.automaticUpTo`,
    segment.grades[grade].automaticUpToMinor,
  ]);
  rows.push([`${path}.unscored.automaticUpTo`, segment.unscored.automaticUpToMinor]);
  for (const [at, amountMinor] of rows) {
    if (amountMinor <= most) continue;
    problems.add(
      at,
      'is above approvals.twoApproversAbove: nobody would be asked where two must be; write at most as much',
    );
  }
}

function checkOrders(policy: CreditPolicy, problems: Problems): void {
  const { approvals, manualLimits, reservations, alerts } = policy;
  const { groupConcentrationRate, concentrationRate } = policy;
  const within = (path: string, isOk: boolean, most: string): void => {
    if (!isOk) problems.add(path, `is more than ${most}; write at most as much`);
  };
  within(
    'approvals.creditManagerUpTo',
    approvals.creditManagerUpToMinor <= approvals.twoApproversAboveMinor,
    'approvals.twoApproversAbove',
  );
  within(
    'manualLimits.defaultExpiryDays',
    manualLimits.defaultExpiryDays <= manualLimits.longestExpiryDays,
    'manualLimits.longestExpiryDays',
  );
  within(
    'reservations.defaultExpiryHours',
    reservations.defaultExpiryHours <= reservations.longestExpiryHours,
    'reservations.longestExpiryHours',
  );
  within(
    'concentration.customerRate',
    groupConcentrationRate === null || concentrationRate <= groupConcentrationRate,
    'concentration.groupRate, which one customer of the group alone may use',
  );
  checkAscending('alerts.utilisationRates', alerts.utilisationRates, problems);
  checkAscending('alerts.overdueDays', alerts.overdueDays, problems);
}

function checkAscending(path: string, values: readonly number[], problems: Problems): void {
  for (const [index, value] of values.entries()) {
    const before = values[index - 1];
    if (before === undefined || value > before) continue;
    problems.add(`${path}[${index}]`, `is not above ${before} before it; write them ascending`);
  }
}
