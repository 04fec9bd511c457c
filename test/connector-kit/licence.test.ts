import fc from 'fast-check';
import {
  payloadRestriction,
  restrictionOf,
  retentionDaysOf,
  stricterUse,
  USE_RESTRICTIONS,
  type Licence,
  type UseRestriction,
} from '../../src/connector-kit';

const licence = (changes: Partial<Licence> = {}): Licence => ({
  ...{ name: 'contract', restriction: 'INTERNAL_ONLY', retentionDays: null },
  ...{ attribution: null, source: 'assumed: a test', ...changes },
});
const OWNERS = { owner: 'NO_REDISTRIBUTION' } as const;

it.each([
  ['the licence when there is no contract', {}, 'company', null, 'INTERNAL_ONLY'],
  ['a contract that loosens it', {}, 'company', 'NONE', 'NONE'],
  ['a contract that tightens it', {}, 'company', 'NO_REDISTRIBUTION', 'NO_REDISTRIBUTION'],
  ['a stricter kind of record', { byRecord: OWNERS }, 'owner', null, 'NO_REDISTRIBUTION'],
  ['which no contract loosens', { byRecord: OWNERS }, 'owner', 'NONE', 'NO_REDISTRIBUTION'],
  [
    'and a kind of record never loosens a contract',
    { byRecord: { owner: 'NONE' } },
    'owner',
    null,
    'INTERNAL_ONLY',
  ],
] as const)('takes %s', (_, changes, type, override, expected) => {
  expect(restrictionOf(licence(changes), type, override)).toBe(expected);
});

it('holds a payload to the strictest of what may be in it', () => {
  expect(payloadRestriction(licence({ byRecord: OWNERS }), 'NONE')).toBe('NO_REDISTRIBUTION');
  expect(payloadRestriction(licence(), 'NONE')).toBe('NONE');
});

it.each([
  [null, null, null],
  [90, null, 90],
  [null, 30, 30],
  [90, 30, 30],
  [30, 90, 30],
])('keeps for the shorter of licence %p and contract %p: %p', (days, override, expected) => {
  expect(retentionDaysOf(licence({ retentionDays: days }), override)).toBe(expected);
});

it('orders restrictions: the stricter of any is the same in any order', () => {
  const use = fc.constantFrom<UseRestriction>(...USE_RESTRICTIONS);
  fc.assert(
    fc.property(use, use, use, (a, b, c) => {
      expect(stricterUse(a, b)).toBe(stricterUse(b, a));
      expect(stricterUse(stricterUse(a, b), c)).toBe(stricterUse(a, stricterUse(b, c)));
      expect([a, b]).toContain(stricterUse(a, b));
    }),
  );
});
