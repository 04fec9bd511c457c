/** Which documents of several sources are one invoice, where their numbers look alike. */
import type { AccountingDocumentRecord } from '../../../src/connector-kit';
import { entryRows, fecText } from '../../../connectors/fec/reading';
import { fec, invoice } from '../book-entries';
import { importBooks, receive, runCash } from './beside';
import {
  aDocument,
  against,
  aParty,
  aPayment,
  claims,
  owed,
  tell,
  useSources,
  type ToldSource,
} from './told';

const open = useSources();

interface Told {
  number: string;
  party?: string;
  euros?: number;
  on?: string;
  kind?: 'INVOICE' | 'CREDIT_NOTE';
}

function documents(told: readonly Told[]): AccountingDocumentRecord[] {
  return told.map(({ number, party = 'Acme', euros = 100, on = '2026-01-10', kind = 'INVOICE' }) =>
    aDocument(`${number} ${party} ${on} ${kind}`, {
      ...{ number, partyKey: party, kind, issuedOn: on },
      amountMinor: BigInt(kind === 'CREDIT_NOTE' ? -euros : euros) * 100n,
    }),
  );
}

/** What an API and e-invoices tell comes to, in euros. */
async function together(api: readonly Told[], invoices: readonly Told[]): Promise<number> {
  const source = await open();
  const other = await open(source.tenantId, 'e-invoice');
  const parties = ['Acme', 'Bolt'].map((name) => aParty(name, { name }));
  await tell(source, { p: parties, d: documents(api) });
  await tell(other, { p: parties, d: documents(invoices) });
  return Number(await owed(source)) / 100;
}

describe('numbers that look alike', () => {
  it.each<[string, Told[], Told[], number]>([
    ['written with and without signs', [{ number: 'F-2024-001' }], [{ number: 'f2024001' }], 100],
    ['with slashes and blanks', [{ number: '2024/001' }], [{ number: ' 2024 001' }], 100],
    ['with leading zeros', [{ number: '000123' }], [{ number: '123' }], 100],
    ['of two series', [{ number: 'F-2024-001' }], [{ number: '2024/001' }], 200],
    [
      'used again in the next year',
      [{ number: '1', on: '2025-01-10' }],
      [{ number: '1', on: '2026-01-10' }],
      200,
    ],
    [
      'of both years in both sources',
      [{ number: '1', on: '2025-01-10' }, { number: '1' }],
      [
        { number: '1', on: '2025-01-12' },
        { number: '1', on: '2026-01-12' },
      ],
      200,
    ],
    [
      'of two customers',
      [{ number: '7' }, { number: '7', party: 'Bolt' }],
      [{ number: '7', party: 'Bolt' }],
      200,
    ],
    [
      'of two customers, other amounts',
      [{ number: '7', euros: 30 }],
      [{ number: '7', party: 'Bolt', euros: 40 }],
      70,
    ],
    [
      'of an invoice and its credit note',
      [{ number: 'F1' }, { number: 'F1', kind: 'CREDIT_NOTE', euros: 40 }],
      [{ number: 'F1', kind: 'CREDIT_NOTE', euros: 40 }, { number: 'F1' }],
      60,
    ],
    [
      'of an invoice here and a credit note there',
      [{ number: 'F1' }],
      [{ number: 'F1', kind: 'CREDIT_NOTE' }],
      0,
    ],
    ['that are none', [{ number: 'ACOMPTE' }], [{ number: 'ACOMPTE' }], 200],
  ])('%s', async (_what, api, invoices, euros) => {
    expect(await together(api, invoices)).toBe(euros);
  });
});

