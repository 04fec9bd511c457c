/**
 * Pappers API v2 (paid, one token per call): identity, officers, yearly figures, filings with their confidentiality,
 * establishments, beneficial owners where they are shown, BODACC publications, scores on request, full tax returns when
 * `withAccounts` is on; keeps a monitoring list. Reads /entreprise, /entreprise/comptes, /recherche, /liste; see README.md.
 */
import { defineConnector, subjectStream } from '../../src/connector-kit';
import { fetchTokens, tokensOf } from './client';
import { readAccounts, readFile, searchCompanies, unwatch, watch } from './companies';
import { PappersConfig } from './config';
import { mapCompany } from './map';
import { mapAccounts } from './statements';

export { createPappersSimulator, pappersSimulator } from './simulator';
export { PappersConfig };

export const pappers = defineConnector<PappersConfig>({
  id: 'pappers',
  kind: 'bureau',
  name: 'Pappers',
  version: '1.1.0',
  hosts: ['api.pappers.fr'],
  config: PappersConfig,
  limits: {
    requestsPerSecond: 2,
    concurrency: 1,
    timeoutMs: 30_000,
    retries: 3,
    source: 'Ours, a courtesy: Pappers documents no rate, only a price per call.',
  },
  licence: {
    name: 'contract with Pappers',
    restriction: 'INTERNAL_ONLY',
    byRecord: { owner: 'NO_REDISTRIBUTION' },
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare the terms of your subscription.',
  },
  prices: [
    {
      call: 'token',
      buys: 'one token of the subscription: a company, its accounts, or a part of a score',
      unit: 'token',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source: 'Tokens per call are documented, the price of a token is in your contract.',
    },
  ],
  deletes: { none: 'Pappers never says that a company or a filing has been withdrawn.' },
  docs: {
    homepage: 'https://www.pappers.fr/api',
    reference: 'https://www.pappers.fr/api/documentation',
    evidence: 'strong',
    unverified: [
      'Whether a 404 costs a token: it is taken to cost none.',
      'How the notices of a monitoring list are delivered: the list is kept, its notices are not read.',
      'The body of errors, the answer when tokens run out, and any limit of requests per minute.',
      'The labels of the columns of tax returns beyond "Montant brut année N".',
      'The answer about beneficial owners without accreditation: a message in place of the list was seen.',
    ],
  },
  streams: [
    subjectStream<PappersConfig>({
      name: 'companies',
      records: [
        'company',
        'officer',
        'owner',
        'establishment',
        'financialStatement',
        'legalEvent',
        'providerScore',
      ],
      refreshAfterDays: 30,
      // With both scores; a file alone is one token.
      buys: (config) => [{ call: 'token', units: tokensOf(config) }],
      fetch: readFile,
      map: mapCompany,
    }),
    subjectStream<PappersConfig>({
      name: 'accounts',
      records: ['financialStatement'],
      refreshAfterDays: 30,
      buys: [{ call: 'token', units: 1 }],
      isWanted: ({ withAccounts }) => withAccounts,
      fetch: readAccounts,
      map: mapAccounts,
    }),
  ],
  probe: ({ http, config }) => fetchTokens(http, config),
  search: searchCompanies,
  searchBuys: 'token',
  monitoring: { batchMax: 100, isWanted: ({ listId }) => listId !== undefined, watch, unwatch },
});
