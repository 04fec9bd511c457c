import fc from 'fast-check';
import type { CustomerRiskView, KnownAlert } from '../../src/alerts/alert-types';
import { decideAlerts } from '../../src/alerts/decide-alerts';
import { addDays } from '../../src/kernel';
import {
  advised,
  change,
  COMPANY_CASES,
  cover,
  covers,
  equity,
  people,
  scores,
} from './company-cases';
import { company, remember, riskView } from './risk-views';

/** Goes through views day by day and gives what was raised, made worse and resolved on each. */
function story(...views: Partial<CustomerRiskView>[]): string[][] {
  let known: KnownAlert[] = [];
  return views.map((changes, index) => {
    const view = riskView({ today: addDays('2026-11-02', index), ...changes });
    const decision = decideAlerts(view, known);
    known = remember(known, decision);
    return [
      ...decision.raise.map(({ rule, severity }) => `${rule} ${severity}`),
      ...decision.escalate.map(({ draft }) => `${draft.rule} now ${draft.severity}`),
      ...decision.resolve.map(({ because }) => because),
    ];
  });
}

const says = (signals: Parameters<typeof company>[0]) => ({ company: company(signals) });

describe('what holds for a while', () => {
  it('is told once a stretch: equity, and when it is restored', () => {
    const low = equity(1_000_000n);
    expect(story(low, low, equity(-1n), equity(5_000_000n), low)).toEqual([
      ['EQUITY_BELOW_HALF_CAPITAL MEDIUM'],
      [],
      ['EQUITY_BELOW_HALF_CAPITAL now HIGH'],
      ['EQUITY_RESTORED'],
      ['EQUITY_BELOW_HALF_CAPITAL MEDIUM'],
    ]);
  });

  it('stays while nothing is known that ends it', () => {
    expect(story(equity(0n), says({ equity: null }))).toEqual([
      ['EQUITY_BELOW_HALF_CAPITAL MEDIUM'],
      [],
    ]);
  });

  it('is many changes until most of them are long ago', () => {
    const days = ['2026-02-01', '2026-05-01', '2026-08-01'];
    const many = says({ changes: people('OWNERS', ...days) });
    const fewer = says({ changes: people('OWNERS', ...days.slice(1)) });
    const one = says({ changes: people('OWNERS', ...days.slice(2)) });
    expect(story(many, fewer, one, many)).toEqual([
      ['SHAREHOLDERS_CHANGE_OFTEN MEDIUM'],
      [],
      ['CHANGES_SETTLED'],
      ['SHAREHOLDERS_CHANGE_OFTEN MEDIUM'],
    ]);
  });

  it('is stale data until a source confirms it, whether or not something is owed meanwhile', () => {
    const stale = says({ confirmedOn: '2026-04-01' });
    expect(story(stale, { ...stale, exposureMinor: 0n }, stale, {})).toEqual([
      ['COMPANY_DATA_STALE LOW'],
      [],
      [],
      ['DATA_CONFIRMED'],
    ]);
  });

  it('is an unmatched customer that owes much, not its last invoice', () => {
    const nobody = (exposureMinor: bigint) => ({
      ...says({ siren: null, unmatchedExposureMinor: 1_000_000n }),
      exposureMinor,
    });
    expect(story(nobody(1_000_000n), nobody(999_999n), nobody(800_000n), nobody(799_999n))).toEqual(
      [['UNMATCHED_EXPOSURE MEDIUM'], [], [], ['EXPOSURE_FELL']],
    );
    expect(story(nobody(1_000_000n), {})).toEqual([
      ['UNMATCHED_EXPOSURE MEDIUM'],
      ['CUSTOMER_MATCHED'],
    ]);
  });
});

