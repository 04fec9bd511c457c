import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryRows, fecText, type RowParts } from '../../connectors/fec/reading';
import { useShelf } from './books';

type Entry = [on: string, pairs: string, parts?: Partial<RowParts>];
const fec = (...entries: Entry[]): string =>
  fecText(
    entries.flatMap(([on, pairs, parts], index) =>
      entryRows(pairs, { number: `${index + 1}`, on, journal: 'VE', ...parts }),
    ),
  );
const bill = (on: string, party: string, euros: number, reference: string): Entry => [
  on,
  `411${party} ${euros}, 707 -${euros}`,
  { reference },
];
const opening = (on: string, party: string, euros: number, reference: string): Entry => [
  on,
  `411${party} ${euros}, 110 -${euros}`,
  { reference, journal: 'AN' },
];

describe('importing a period again', () => {
  const shelf = useShelf();

  it('leaves nothing of the earlier export, though its first entry was taken out', async () => {
    const books = await shelf().openBooks();
    const rest = [bill('20250301', 'C1', 100, 'FA2'), bill('20250401', 'C2', 50, 'FA3')] as const;
    const openings = [opening('20250101', 'C1', 300, 'FA0')] as const;
    await books.import(fec(...openings, bill('20250102', 'C1', 20, 'FA1'), ...rest));
    await books.import(fec(...openings, ...rest));
    const corrected = await books.state();
    await books.burn();
    await books.import(fec(...openings, ...rest));
    expect(corrected).toEqual(await books.state());
  });

  it('closes what its first opening entries leave out, also of customers it does not name', async () => {
    const books = await shelf().openBooks();
    await books.import(fec(bill('20241105', 'C1', 300, 'FA0'), bill('20241231', 'C2', 10, 'FB0')));
    const year = [bill('20250103', 'C2', 50, 'FB1')] as const;
    await books.import(fec(...year));
    await books.import(fec(opening('20250101', 'C2', 10, 'FB0'), ...year));
    expect(await books.claims()).toEqual([
      'C1 INVOICE FA0 300.00 open 0.00: ISSUE 300.00 2024-11-05, CREDIT -300.00 2025-01-03',
      'C2 INVOICE FB0 10.00 open 10.00: ISSUE 10.00 2024-12-31',
      'C2 INVOICE FB1 50.00 open 50.00: ISSUE 50.00 2025-01-03',
    ]);
  });

  it('keeps the later months of a longer export when an older cut is imported after it', async () => {
    const books = await shelf().openBooks();
    const january = bill('20250105', 'C1', 10, 'FA1');
    const may = bill('20250510', 'C1', 20, 'FA2');
    await books.import(fec(january, may));
    const before = await books.entries();
    await books.import(fec(january, bill('20250120', 'C2', 5, 'FB1')));
    expect((await books.entries()).slice(0, before.length)).toEqual(before);
    expect(await books.claims()).toEqual([
      'C1 INVOICE FA1 10.00 open 10.00: ISSUE 10.00 2025-01-05',
      'C1 INVOICE FA2 20.00 open 20.00: ISSUE 20.00 2025-05-10',
      'C2 INVOICE FB1 5.00 open 5.00: ISSUE 5.00 2025-01-20',
    ]);
  });

  it('keeps the name that the latest year gives a customer', async () => {
    const books = await shelf().openBooks();
    const named = (on: string, name: string): string =>
      fecText(entryRows('411C1 10, 707 -10', { journal: 'VE', on, name }));
    await books.import(named('20250105', 'Nouveau nom'));
    await books.import(named('20240105', 'Ancien nom'));
    expect(await books.query('SELECT name FROM customer WHERE tenant_id = $1')).toEqual([
      { name: 'Nouveau nom' },
    ]);
  });
});

describe('lines that cannot be read', () => {
  const shelf = useShelf();

  it('are counted, kept, and said to be missing from the balance of their customers', async () => {
    const books = await shelf().openBooks();
    const good = fec(bill('20250105', 'C1', 10, 'FA1'), bill('20250106', 'C2', 20, 'FA2'));
    const [, , , line = ''] = good.split('\n');
    const bad = good.replace(line, line.replace('20.00', '20.x0').replace('20250106', '20250231'));
    const text = good.replace(/411\|Compte\|C2[^\n]*/, (row) => row.replace('|20|', '|2O|'));
    expect(bad).not.toBe(text);
    const imported = await books.import(text);
    expect(imported.quarantined).toBe(1);
    expect(imported.landed).toBeGreaterThanOrEqual(3);
    expect(imported.warnings).toContainEqual(
      expect.objectContaining({ code: 'CUSTOMER_LINES_QUARANTINED', count: 1 }),
    );
    expect(
      await books.query('SELECT line, code FROM quarantined_record WHERE tenant_id = $1'),
    ).toEqual([{ line: 4, code: 'FEC_AMOUNT_INVALID' }]);
    const again = await books.import(text);
    expect([again.isUnchanged, again.quarantined, again.warnings]).toEqual([
      true,
      1,
      imported.warnings,
    ]);
  });

  it('of two files of one name are kept apart', async () => {
    const books = await shelf().openBooks();
    for (const year of ['2024', '2025']) {
      const text = fec(bill(`${year}0105`, 'C1', 10, 'FA1'), bill(`${year}0231`, 'C1', 10, 'FA2'), [
        '20250102',
        '512 1',
        {},
      ]);
      const path = join(shelf().folder, 'same-name.txt');
      writeFileSync(path, text);
      await books.importPath(path);
    }
    const rows = await books.query('SELECT line FROM quarantined_record WHERE tenant_id = $1');
    expect(rows).toHaveLength(4);
  });
});

describe('a file that changes while it is imported', () => {
  const shelf = useShelf();

  it('is refused, and nothing of it counts', async () => {
    const books = await shelf().openBooks();
    const path = join(shelf().folder, 'changing.txt');
    writeFileSync(path, fec(bill('20250105', 'C1', 10, 'FA1')));
    const running = books.importPath(path, () => {
      writeFileSync(path, fec(bill('20250105', 'C1', 99, 'FA1')));
    });
    await expect(running).rejects.toMatchObject({ family: 'TRANSIENT', code: 'FILE_CHANGED' });
    expect(await books.claims()).toEqual([]);
    await books.importPath(path);
    expect(await books.claims()).toEqual([
      'C1 INVOICE FA1 99.00 open 99.00: ISSUE 99.00 2025-01-05',
    ]);
  });
});