describe('an invoice in the opening of the books', () => {
  const opening = (...lines: string[]): string =>
    fecText([
      ...lines.flatMap((line, index) =>
        entryRows(line, {
          number: `${index + 1}`,
          on: '20260101',
          journal: 'AN',
          reference: 'F-0001',
        }),
      ),
      ...entryRows('411C9 1, 707 -1', {
        number: '9',
        on: '20260131',
        journal: 'VE',
        reference: 'END',
      }),
    ]);

  it('is the one an e-invoice tells of', async () => {
    const invoices = await open(undefined, 'e-invoice');
    await tell(invoices, {
      p: [aParty('B1', { name: 'Client C1' })],
      d: [
        aDocument('F-0001/2025', {
          number: 'F-0001',
          partyKey: 'B1',
          issuedOn: '2025-11-20',
          dueOn: '2025-12-20',
        }),
      ],
    });
    await importBooks(invoices, opening('411C1 1200, 512 -1200'));
    expect((await claims(invoices))[0]).toContain(
      'C1 OPENING F-0001 1200.00 open 1200.00 due 2025-12-20 (DOCUMENT)',
    );
    expect(await owed(invoices)).toBe(120_100n);
    await receive(invoices, { on: '2026-02-10', cents: 120_000, text: 'F-0001' });
    expect(await runCash(invoices)).toMatchObject({ applied: 1 });
    expect(await owed(invoices)).toBe(100n);
    // The books of the year before: the opening repeats what they tell.
    const before = invoice('20251120', 'C1', 1200, { reference: 'F-0001' });
    await importBooks(invoices, fec(before, invoice('20251231', 'C9', 2, { reference: 'E2' })));
    await runCash(invoices);
    expect((await claims(invoices)).join()).toContain('C1 INVOICE F-0001 1200.00 open 0.00');
    expect(await owed(invoices)).toBe(100n);
  });
});

describe('documents that go', () => {
  it('a credit note larger than its invoice leaves the rest to the customer', async () => {
    const source = await open();
    const credit = aDocument('A1', {
      ...{ kind: 'CREDIT_NOTE', amountMinor: -150_000n, issuedOn: '2026-01-20' },
      allocations: [against('F1', 150_000n)],
    });
    await tell(source, { f: [aDocument('F1')], a: [credit] });
    expect(await owed(source)).toBe(-30_000n);
    const lines = await claims(source);
    expect(lines.find((line) => line.includes(' F1 '))).toContain('open 0.00');
  });

  it('an invoice that goes in the source that carries it keeps what was paid on account', async () => {
    const { api } = await both();
    await tell(api, { p: [aPayment('P1', { allocations: [against('invoice:1', 120_000n)] })] });
    expect(await owed(api)).toBe(0n);
    await tell(api, { f: [] });
    expect(await owed(api)).toBe(0n);
    await tell(api, { f: [ofApi] });
    expect(await owed(api)).toBe(0n);
  });

  it('a receipt applied to an invoice that goes and comes back counts all the while', async () => {
    const { api } = await both();
    await receive(api, { on: '2026-02-10', cents: 120_000, text: 'F-0001' });
    expect(await runCash(api)).toMatchObject({ applied: 1 });
    for (const told of [[], [ofApi], []]) {
      await tell(api, { f: told });
      expect(await owed(api)).toBe(0n);
    }
  });
});

const ofApi = aDocument('invoice:1', { number: 'F-0001' });

async function both(): Promise<{ api: ToldSource; invoices: ToldSource }> {
  const api = await open();
  const invoices = await open(api.tenantId, 'e-invoice');
  await tell(api, { f: [ofApi] });
  await tell(invoices, { f: [aDocument('F-0001/2026', { number: 'F0001', partyKey: 'B1' })] });
  return { api, invoices };
}

describe('two that tell of one invoice at once', () => {
  it('come to one claim', async () => {
    for (let round = 0; round < 3; round += 1) {
      const api = await open();
      const invoices = await open(api.tenantId, 'e-invoice');
      await Promise.all([
        tell(api, { f: [ofApi] }),
        tell(invoices, { f: [aDocument('F-0001/2026', { number: 'F0001', partyKey: 'B1' })] }),
        importBooks(api, fec(invoice('20260110', 'C1', 1200, { reference: 'F-0001' }))),
      ]);
      expect(await owed(api)).toBe(120_000n);
    }
  });
});