describe('a cover', () => {
  const announced = { announcedMinor: 1_000_000n, effectiveOn: '2026-11-03' };
  const reduced = { amountMinor: 1_000_000n, previousMinor: 2_000_000n, effectiveOn: '2026-11-03' };

  it('that is cut as announced is told once, and again when it is cut further', () => {
    const further = { amountMinor: 1_000_000n, announcedMinor: 500_000n };
    expect(
      story(covers(announced), covers(reduced), covers(further), covers({ amountMinor: 500_000n })),
    ).toEqual([['COVER_REDUCED HIGH'], [], ['COVER_REDUCED HIGH', 'OVERTAKEN'], []]);
  });

  it('that is cut, restored and withdrawn is told as each', () => {
    expect(story(covers(reduced), covers({}), covers({ status: 'WITHDRAWN' }), covers({}))).toEqual(
      [['COVER_REDUCED HIGH'], ['COVER_RESTORED'], ['COVER_WITHDRAWN HIGH'], ['COVER_RESTORED']],
    );
  });

  it('that ends is told before, is worse once it has ended, and over when another goes on', () => {
    const ends = covers({ endsOn: '2026-11-02' });
    const renewed = covers({ endsOn: '2027-11-02' });
    expect(story(ends, ends, renewed)).toEqual([
      ['COVER_ENDING MEDIUM'],
      ['COVER_ENDING now HIGH'],
      ['COVER_RENEWED'],
    ]);
    const both = covers({ endsOn: '2026-11-02' }, { sourceKey: 'C2' });
    expect(story(ends, both)).toEqual([['COVER_ENDING MEDIUM'], ['COVER_RENEWED']]);
  });

  it('is not taken for one whose key begins like its own', () => {
    const withdrawn = (sourceKey: string) => ({ status: 'WITHDRAWN' as const, sourceKey });
    const [, second] = story(covers(withdrawn('C1:2')), covers(withdrawn('C1:2'), withdrawn('C1')));
    expect(second).toEqual(['COVER_WITHDRAWN HIGH']);
  });
});

describe('what bureaux say', () => {
  it('is over when the score is back, and a further fall is another alert', () => {
    const fell = [['8', '2026-05-01'] as const, ['5', '2026-10-01'] as const];
    const at = (...more: [string, string][]) =>
      scores('ELLISPHERE_10', ...fell.map(([value, on]): [string, string] => [value, on]), ...more);
    expect(
      story(at(), at(['5', '2026-11-02']), at(['2', '2026-11-03']), at(['8', '2026-11-04'])),
    ).toEqual([
      ['PROVIDER_SCORE_DROP MEDIUM'],
      [],
      ['PROVIDER_SCORE_DROP MEDIUM'],
      ['SCORE_RECOVERED', 'SCORE_RECOVERED'],
    ]);
  });

  it('is over when as much is recommended again', () => {
    const cut = advised([4_000_000n, '2026-05-01'], [null, '2026-10-01']);
    const raised = advised(
      ...([
        [4_000_000n, '2026-05-01'],
        [null, '2026-10-01'],
        [4_000_000n, '2026-11-03'],
      ] as [bigint | null, string][]),
    );
    expect(story(cut, cut, raised)).toEqual([
      ['RECOMMENDED_LIMIT_CUT HIGH'],
      [],
      ['RECOMMENDATION_RAISED'],
    ]);
  });

  it('carries its terms into the alert, also of the value it fell from', () => {
    const view = riskView(scores('ELLISPHERE_10', ['8', '2026-05-01'], ['4', '2026-10-01']));
    const [draft] = decideAlerts(view, []).raise;
    expect(draft?.evidence).toEqual([
      {
        ...{ kind: 'providerScore', sourceKey: 's' },
        terms: { restriction: 'INTERNAL_ONLY', connector: 'creditsafe' },
      },
    ]);
  });
});

describe('proceedings', () => {
  const KINDS = {
    RECEIVERSHIP_OPENED: 'RECEIVERSHIP',
    PLAN_ADOPTED: 'PLAN',
    PROCEEDINGS_CLOSED: 'CLOSED',
  } as const;
  const notice = (event: keyof typeof KINDS) => ({
    insolvency: {
      ...{ event, noticeKey: event, publishedOn: '2026-10-30', openedPublishedOn: '2026-10-30' },
      ...{ kind: KINDS[event], title: 'Jugement' },
    },
  });

  it('are told notice by notice, to their end', () => {
    const closed = notice('PROCEEDINGS_CLOSED');
    expect(
      story(notice('RECEIVERSHIP_OPENED'), notice('PLAN_ADOPTED'), closed, closed, {}),
    ).toEqual([
      ['INSOLVENCY_NOTICE CRITICAL'],
      ['INSOLVENCY_NOTICE MEDIUM'],
      ['INSOLVENCY_NOTICE LOW', 'PROCEEDINGS_OVER', 'PROCEEDINGS_OVER'],
      [],
      ['OVERTAKEN'],
    ]);
  });

  it('give a last day only where claims are to be declared', () => {
    const days = (['RECEIVERSHIP_OPENED', 'PLAN_ADOPTED', 'PROCEEDINGS_CLOSED'] as const).map(
      (event) => decideAlerts(riskView(notice(event)), []).raise[0]?.deadlineOn,
    );
    expect(days).toEqual(['2026-12-30', null, null]);
  });
});

