import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, epochDay } from '../../src/kernel';
import {
  generateWorld,
  LivingWorld,
  writeFec,
  type DemoEvent,
  type DemoWorld,
} from '../../src/demo';
import { isReceivable, readFec, sums } from './fec-reading';

const OPTIONS = { seed: 11, today: '2026-11-20' };
const fresh = (): LivingWorld => new LivingWorld(generateWorld(OPTIONS));
const take = (living: LivingWorld, steps: number): DemoEvent[] =>
  Array.from({ length: steps }, () => living.step());
const booksOf = (world: DemoWorld): string =>
  world
    .fiscalYears()
    .map((year) => [...writeFec(world, year)].join(''))
    .join('');

/** The open invoices of the books as they stand, or those so many days late. */
function owedOn(world: DemoWorld, lateDays: number | null = null): bigint {
  const today = epochDay(world.today());
  const { movements } = world.books();
  let sum = 0n;
  for (const row of world.books().openRows(today)) {
    const isLate = today - (movements.dueDay[row] ?? 0) > (lateDays ?? 0);
    const isInvoice = movements.dueDay[row] !== 0;
    if (lateDays === null || (isInvoice && isLate)) sum += movements.amount(row);
  }
  return sum;
}

const RISKY = new Set([
  'INSOLVENCY_OPENED',
  'INSOLVENCY_CONVERTED',
  'COMPANY_STRUCK_OFF',
  'DIRECT_DEBIT_RETURNED',
  'LARGE_INVOICE_ISSUED',
  'INVOICE_POSTED_LATE',
  'PROMISE_BROKEN',
  'SEAT_MOVED',
  'LEGAL_FORM_CHANGED',
  'ACTIVITY_CHANGED',
  'OFFICER_REPLACED',
]);

