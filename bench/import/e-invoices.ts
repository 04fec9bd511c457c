/** E-invoices: how many a second the reader takes, against the bare parser on the same bytes, and the import end to end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { eInvoice } from '../../connectors/e-invoice';
import { createTenant, type Database } from '../../src/database';
import { validateConfig } from '../../src/connector-kit';
import { createHub } from '../../src/hub';
import { completeSiren, silentLogger, systemClock } from '../../src/kernel';
import { importFiles } from '../../src/use-cases/import-files';

const READ = 3_000;
const IMPORTED = 1_000;
const LINES = 20;
const RUNS = 3;

export interface EInvoiceFigures {
  eInvoicesReadPerSecond: number;
  /** Times the bare parser takes. */
  eInvoiceParseRatio: number;
  /** What memory grew by from the first quarter of the files to the last. */
  eInvoiceGrowthMb: number;
  eInvoicesImportedPerSecond: number;
}

/** Measures in the process of the caller; the files go below `folder`. */
export async function measureEInvoices(
  database: Database,
  folder: string,
): Promise<EInvoiceFigures> {
  const files = Array.from({ length: READ }, (_, index) => Buffer.from(invoice(index)));
  parseBare(files.slice(0, 200));
  await readAll(files.slice(0, 200));
  const bare: number[] = [];
  const read: number[] = [];
  let growth = 0;
  for (let run = 0; run < RUNS; run++) {
    bare.push(seconds(() => parseBare(files)));
    const started = performance.now();
    growth = await readAll(files);
    read.push((performance.now() - started) / 1000);
  }
  const imported = await importAll(database, folder, files.slice(0, IMPORTED));
  const figures = {
    eInvoicesReadPerSecond: Math.round(READ / median(read)),
    eInvoiceParseRatio: Number((median(read) / median(bare)).toFixed(2)),
    eInvoiceGrowthMb: Math.round(growth),
    eInvoicesImportedPerSecond: Math.round(IMPORTED / imported),
  };
  console.log(
    `e-invoices of ${((files[0]?.length ?? 0) / 1000).toFixed(0)} kB: ${figures.eInvoicesReadPerSecond} a second read, ` +
      `${figures.eInvoiceParseRatio} times the bare parser, memory +${figures.eInvoiceGrowthMb} MB; ` +
      `${figures.eInvoicesImportedPerSecond} a second imported`,
  );
  return figures;
}

/** The same parser and nothing else. */
function parseBare(files: readonly Buffer[]): void {
  for (const file of files) {
    const parser = new SaxesParser({ xmlns: false, position: true });
    parser.write(file.toString('utf8')).close();
  }
}

/** Answers the growth of memory in MB over the last three quarters. */
async function readAll(files: readonly Buffer[]): Promise<number> {
  const config = validateConfig(eInvoice, {});
  const signal = new AbortController().signal;
  let before = 0;
  for (const [index, content] of files.entries()) {
    if (index === files.length >> 2) before = process.memoryUsage().rss;
    const context = { config, fileName: 'invoice.xml', signal };
    const pages = eInvoice.file?.read([{ firstLine: 1, content }], context);
    const page = await pages?.next();
    if (page?.done !== false || page.value.records.length !== 2) throw new Error('not read');
  }
  return (process.memoryUsage().rss - before) / 1e6;
}

async function importAll(
  database: Database,
  folder: string,
  files: readonly Buffer[],
): Promise<number> {
  const below = join(folder, 'e-invoices');
  mkdirSync(below);
  const paths = files.map((content, index) => {
    const path = join(below, `${index}.xml`);
    writeFileSync(path, content);
    return path;
  });
  const { tenantId } = await createTenant(database, { slug: 'bench-e-invoices' });
  const parts = { database, clock: systemClock, logger: silentLogger, connectors: [eInvoice] };
  const hub = createHub(parts);
  const signal = new AbortController().signal;
  const request = { tenantId, connectorId: 'e-invoice', paths, signal };
  const started = performance.now();
  for await (const { path, error } of importFiles(hub, request)) {
    if (error !== null) throw new Error(`${path} was not imported`, { cause: error });
  }
  return (performance.now() - started) / 1000;
}

/** One of a hundred customers, an amount of its own, twenty lines. */
function invoice(index: number): string {
  const buyer = completeSiren(String(55_200_000 + (index % 100)));
  const amount = `${100 + (index % 900)}.${String(index % 100).padStart(2, '0')}`;
  const money = (name: string): string => `<cbc:${name} currencyID="EUR">${amount}</cbc:${name}>`;
  const party = (role: string, name: string, siren: string): string =>
    `<cac:Accounting${role}Party><cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR` +
    `</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>${name}` +
    `</cbc:RegistrationName><cbc:CompanyID schemeID="0002">${siren}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party>` +
    `</cac:Accounting${role}Party>\n`;
  const line =
    `<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>\n` +
    `${money('LineExtensionAmount')}<cac:Item><cbc:Name>Fourniture et pose</cbc:Name></cac:Item>\n` +
    `<cac:Price>${money('PriceAmount')}</cac:Price></cac:InvoiceLine>\n`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ' +
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" ' +
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">\n' +
    `<cbc:ID>F${index}</cbc:ID><cbc:IssueDate>2026-0${1 + (index % 9)}-15</cbc:IssueDate>` +
    '<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\n' +
    party('Supplier', 'Ateliers du Lac', '732829320') +
    party('Customer', `Client ${index % 100}`, buyer) +
    '<cac:PaymentTerms><cbc:Note>30 jours</cbc:Note></cac:PaymentTerms>\n' +
    `<cac:LegalMonetaryTotal>${money('TaxInclusiveAmount')}${money('PayableAmount')}</cac:LegalMonetaryTotal>\n` +
    `${line.repeat(LINES)}</Invoice>\n`
  );
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
}
