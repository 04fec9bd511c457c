/**
 * Coface business information (ICON Data API, paid per assessment): debtor risk 1 to 10, credit opinion, late-payment index.
 * Promises to order nothing twice for the same need: an order is asked for until it is delivered. See README.md.
 */
import { defineConnector, subjectStream } from '../../src/connector-kit';
import { readAssessments } from './assessments';
import { probe } from './client';
import { ASSESSMENTS, CofaceConfig } from './config';
import { mapAssessments } from './map';

export { cofaceSimulator } from './simulator';
export { CofaceConfig };

export const coface = defineConnector({
  id: 'coface',
  kind: 'insurer',
  name: 'Coface',
  version: '1.0.0',
  hosts: ['api.coface.com', 'icon-api.coface.com', 'icon-api-test.coface.com'],
  config: CofaceConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 2,
    timeoutMs: 30_000,
    retries: 3,
    source: 'Documented: 60 requests a minute and endpoint, told by X-RateLimit-Limit.',
  },
  licence: {
    name: 'contract with Coface',
    restriction: 'INTERNAL_ONLY',
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare the terms of your contract.',
  },
  prices: [
    {
      call: 'assessment',
      buys: 'one assessment (debtor risk, credit opinion or late-payment index) of one company',
      unit: 'assessment',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source: 'No price is published: it is in your contract.',
    },
  ],
  deletes: { none: 'An assessment is replaced by the next one; withdrawals are not told.' },
  docs: {
    homepage: 'https://www.coface.fr',
    reference: 'https://coface.github.io/',
    evidence: 'strong',
    unverified: [
      'That looking a company up is free is assumed.',
      'How a publication that is not ready is answered is not documented: 404, 202, 204 and an empty list are read as such.',
      'A debtor risk of 0 is in the list of values and nowhere explained; it is taken as no score.',
      'A credit opinion of 0 with rating X or R is taken as Coface’s advice, not as a missing value.',
      'Which of the tokens of a login is sent as authorization: idToken is. Its expiresIn is taken to be in seconds.',
    ],
  },
  probe,
  streams: [
    subjectStream({
      name: 'assessments',
      records: ['identifier', 'providerScore', 'recommendedLimit', 'paymentIndex'],
      refreshAfterDays: 90,
      buys: [{ call: 'assessment', units: ASSESSMENTS.length }],
      fetch: readAssessments,
      map: mapAssessments,
    }),
  ],
});