describe('a living world', () => {
  test('warns about nearly half of what happens soon, and of much after a thousand steps', () => {
    const events = take(fresh(), 1_200);
    const share = (part: DemoEvent[]): number =>
      part.filter((event) => RISKY.has(event.kind)).length / part.length;
    expect(share(events.slice(0, 60))).toBeGreaterThan(0.45);
    // All on one day: what a customer can do once has been done.
    expect(share(events.slice(-200))).toBeGreaterThan(0.35);
    const kinds = new Set(events.map((event) => event.kind));
    expect(kinds.size).toBe(16);
  });

  test('opens proceedings against a company once at most, only when it owes money, within a tenth of customers', () => {
    const events = take(fresh(), 1_500).filter((event) => event.kind === 'INSOLVENCY_OPENED');
    const sirens = events.map((event) => event.siren);
    expect(new Set(sirens).size).toBe(sirens.length);
    expect(sirens.length).toBeGreaterThan(3);
    expect(sirens.length).toBeLessThanOrEqual(30);
    for (const event of events) expect(event.description).not.toMatch(/owes 0\.00/);
  });

  test('lets proceedings end as others open: no more than a few customers are in a court’s hands at a time', () => {
    const living = fresh();
    const inProceedings = (): number =>
      living.world.companies().filter(({ notices }) => {
        const last = notices.findLast(({ nature }) => nature !== null)?.kind;
        return last !== undefined && !['PLAN_ADOPTED', 'PROCEEDINGS_CLOSED'].includes(last);
      }).length;
    for (let week = 0; week < 20; week++) {
      take(living, 60);
      living.moveTo(addDays(living.world.today(), 7));
      expect(inProceedings()).toBeLessThanOrEqual(13);
    }
    const struckOff = living.world.companies().filter(({ ceasedOn }) => ceasedOn !== null);
    expect(struckOff.length).toBeLessThanOrEqual(7);
  });

  test('says of a broken promise what was owed and a day that has passed', () => {
    const told = take(fresh(), 300).filter(({ kind }) => kind === 'PROMISE_BROKEN');
    expect(told.length).toBeGreaterThan(2);
    for (const { promise, at } of told) {
      expect(promise?.amountMinor).toBeGreaterThanOrEqual(100_000n);
      expect((promise?.promisedOn ?? at) < at).toBe(true);
    }
    const customers = told.map(({ customerCode }) => customerCode);
    expect(new Set(customers).size).toBe(customers.length);
  });

  test('tells the registry what it says happened there', () => {
    const living = fresh();
    for (let step = 0; step < 300; step++) {
      const before = new Map(
        living.world.companies().map((one) => [one.siren, one.notices.length]),
      );
      const event = living.step();
      const changed = living.world
        .companies()
        .filter((one) => one.notices.length !== before.get(one.siren));
      expect(changed.map((one) => one.siren)).toEqual(
        event.affects === 'registry' ? [event.siren] : [],
      );
      const notice = changed[0]?.notices.at(-1);
      if (notice !== undefined) expect(notice.publishedOn).toBe(event.at);
      if (event.kind === 'COMPANY_STRUCK_OFF') expect(changed[0]?.ceasedOn).not.toBeNull();
    }
  });

  test('changes only the current year of the books, which stay in balance', () => {
    const world = generateWorld(OPTIONS);
    const past = [2024, 2025].map((year) => [...writeFec(world, year)].join(''));
    take(new LivingWorld(world), 600);
    expect([2024, 2025].map((year) => [...writeFec(world, year)].join(''))).toEqual(past);
    const lines = readFec([...writeFec(world, 2026)].join(''));
    expect(sums(lines, (line) => line.entry)).toEqual(new Map());
    const letters = sums(lines, (line) =>
      isReceivable(line) && line.letter !== ''
        ? `${line.account}${line.party} ${line.letter}`
        : null,
    );
    expect(letters).toEqual(new Map());
  });

  test('reopens the invoice of a returned direct debit and letters the debit with its return', () => {
    const living = fresh();
    const returned = take(living, 200).find((event) => event.kind === 'DIRECT_DEBIT_RETURNED');
    const number = / for (FA\d+) /.exec(returned?.description ?? '')?.[1] ?? 'none';
    const lines = readFec([...writeFec(living.world, 2026)].join(''));
    const back = lines.find(
      (line) =>
        line.label.startsWith('REJET') && line.label.includes(number) && line.day === '20261120',
    );
    expect(back?.account).toBe('411000');
    expect(back?.letterDay).toBe('20261120');
    expect(
      lines.some((line) => line.label.startsWith('PRLV') && line.letter === back?.letter),
    ).toBe(true);
  });

  test('is the same world when its life is replayed, also over several days and into a new year', () => {
    const living = fresh();
    take(living, 120);
    living.moveTo('2026-11-25');
    take(living, 40);
    living.moveTo('2027-01-04');
    take(living, 25);
    const again = LivingWorld.restore(living.serialise());
    expect(again.stepsTaken()).toBe(185);
    expect(again.world.companies()).toEqual(living.world.companies());
    expect(booksOf(again.world)).toBe(booksOf(living.world));
    expect(again.step()).toEqual(living.step());
  });

  test('fast-forwards the steps of its first day', () => {
    const living = fresh();
    take(living, 50);
    const again = new LivingWorld(generateWorld(OPTIONS), { stepsTaken: 50 });
    expect(again.step()).toEqual(living.step());
  });

  test('opens a new year with what the old one left', () => {
    const living = fresh();
    take(living, 80);
    living.moveTo('2027-02-01');
    take(living, 10);
    const [old, young] = [2026, 2027].map((year) =>
      readFec([...writeFec(living.world, year)].join('')),
    );
    const key = (line: { account: string; party: string }): string | null =>
      line.account.startsWith('41') ? `${line.account} ${line.party}` : null;
    expect(
      sums(
        (young ?? []).filter((line) => line.journal === 'AN'),
        key,
      ),
    ).toEqual(sums(old ?? [], key));
  });

  test('exports the current year in one stroke and leaves nothing else behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'encours-demo-'));
    try {
      const living = fresh();
      const path = join(folder, 'books.txt');
      await living.exportCurrentYear(path);
      const event = take(living, 30).find((one) => one.kind === 'INVOICE_ISSUED');
      const totals = await living.exportCurrentYear(path);
      const lines = readFec(await readFile(path, 'utf8'));
      expect(lines).toHaveLength(totals.lines);
      expect(totals.totalDebitMinor).toBe(totals.totalCreditMinor);
      const number = /FA\d+/.exec(event?.description ?? '')?.[0];
      expect(lines.some((line) => line.reference === number && line.day === '20261120')).toBe(true);
      expect(await readdir(folder)).toEqual(['books.txt']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    [7, 3_000, Infinity],
    [11, 3_000, 400],
    [9, 4_000, 1_440],
  ])(
    'keeps what is owed near what it was for hours and days, and does not wear out its alarms (seed %i)',
    (seed, steps, stepsADay) => {
      const living = new LivingWorld(generateWorld({ ...OPTIONS, seed }));
      const owed = (): number => Number(owedOn(living.world));
      const late = (): number => Number(owedOn(living.world, 15));
      const before = { owed: owed(), late: late() };
      let returned = 0;
      for (let step = 1; step <= steps; step++) {
        if (step % stepsADay === 0) living.moveTo(addDays(living.world.today(), 1));
        if (living.step().kind === 'DIRECT_DEBIT_RETURNED') returned += 1;
        if (step % 100 !== 0) continue;
        expect(owed() / before.owed).toBeGreaterThan(0.75);
        expect(owed() / before.owed).toBeLessThan(1.25);
        expect(late() / before.late).toBeLessThan(1.5);
      }
      expect(returned).toBeGreaterThan(10);
      expect(returned).toBeLessThanOrEqual(30);
    },
  );

  test('goes on for a small world, and for a very long time', () => {
    const small = new LivingWorld(generateWorld({ ...OPTIONS, customers: 12 }));
    expect(take(small, 2_000)).toHaveLength(2_000);
  });

  test.each([['{'], ['{}'], ['{"world":{"seed":1},"days":[]}'], ['[]'], ['null']])(
    'refuses a saved state it cannot read: %s',
    (text) => {
      expect(() => LivingWorld.restore(text)).toThrow(/saved demo world cannot be read/);
    },
  );
});
