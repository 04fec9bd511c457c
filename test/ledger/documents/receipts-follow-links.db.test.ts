import { confirmApplication, rejectApplication } from '../../../src/ledger';
import { listSourceConflicts } from '../../../src/reports';
import { cash, fec, invoice } from '../book-entries';
import { hubOf, importBooks, receive, runCash } from './beside';
import { aDocument, claims, owed, rebuild, tell, useSources, type ToldSource } from './told';

const open = useSources();

const INVOICE = invoice('20260110', 'C1', 1200, { reference: 'F-0001' });
const END = invoice('20260227', 'C9', 1, { reference: 'END' });
const UNPAID = fec(INVOICE, END);
const PAYMENT = cash('20260212', 'C1', 1200, { reference: 'VIR' });
const PAID = fec(INVOICE, PAYMENT, END);

const SECOND = invoice('20260205', 'C1', 300, { reference: 'F-0002' });

const short = (lines: readonly string[]): string[] =>
  lines.filter((line) => !line.includes('END')).map((line) => line.split(': ')[0] ?? '');

const tellInvoice = (source: ToldSource): Promise<void> =>
  tell(source, { f: [aDocument('F-0001/2026', { number: 'F-0001', partyKey: 'B1' })] });
const paid = (source: ToldSource): Promise<void> =>
  receive(source, { on: '2026-02-10', cents: 120_000, text: 'REGLEMENT F-0001' });

describe('a receipt applied to an invoice that the books come to tell of', () => {
  it('settles it there, until the books show the payment, which then counts once', async () => {
    const invoices = await open(undefined, 'e-invoice');
    await tellInvoice(invoices);
    await paid(invoices);
    expect(await runCash(invoices)).toMatchObject({ applied: 1 });
    expect(await owed(invoices)).toBe(0n);
    await importBooks(invoices, UNPAID);
    await runCash(invoices);
    expect(short(await claims(invoices))).toEqual([
      'C1 INVOICE F-0001 1200.00 open 0.00 due 2026-02-09 (LEGAL_DEFAULT)',
    ]);
    expect((await claims(invoices)).join()).toContain('PAYMENT -1200.00 2026-02-10');
    await importBooks(invoices, PAID);
    expect((await claims(invoices)).join()).toContain('PAYMENT -1200.00 2026-02-12');
    expect(await owed(invoices)).toBe(100n);
    await importBooks(invoices, UNPAID);
    expect(await owed(invoices)).toBe(100n);
  });

  it('is divided while the books tell of one invoice it settles and not of the other', async () => {
    const invoices = await open(undefined, 'e-invoice');
    await tellInvoice(invoices);
    await tell(invoices, {
      g: [aDocument('F-0002/2026', { number: 'F-0002', partyKey: 'B1', amountMinor: 30_000n })],
    });
    await receive(invoices, { on: '2026-02-10', cents: 150_000, text: 'F-0001 F-0002' });
    expect(await runCash(invoices)).toMatchObject({ applied: 1 });
    await importBooks(invoices, UNPAID);
    expect(short(await claims(invoices)).map(openOf)).toEqual(['F-0002 0.00', 'F-0001 0.00']);
    await importBooks(invoices, fec(INVOICE, SECOND, END));
    expect(short(await claims(invoices)).map(openOf)).toEqual(['F-0001 0.00', 'F-0002 0.00']);
    const payment = cash('20260211', 'C1', 1500, { reference: 'VIR' });
    await importBooks(invoices, fec(INVOICE, SECOND, payment, END));
    expect(short(await claims(invoices)).map(openOf)).toEqual(['F-0001 0.00', 'F-0002 0.00']);
    expect(await owed(invoices)).toBe(100n);
    // The payment is in the books before the second invoice is.
    await importBooks(invoices, fec(INVOICE, payment, END));
    expect(await owed(invoices)).toBe(100n);
  });

  it('is undone there when a person rejects it', async () => {
    const invoices = await open(undefined, 'e-invoice');
    await tellInvoice(invoices);
    await paid(invoices);
    await runCash(invoices);
    await importBooks(invoices, UNPAID);
    const hub = hubOf(invoices);
    const [movement] = await invoices.test.query<{ id: string }>(
      'SELECT bank_transaction_id AS id FROM bank_transaction WHERE tenant_id = $1',
      [invoices.tenantId],
    );
    await hub.database.tenant(invoices.tenantId, (tx) =>
      rejectApplication(tx, hub.clock, {
        ...{ bankTransactionId: movement?.id ?? '', by: 'Ada', comment: null },
      }),
    );
    await rebuild(invoices);
    expect(short(await claims(invoices)).map(openOf)).toEqual(['F-0001 1200.00']);
  });
});

