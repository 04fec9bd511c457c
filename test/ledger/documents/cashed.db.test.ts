/** What the life cycle of an invoice says was cashed (212), beside payments that others tell of. */
import type { LifecycleStatus } from '../../../src/connector-kit';
import { confirmApplication } from '../../../src/ledger';
import { receive, runCash } from './beside';
import {
  aDocument,
  against,
  anEvent,
  aParty,
  aPayment,
  claims,
  owed,
  tell,
  useSources,
  type ToldSource,
} from './told';

const open = useSources();

const anInvoice = aDocument('F-0001/2026', { number: 'F-0001', partyKey: 'B1' });
const cashed = (key: string, euros: number | null, on = '2026-02-11'): ReturnType<typeof anEvent> =>
  anEvent(key, {
    ...{ documentNumber: 'F-0001', status: 'CASHED', code: '212', at: `${on}T09:00:00Z` },
    amountMinor: euros === null ? null : BigInt(euros) * 100n,
  });

async function anInvoiceAlone(): Promise<ToldSource> {
  const invoices = await open(undefined, 'e-invoice');
  await tell(invoices, { b: [aParty('B1', { name: 'Acme SAS' })], f: [anInvoice] });
  return invoices;
}

const receipt = (euros: number): Parameters<typeof receive>[1] => ({
  ...{ on: '2026-02-10', cents: euros * 100, name: 'ACME', text: 'VIREMENT F-0001' },
});

describe('what the life cycle says was cashed', () => {
  it('is the same payment as the bank has, whichever comes first', async () => {
    for (const [told, received, left] of [
      [1200, 1200, 0n],
      [null, 1200, 0n],
      [500, 500, 70_000n],
      [1200, 700, 0n],
    ] as const) {
      for (const first of ['bank', 'life cycle']) {
        const invoices = await anInvoiceAlone();
        if (first === 'bank') {
          await receive(invoices, receipt(received));
          await runCash(invoices);
          await confirm(invoices);
        }
        await tell(invoices, { e: [cashed('E1', told)] });
        await receive(invoices, receipt(received));
        await runCash(invoices);
        expect([told, received, first, await owed(invoices)]).toEqual([
          told,
          received,
          first,
          left,
        ]);
      }
    }
  });

  it('is a part of what the bank had received before', async () => {
    const invoices = await anInvoiceAlone();
    await receive(invoices, receipt(1200));
    await runCash(invoices);
    await tell(invoices, { e: [cashed('E1', 500), cashed('E2', 700, '2026-02-12')] });
    expect(await owed(invoices)).toBe(0n);
    expect((await claims(invoices))[0]).toContain('PAYMENT -1200.00 2026-02-10');
  });

  it('is the same payment as the source tells of, and what goes beyond it is paid', async () => {
    const invoices = await open();
    const paid = (euros: bigint): ReturnType<typeof aPayment> =>
      aPayment('P1', {
        ...{ partyKey: 'B1', amountMinor: -euros * 100n, issuedOn: '2026-02-10' },
        allocations: [against('F-0001/2026', euros * 100n)],
      });
    const credit = aDocument('A1', {
      ...{ kind: 'CREDIT_NOTE', partyKey: 'B1', amountMinor: -20_000n, issuedOn: '2026-02-01' },
      allocations: [against('F-0001/2026', 20_000n)],
    });
    await tell(invoices, { f: [anInvoice], p: [paid(500n)], e: [cashed('E1', 500)] });
    expect(await owed(invoices)).toBe(70_000n);
    await tell(invoices, { g: [cashed('E2', 300, '2026-02-14')] });
    expect(await owed(invoices)).toBe(40_000n);
    expect((await claims(invoices))[0]).toContain('PAYMENT -500.00 2026-02-10, PAYMENT -300.00');
    await tell(invoices, { c: [credit] });
    expect(await owed(invoices)).toBe(20_000n);
    await tell(invoices, { p: [paid(1000n)] });
    expect(await owed(invoices)).toBe(0n);
  });
});

describe('the last word of the life cycle', () => {
  it('says whether the invoice is disputed', async () => {
    const words: [LifecycleStatus, boolean][] = [
      ['PARTLY_APPROVED', false],
      ['DISPUTED', true],
      ['PARTLY_APPROVED', true],
      ['APPROVED', false],
      ['CANCELLED', true],
      ['PAYMENT_SENT', true],
      ['CASHED', false],
    ];
    const invoices = await anInvoiceAlone();
    for (const [index, [status, isDisputed]] of words.entries()) {
      const at = `2026-02-0${index + 1}T09:00:00Z`;
      const amountMinor = status === 'CASHED' ? 100n : null;
      await tell(invoices, {
        [`e${index}`]: [anEvent(`E${index}`, { documentNumber: 'F0001', status, at, amountMinor })],
      });
      expect([status, (await claims(invoices))[0]?.includes('disputed')]).toEqual([
        status,
        isDisputed,
      ]);
    }
  });
});

/** Applies what waits for a person. */
async function confirm({ database, tenantId, clock, test }: ToldSource): Promise<void> {
  const waiting = await test.query<{ id: string }>(
    `SELECT bank_transaction_id AS id FROM cash_application WHERE tenant_id = $1 AND status = 'PROPOSED'`,
    [tenantId],
  );
  for (const { id } of waiting) {
    await database.tenant(tenantId, (tx) =>
      confirmApplication(tx, clock, { bankTransactionId: id, by: 'Ada', comment: null }),
    );
  }
}
