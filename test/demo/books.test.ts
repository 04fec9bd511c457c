import fc from 'fast-check';
import { generateWorld, writeFec, type DemoWorld } from '../../src/demo';
import { isReceivable, readFec, sums, type ReadLine } from './fec-reading';

const textOf = (world: DemoWorld, year: number): string => [...writeFec(world, year)].join('');
const yearsOf = (world: DemoWorld): ReadLine[][] =>
  world.fiscalYears().map((year) => readFec(textOf(world, year)));

const balanceKey = (line: ReadLine): string | null => {
  if (isReceivable(line)) return `${line.account} ${line.party}`;
  return /^[1-5]/.test(line.account) && !line.account.startsWith('12') ? line.account : null;
};
const resultKey = (line: ReadLine): string | null =>
  /^(12|6|7)/.test(line.account) ? 'result' : null;

function expectSound(years: readonly ReadLine[][]): void {
  years.forEach((lines, index) => {
    expect(sums(lines, () => 'all')).toEqual(new Map());
    expect(sums(lines, (line) => line.entry)).toEqual(new Map());
    const groups = sums(lines, (line) =>
      isReceivable(line) && line.letter !== ''
        ? `${line.account} ${line.party} ${line.letter}`
        : null,
    );
    expect(groups).toEqual(new Map());
    const before = years[index - 1];
    if (before === undefined) return;
    const opening = lines.filter((line) => line.journal === 'AN');
    expect(sums(opening, balanceKey)).toEqual(sums(before, balanceKey));
    expect(sums(opening, resultKey)).toEqual(sums(before, resultKey));
  });
}

describe('the books', () => {
  test('balance by entry, file and letter, and each year opens as the last one closed, for any seed and day', () => {
    const options = fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      today: fc
        .date({ min: new Date('2024-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      customers: fc.integer({ min: 1, max: 60 }),
      invoices: fc.integer({ min: 1, max: 900 }),
    });
    fc.assert(
      fc.property(options, (world) => expectSound(yearsOf(generateWorld(world)))),
      { numRuns: 25 },
    );
  });

  const world = generateWorld({ seed: 42, today: '2026-11-22' });
  const years = yearsOf(world);
  const all = years.flat();

  test('hold exactly the invoices asked for', () => {
    const issued = all.filter(
      (line) => line.journal === 'VE' && line.account === '411000' && line.amountMinor > 0n,
    );
    expect(issued).toHaveLength(7_500);
    expect(new Set(issued.map((line) => line.reference)).size).toBe(7_500);
  });

  test('open a year with the items the last one left open, under their own reference and dates', () => {
    const itemOf = (line: ReadLine): string =>
      [
        line.account,
        line.party,
        line.reference,
        line.documentDay,
        line.dueOn,
        line.amountMinor,
      ].join('|');
    years.slice(1).forEach((lines, index) => {
      const left = (years[index] ?? []).filter((line) => isReceivable(line) && line.letter === '');
      const opened = lines.filter((line) => isReceivable(line) && line.journal === 'AN');
      expect(opened.map(itemOf).sort()).toEqual(left.map(itemOf).sort());
    });
  });

  test('give every invoice a due date, and other lines than claims none', () => {
    for (const line of all) {
      if (line.label.startsWith('FACTURE') && isReceivable(line))
        expect(line.dueOn).toMatch(/^20\d{6}$/);
      if (!isReceivable(line))
        expect([line.dueOn, line.letter, line.letterDay]).toEqual(['', '', '']);
    }
  });

  test('never letter after the day the file was made, nor before the last line of the letter', () => {
    const latest = new Map<string, string>();
    years.forEach((lines, index) => {
      const end = index === years.length - 1 ? '20261122' : `${2024 + index}1231`;
      for (const line of lines) {
        expect(line.day <= end && line.day.startsWith(String(2024 + index))).toBe(true);
        if (line.letter === '') continue;
        expect(line.letterDay <= end).toBe(true);
        if (line.journal === 'AN') continue;
        const key = `${index} ${line.account} ${line.party} ${line.letter}`;
        if (line.day > (latest.get(key) ?? '')) latest.set(key, line.day);
        expect(line.letterDay >= line.day).toBe(true);
      }
    });
    expect(latest.size).toBeGreaterThan(5_000);
  });

  test('show every kind of settlement the ledger must tell apart', () => {
    const entries = new Map<string, ReadLine[]>();
    for (const line of all) {
      const key = `${line.day.slice(0, 4)} ${line.entry}`;
      entries.set(key, [...(entries.get(key) ?? []), line]);
    }
    const has = (...accounts: string[]): boolean =>
      [...entries.values()].some((lines) =>
        accounts.every((wanted) =>
          lines.some(
            (line) =>
              line.account === wanted.slice(1) &&
              wanted.startsWith(line.amountMinor > 0n ? 'D' : 'C'),
          ),
        ),
      );
    expect(has('D411000', 'C707000', 'C445712')).toBe(true);
    expect(has('C411000', 'D707000', 'D445712')).toBe(true);
    expect(has('D512000', 'C411000')).toBe(true);
    expect(has('D411000', 'C512000')).toBe(true);
    expect(has('D512000', 'D665000', 'C411000')).toBe(true);
    expect(has('D511200', 'C411000')).toBe(true);
    expect(has('D512000', 'C419100')).toBe(true);
    expect(has('D419100', 'C411000')).toBe(true);
    expect(has('D416000', 'C411000')).toBe(true);
    expect(has('D654000', 'C416000')).toBe(true);
    expect(has('D467100', 'C411000')).toBe(true);
    expect(has('D401000', 'C411000')).toBe(true);
  });

  test('have a believable share overdue and an accountant who letters most of it', () => {
    const last = years.at(-1) ?? [];
    const receivables = last.filter(isReceivable);
    const open = receivables.filter((line) => line.letter === '');
    const owed = open.reduce((sum, line) => sum + line.amountMinor, 0n);
    const overdue = open
      .filter((line) => line.dueOn !== '' && line.dueOn < '20261122')
      .reduce((sum, line) => sum + line.amountMinor, 0n);
    expect(Number((overdue * 100n) / owed)).toBeGreaterThan(12);
    expect(Number((overdue * 100n) / owed)).toBeLessThan(45);
    expect(1 - open.length / receivables.length).toBeGreaterThan(0.8);
  });

  test('are the same bytes for the same seed and others for another', () => {
    const small = { seed: 5, today: '2026-11-22', customers: 30 };
    const [first, again] = [generateWorld(small), generateWorld(small)];
    for (const year of first.fiscalYears()) expect(textOf(again, year)).toBe(textOf(first, year));
    expect(again.companies()).toEqual(first.companies());
    const other = generateWorld({ ...small, seed: 6 });
    expect(textOf(other, 2026)).not.toBe(textOf(first, 2026));
    expect(other.companies()[0]?.siren).not.toBe(first.companies()[0]?.siren);
  });
});
