/**
 * FEC, the accounting export French companies must be able to give: all entries of a fiscal year, one line per account.
 * Promises the customer lines of any file exporters write, exact to the cent, with what their entry was for; lines that
 * cannot be read are set aside with the reason, and a file that is something else is refused by name. No network.
 */
import { defineConnector, type Connector } from '../../src/connector-kit';
import { FecConfig } from './config';
import { isFecXml } from './fec-xml';
import { looksLikeFec } from './layout';
import { readFec } from './read-fec';

export { FecConfig } from './config';

const LEGAL_NAME = /FEC20\d\d[01]\d[0-3]\d/i;

export const fec: Connector<FecConfig> = defineConnector({
  id: 'fec',
  kind: 'file',
  name: 'FEC (Fichier des Ecritures Comptables)',
  version: '1.0.0',
  hosts: [],
  config: FecConfig,
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
  deletes: { none: 'a file states its whole period again: what it no longer has is gone' },
  docs: {
    homepage: 'https://www.legifrance.gouv.fr',
    reference: 'https://github.com/DGFiP/Test-Compta-Demat',
    evidence: 'strong',
  },
  file: {
    records: ['ledgerLine', 'ledgerEntry'],
    sniff: (name, head) => {
      const bytes = Buffer.from(head.filter((byte) => byte !== 0));
      return LEGAL_NAME.test(name) || isFecXml(bytes) || looksLikeFec(bytes);
    },
    read: readFec,
  },
});
