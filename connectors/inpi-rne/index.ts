/**
 * National register of companies (RNE), kept by the INPI (free, with an account): identity, officers, beneficial owners,
 * establishments, the accounts companies have filed line by line, and what changed day by day. Promises that confidential
 * accounts stay so. Reads /companies, /attachments and /diff behind a login; writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { changes } from './changes';
import { InpiRneConfig } from './config';
import { accounts, companies } from './streams';

export { inpiRneSimulator } from './simulator';
export { InpiRneConfig };

export const inpiRne = defineConnector({
  id: 'inpi-rne',
  kind: 'registry',
  name: 'INPI, registre national des entreprises',
  version: '1.0.0',
  hosts: ['registre-national-entreprises.inpi.fr'],
  config: InpiRneConfig,
  limits: {
    requestsPerSecond: 2,
    concurrency: 2,
    timeoutMs: 60_000,
    retries: 4,
    source: 'Ours; seen: 10,000 files and 10 GB per day and account, 429 with Retry-After beyond.',
  },
  licence: {
    name: 'Licence Ouverte 2.0',
    restriction: 'NONE',
    byRecord: { owner: 'NO_REDISTRIBUTION' },
    retentionDays: null,
    attribution: 'Registre national des entreprises (INPI)',
    source:
      'assumed: the licence under which the State publishes this register; beneficial owners are restricted since 2024.',
  },
  deletes: {
    none: 'Entries are struck off, not removed; a deleted filing is announced as deleted.',
  },
  docs: {
    homepage: 'https://data.inpi.fr',
    reference: 'https://registre-national-entreprises.inpi.fr',
    evidence: 'good',
    unverified: [
      'Amounts of accounts are read as whole units of the currency; one client in three reads cents.',
      'Inner fields of addresses, establishments and beneficial owners are those seen in client code.',
      'The answer of /companies/diff is read as a list of entries, each as /companies/{siren} gives it.',
      'Bodies of errors are not documented; the simulator invents them.',
      'A 429 without Retry-After is taken for a stale token first, as clients in the field do.',
    ],
  },
  streams: [companies, accounts, changes],
});
