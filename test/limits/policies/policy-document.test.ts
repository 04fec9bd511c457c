import fc from 'fast-check';
import { decideLimit } from '../../../src/limits/decide-limit';
import { readPolicyDocument, toPolicyDocument } from '../../../src/limits/policies/policy-document';
import { PROBLEMS_MAX, type PolicyProblem } from '../../../src/limits/policies/problems';
import { DEFAULT_CREDIT_POLICY } from '../../../src/limits/policies/default.policy';
import { limitInput } from '../limit-inputs';
import { changed, draftDocument, withSegments } from './policy-examples';

function problemsOf(document: unknown): readonly PolicyProblem[] {
  const read = readPolicyDocument(document, 'policy-1');
  return 'problems' in read ? read.problems : [];
}

function policyOf(document: unknown) {
  const read = readPolicyDocument(document, DEFAULT_CREDIT_POLICY.version);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

describe('the document of a policy', () => {
  it('says the same as the policy it is read into: the default one goes there and back', () => {
    expect(policyOf(draftDocument())).toEqual(DEFAULT_CREDIT_POLICY);
  });

  it('has one canonical form, whatever the order of members and the zeros of amounts', () => {
    const shuffled = Object.fromEntries(Object.entries(draftDocument()).reverse());
    const written = toPolicyDocument(policyOf(changed('need.least', '5000', shuffled)));
    expect(JSON.stringify(written)).toBe(JSON.stringify(draftDocument()));
  });

  it('may say where editors find its schema, which is not kept', () => {
    const document = { ...draftDocument(), $schema: './credit-policy.schema.json' };
    expect(policyOf(document)).toEqual(DEFAULT_CREDIT_POLICY);
  });
});

describe('what is wrong with a document is told by its path, with what to do', () => {
  const cases: [string, string, unknown, string, RegExp][] = [
    [
      'a grade left out',
      'segments[0].grades.C',
      undefined,
      'segments[0].grades.C',
      /missing; write an object with equityRate, .*: Acc/,
    ],
    [
      'a grade that is none',
      'segments[0].grades.F',
      {},
      'segments[0].grades.F',
      /not a member.*leave it out; there are A, B, C, D, E$/,
    ],
    [
      'a member misspelt',
      'segments[0].grades.B.equityRatio',
      0.1,
      'segments[0].grades.B.equityRatio',
      /did you mean equityRate\?/,
    ],
    [
      'a rate in percent',
      'segments[0].grades.A.equityRate',
      20,
      'segments[0].grades.A.equityRate',
      /is 20; write a share \(0\.2 is 20 %\) from 0 to 1/,
    ],
    [
      'a rate as text',
      'concentration.customerRate',
      '0.05',
      'concentration.customerRate',
      /without quotes/,
    ],
    ['a negative rate', 'leastChange.rate', -0.1, 'leastChange.rate', /from 0 to 1/],
    ['too fine a rate', 'leastChange.rate', 0.1234567, 'leastChange.rate', /six decimals/],
    [
      'an amount as a number',
      'segments[0].starterCeiling',
      5000,
      'segments[0].starterCeiling',
      /write the amount as a text, like "5000"/,
    ],
    ['a negative amount', 'need.least', '-5', 'need.least', /zero or more/],
    ['part of a cent', 'need.least', '10.005', 'need.least', /EUR has 2 decimals/],
    ['an amount without end', 'need.least', '9'.repeat(30), 'need.least', /13 digits/],
    ['a step of nothing', 'rounding.step', '0.00', 'rounding.step', /above 0/],
    [
      'no months of review',
      'segments[0].grades.D.reviewMonths',
      0,
      'segments[0].grades.D.reviewMonths',
      /from 1 to 60/,
    ],
    [
      'half a month',
      'segments[0].unscored.reviewMonths',
      1.5,
      'segments[0].unscored.reviewMonths',
      /whole number of months/,
    ],
    ['a currency that is none', 'currency', 'EUX', 'currency', /no ISO 4217 currency/],
    ['a currency in small letters', 'currency', 'eur', 'currency', /three capital letters/],
    ['no segment', 'segments', [], 'segments', /has 0 entries/],
    ['no list', 'segments', {}, 'segments', /square brackets/],
    ['a name of nothing', 'name', ' ', 'name', /write a text/],
    ['a name with a zero byte', 'name', 'a\u0000b', 'name', /control characters/],
    ['a cover of no kind', 'insurance.countedKinds', ['ALL'], 'insurance.countedKinds[0]', /NAMED/],
    [
      'a cover counted twice',
      'insurance.countedKinds',
      ['NAMED', 'NAMED'],
      'insurance.countedKinds[1]',
      /repeats "NAMED"/,
    ],
    [
      'a worse grade worth more',
      'segments[0].grades.C.equityRate',
      0.5,
      'segments[0].grades.C.equityRate',
      /more than that of B/,
    ],
    [
      'a worse grade lent more',
      'segments[0].grades.D.appetite',
      '50000',
      'segments[0].grades.D.appetite',
      /more than that of C/,
    ],
    [
      'a ceiling of the better grade only',
      'segments[0].grades.A.ceiling',
      '1000',
      'segments[0].grades.B.ceiling',
      /also where the better one has a ceiling/,
    ],
    [
      'a failing grade lent something',
      'segments[0].grades.E.appetite',
      '1',
      'segments[0].grades.E.appetite',
      /grade E is always 0; write "0"/,
    ],
    [
      'a failing grade raised by nobody',
      'segments[0].grades.E.automaticUpTo',
      '1',
      'segments[0].grades.E.automaticUpTo',
      /grade E is always 0/,
    ],
    [
      'a group of no company',
      'segments[0].when',
      { groups: ['900000019', '123456789'] },
      'segments[0].when.groups[1]',
      /123456789, whose check digit is wrong/,
    ],
    [
      'approvals out of order',
      'approvals.creditManagerUpTo',
      '600000',
      'approvals.creditManagerUpTo',
      /more than approvals\.twoApproversAbove/,
    ],
    [
      'nobody asked where two must be',
      'approvals.twoApproversAbove',
      '90000',
      'segments[0].grades.A.automaticUpTo',
      /above approvals\.twoApproversAbove/,
    ],
    [
      'a default expiry beyond the longest',
      'manualLimits.defaultExpiryDays',
      400,
      'manualLimits.defaultExpiryDays',
      /longestExpiryDays/,
    ],
    [
      'a reservation kept longer than it may be',
      'reservations.defaultExpiryHours',
      8000,
      'reservations.defaultExpiryHours',
      /longestExpiryHours/,
    ],
    [
      'thresholds that fall',
      'alerts.utilisationRates',
      [0.9, 0.7],
      'alerts.utilisationRates[1]',
      /ascending/,
    ],
    [
      'a group allowed less than one of its customers',
      'concentration.groupRate',
      0.01,
      'concentration.customerRate',
      /groupRate/,
    ],
  ];
  it.each(cases)('%s', (_, path, value, where, message) => {
    const found = problemsOf(changed(path, value)).find((each) => each.path === where);
    expect(found?.message).toMatch(message);
  });

  it('a ceiling of D needs none of E, whose limit is 0 anyway', () => {
    const document = changed('segments[0].grades.D.ceiling', '1000');
    expect(problemsOf(document)).toEqual([]);
  });

  it('all of it at once', () => {
    const document = changed('need.least', -1, changed('rounding.step', '0'));
    const paths = problemsOf(changed('name', 3, document)).map(({ path }) => path);
    expect(paths).toEqual(['name', 'need.least', 'rounding.step']);
  });

  it.each([null, undefined, 'a text', 3, [], true])('%j is no document', (document) => {
    expect(problemsOf(document)[0]?.path).toBe('$');
  });
});

describe('segments', () => {
  const cases: [string, object, string, RegExp][] = [
    [
      'need a default at the end',
      {
        ...draftDocument(),
        segments: (withSegments({ countries: ['FR'] }) as Segments).segments.slice(0, 1),
      },
      'segments',
      /no default/,
    ],
    [
      'without conditions anywhere else take everybody',
      withSegments(undefined),
      'segments[0].when',
      /nobody reaches the segments after it/,
    ],
    ['with empty conditions are refused', withSegments({}), 'segments[0].when', /is empty/],
    [
      'with the conditions of an earlier one are never reached',
      withSegments({ activities: ['46.7'] }, { activities: ['4673A', '46.7'] }),
      'segments[1].when',
      /segments\[0\] takes everybody/,
    ],
    [
      'within the sector of an earlier one are never reached',
      withSegments({ sectors: ['G'] }, { activities: ['46'], countries: ['FR'] }),
      'segments[1].when',
      /never reached/,
    ],
    [
      'of companies after that of all matched are never reached',
      withSegments({ isMatched: true }, { legalForms: ['57'] }),
      'segments[1].when',
      /never reached/,
    ],
    [
      'of companies for customers without one are for nobody',
      withSegments({ isMatched: false, countries: ['FR'] }),
      'segments[0].when',
      /fulfilled by nobody/,
    ],
    [
      'of a branch outside their sector are for nobody',
      withSegments({ sectors: ['F'], activities: ['46'] }),
      'segments[0].when',
      /fulfilled by nobody/,
    ],
    [
      'with a sector that is none are refused',
      withSegments({ sectors: ['Z'] }),
      'segments[0].when.sectors[0]',
      /A to U/,
    ],
    [
      'of public bodies by flag and after them by form are never reached',
      withSegments({ isPublicBody: true }, { legalForms: ['7', '41'] }),
      'segments[1].when',
      /never reached/,
    ],
  ];
  it.each(cases)('%s', (_, document, where, message) => {
    const found = problemsOf(document).find((each) => each.path === where);
    expect(found?.message).toMatch(message);
  });

  it('that meet without one holding the other are fine', () => {
    const document = withSegments(
      { sectors: ['G'], countries: ['FR'] },
      { sectors: ['G'] },
      { accounts: ['C001', `'; DROP TABLE customer; --`] },
      { groups: ['552100554'] },
    );
    expect(problemsOf(document)).toEqual([]);
  });

  it('do not share a name', () => {
    const document = withSegments({ countries: ['FR'] });
    const [problem] = problemsOf(changed('segments[0].name', 'Default', document));
    expect(problem).toMatchObject({ path: 'segments[1].name' });
  });
});

interface Segments {
  segments: object[];
}

describe('hostile documents', () => {
  it('with members that other languages obey are refused like any unknown one', () => {
    const document: unknown = JSON.parse(
      JSON.stringify(draftDocument()).replace('{', '{"__proto__": {"polluted": true}, '),
    );
    expect(problemsOf(document).map(({ path }) => path)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('too deep for recursion, or too large, are refused in a moment', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];
    expect(problemsOf(deep)[0]?.message).toMatch(/too large or too deep/);
    const wide = { ...draftDocument(), more: Array.from({ length: 300_000 }, () => 1) };
    expect(problemsOf(wide)[0]?.message).toMatch(/too large/);
    expect(problemsOf(changed('name', 'x'.repeat(500_000)))[0]?.message).toMatch(/too large/);
  });

  it('are told no more than a hundred things', () => {
    const segments = Array.from({ length: 50 }, () => ({ a: 1, b: 2 }));
    expect(problemsOf({ ...draftDocument(), segments })).toHaveLength(PROBLEMS_MAX);
  });

  it('whatever they are, are read or refused, never thrown at', () => {
    const paths = ['name', 'segments', 'segments[0].grades', 'need.least', 'alerts', 'insurance'];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        readPolicyDocument(changed(path, value), 'policy-1');
      }),
      { numRuns: 300 },
    );
  });
});

