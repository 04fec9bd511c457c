import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { runCashApplication } from '../../../src/ledger';
import { importFile } from '../../../src/use-cases/import-file';
import { cash, fec, invoice, type Entry } from '../book-entries';
import { useShelf } from '../books';

const shelf = useShelf();
const signal = new AbortController().signal;

/** A payment of an invoice, by number of days between the bank's day and the books'. */
interface Paid {
  invoice: number;
  lag: number;
  isInBooks: boolean;
  isLettered: boolean;
}

const AMOUNTS = [100, 100, 250, 320, 410, 410];
const day = (number: number): string => `202602${String(number).padStart(2, '0')}`;
const invoices: Entry[] = AMOUNTS.map((amount, index) =>
  invoice('20260105', 'C1', amount, {
    reference: `FA26000${index}`,
    ...(index % 2 === 0 ? { letter: `L${index}` } : {}),
  }),
);

function booksOf(paid: readonly Paid[], onlyBooked: boolean): string {
  const payments = paid
    .filter(({ isInBooks }) => onlyBooked && isInBooks)
    .map((each): Entry =>
      cash(day(12 + each.lag), 'C1', AMOUNTS[each.invoice] ?? 0, {
        reference: `V${each.invoice}`,
        ...(each.isLettered && each.invoice % 2 === 0 ? { letter: `L${each.invoice}` } : {}),
      }),
    );
  // The period reaches to the month's end in both, so that the later file replaces the earlier.
  return fec(...invoices, ...payments, invoice('20260227', 'C2', 1, { reference: 'END' }));
}

function statementOf(paid: readonly Paid[]): string {
  const lines = paid.map(({ invoice: index }) => {
    const amount = AMOUNTS[index] ?? 0;
    return `:61:2602120212C${amount},00NTRFNONREF//B${index}\n:86:FACTURE FA26000${index}\n`;
  });
  return `:20:S\n:25:FR1420041010050500013M02606\n:28C:1\n:60F:C260201EUR0,00\n${lines.join('')}`;
}

describe('a payment', () => {
  it('is counted once, whichever of bank and books tells it first and how they date it', async () => {
    const { hub, openBooks, folder } = shelf();
    const payment = fc.record({
      invoice: fc.integer({ min: 0, max: AMOUNTS.length - 1 }),
      lag: fc.integer({ min: -9, max: 9 }),
      isInBooks: fc.boolean(),
      isLettered: fc.boolean(),
    });
    const order = fc.shuffledSubarray(['books', 'bank', 'run', 'full', 'run', 'bank', 'full'], {
      minLength: 7,
      maxLength: 7,
    });
    let file = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(payment, { selector: (each) => each.invoice, maxLength: 6 }),
        order,
        async (paid, steps) => {
          const books = await openBooks();
          const bank = async (): Promise<void> => {
            if (paid.length === 0) return;
            const path = join(folder, `law-${(file += 1)}.txt`);
            writeFileSync(path, statementOf(paid));
            const { tenantId } = books;
            await importFile(hub, { tenantId, connectorId: 'bank-statement', path, signal });
          };
          for (const step of steps) {
            if (step === 'books') await books.import(booksOf(paid, false));
            else if (step === 'full') await books.import(booksOf(paid, true));
            else if (step === 'bank') await bank();
            else await runCashApplication(hub, { tenantId: books.tenantId, signal });
          }
          await bank();
          await books.import(booksOf(paid, true));
          await runCashApplication(hub, { tenantId: books.tenantId, signal });
          const [row] = await books.query<{ open: string }>(
            'SELECT sum(open_minor)::text AS open FROM receivable WHERE tenant_id = $1',
          );
          const applied = await books.query<{ cents: string }>(
            `SELECT b.amount_minor::text AS cents FROM cash_application a
             JOIN bank_transaction b USING (tenant_id, bank_transaction_id)
             WHERE a.tenant_id = $1 AND a.status = 'APPLIED' AND a.ledger_cause_id IS NULL`,
          );
          const booked = paid.filter(({ isInBooks }) => isInBooks);
          const total = AMOUNTS.reduce((sum, amount) => sum + amount, 0) * 100 + 100;
          const inBooks = booked.reduce((sum, each) => sum + (AMOUNTS[each.invoice] ?? 0) * 100, 0);
          const atBank = applied.reduce((sum, { cents }) => sum + Number(cents), 0);
          const received = paid.reduce((sum, each) => sum + (AMOUNTS[each.invoice] ?? 0) * 100, 0);
          // Never twice: what counts is never more than was received; never lost: each applied one counts.
          expect(Number(row?.open)).toBe(total - inBooks - atBank);
          expect(inBooks + atBank).toBeLessThanOrEqual(received);
        },
      ),
      { numRuns: 25, seed: 20260212 },
    );
  }, 120_000);
});
