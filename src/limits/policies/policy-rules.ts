import { isSiren } from '../../kernel';
import type { CreditPolicy, GradeTerms, PolicySegment } from './credit-policy';
import { POLICY_GRADES } from './policy-shape';
import type { Problems } from './problems';
import type { Broken } from './repair-shape';
import { covers, whyNobody } from './segment-reach';

/** What is wrong already, from which nothing follows, and where to add what else is. */
export interface RuleFindings {
  readonly problems: Problems;
  readonly broken: Broken;
}

/** What no single value can be wrong about: orders, and segments that nobody or everybody reaches. */
export function checkRules(policy: CreditPolicy, found: RuleFindings): void {
  checkSegments(policy.segments, found);
  for (const [index, segment] of policy.segments.entries()) {
    checkGrades(segment, `segments[${index}].grades`, found);
    checkFailing(segment, `segments[${index}].grades.E`, found);
    checkGroups(segment, `segments[${index}].when.groups`, found);
    checkAutomatic(policy, { segment, path: `segments[${index}]` }, found);
  }
  checkOrders(policy, found);
}

function checkSegments(segments: readonly PolicySegment[], found: RuleFindings): void {
  const { problems } = found;
  const names = new Map<string, number>();
  for (const [index, { name, when }] of segments.entries()) {
    const path = `segments[${index}]`;
    const first = names.get(name.toLowerCase());
    if (first !== undefined) {
      problems.add(
        `${path}.name`,
        `is also the name of segments[${first}]; choose another`,
        'CONFLICT',
      );
    }
    names.set(name.toLowerCase(), first ?? index);
    const isLast = index === segments.length - 1;
    if (when === null && !isLast) {
      problems.add(
        `${path}.when`,
        'is missing, so that nobody reaches the segments after it; write whom it is for, or move it to the end',
        'CONFLICT',
      );
    } else if (when !== null && isLast && !found.broken.at(`${path}.when`)) {
      problems.add(
        'segments',
        'have no default: the last one must be for everybody else; add one without `when`',
        'CONFLICT',
      );
    }
    checkReach(segments, index, found);
  }
}

function checkReach(segments: readonly PolicySegment[], index: number, found: RuleFindings): void {
  const { problems, broken } = found;
  const when = segments[index]?.when ?? null;
  const path = `segments[${index}].when`;
  if (when === null || broken.within(path)) return;
  const why = whyNobody(when);
  if (why !== null) problems.add(path, `is fulfilled by nobody: ${why}`, 'CONFLICT');
  const before = segments.findIndex(
    (earlier, at) =>
      at < index &&
      earlier.when !== null &&
      !broken.within(`segments[${at}].when`) &&
      covers(earlier.when, when),
  );
  if (before !== -1) {
    problems.add(
      path,
      `is never reached: segments[${before}] takes everybody it is for; move it before, or leave it out`,
      'CONFLICT',
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

function checkGrades({ grades }: PolicySegment, path: string, found: RuleFindings): void {
  const { problems, broken } = found;
  for (const [name, of] of FALLING) {
    const told = POLICY_GRADES.filter((grade) => !broken.at(`${path}.${grade}.${name}`));
    for (const [index, grade] of told.entries()) {
      const better = told[index - 1];
      if (better === undefined || of(grades[grade]) <= of(grades[better])) continue;
      // E is always 0: without a ceiling of its own it is not allowed more.
      if (grade === 'E' && name === 'ceiling' && grades.E.ceilingMinor === undefined) continue;
      problems.add(
        `${path}.${grade}.${name}`,
        `is more than that of ${better}; a worse grade is never allowed more than a better one: write at most as much${name === 'ceiling' ? ', also where the better one has a ceiling' : ''}`,
        'CONFLICT',
      );
    }
  }
}

/** A failing customer's limit is 0: an amount beside E would promise what is never given. */
function checkFailing(
  { grades: { E } }: PolicySegment,
  path: string,
  { problems, broken }: RuleFindings,
): void {
  const amounts = { appetite: E.appetiteMinor, automaticUpTo: E.automaticUpToMinor };
  for (const [name, amountMinor] of Object.entries(amounts)) {
    const at = `${path}.${name}`;
    if (amountMinor === 0n || broken.at(at)) continue;
    problems.add(at, 'is above 0, but the limit of grade E is always 0; write "0"', 'CONFLICT');
  }
}

function checkGroups(
  { when }: PolicySegment,
  path: string,
  { problems, broken }: RuleFindings,
): void {
  for (const [index, siren] of (when?.groups ?? []).entries()) {
    if (isSiren(siren) || broken.at(`${path}[${index}]`)) continue;
    problems.add(
      `${path}[${index}]`,
      `is ${siren}, whose check digit is wrong, so that no company has it; copy the SIREN again`,
    );
  }
}

function checkAutomatic(
  policy: CreditPolicy,
  { segment, path }: { segment: PolicySegment; path: string },
  { problems, broken }: RuleFindings,
): void {
  if (broken.at('approvals.twoApproversAbove')) return;
  const most = policy.approvals.twoApproversAboveMinor;
  const rows: [string, bigint][] = POLICY_GRADES.map((grade) => [
    `${path}.grades.${grade}.automaticUpTo`,
    segment.grades[grade].automaticUpToMinor,
  ]);
  rows.push([`${path}.unscored.automaticUpTo`, segment.unscored.automaticUpToMinor]);
  for (const [at, amountMinor] of rows) {
    if (amountMinor <= most || broken.at(at)) continue;
    problems.add(
      at,
      'is above approvals.twoApproversAbove: nobody would be asked where two must be; write at most as much',
      'CONFLICT',
    );
  }
}

function checkOrders(policy: CreditPolicy, found: RuleFindings): void {
  const { problems, broken } = found;
  const { approvals, manualLimits, reservations, alerts } = policy;
  const { groupConcentrationRate, concentrationRate } = policy;
  const within = (path: string, isOk: boolean, most: string): void => {
    const [other = ''] = most.split(',');
    if (isOk || broken.at(path) || broken.at(other)) return;
    problems.add(path, `is more than ${most}; write at most as much`, 'CONFLICT');
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
  checkAscending('alerts.utilisationRates', alerts.utilisationRates, found);
  checkAscending('alerts.overdueDays', alerts.overdueDays, found);
}

function checkAscending(path: string, values: readonly number[], found: RuleFindings): void {
  const { problems, broken } = found;
  for (const [index, value] of values.entries()) {
    const before = values[index - 1];
    const at = `${path}[${index}]`;
    if (before === undefined || value > before) continue;
    if (broken.at(at) || broken.at(`${path}[${index - 1}]`)) continue;
    problems.add(at, `is not above ${before} before it; write them ascending`, 'CONFLICT');
  }
}