describe('changes that a register tells', () => {
  it('are told each once, with both sides', () => {
    const moved = says({
      changes: [change('ACTIVITY', { before: { code: '62.02A' }, after: { code: '47.11B' } })],
    });
    expect(story(moved, moved)).toEqual([['ACTIVITY_CHANGED LOW'], []]);
    const [draft] = decideAlerts(riskView(moved), []).raise;
    expect(draft).toMatchObject({ before: { code: '62.02A' }, after: { code: '47.11B' } });
  });
});

describe('changes that a register tells, to their end', () => {
  const at = (on: string, before: string, after: string, changeId = on) => ({
    ...change('LEGAL_FORM', {
      before: { code: before, label: 'SAS' },
      after: { code: after, label: 'SAS' },
    }),
    ...{ changeId, changedOn: on, learntOn: on },
  });
  const told = (...changes: ReturnType<typeof at>[]) => says({ changes });
  const moved = at('2026-11-01', '5499', '5710');

  it('are over when they are news no more', () => {
    const views = ['2026-11-02', '2027-01-30', '2027-01-31', '2027-02-01'].map((today) => ({
      ...told(moved),
      today,
    }));
    expect(story(...views)).toEqual([['LEGAL_FORM_CHANGED LOW'], [], ['CHANGE_AGED'], []]);
  });

  it('are over when another follows', () => {
    const next = at('2026-11-03', '5710', '5599');
    expect(story(told(moved), told(moved, next), told(moved, next))).toEqual([
      ['LEGAL_FORM_CHANGED LOW'],
      ['LEGAL_FORM_CHANGED LOW', 'OVERTAKEN'],
      [],
    ]);
  });

  it('are told once of a source that says now this, now that', () => {
    const days = Array.from({ length: 12 }, (_, n) => addDays('2026-11-01', n));
    const changes = days.map((day, n) =>
      n % 2 === 0 ? at(day, '5499', '5710') : at(day, '5710', '5499'),
    );
    const days13 = story(
      ...days.map((today, n) => ({ ...told(...changes.slice(0, n + 1)), today })),
    );
    expect(days13.flat()).toEqual(['LEGAL_FORM_CHANGED LOW', 'OVERTAKEN']);
  });

  it('name both forms apart where many forms have one name', () => {
    const params = (change: ReturnType<typeof at>) =>
      decideAlerts(riskView(told(change)), []).raise[0]?.textParams;
    expect(params(moved)).toMatchObject({ from: 'SAS (5499)', to: 'SAS (5710)' });
    const named = {
      before: { code: '5499', label: 'SARL' },
      after: { code: '5710', label: 'SAS' },
    };
    expect(params({ ...moved, ...named })).toMatchObject({ from: 'SARL', to: 'SAS' });
    const bare = { before: { code: '5499', label: null }, after: { code: '5710', label: 'SAS' } };
    expect(params({ ...moved, ...bare })).toMatchObject({ from: 'SARL', to: 'SAS' });
  });
});

describe('properties of every history', () => {
  const seen = COMPANY_CASES.map(([, changes]) => changes);
  const views = fc
    .tuple(fc.constantFrom(...seen), fc.constantFrom(...seen), fc.integer({ min: 0, max: 400 }))
    .map(([one, other, days]): Partial<CustomerRiskView> => {
      const merged = { ...one, ...other, today: addDays('2026-11-02', days) };
      const list = [one, other].flatMap((each) => each.company?.covers ?? []);
      const distinct = list.map((each, index) => cover({ ...each, sourceKey: `C${index}` }));
      return { ...merged, company: { ...(merged.company ?? company()), covers: distinct } };
    });

  it('written and run again on the same view, it decides nothing and raises no key twice', () => {
    fc.assert(
      fc.property(fc.array(views, { minLength: 1, maxLength: 6 }), (series) => {
        let known: KnownAlert[] = [];
        for (const changes of series) {
          const view = riskView(changes);
          known = remember(known, decideAlerts(view, known));
          const again = decideAlerts(view, known);
          expect(again).toEqual({ raise: [], escalate: [], resolve: [] });
        }
        expect(new Set(known.map(({ dedupKey }) => dedupKey)).size).toBe(known.length);
      }),
      { numRuns: 300 },
    );
  });
});
