import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  confirmApplication,
  correctApplication,
  rejectApplication,
  runCashApplication,
} from '../../../src/ledger';
import type { Transaction } from '../../../src/database';
import { importFile } from '../../../src/use-cases/import-file';
import { fec, invoice } from '../book-entries';
import { useShelf, type Books } from '../books';

const shelf = useShelf();
const signal = new AbortController().signal;

interface Waiting {
  books: Books;
  id: string;
  customerId: string;
  receivableId: string;
}

/** A payment of 450.00 that only its amount speaks for, against an invoice of 450.00. */
async function waiting(): Promise<Waiting> {
  const { hub, folder, openBooks } = shelf();
  const books = await openBooks();
  const { tenantId } = books;
  await books.import(fec(invoice('20260110', 'C2', 450, { reference: 'FA260003' })));
  const path = join(folder, `${tenantId}.txt`);
  writeFileSync(path, ':20:S\n:25:123456\n:60F:C260210EUR0,\n:61:260210C450,00NTRFNONREF\n');
  await importFile(hub, { tenantId, connectorId: 'bank-statement', path, signal });
  await runCashApplication(hub, { tenantId, signal });
  const [row] = await books.query<Omit<Waiting, 'books'>>(
    `SELECT a.bank_transaction_id AS id, r.customer_id AS "customerId", r.receivable_id AS "receivableId"
     FROM cash_application a, receivable r WHERE a.tenant_id = $1 AND r.tenant_id = $1 AND a.status = 'PROPOSED'`,
  );
  if (row === undefined) throw new Error('nothing waits');
  return { books, ...row };
}

/** How many of the decisions taken at once were taken, and what is open in the end. */
async function atOnce(
  { books }: Waiting,
  ...decisions: ((tx: Transaction) => Promise<void>)[]
): Promise<{ taken: number; refused: unknown[]; open: string }> {
  const { hub } = shelf();
  const ended = await Promise.allSettled(
    decisions.map((decide) => hub.database.tenant(books.tenantId, decide)),
  );
  await runCashApplication(hub, { tenantId: books.tenantId, signal });
  const [row] = await books.query<{ open: string }>(
    'SELECT coalesce(sum(open_minor), 0)::text AS open FROM receivable WHERE tenant_id = $1',
  );
  const refused = ended.flatMap((end) =>
    end.status === 'rejected' ? [end.reason as unknown] : [],
  );
  return { taken: ended.length - refused.length, refused, open: row?.open ?? '' };
}

describe('two people who decide at once', () => {
  const by = (
    id: string,
    name: string,
  ): { bankTransactionId: string; by: string; comment: null } => ({
    bankTransactionId: id,
    by: name,
    comment: null,
  });

  it('confirm once, and the second is told', async () => {
    const held = await waiting();
    const { clock } = shelf();
    const confirm =
      (name: string) =>
      (tx: Transaction): Promise<void> =>
        confirmApplication(tx, clock, by(held.id, name));
    const { taken, refused, open } = await atOnce(held, confirm('Ada'), confirm('Bob'));
    expect({ taken, refused, open }).toMatchObject({
      taken: 1,
      refused: [{ code: 'CASH_APPLICATION_DECIDED' }],
      open: '0',
    });
  });

  it('split and reject: whichever comes last stands whole', async () => {
    const held = await waiting();
    const { id, customerId, receivableId, books } = held;
    const { clock } = shelf();
    const parts = [{ receivableId, amountMinor: 20_000n }];
    await atOnce(
      held,
      (tx) => correctApplication(tx, clock, { ...by(id, 'Ada'), customerId, parts }),
      (tx) => rejectApplication(tx, clock, by(id, 'Bob')),
    );
    const [row] = await books.query<{ status: string; parts: string; open: string }>(
      `SELECT a.status, (SELECT count(*) FROM cash_application_part p WHERE p.tenant_id = $1)::text AS parts,
         (SELECT sum(open_minor) FROM receivable r WHERE r.tenant_id = $1)::text AS open
       FROM cash_application a WHERE a.tenant_id = $1`,
    );
    // What is left of a payment is on account: the exposure falls by all of it, or by nothing.
    expect([
      { status: 'APPLIED', parts: '1', open: '0' },
      { status: 'UNMATCHED', parts: '0', open: '45000' },
    ]).toContainEqual(row);
  });
});
