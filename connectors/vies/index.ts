/**
 * VIES (European Commission, free, no key): whether the VAT number that follows from a SIREN is in use. Promises that an
 * outage of the service or of the French administration is never taken for an invalid number. Reads
 * /check-vat-number; writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { ViesConfig } from './config';
import { vatNumbers } from './vat-numbers';

export { viesSimulator } from './simulator';
export { ViesConfig };

export const vies = defineConnector({
  id: 'vies',
  kind: 'reference',
  name: 'VIES (VAT numbers)',
  version: '1.0.0',
  hosts: ['ec.europa.eu'],
  config: ViesConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 1,
    timeoutMs: 30_000,
    retries: 4,
    source: 'Ours: VIES states no number, and answers MS_MAX_CONCURRENT_REQ when a state is busy.',
  },
  licence: {
    name: 'European Commission reuse notice',
    restriction: 'NONE',
    retentionDays: null,
    attribution: 'VIES (European Commission)',
    source: 'assumed: Decision 2011/833/EU on the reuse of Commission documents.',
  },
  deletes: { none: 'A number that is no longer in use is answered as not valid.' },
  docs: {
    homepage: 'https://ec.europa.eu/taxation_customs/vies/',
    reference: 'https://ec.europa.eu/taxation_customs/vies/#/technical-information',
    evidence: 'good',
    unverified: [
      'Error codes and their meaning are those seen in clients; the list may be longer.',
      'The computation of the French key is recalled, and was checked on four numbers.',
      'No rate is published.',
    ],
  },
  streams: [vatNumbers],
});
