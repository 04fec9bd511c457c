/**
 * Lists and exports of accounting programs as people hand them over: invoices, payments, customers, aged balances and
 * general ledgers, as CSV, spreadsheet or one of the text layouts of desktop programs. Promises each line as a record or
 * set aside with its reason; what cannot be told from the columns is asked for, never guessed. No network.
 */
import { defineConnector, looksLikeArchive, type Connector } from '../../src/connector-kit';
import { LedgerFileConfig } from './config';
import { guideLedgerFile } from './guide';
import { readLedgerFile } from './read';

export { LedgerFileConfig } from './config';

export const ledgerFile: Connector<LedgerFileConfig> = defineConnector({
  id: 'ledger-file',
  kind: 'file',
  name: 'Lists and exports (CSV, XLSX, text)',
  version: '1.0.0',
  hosts: [],
  config: LedgerFileConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 1,
    timeoutMs: 1,
    retries: 0,
    source: 'no network: files only',
  },
  licence: {
    name: 'your own books',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'The books are yours.',
  },
  deletes: { none: 'a list tells what it holds; only one declared whole says what is no more' },
  docs: {
    homepage: 'https://github.com/Dolibarr/dolibarr',
    reference:
      'https://github.com/Dolibarr/dolibarr/blob/develop/htdocs/accountancy/class/accountancyexport.class.php',
    evidence: 'partial',
    unverified: [
      'Sage #MECG: the places of the due date (line 13) and the reference (line 5) are recalled, not documented.',
      'Quadra: that accounts beginning with 9 are customers and with 0 suppliers was seen in exports, not documented.',
      'Aged balances have no standard: titles of the columns were collected, not specified anywhere.',
    ],
  },
  file: {
    records: ['accountingDocument', 'party', 'agedBalanceLine', 'ledgerLine', 'ledgerEntry'],
    sniff: (name, head) => /\.(csv|tsv|xlsx|txt)$/i.test(name) || looksLikeArchive(head),
    read: readLedgerFile,
    guide: guideLedgerFile,
  },
});
