/**
 * Open data set ratios_inpi_bce (Ministry of the Economy, free, no key): four figures and fourteen ratios of the accounts
 * companies have published. Promises absent figures as absent, outliers as published, and no hidden income statement.
 * Reads Explore v2.1; writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { RatiosInpiBceConfig } from './config';
import { statements } from './statements';

export { ratiosInpiBceSimulator } from './simulator';
export { RatiosInpiBceConfig };

export const ratiosInpiBce = defineConnector({
  id: 'ratios-inpi-bce',
  kind: 'registry',
  name: 'Ratios financiers INPI / BCE',
  version: '1.0.0',
  hosts: ['data.economie.gouv.fr'],
  config: RatiosInpiBceConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 2,
    timeoutMs: 20_000,
    retries: 4,
    source: 'Ours, a courtesy: the service announces a daily quota only in X-RateLimit headers.',
  },
  licence: {
    name: 'Licence Ouverte 2.0',
    restriction: 'NONE',
    retentionDays: null,
    attribution: 'Ratios financiers (BCE / INPI)',
    source: 'assumed: the licence under which the State publishes this data set.',
  },
  deletes: {
    none: 'A row is replaced when accounts are filed anew; withdrawn rows are not announced.',
  },
  docs: {
    homepage: 'https://data.economie.gouv.fr/explore/dataset/ratios_inpi_bce/',
    reference: 'https://data.economie.gouv.fr/api/explore/v2.1/console',
    evidence: 'good',
    unverified: [
      'Field names are read from captured answers; the data set describes no units beyond them.',
      'That the ratios named after the balance sheet use nothing of the income statement.',
      'The daily quota of the service is not known.',
    ],
  },
  streams: [statements],
});
