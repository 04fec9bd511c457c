import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { connectors } from '../../../connectors';
import type { AccountingDocumentRecord } from '../../../src/connector-kit';
import { createHub } from '../../../src/hub';
import { silentLogger } from '../../../src/kernel';
import { importFile } from '../../../src/use-cases/import-file';
import { cash, fec, invoice } from '../book-entries';
import {
  aDocument,
  against,
  anEvent,
  aParty,
  aPayment,
  claims,
  owed,
  signal,
  tell,
  useSources,
  type ToldSource,
} from './told';

const open = useSources();

/** An API that says what is open, and e-invoices, of one seller. */
async function twoSources(): Promise<{ api: ToldSource; invoices: ToldSource }> {
  const api = await open();
  const invoices = await open(api.tenantId, 'e-invoice');
  return { api, invoices };
}

const short = (lines: readonly string[]): string[] =>
  lines.map((line) => line.split(': ')[0] ?? '');

const ofApi = (said: Partial<AccountingDocumentRecord> = {}): AccountingDocumentRecord =>
  aDocument('invoice:1', { number: 'F-0001', openMinor: 70_000n, state: 'OPEN', ...said });
const ofInvoice = (said: Partial<AccountingDocumentRecord> = {}): AccountingDocumentRecord =>
  aDocument('F-0001/2026', { number: 'f 0001', partyKey: 'B1', dueOn: '2026-03-15', ...said });

describe('one invoice that an API and an e-invoice tell of', () => {
  it('is one claim: open as the API says, due as the document says, in any order', async () => {
    for (const first of ['api', 'invoices'] as const) {
      const { api, invoices } = await twoSources();
      const tellApi = (): Promise<void> => tell(api, { f: [ofApi()], c: [aParty('C1')] });
      const tellInvoice = (): Promise<void> => tell(invoices, { f: [ofInvoice()] });
      if (first === 'api') await tellApi();
      await tellInvoice();
      await tellApi();
      await tellInvoice();
      expect(short(await claims(api))).toEqual([
        'C1 INVOICE F-0001 1200.00 open 700.00 due 2026-03-15 (DOCUMENT)',
      ]);
    }
  });

  it('is a claim of its own again when the API has it no more', async () => {
    const { api, invoices } = await twoSources();
    await tell(api, { f: [ofApi()] });
    await tell(invoices, { f: [ofInvoice()] });
    await tell(api, { f: [] });
    expect(short(await claims(api))).toEqual([
      'B1 INVOICE f 0001 1200.00 open 1200.00 due 2026-03-15 (DOCUMENT)',
    ]);
  });

  it('is disputed as its life cycle says, and no more once it is approved', async () => {
    const { api, invoices } = await twoSources();
    await tell(api, { f: [ofApi()] });
    await tell(invoices, { f: [ofInvoice()], e: [anEvent('E1', { documentNumber: 'F0001' })] });
    expect((await claims(api))[0]).toContain('disputed 2026-02-20');
    const approved = { status: 'APPROVED', code: '205', at: '2026-02-22T09:00:00Z' } as const;
    await tell(invoices, { g: [anEvent('E2', { documentNumber: 'F0001', ...approved })] });
    expect((await claims(api))[0]).not.toContain('disputed');
  });

  it('is listed where the two differ', async () => {
    const { api, invoices } = await twoSources();
    await tell(api, { f: [ofApi({ dueOn: '2026-03-31' })], c: [aParty('C1', { name: 'Acme' })] });
    await tell(invoices, { f: [ofInvoice()], b: [aParty('B1', { name: 'Bolt' })] });
    expect(await conflicts(api)).toEqual([
      'f 0001 DEBTOR said Bolt counted Acme',
      'f 0001 DUE_DATE said 2026-03-15 counted 2026-03-31',
    ]);
    await tell(invoices, {
      b: [aParty('B1', { name: 'ACME SAS' })],
      f: [ofInvoice({ dueOn: '2026-03-31' })],
    });
    expect(await conflicts(api)).toEqual([]);
  });

  it('is two claims when neither amount nor debtor is the same', async () => {
    const { api, invoices } = await twoSources();
    await tell(api, { f: [ofApi()], c: [aParty('C1', { name: 'Acme' })] });
    await tell(invoices, {
      f: [ofInvoice({ amountMinor: 5_000n })],
      b: [aParty('B1', { name: 'Bolt' })],
    });
    expect(await owed(api)).toBe(75_000n);
  });

  it('of several instalments is due as the first one that is not covered yet', async () => {
    const { api, invoices } = await twoSources();
    const instalments = ['2026-02-10', '2026-03-10', '2026-04-10'].map((dueOn) => ({
      dueOn,
      amountMinor: 40_000n,
    }));
    await tell(api, { f: [ofApi()] });
    await tell(invoices, { f: [ofInvoice({ dueOn: null, instalments })] });
    expect(short(await claims(api))).toEqual([
      'C1 INVOICE F-0001 1200.00 open 700.00 due 2026-03-10 (DOCUMENT)',
    ]);
  });

  it('is paid by what its life cycle says was cashed only where no ledger says anything', async () => {
    const cashed = { status: 'CASHED', code: '212', amountMinor: 50_000n } as const;
    const event = anEvent('E1', { documentNumber: 'F0001', ...cashed });
    const alone = await open();
    await tell(alone, { f: [ofInvoice({ number: 'F0001' })], e: [event] });
    expect(await owed(alone)).toBe(70_000n);
    const { api, invoices } = await twoSources();
    await tell(api, { f: [ofApi({ openMinor: 120_000n })] });
    await tell(invoices, { f: [ofInvoice({ number: 'F0001' })], e: [event] });
    expect(await owed(api)).toBe(120_000n);
  });
});

