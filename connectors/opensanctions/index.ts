/**
 * OpenSanctions: companies compared with sanctions and watch lists. Promises that no natural person's name is sent, and
 * that a hit stays what it is: a resemblance with its score, for a person to judge. See README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { OpensanctionsConfig } from './config';
import { screening } from './screening';

export { opensanctionsSimulator } from './simulator';
export { OpensanctionsConfig };

export const opensanctions = defineConnector({
  id: 'opensanctions',
  kind: 'reference',
  name: 'OpenSanctions',
  version: '0.1.0',
  hosts: ['api.opensanctions.org'],
  config: OpensanctionsConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 1,
    timeoutMs: 60_000,
    retries: 3,
    source: 'Ours, a courtesy: no rate is published; a batch of 100 companies takes long.',
  },
  licence: {
    name: 'CC BY-NC 4.0 for the data, your subscription for the hosted service',
    restriction: 'INTERNAL_ONLY',
    retentionDays: null,
    attribution: 'OpenSanctions',
    source: 'recalled: https://www.opensanctions.org/licensing/ ; compare your subscription.',
  },
  prices: [
    {
      call: 'match',
      buys: 'the comparison of one company with the lists',
      unit: 'match',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source:
        'Recalled: the hosted service bills matches by subscription. A yente of your own costs nothing.',
    },
  ],
  deletes: 'full-reconcile',
  docs: {
    homepage: 'https://www.opensanctions.org',
    reference: 'https://api.opensanctions.org',
    evidence: 'strong',
    unverified: [
      'The hosted service meters matches by subscription (recalled); no price was found, so it is yours to set.',
      'The key goes into the header as "Apikey …", as the example of the source code has it; other descriptions say Bearer.',
      'The body of a 401 is assumed.',
      'A status other than 200 of a single query within a batch was not seen; it is quarantined.',
    ],
  },
  streams: [screening],
});
