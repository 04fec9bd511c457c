/**
 * societe.com API Pro (paid per call): legal facts, officers, and on request turnover and non-financial scores. Promises to
 * fill only fields that were seen in answers: most of the interface is documented by name alone. See README.md.
 */
import { defineConnector, subjectStream } from '../../src/connector-kit';
import { fetchAccount } from './client';
import { readCompany } from './companies';
import { SocieteComConfig } from './config';
import { mapBlock } from './map';

export { societeComSimulator } from './simulator';
export { SocieteComConfig };

export const societeCom = defineConnector({
  id: 'societe-com',
  kind: 'registry',
  name: 'societe.com',
  version: '1.0.0',
  hosts: ['api.societe.com'],
  config: SocieteComConfig,
  limits: {
    requestsPerSecond: 2,
    concurrency: 2,
    timeoutMs: 30_000,
    retries: 3,
    source: 'Ours, a courtesy: no rate was found.',
  },
  licence: {
    name: 'contract with societe.com',
    restriction: 'INTERNAL_ONLY',
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare the terms of your account.',
  },
  prices: [
    {
      call: 'call',
      buys: 'one block of facts about one company',
      unit: 'call',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source: 'No price is published: the account counts credits.',
    },
  ],
  deletes: { none: 'An answer tells the present state; what was withdrawn is not told.' },
  docs: {
    homepage: 'https://www.societe.com',
    reference: 'https://api.societe.com/apisite/documentations/v1/documentation-api.html',
    evidence: 'partial',
    unverified: [
      'Fields are those seen in clients; the documentation lists the blocks, not their fields.',
      'That every answered block costs one call is assumed.',
      'The fields of procedurescollectives and evenements were not found: these blocks are not read.',
      'The name of an officer that is a company was not found: it stays empty.',
      'A higher non-financial score is taken as the better one.',
      'Accounts were seen with a year alone, which does not say when they were closed: such years are left out.',
    ],
  },
  probe: fetchAccount,
  streams: [
    subjectStream({
      name: 'companies',
      records: ['company', 'officer', 'financialStatement', 'providerScore'],
      refreshAfterDays: 90,
      buys: [{ call: 'call', units: 4 }],
      fetch: readCompany,
      map: mapBlock,
    }),
  ],
});
