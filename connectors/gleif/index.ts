/**
 * GLEIF (free, no key): the legal entity identifier of French companies and the companies that consolidate them. Promises
 * the state of an identifier as the register words it, and no parent where the register has only a reason why not.
 * Reads /lei-records; writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { GleifConfig } from './config';
import { identifiers } from './identifiers';

export { gleifSimulator } from './simulator';
export { GleifConfig };

export const gleif = defineConnector({
  id: 'gleif',
  kind: 'reference',
  name: 'GLEIF (LEI)',
  version: '1.0.0',
  hosts: ['api.gleif.org'],
  config: GleifConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 1,
    timeoutMs: 20_000,
    retries: 4,
    source: 'Recalled: 60 requests per minute and address.',
  },
  licence: {
    name: 'CC0 1.0',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'assumed: the terms under which the GLEIF publishes LEI data.',
  },
  deletes: {
    none: 'An LEI lapses, is merged or retired; it is never withdrawn from the register.',
  },
  docs: {
    homepage: 'https://www.gleif.org',
    reference: 'https://www.gleif.org/en/lei-data/gleif-api',
    evidence: 'good',
    unverified: [
      'The rate of 60 requests a minute is recalled.',
      'Of the states of a registration only ISSUED and LAPSED were seen; the others are recalled.',
      'That only two authorities register French companies is seen in one client.',
    ],
  },
  streams: [identifiers],
});
