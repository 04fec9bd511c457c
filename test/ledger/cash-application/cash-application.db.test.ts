import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  confirmApplication,
  correctApplication,
  rejectApplication,
  runCashApplication,
  type CashRun,
} from '../../../src/ledger';
import { importFile } from '../../../src/use-cases/import-file';
import { cash, fec, invoice, type Entry } from '../book-entries';
import { useShelf, type Books } from '../books';

const shelf = useShelf();
const signal = new AbortController().signal;

interface Movement {
  on: string;
  cents: number;
  name?: string;
  text?: string;
  iban?: string;
  returned?: string;
}

/** A statement of the bank, one entry per movement. */
function statement(movements: readonly Movement[]): string {
  const entries = movements.map(
    ({ on, cents, name = '', text = '', iban = '', returned }) => `<Ntry>
      <Amt Ccy="EUR">${(Math.abs(cents) / 100).toFixed(2)}</Amt><CdtDbtInd>${cents < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>
      <Sts>BOOK</Sts><BookgDt><Dt>${on}</Dt></BookgDt><NtryDtls><TxDtls>
      <RltdPties><Dbtr><Nm>${name}</Nm></Dbtr><DbtrAcct><Id><IBAN>${iban}</IBAN></Id></DbtrAcct></RltdPties>
      <RmtInf><Ustrd>${text}</Ustrd></RmtInf>${returned === undefined ? '' : `<RtrInf><Rsn><Cd>${returned}</Cd></Rsn></RtrInf>`}
      </TxDtls></NtryDtls></Ntry>`,
  );
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>S</Id>
    <Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct>${entries.join('\n')}</Stmt></BkToCstmrStmt></Document>`;
}

let files = 0;

async function bank(books: Books, ...movements: Movement[]): Promise<void> {
  const { hub, folder } = shelf();
  files += 1;
  const path = join(folder, `statement-${files}.xml`);
  writeFileSync(path, statement(movements));
  await importFile(hub, { tenantId: books.tenantId, connectorId: 'bank-statement', path, signal });
}

function run(books: Books): Promise<CashRun> {
  const { hub } = shelf();
  return runCashApplication(hub, { tenantId: books.tenantId, signal });
}

async function idOf(books: Books, name: string): Promise<string> {
  const rows = await books.query<{ id: string; name: string }>(
    'SELECT bank_transaction_id AS id, counterparty_name AS name FROM bank_transaction WHERE tenant_id = $1',
  );
  return rows.find((row) => row.name === name)?.id ?? '';
}

const exposure = async (books: Books): Promise<string> => {
  const [row] = await books.query<{ open: string }>(
    'SELECT coalesce(sum(open_minor), 0)::text AS open FROM receivable WHERE tenant_id = $1',
  );
  return row?.open ?? '';
};

const INVOICES: Entry[] = [
  invoice('20260105', 'C1', 1000, { reference: 'FA260001' }),
  invoice('20260110', 'C1', 300, { reference: 'FA260002' }),
  invoice('20260110', 'C2', 450, { reference: 'FA260003' }),
];
const PAID: Entry = cash('20260212', 'C1', 1000, { reference: 'VIR1' });

describe('cash application', () => {
  it('settles what a payment quotes, and lets the books take it over without a gap', async () => {
    const books = await shelf().openBooks();
    await books.import(fec(...INVOICES));
    await bank(books, { on: '2026-02-10', cents: 100000, text: 'REGLEMENT FA 260001' });
    expect(await run(books)).toMatchObject({ judged: 1, applied: 1 });
    const settled =
      'C1 INVOICE FA260001 1000.00 open 0.00: ISSUE 1000.00 2026-01-05, PAYMENT -1000.00 2026-02-10';
    expect(await books.claims()).toContain(settled);
    expect(await exposure(books)).toBe('75000');
    await books.import(fec(...INVOICES, PAID));
    expect(await exposure(books)).toBe('75000');
    const claims = await books.claims();
    expect(claims.find((claim) => claim.includes('FA260001'))).toContain('open 0.00');
    const [application] = await books.query<{ cause: string | null }>(
      'SELECT ledger_cause_id AS cause FROM cash_application WHERE tenant_id = $1',
    );
    expect(application?.cause).not.toBeNull();
    // The books lose it again: the bank's counts once more.
    await books.import(fec(...INVOICES, cash('20260227', 'C2', 1, { reference: 'X' })));
    expect(await exposure(books)).toBe('74900');
    expect(await books.claims()).toContain(settled);
  });

  it('only links a payment the books show already', async () => {
    const books = await shelf().openBooks();
    await books.import(fec(...INVOICES, PAID));
    const before = await books.state();
    await bank(books, { on: '2026-02-10', cents: 100000, text: 'C1 FA260001', name: 'CLIENT C1' });
    await run(books);
    expect(await exposure(books)).toBe('75000');
    const [application] = await books.query(
      'SELECT status, reasons FROM cash_application WHERE tenant_id = $1',
    );
    expect(application).toMatchObject({ reasons: expect.arrayContaining(['IN_BOOKS']) as unknown });
    expect(before.length).toBeGreaterThan(0);
  });

  it('changes nothing when the same statement comes again, or the run runs again', async () => {
    const books = await shelf().openBooks();
    await books.import(fec(...INVOICES));
    const movement = { on: '2026-02-10', cents: 30000, text: 'FA260002' };
    await bank(books, movement);
    await run(books);
    const state = await books.state();
    await bank(books, movement, { on: '2026-02-11', cents: 777, name: 'NOBODY' });
    await Promise.all([run(books), run(books)]);
    expect(await books.state()).toEqual(state);
    const [count] = await books.query<{ n: string }>(
      'SELECT count(*)::text AS n FROM bank_transaction WHERE tenant_id = $1',
    );
    expect(count?.n).toBe('2');
  });

  it('owes again what came back', async () => {
    const books = await shelf().openBooks();
    await books.import(fec(...INVOICES));
    await bank(
      books,
      { on: '2026-02-10', cents: 45000, text: 'PRLV FA260003', name: 'C2 SARL' },
      {
        on: '2026-02-15',
        cents: -45000,
        text: 'REJET FA260003',
        name: 'C2 SARL',
        returned: 'MS02',
      },
    );
    await run(books);
    await run(books);
    const returned = await idOf(books, 'C2 SARL');
    expect(returned).not.toBe('');
    const open = await exposure(books);
    const waiting = await books.query<{ id: string }>(
      `SELECT a.bank_transaction_id AS id FROM cash_application a JOIN bank_transaction b USING (tenant_id, bank_transaction_id)
       WHERE a.tenant_id = $1 AND b.amount_minor < 0 AND a.status <> 'APPLIED'`,
    );
    const [customer] = await books.query<{ id: string }>(
      `SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND account = 'C2'`,
    );
    const { hub } = shelf();
    for (const { id } of waiting) {
      await hub.database.tenant(books.tenantId, (tx) =>
        correctApplication(tx, hub.clock, {
          ...{
            bankTransactionId: id,
            by: 'Ada',
            comment: null,
            customerId: customer?.id ?? '',
            parts: [],
          },
        }),
      );
    }
    await run(books);
    expect([open, await exposure(books)]).toContain('175000');
    expect((await books.claims()).join('\n')).toMatch(/C2 RETURNED_PAYMENT .* 450.00 open 450.00/);
  });

  it('does what people say: confirms, corrects, rejects and does not propose a rejected pair again', async () => {
    const books = await shelf().openBooks();
    const { hub } = shelf();
    await books.import(fec(...INVOICES));
    await bank(books, {
      on: '2026-02-10',
      cents: 45000,
      name: 'X',
      iban: 'DE89370400440532013000',
    });
    expect(await run(books)).toMatchObject({ proposed: 1, applied: 0 });
    const id = await idOf(books, 'X');
    const who = { bankTransactionId: id, by: 'Ada', comment: null };
    const as = <T>(
      work: (tx: Parameters<typeof confirmApplication>[0]) => Promise<T>,
    ): Promise<T> => hub.database.tenant(books.tenantId, work);
    await as((tx) => confirmApplication(tx, hub.clock, who));
    await run(books);
    expect(await exposure(books)).toBe('130000');
    await expect(as((tx) => confirmApplication(tx, hub.clock, who))).rejects.toMatchObject({
      code: 'CASH_APPLICATION_DECIDED',
    });
    await as((tx) => rejectApplication(tx, hub.clock, who));
    await run(books);
    expect(await exposure(books)).toBe('175000');
    const [again] = await books.query('SELECT status FROM cash_application WHERE tenant_id = $1');
    expect(again).toEqual({ status: 'UNMATCHED' });
    const other = await shelf().openBooks();
    await expect(
      hub.database.tenant(other.tenantId, (tx) => confirmApplication(tx, hub.clock, who)),
    ).rejects.toMatchObject({ code: 'CASH_APPLICATION_NOT_FOUND' });
    const steps = await books.query<{ change: string }>(
      'SELECT change FROM cash_application_step WHERE tenant_id = $1 ORDER BY written_seq',
    );
    expect(steps.map(({ change }) => change).slice(0, 3)).toEqual([
      'PROPOSED',
      'CONFIRMED',
      'REJECTED',
    ]);
  });

  it('refuses parts that are more than was received or no claims of the customer', async () => {
    const books = await shelf().openBooks();
    const { hub } = shelf();
    await books.import(fec(...INVOICES));
    await bank(books, { on: '2026-02-10', cents: 10000, name: 'X' });
    await run(books);
    const claims = await books.query<{ id: string; customerId: string; number: string }>(
      'SELECT receivable_id AS id, customer_id AS "customerId", number FROM receivable WHERE tenant_id = $1 ORDER BY number',
    );
    const [first, , third] = claims;
    const correct = (receivableId: string, amountMinor: bigint): Promise<void> =>
      hub.database.tenant(books.tenantId, async (tx) =>
        correctApplication(tx, hub.clock, {
          bankTransactionId: await idOf(books, 'X'),
          ...{ by: 'Ada', comment: null, customerId: first?.customerId ?? '' },
          parts: [{ receivableId, amountMinor }],
        }),
      );
    await expect(correct(first?.id ?? '', 10001n)).rejects.toMatchObject({
      code: 'CASH_PARTS_EXCEED',
    });
    await expect(correct(third?.id ?? '', 1n)).rejects.toMatchObject({
      code: 'CASH_PART_NOT_OPEN',
    });
    await correct(first?.id ?? '', 10000n);
    await run(books);
    expect((await books.claims()).find((claim) => claim.includes('FA260001'))).toContain(
      'open 900.00',
    );
  });
});
