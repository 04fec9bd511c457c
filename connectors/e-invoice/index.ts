/**
 * E-invoices: UBL 2.1 and CII files, Factur-X and ZUGFeRD PDFs, and the life-cycle messages of the French reform. One file
 * is one invoice: its debtor and what falls due, with the sign it has for the debtor. What is no invoice of the tenant is
 * refused by name. No network.
 */
import { defineConnector, type Connector } from '../../src/connector-kit';
import { EInvoiceConfig } from './config';
import { eInvoiceReader } from './read-e-invoice';

export { EInvoiceConfig } from './config';

export const eInvoice: Connector<EInvoiceConfig> = defineConnector({
  id: 'e-invoice',
  kind: 'file',
  name: 'E-invoices (UBL, CII, Factur-X, ZUGFeRD)',
  version: '1.0.0',
  hosts: [],
  config: EInvoiceConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 1,
    timeoutMs: 1,
    retries: 0,
    source: 'no network: files only',
  },
  licence: {
    name: 'your own invoices',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'The invoices are yours.',
  },
  deletes: { none: 'an invoice is not taken back by deleting it: a credit note follows it' },
  docs: {
    homepage: 'https://fnfe-mpe.org/factur-x/',
    reference: 'https://github.com/ConnectingEurope/eInvoicing-EN16931',
    evidence: 'strong',
    unverified: [
      'Messages of the life cycle (CDAR) were written from public readers and writers of them, not from AFNOR XP Z12-012.',
      'A moment of format 204 names no zone; it is taken for the legal time of France.',
      'Type codes 471 to 473 and 500 to 503 are those of the French list as public validators have it.',
    ],
  },
  file: eInvoiceReader,
});
