import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFile } from '../../../src/use-cases/import-file';
import { runCashApplication } from '../../../src/ledger';
import { fec, invoice } from '../book-entries';
import { useShelf, type Books } from '../books';

const shelf = useShelf();
const signal = new AbortController().signal;
const IBAN = 'FR1420041010050500013M02606';

interface Paid {
  cents: number;
  text: string;
  reference: string;
}

const eur = (cents: number): string => (cents / 100).toFixed(2);

function camt(day: string, paid: readonly Paid[]): string {
  const entries = paid.map(
    ({ cents, text, reference }) => `<Ntry><Amt Ccy="EUR">${eur(cents)}</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>${day}</Dt></BookgDt>
      <AcctSvcrRef>C-${reference}</AcctSvcrRef>
      <NtryDtls><TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
  );
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>S</Id>
    <Acct><Id><IBAN>${IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>${entries.join('')}</Stmt></BkToCstmrStmt></Document>`;
}

function mt940(day: string, paid: readonly Paid[]): string {
  const on = day.replaceAll('-', '').slice(2);
  const lines = paid.map(
    ({ cents, text, reference }) =>
      `:61:${on}${on.slice(2)}C${eur(cents).replace('.', ',')}NTRFNONREF//M${reference}\n:86:VIR ${text}\n`,
  );
  return `:20:S\n:25:20041/01005/0500013M026\n:28C:1\n:60F:C${on}EUR0,00\n${lines.join('')}`;
}

let files = 0;

async function bank(books: Books, text: string): Promise<void> {
  const { hub, folder } = shelf();
  const path = join(folder, `repeat-${(files += 1)}.txt`);
  writeFileSync(path, text);
  await importFile(hub, { tenantId: books.tenantId, connectorId: 'bank-statement', path, signal });
}

async function count(books: Books, table: string): Promise<number> {
  const [row] = await books.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM ${table} WHERE tenant_id = $1`,
  );
  return Number(row?.n);
}

const ONE: Paid = { cents: 30000, text: 'FA260001', reference: '1' };
const TWO: Paid = { cents: 30000, text: 'FA260002', reference: '2' };
const OTHER: Paid = { cents: 777, text: 'DIVERS', reference: '3' };

describe('a statement in two formats', () => {
  it('pays once, whichever comes first and however often it comes', async () => {
    const books = await shelf().openBooks();
    await books.import(
      fec(
        invoice('20260105', 'C1', 300, { reference: 'FA260001' }),
        invoice('20260106', 'C1', 300, { reference: 'FA260002' }),
      ),
    );
    await bank(books, camt('2026-02-10', [ONE]));
    // The other format has more of the day: what is new in it is a movement of its own.
    await bank(books, mt940('2026-02-10', [ONE, TWO, OTHER]));
    expect(await count(books, 'bank_transaction')).toBe(3);
    await bank(books, camt('2026-02-10', [ONE, TWO, OTHER]));
    await bank(books, mt940('2026-02-10', [OTHER, ONE, TWO]));
    expect(await count(books, 'bank_transaction')).toBe(3);
    expect(await count(books, 'bank_transaction_repeat')).toBe(3);
    await runCashApplication(shelf().hub, { tenantId: books.tenantId, signal });
    const [row] = await books.query<{ open: string }>(
      `SELECT sum(open_minor)::text AS open FROM receivable WHERE tenant_id = $1 AND open_minor > 0`,
    );
    expect(row?.open ?? '0').toBe('0');
  });

  it('keeps two payments of one amount and format apart, and another day', async () => {
    const books = await shelf().openBooks();
    await bank(books, mt940('2026-02-10', [ONE, TWO]));
    await bank(books, mt940('2026-02-11', [ONE]));
    await bank(books, camt('2026-02-12', [ONE]));
    expect(await count(books, 'bank_transaction')).toBe(4);
    expect(await count(books, 'bank_transaction_repeat')).toBe(0);
  });

  it('knows the format of movements told before it was kept, by their file', async () => {
    const books = await shelf().openBooks();
    await bank(books, camt('2026-02-10', [ONE]));
    await books.query('UPDATE bank_transaction SET format = NULL WHERE tenant_id = $1');
    await bank(books, mt940('2026-02-10', [ONE]));
    expect(await count(books, 'bank_transaction')).toBe(1);
  });

  it('told twice at once is told once', async () => {
    const books = await shelf().openBooks();
    await Promise.all([
      bank(books, camt('2026-02-10', [ONE, OTHER])),
      bank(books, mt940('2026-02-10', [ONE, OTHER])),
    ]);
    expect(await count(books, 'bank_transaction')).toBe(2);
  });
});
