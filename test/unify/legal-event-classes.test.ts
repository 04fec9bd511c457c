import { LEGAL_EVENT_KINDS } from '../../src/connector-kit';
import { claimsDueOn, legalEventClass, legalEventSeverity } from '../../src/unify';

const opening = {
  kind: 'RECEIVERSHIP_OPENED',
  relation: null,
  firstPublishedOn: null,
} as const;

describe('the last day to declare claims', () => {
  test.each([
    ['two months on', '2026-01-15', '2026-03-15'],
    ['the last of February, when it has no 31st', '2025-12-31', '2026-02-28'],
    ['the 29th in a leap year', '2027-12-30', '2028-02-29'],
    ['the 30th of a month of thirty days', '2026-07-31', '2026-09-30'],
    ['the 31st from a month to one as long', '2026-07-30', '2026-09-30'],
    ['in the next year', '2026-11-05', '2027-01-05'],
  ])('is %s', (_, publishedOn, due) => {
    expect(claimsDueOn({ ...opening, publishedOn })).toBe(due);
  });

  it('is reckoned from the notice that a correction corrects', () => {
    const correction = { ...opening, relation: 'RECTIFIES', publishedOn: '2026-02-20' } as const;
    expect(claimsDueOn({ ...correction, firstPublishedOn: '2026-01-31' })).toBe('2026-03-31');
    expect(claimsDueOn(correction)).toBe('2026-04-20');
  });

  it('is not set by what opens nothing, nor by an annulment', () => {
    const publishedOn = '2026-01-15';
    expect(claimsDueOn({ ...opening, kind: 'CONVERTED_TO_LIQUIDATION', publishedOn })).toBeNull();
    expect(claimsDueOn({ ...opening, kind: 'ACCOUNTS_FILED', publishedOn })).toBeNull();
    expect(claimsDueOn({ ...opening, relation: 'CANCELS', publishedOn })).toBeNull();
  });
});

describe('severity', () => {
  it('falls from liquidation over receivership, safeguard, a failed plan and a plan to the end', () => {
    const order = [
      ...(['LIQUIDATION_OPENED', 'RECEIVERSHIP_OPENED', 'SAFEGUARD_OPENED'] as const),
      ...(['PLAN_FAILED', 'PLAN_ADOPTED', 'PROCEEDINGS_CLOSED', 'ACCOUNTS_FILED'] as const),
    ];
    const severities = order.map(legalEventSeverity);
    expect(severities).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it('and class are known of every kind', () => {
    for (const kind of LEGAL_EVENT_KINDS) {
      expect(legalEventSeverity(kind)).toBeGreaterThanOrEqual(0);
      expect(legalEventClass(kind)).toBeTruthy();
    }
  });
});