describe('a receipt that the books have as the payment of another customer', () => {
  const elsewhere = (source: ToldSource): Promise<Record<string, unknown>[]> =>
    source.test.query(
      `SELECT a.ledger_cause_id IS NOT NULL AS "isInBooks", c.account FROM cash_application a
       LEFT JOIN customer c ON (c.tenant_id, c.customer_id) = (a.tenant_id, a.ledger_customer_id)
       WHERE a.tenant_id = $1`,
      [source.tenantId],
    );
  const OTHER = invoice('20260111', 'C2', 500, { reference: 'F-0009' });
  const MISPLACED = cash('20260212', 'C2', 1200, { reference: 'VIR' });

  it('counts as the books have it, until they are corrected', async () => {
    const source = await open();
    await importBooks(source, fec(INVOICE, OTHER, END));
    await paid(source);
    expect(await runCash(source)).toMatchObject({ applied: 1 });
    expect(await owed(source)).toBe(50_100n);
    await importBooks(source, fec(INVOICE, OTHER, MISPLACED, END));
    expect(await owed(source)).toBe(50_100n);
    expect(short(await claims(source)).map(openOf)).toContain('F-0001 1200.00');
    expect(await elsewhere(source)).toEqual([{ isInBooks: true, account: 'C2' }]);
    expect(await listed(source)).toEqual(['DEBTOR said Client C1 counted Client C2']);
    await importBooks(source, fec(INVOICE, PAYMENT, OTHER, END));
    expect(await owed(source)).toBe(50_100n);
    expect(short(await claims(source)).map(openOf)).toContain('F-0001 0.00');
    expect(await elsewhere(source)).toEqual([{ isInBooks: true, account: null }]);
    expect(await listed(source)).toEqual([]);
    await importBooks(source, fec(INVOICE, OTHER, END));
    expect(await elsewhere(source)).toEqual([{ isInBooks: false, account: null }]);
    expect(await owed(source)).toBe(50_100n);
  });

  it('counts once when the bank tells it after the books', async () => {
    const source = await open();
    await importBooks(source, fec(INVOICE, OTHER, MISPLACED, END));
    expect(await owed(source)).toBe(50_100n);
    await paid(source);
    await runCash(source);
    expect(await owed(source)).toBe(50_100n);
  });

  it('counts beside it where two receipts or two payments could be meant', async () => {
    for (const twice of ['bank', 'books'] as const) {
      const source = await open();
      await importBooks(source, fec(INVOICE, OTHER, END));
      await paid(source);
      if (twice === 'bank') {
        await receive(source, { on: '2026-02-11', cents: 120_000, text: 'ENTRY OF NOBODY' });
      }
      await runCash(source);
      const more = twice === 'books' ? [cash('20260213', 'C3', 1200, { reference: 'CHQ' })] : [];
      await importBooks(source, fec(INVOICE, OTHER, MISPLACED, ...more, END));
      expect((await elsewhere(source)).filter(({ isInBooks }) => isInBooks)).toEqual([]);
    }
  });

  it('counts beside it where a person said whose it is', async () => {
    const source = await open();
    await importBooks(source, fec(INVOICE, OTHER, END));
    await receive(source, { on: '2026-02-10', cents: 120_000, text: 'ENTRY', name: 'SOMEBODY' });
    await runCash(source);
    const hub = hubOf(source);
    const [movement] = await source.test.query<{ id: string }>(
      'SELECT bank_transaction_id AS id FROM bank_transaction WHERE tenant_id = $1',
      [source.tenantId],
    );
    await hub.database.tenant(source.tenantId, (tx) =>
      confirmApplication(tx, hub.clock, {
        ...{ bankTransactionId: movement?.id ?? '', by: 'Ada', comment: null },
      }),
    );
    await importBooks(source, fec(INVOICE, OTHER, MISPLACED, END));
    expect(await elsewhere(source)).toEqual([{ isInBooks: false, account: null }]);
  });
});

/** "F-0001 0.00": what is open of a claim. */
function openOf(line: string): string {
  const [, number, open] = / (\S+) \S+ open (\S+)/.exec(line) ?? [];
  return `${number} ${open}`;
}

async function listed(source: ToldSource): Promise<string[]> {
  const hub = hubOf(source);
  const page = await hub.database.tenant(source.tenantId, (tx) =>
    listSourceConflicts(tx, { codes: null, customerIds: null }, { first: 10, after: null }),
  );
  return page.items.map(({ code, said, counted }) => `${code} said ${said} counted ${counted}`);
}
