/**
 * verif.com: a sheet or list of companies that a user exports as CSV. verif.com has no documented API, and nothing is
 * fetched from it. Every line with a valid SIREN becomes records, every other one is quarantined with its line and column.
 * See README.md for the columns and how to name others.
 */
import { defineConnector } from '../../src/connector-kit';
import { VerifConfig } from './config';
import { verifReader } from './reader';

export { VerifConfig };

export const verif = defineConnector({
  id: 'verif',
  kind: 'file',
  name: 'verif.com (exported sheet)',
  version: '0.1.0',
  hosts: [],
  config: VerifConfig,
  limits: { requestsPerSecond: 0, concurrency: 0, timeoutMs: 0, retries: 0, source: 'a file' },
  licence: {
    name: 'terms of use of verif.com',
    restriction: 'INTERNAL_ONLY',
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare the terms under which you export.',
  },
  deletes: { none: 'A sheet says what is there, never what is gone.' },
  docs: {
    homepage: 'https://www.verif.com',
    reference: 'https://www.verif.com',
    evidence: 'none',
    unverified: [
      'verif.com has no documented API; the form of its exports was not found either.',
      'The default column names are what such sheets are usually headed with, in French and English; they can be set.',
      'Accounts whose closing day the sheet does not give are taken to close on 31 December.',
      'Officers are taken to be natural persons.',
    ],
  },
  file: verifReader,
});
