/** E-invoices from the file to the answer: import, again, another form, a credit note, a dispute. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eInvoice } from '../../connectors/e-invoice';
import { fixture, pdf, ubl } from '../../connectors/e-invoice/e-invoice.test-support';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { createHub, type Hub } from '../../src/hub';
import { isEncoursError, silentLogger } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { importFiles } from '../../src/use-cases/import-files';
import { connectApp, createSeller, fixedClock, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { data, startApi } from './api-harness';

let app: Database;
let api: Api;
let hub: Hub;
const folder = mkdtempSync(join(tmpdir(), 'encours-invoices-'));
afterAll(async () => {
  await api.close();
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app);
  hub = createHub({
    database: app,
    clock: fixedClock,
    logger: silentLogger,
    connectors: [eInvoice],
  });
});

let sellers = 0;

/** A seller of its own, whose SIREN is that of the fixtures. */
async function aSeller(): Promise<Seller> {
  sellers += 1;
  const seller = await createSeller(app, database(), { slug: `einv-${sellers}`, customers: 0 });
  const config = { ownIdentifiers: ['732829320'] };
  await app.tenant(seller.tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'e-invoice', name: 'files', config }),
  );
  return seller;
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, `${sellers}-${name}`);
  writeFileSync(path, content);
  return path;
}

/** "" or the code each file was refused under, in their order. */
async function importAll(seller: Seller, paths: readonly string[]): Promise<string[]> {
  const codes: string[] = [];
  const { tenantId } = seller;
  const signal = new AbortController().signal;
  const request = { tenantId, connectorId: 'e-invoice', paths, signal };
  for await (const { error } of importFiles(hub, request)) {
    codes.push(isEncoursError(error) ? error.code : error === null ? '' : 'uncoded');
  }
  return codes;
}

interface Claim {
  number: string;
  kind: string;
  issuedOn: string;
  dueOn: string | null;
  dueDateSource: string;
  disputed: boolean;
  total: { amount: string };
  open: { amount: string };
  customer: { account: string; name: string };
}

async function claimsOf(seller: Seller): Promise<Claim[]> {
  const { receivables } = await data<{ receivables: { nodes: Claim[] } }>(
    api,
    seller.keys.VIEWER,
    `{ receivables(first: 50, filter: {}) { nodes {
      number kind issuedOn dueOn dueDateSource disputed total { amount } open { amount } customer { account name }
    } } }`,
  );
  return receivables.nodes.sort((a, b) => (a.number < b.number ? -1 : 1));
}

const INVOICE = {
  number: 'F-2026-0042',
  kind: 'INVOICE',
  issuedOn: '2026-06-17',
  dueOn: '2026-07-17',
  dueDateSource: 'DOCUMENT',
  disputed: false,
  total: { amount: '1000.00' },
  open: { amount: '1000.00' },
  customer: { account: '404833048', name: 'Menuiserie Valbrun' },
};

describe('e-invoices in the ledger', () => {
  it('are what is due, once, in whatever form they come', async () => {
    const seller = await aSeller();
    const forms = [
      written('a.xml', fixture('typical-ubl.txt')),
      written('b.xml', fixture('typical-cii.txt')),
      written('c.pdf', pdf([{ name: 'factur-x.xml', content: fixture('typical-cii.txt') }])),
    ];
    for (const form of [...forms, ...forms]) {
      expect(await importAll(seller, [form])).toEqual(['']);
      expect(await claimsOf(seller)).toEqual([INVOICE]);
    }
    const together = await aSeller();
    expect(await importAll(together, forms)).toEqual(['', '', '']);
    expect(await claimsOf(together)).toEqual([INVOICE]);
  });

  it('lessen what is due by a credit note, before or after its invoice', async () => {
    const names = ['typical-ubl.txt', 'credit-note.txt'];
    for (const order of [names, [...names].reverse()]) {
      const seller = await aSeller();
      for (const name of order) await importAll(seller, [written(name, fixture(name))]);
      const claims = await claimsOf(seller);
      const open = claims.reduce((sum, claim) => sum + Number(claim.open.amount), 0);
      expect(open).toBe(760);
      expect(claims.find(({ kind }) => kind === 'INVOICE')?.open.amount).toBe('760.00');
    }
  });

  it('are disputed by a message of the life cycle, and paid by another', async () => {
    const seller = await aSeller();
    await importAll(seller, [written('a.xml', fixture('typical-ubl.txt'))]);
    await importAll(seller, [written('207.xml', fixture('life-cycle-disputed.txt'))]);
    expect(await claimsOf(seller)).toEqual([{ ...INVOICE, disputed: true }]);
    const cashed = fixture('life-cycle-cashed.txt').toString().replace('20260720', '20260628');
    await importAll(seller, [written('212.xml', cashed)]);
    expect(await claimsOf(seller)).toEqual([{ ...INVOICE, open: { amount: '600.00' } }]);
  });

  it('fall due in instalments of their own', async () => {
    const seller = await aSeller();
    const issued = fixture('instalments.txt').toString().replace('20260701', '20260601');
    await importAll(seller, [written('i.xml', issued)]);
    const claims = await claimsOf(seller);
    expect(claims.map(({ dueOn, total }) => [dueOn, total.amount]).sort()).toEqual([
      ['2026-08-01', '400.00'],
      ['2026-09-01', '800.00'],
    ]);
  });

  it('that are refused keep no other out, and leave nothing behind', async () => {
    const seller = await aSeller();
    const purchase = ubl().replaceAll('732829320', '552100554');
    const codes = await importAll(seller, [
      written('order.xml', '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'),
      written('good.xml', fixture('typical-ubl.txt')),
      written('other.xml', purchase),
      written('bomb.xml', fixture('malformed-bomb.txt')),
      written('scan.pdf', pdf([])),
    ]);
    expect(codes).toEqual([
      'EINVOICE_IS_ORDER',
      '',
      'EINVOICE_OTHER_SELLER',
      'XML_FORBIDDEN',
      'EINVOICE_PDF_WITHOUT_XML',
    ]);
    expect(await claimsOf(seller)).toEqual([INVOICE]);
  });
});
