/**
 * Allianz Trade, credit insurer (formerly Euler Hermes): the number each customer has there, the covers of one policy,
 * and requests for cover. Written from clients that were seen, without a document of the insurer's: see README.md.
 * It writes nothing but requests for cover.
 */
import { defineConnector } from '../../src/connector-kit';
import { buyers } from './buyers';
import { AllianzTradeConfig } from './config';
import { coverDesk } from './cover-desk';
import { covers } from './covers';

export { allianzTradeSimulator } from './simulator';
export { AllianzTradeConfig };

export const allianzTrade = defineConnector({
  id: 'allianz-trade',
  kind: 'insurer',
  name: 'Allianz Trade',
  version: '0.1.0',
  hosts: ['api.allianz-trade.com', 'api.eulerhermes.com', 'api-services.uat.1placedessaisons.com'],
  config: AllianzTradeConfig,
  limits: {
    requestsPerSecond: 2,
    concurrency: 2,
    timeoutMs: 20_000,
    retries: 3,
    source: 'assumed: no limit is published or was seen; chosen to be unnoticeable.',
  },
  licence: {
    name: 'contract with the insurer',
    restriction: 'NO_REDISTRIBUTION',
    retentionDays: null,
    attribution: null,
    source: 'assumed: decisions on covers are confidential between insurer and insured.',
  },
  deletes: 'tombstones',
  docs: {
    homepage: 'https://www.allianz-trade.com',
    reference: 'https://www.allianz-trade.com',
    evidence: 'partial',
    unverified: [
      'The whole shape was seen in client code; no public document of the interface was found.',
      'That a cover which leaves the list is over is assumed.',
      'The code by which a search names a SIREN is a setting, because it was not seen.',
      'A search that finds nothing is taken to answer an empty list.',
      'The list of covers is taken to hold a coverId and a companyId per line, and to end with an empty page.',
      'The first page is taken to be 1; it is a setting.',
      'Only the decisions AlreadyAgreed and Agreement were seen; every other one is UNKNOWN.',
      'Amounts of a cover are taken to be in the currency of the policy, which is a setting.',
      'Of several limits of a cover, the one that began last is taken to be in force.',
      'Requests for cover are taken to cost nothing per call: fees of the policy are invoiced outside the API.',
      'The life of a token is taken to be ten minutes; one refused earlier is renewed.',
      'What errors look like was not seen.',
    ],
  },
  streams: [buyers, covers],
  coverDesk,
});