describe('any document that is accepted', () => {
  const rate = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1e6);
  const cents = fc
    .bigInt({ min: 0n, max: 10n ** 14n })
    .map((n) => `${n / 100n}.${String(n % 100n).padStart(2, '0')}`);

  it('decides every customer without throwing, and is read again from what it writes', () => {
    const edits = fc.record({
      'need.least': cents,
      'need.peakFactor': fc.integer({ min: 1, max: 12 }),
      'rounding.step': cents,
      'leastChange.rate': rate,
      'leastChange.amount': cents,
      'concentration.customerRate': rate,
      'segments[0].starterCeiling': cents,
      'segments[0].unscored.appetite': cents,
      'segments[0].grades.A.equityRate': rate,
      'segments[0].grades.A.appetite': cents,
      'insurance.discretionaryShare': rate,
    });
    let accepted = 0;
    fc.assert(
      fc.property(edits, fc.constantFrom('A', 'C', 'E', null), (values, grade) => {
        const document = draftDocument();
        for (const [path, value] of Object.entries(values)) changed(path, value, document);
        const read = readPolicyDocument(document, 'policy-1');
        if ('problems' in read) return;
        accepted += 1;
        const { limitMinor } = decideLimit(limitInput({ grade }), read.policy);
        expect(limitMinor === null || limitMinor >= 0n).toBe(true);
        const again = readPolicyDocument(toPolicyDocument(read.policy), 'policy-1');
        expect(again).toEqual(read);
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});
