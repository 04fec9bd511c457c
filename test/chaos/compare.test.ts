import { brokenPromises, compare, compareMails, type LogLine } from './compare';
import { MAILBOXES } from './mailbox';

const log: LogLine[] = [
  ['1', 'A'],
  ['2', 'B'],
  ['3', 'A'],
].map(([id = '', customerId = '']) => ({
  slug: 't',
  id,
  customerId,
  atMs: 0,
  mark: `m${id}`,
  type: 'MATCH_DECIDED',
}));

describe('what was received against the log', () => {
  it.each([
    ['nothing differs', ['1', '2', '3'], null, 0],
    ['a repeat has the same id', ['1', '2', '1', '3', '3'], null, 2],
    ['an event is lost', ['1', '3'], /event 2 of the log: 2/, 0],
    ['the last is lost', ['1', '2'], /event 3 of the log: 3 .* nothing was received/, 0],
    ['the order is another', ['1', '3', '2'], /event 2 of the log/, 0],
    ['an id is unknown', ['1', '9', '2', '3'], /9 was received and is not in the log/, 0],
  ])('when %s', (_title, ids, difference, repeats) => {
    const lines = ids.map((id) => `t ${id} 5`);
    const reception = compare('sse', lines, log);
    if (difference === null) expect(reception.difference).toBeNull();
    else expect(reception.difference).toMatch(difference);
    expect(reception.repeats).toBe(repeats);
  });

  it('lets webhooks tell of customers side by side, but not of one in another order', () => {
    const lines = (ids: string[]): string[] => ids.map((id) => `t ${id} 5`);
    expect(compare('webhook', lines(['2', '1', '3']), log).difference).toBeNull();
    expect(compare('webhook', lines(['3', '1', '2']), log).difference).toMatch(/1 .* is due, 3/);
  });

  it('is another tenant’s event nobody else’s', () => {
    expect(compare('sse', ['u 1 5'], log).difference).toMatch(/not in the log/);
  });
});

describe('the mails received against the log', () => {
  const alerts = log.map((line) => ({ ...line, type: 'RISK_ALERT_RAISED' }));
  const boxes = Array.from({ length: MAILBOXES }, (_, n) => `t.${n}`);
  const linesOf = (told: readonly [mark: string, mail: string][]): string[] =>
    boxes.flatMap((box) => told.map(([mark, mail]) => `${box} ${mark} 5 <${mail}-${box}>`));

  it.each<[string, [string, string][], RegExp | null]>([
    [
      'nothing differs',
      [
        ['m1', 'a'],
        ['m2', 'a'],
        ['m3', 'b'],
      ],
      null,
    ],
    [
      'a mail comes again',
      [
        ['m1', 'a'],
        ['m2', 'b'],
        ['m2', 'b'],
        ['m3', 'c'],
      ],
      null,
    ],
    [
      'an alert is in two mails',
      [
        ['m1', 'a'],
        ['m2', 'a'],
        ['m2', 'b'],
        ['m3', 'b'],
      ],
      /m2 is in two/,
    ],
    [
      'an alert is in none',
      [
        ['m1', 'a'],
        ['m3', 'b'],
      ],
      /event 2 of the log: m2/,
    ],
  ])('when %s', (_title, told, difference) => {
    const found = compareMails(linesOf(told), [
      ...alerts,
      ...log.map((line) => ({ ...line, id: 'x' })),
    ]);
    expect(found.due).toBe(3 * MAILBOXES);
    if (difference === null) expect(found.difference).toBeNull();
    else expect(found.difference).toMatch(difference);
  });
});

describe('the log against its writers', () => {
  it('holds each commit that was answered, once and in order', () => {
    expect(brokenPromises([['m1', 'm3'], ['m2']], log)).toBeNull();
    expect(brokenPromises([['m1', 'm4']], log)).toMatch(/m4 was committed and is not/);
    expect(brokenPromises([['m3', 'm1']], log)).toMatch(/m1 is before/);
    expect(brokenPromises([[]], [...log, ...log])).toMatch(/m1 is in the log twice/);
  });
});
