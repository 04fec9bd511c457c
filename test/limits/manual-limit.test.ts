import { isEncoursError } from '../../src/kernel';
import { decideManualLimit, type ManualLimitCase } from '../../src/limits/manual-limit';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { euros } from './limit-inputs';

/** 100,000 € by a credit manager alone, two approvers above 500,000 €; 90 days, 365 at most. */
const decide = (changes: Partial<ManualLimitCase>) =>
  decideManualLimit(
    {
      ...{ limitMinor: euros(20_000), currency: 'EUR', reason: 'large order' },
      ...{
        expiresOn: null,
        asOf: '2026-06-30',
        currentMinor: null,
        currentUntil: null,
        euroRate: null,
      },
      ...changes,
    },
    DEFAULT_CREDIT_POLICY,
  );
const refusalOf = (changes: Partial<ManualLimitCase>): [string, unknown, string] => {
  try {
    decide(changes);
  } catch (error) {
    if (isEncoursError(error)) return [error.code, error.place.field, error.remedy ?? ''];
  }
  throw new Error('was not refused');
};

describe('a limit set by hand', () => {
  it('holds for as long as the policy says unless its author says otherwise, and is frozen after', () => {
    expect(decide({})).toEqual({
      ...{ status: 'ACTIVE', approvalsNeeded: 1 },
      ...{ expiresOn: '2026-09-28', frozenFrom: '2026-09-29' },
    });
    expect(decide({ expiresOn: '2026-06-30' }).frozenFrom).toBe('2026-07-01');
    expect(decide({ expiresOn: '2027-06-30' }).expiresOn).toBe('2027-06-30');
  });

  it('is in force up to a credit manager’s authority, a proposal above, of two people far above', () => {
    const outcome = (limitMinor: bigint) => {
      const { status, approvalsNeeded } = decide({ limitMinor });
      return `${status} ${approvalsNeeded}`;
    };
    expect(outcome(euros(100_000))).toBe('ACTIVE 1');
    expect(outcome(euros(100_000) + 1n)).toBe('PROPOSED 1');
    expect(outcome(euros(500_000))).toBe('PROPOSED 1');
    expect(outcome(euros(500_000) + 1n)).toBe('PROPOSED 2');
  });

  it('needs nobody where it grants no more than before', () => {
    const cut = { limitMinor: euros(300_000), currentMinor: euros(300_000) };
    expect(decide(cut).status).toBe('ACTIVE');
    expect(decide({ ...cut, currentMinor: euros(299_999) }).status).toBe('PROPOSED');
  });

  it('needs another above authority to hold longer than before, and without an end holds no longer', () => {
    const same = { limitMinor: euros(300_000), currentMinor: euros(300_000) };
    const until = { ...same, currentUntil: '2026-07-31' };
    expect(decide({ ...until, expiresOn: '2026-07-31' }).status).toBe('ACTIVE');
    expect(decide({ ...until, expiresOn: '2026-08-01' }).status).toBe('PROPOSED');
    const cut = { ...until, limitMinor: euros(299_999) };
    expect(decide({ ...cut, expiresOn: '2026-08-01' }).status).toBe('PROPOSED');
    expect(decide(cut)).toMatchObject({ status: 'ACTIVE', expiresOn: '2026-07-31' });
    const later = { ...until, currentUntil: '2027-06-30' };
    expect(decide(later)).toMatchObject({ status: 'ACTIVE', expiresOn: '2026-09-28' });
    const within = { ...until, limitMinor: euros(100_000) };
    expect(decide(within)).toMatchObject({ status: 'ACTIVE', expiresOn: '2026-09-28' });
    const raise = { ...until, limitMinor: euros(300_001) };
    expect(decide(raise)).toMatchObject({ status: 'PROPOSED', expiresOn: '2026-09-28' });
  });

  it('is prolonged only by as many as its amount needs, also a cent below', () => {
    const twice = { limitMinor: euros(900_000), currentMinor: euros(900_000) };
    const until = { ...twice, currentUntil: '2026-07-31' };
    const later = { ...until, expiresOn: '2026-10-31' };
    const waits = { status: 'PROPOSED', approvalsNeeded: 2, expiresOn: '2026-10-31' };
    expect(decide(later)).toMatchObject(waits);
    expect(decide({ ...later, limitMinor: euros(899_999) })).toMatchObject(waits);
    expect(decide({ ...until, expiresOn: '2026-07-31' }).status).toBe('ACTIVE');
    expect(decide({ ...until, limitMinor: euros(899_999) })).toMatchObject({
      ...{ status: 'ACTIVE', expiresOn: '2026-07-31' },
    });
  });

  it('is judged in the currency of the policy, and by two others where that cannot be told', () => {
    const yen = { limitMinor: 16_000_000n, currency: 'JPY' };
    expect(decide({ ...yen, euroRate: '160' }).status).toBe('ACTIVE');
    expect(decide({ ...yen, euroRate: '159.99' }).status).toBe('PROPOSED');
    expect(decide(yen)).toMatchObject({ status: 'PROPOSED', approvalsNeeded: 2 });
  });

  it.each<[string, Partial<ManualLimitCase>, string]>([
    ['CREDIT_LIMIT_NEGATIVE', { limitMinor: -1n }, 'input.limit'],
    ['CREDIT_LIMIT_REASON_REQUIRED', { reason: ' \n' }, 'input.comment'],
    ['CREDIT_LIMIT_END_PAST', { expiresOn: '2026-06-29' }, 'input.effectiveTo'],
    ['CREDIT_LIMIT_END_TOO_LATE', { expiresOn: '2027-07-01' }, 'input.effectiveTo'],
  ])('is refused with %s, the field and what to do', (code, changes, field) => {
    const [actual, place, remedy] = refusalOf(changes);
    expect([actual, place]).toEqual([code, field]);
    expect(remedy).not.toBe('');
  });
});
