/**
 * Ellisphere (paid, one report per company): identity, officers, shareholders, accounts with their confidentiality, legal
 * events, score with risk class, recommended limit and PayRank. Promises to order nothing for a company the free search does
 * not find, and to keep nothing of what it sends. Uses svcSearch and svcOnlineOrder; see README.md.
 */
import { defineConnector, subjectStream } from '../../src/connector-kit';
import { probe } from './client';
import { EllisphereConfig } from './config';
import { mapReport } from './map';
import { readReport } from './reports';

export { ellisphereSimulator } from './simulator';
export { EllisphereConfig };

export const ellisphere = defineConnector({
  id: 'ellisphere',
  kind: 'bureau',
  name: 'Ellisphere',
  version: '1.0.0',
  hosts: ['services.data-access-gateway.com', 'services-test.data-access-gateway.com'],
  config: EllisphereConfig,
  limits: {
    requestsPerSecond: 2,
    concurrency: 2,
    timeoutMs: 60_000,
    retries: 3,
    source: 'Ours, a courtesy: no rate was found. A report is up to 200 kB and takes seconds.',
  },
  licence: {
    name: 'contract with Ellisphere',
    restriction: 'INTERNAL_ONLY',
    byRecord: { owner: 'NO_REDISTRIBUTION' },
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare the terms of your contract.',
  },
  prices: [
    {
      call: 'report',
      buys: 'one report of the configured product about one company',
      unit: 'report',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source: 'No price is published: it is in your contract.',
    },
  ],
  deletes: {
    none: 'A report tells the present state; that something was withdrawn is never said.',
  },
  docs: {
    homepage: 'https://www.ellisphere.com',
    reference: 'https://www.ellisphere.com/produits-services/webservices',
    evidence: 'good',
    unverified: [
      'No vendor documentation was found: the shape is that of one real answer and three clients.',
      'That a search is free is assumed.',
      'A higher PayRank is taken as the better one: 2 was seen with "insatisfaisant", 3 with "correct".',
      'Of the codes of legal events five are known; all others are OTHER with their words.',
      'A disclaimer other than PUBLIC and PCONF is taken to hide the whole statement.',
      'Codes of refusals are unknown: a refused company is quarantined with the words given.',
      'The address of reference is where the product is presented; the interface description is not public.',
    ],
  },
  probe,
  streams: [
    subjectStream({
      name: 'reports',
      records: [
        'company',
        'identifier',
        'officer',
        'owner',
        'financialStatement',
        'legalEvent',
        'providerScore',
        'recommendedLimit',
        'paymentIndex',
      ],
      refreshAfterDays: 90,
      buys: [{ call: 'report', units: 1 }],
      fetch: readReport,
      map: mapReport,
    }),
  ],
});