describe('one invoice that books and an API tell of', () => {
  it('is carried by the one that speaks of the later day, its payment with it', async () => {
    const { api } = await twoSources();
    const file = fec(
      invoice('20260110', 'CLIENT', 1200, { reference: 'F-0001', letter: 'A' }),
      invoice('20260112', 'CLIENT', 80, { reference: 'F-0002' }),
      cash('20260201', 'CLIENT', 1200, { reference: 'REL', letter: 'A' }),
    );
    await importBooks(api, file);
    await tell(api, {
      f: [ofApi({ openMinor: null })],
      p: [aPayment('P1', { amountMinor: -50_000n, allocations: [against('invoice:1', 50_000n)] })],
    });
    // The API was read after the last day of the books.
    expect(short(await claims(api))).toEqual([
      'C1 INVOICE F-0001 1200.00 open 700.00 due 2026-02-09 (LEGAL_DEFAULT)',
      'CLIENT INVOICE F-0002 80.00 open 80.00 due 2026-02-11 (LEGAL_DEFAULT)',
    ]);
    await importBooks(api, file);
    expect(await owed(api)).toBe(78_000n);
  });
});

describe('invoices of three sources', () => {
  it('are never added up, in whatever order and however often they come', async () => {
    const tellers = fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 3 });
    await fc.assert(
      fc.asyncProperty(tellers, async (order) => {
        const first = await open();
        const sources = [
          first,
          await open(first.tenantId, 'other-api'),
          await open(first.tenantId, 'e-invoice'),
        ];
        const said = [ofApi({ openMinor: 70_000n }), ofApi({ openMinor: 70_000n }), ofInvoice()];
        const told = new Set(order);
        for (const which of order) {
          const [source, document] = [sources[which], said[which]];
          if (source === undefined || document === undefined) throw new Error('three sources');
          await tell(source, { f: [document] });
        }
        const isLedgerTold = told.has(0) || told.has(1);
        expect(await owed(first)).toBe(isLedgerTold ? 70_000n : 120_000n);
      }),
      { numRuns: 8, seed: 20_260_304 },
    );
  }, 60_000);
});

async function importBooks(source: ToldSource, text: string): Promise<void> {
  const { tenantId, database, clock } = source;
  const hub = createHub({ database, clock, logger: silentLogger, connectors });
  const folder = mkdtempSync(join(tmpdir(), 'encours-several-'));
  const path = join(folder, 'books.txt');
  writeFileSync(path, text);
  await importFile(hub, { tenantId, connectorId: 'fec', path, signal });
  rmSync(folder, { recursive: true, force: true });
}

async function conflicts(source: ToldSource): Promise<string[]> {
  const rows = await source.test.query<Record<string, string>>(
    'SELECT * FROM source_conflict WHERE tenant_id = $1 ORDER BY number, code',
    [source.tenantId],
  );
  return rows.map(
    (row) => `${row['number']} ${row['code']} said ${row['said']} counted ${row['counted']}`,
  );
}
