/** Small invoices in both syntaxes, PDFs around them, and the reader as the hub runs it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import {
  type AccountingDocumentRecord,
  type DocumentEventRecord,
  type FileSummary,
  type PartyRecord,
  type QuarantinedLine,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { EInvoiceConfig } from './config';
import { eInvoiceReader } from './read-e-invoice';

export interface Reading {
  party: PartyRecord | undefined;
  document: AccountingDocumentRecord | undefined;
  events: DocumentEventRecord[];
  records: UnifiedRecord[];
  quarantine: QuarantinedLine[];
  summary: FileSummary;
  /** Codes, without the one that says nothing is configured. */
  warnings: string[];
}

/** Reads a file in one piece, or in pieces of some bytes. */
export async function readInvoice(
  content: string | Uint8Array,
  options: { own?: string[]; piece?: number } = {},
): Promise<Reading> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const config = new EInvoiceConfig();
  config.ownIdentifiers = options.own ?? [];
  const signal = new AbortController().signal;
  const chunks = piecesOf(bytes, options.piece ?? Math.max(bytes.length, 1));
  const pages = eInvoiceReader.read(chunks, { config, fileName: 'invoice', signal });
  const records: UnifiedRecord[] = [];
  const quarantine: QuarantinedLine[] = [];
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    records.push(...step.value.records);
    quarantine.push(...step.value.quarantine);
  }
  const codes = step.value.warnings.map(({ code }) => code);
  return {
    party: records.find((record) => record.type === 'party'),
    document: records.find((record) => record.type === 'accountingDocument'),
    events: records.filter((record) => record.type === 'documentEvent'),
    records,
    quarantine,
    summary: step.value,
    warnings: codes.filter((code) => code !== 'EINVOICE_SELLER_UNCHECKED'),
  };
}

function* piecesOf(
  bytes: Uint8Array,
  size: number,
): Generator<{ firstLine: number; content: Uint8Array }> {
  for (let at = 0; at < bytes.length; at += size) {
    yield { firstLine: 1, content: bytes.subarray(at, at + size) };
  }
}

/** The document of a file that must have one. */
export async function documentOf(content: string | Uint8Array): Promise<AccountingDocumentRecord> {
  const { document } = await readInvoice(content);
  if (document === undefined) throw new Error('there is no document');
  return document;
}

/** The code a file is refused under; "" when it is taken. */
export async function refusalOf(content: string | Uint8Array, own: string[] = []): Promise<string> {
  return readInvoice(content, { own }).then(
    () => '',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

export function fixture(name: string): Buffer {
  return readFileSync(join(__dirname, 'fixtures', name));
}

export const UBL_FIXTURE = 'typical-ubl.txt';
export const CII_FIXTURE = 'typical-cii.txt';

export interface UblParts {
  root?: 'Invoice' | 'CreditNote';
  number?: string;
  issuedOn?: string;
  typeCode?: string;
  currency?: string;
  /** Elements of the header, after the type. */
  header?: string;
  buyer?: string;
  terms?: string;
  due?: string;
  /** The whole of LegalMonetaryTotal instead of one amount due. */
  totals?: string;
}

const SELLER =
  '<cac:PartyLegalEntity><cbc:RegistrationName>Ateliers du Lac</cbc:RegistrationName>' +
  '<cbc:CompanyID schemeID="0002">732829320</cbc:CompanyID></cac:PartyLegalEntity>';
export const BUYER =
  '<cac:PartyLegalEntity><cbc:RegistrationName>Menuiserie Valbrun</cbc:RegistrationName>' +
  '<cbc:CompanyID schemeID="0002">404833048</cbc:CompanyID></cac:PartyLegalEntity>';

/** A UBL document with what a case is about. */
export function ubl(parts: UblParts = {}): string {
  const root = parts.root ?? 'Invoice';
  const currency = parts.currency ?? 'EUR';
  const due = `<cbc:PayableAmount currencyID="${currency}">${parts.due ?? '100.00'}</cbc:PayableAmount>`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:${root}-2" ` +
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" ' +
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">\n' +
    `<cbc:ID>${parts.number ?? 'F1'}</cbc:ID>\n<cbc:IssueDate>${parts.issuedOn ?? '2026-06-17'}</cbc:IssueDate>\n` +
    `<cbc:${root}TypeCode>${parts.typeCode ?? (root === 'Invoice' ? '380' : '381')}</cbc:${root}TypeCode>\n` +
    `<cbc:DocumentCurrencyCode>${currency}</cbc:DocumentCurrencyCode>\n${parts.header ?? ''}\n` +
    `<cac:AccountingSupplierParty><cac:Party>${SELLER}</cac:Party></cac:AccountingSupplierParty>\n` +
    `<cac:AccountingCustomerParty><cac:Party>${parts.buyer ?? BUYER}</cac:Party></cac:AccountingCustomerParty>\n` +
    `${parts.terms ?? ''}\n<cac:LegalMonetaryTotal>${parts.totals ?? due}</cac:LegalMonetaryTotal>\n</${root}>`
  );
}

export interface PdfFile {
  name: string;
  content: string | Uint8Array;
  /** As a PDF string instead of plain parentheses. */
  rawName?: string;
}

/** A PDF of one empty page with files attached, written out by hand. */
export function pdf(files: readonly PdfFile[], options: { trailer?: string } = {}): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const add = (text: string): void => void parts.push(Buffer.from(text, 'latin1'));
  const names = files.map(({ name }, index) => `(${name}) ${10 + 2 * index} 0 R`).join(' ');
  add(
    `1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [${names}] >> >> >>\nendobj\n`,
  );
  add('2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n');
  files.forEach(({ name, content, rawName }, index) => {
    const number = 10 + 2 * index;
    const packed = deflateSync(Buffer.from(content));
    const shown = rawName ?? `(${name})`;
    add(
      `${number} 0 obj\n<< /Type /Filespec /F ${shown} /UF ${shown} /EF << /F ${number + 1} 0 R >> >>\nendobj\n`,
    );
    add(
      `${number + 1} 0 obj\n<< /Type /EmbeddedFile /Subtype /text#2Fxml /Filter /FlateDecode ` +
        `/Length ${packed.length} >>\nstream\n`,
    );
    parts.push(packed);
    add('\nendstream\nendobj\n');
  });
  add(`trailer\n<< /Root 1 0 R ${options.trailer ?? ''} >>\n%%EOF\n`);
  return Buffer.concat(parts);
}
