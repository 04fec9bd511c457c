/**
 * Pappers API v2 (paid, one token per call): identity, officers, yearly figures, filings with their confidentiality,
 * BODACC publications, scores on request, and full tax returns when `withAccounts` is on. Promises to buy a company at
 * most once per refresh age, also across crashes. Reads /entreprise, /entreprise/comptes, /recherche; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { readAccounts, readCompanies, searchCompanies } from './companies';
import { PappersConfig } from './config';
import { mapCompany } from './map';
import { mapAccounts } from './statements';

export { createPappersSimulator, pappersSimulator } from './simulator';
export { PappersConfig };

export const pappers = defineConnector({
  id: 'pappers',
  kind: 'bureau',
  name: 'Pappers',
  version: '1.0.0',
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
  },
  streams: [
    {
      name: 'companies',
      records: ['company', 'officer', 'financialStatement', 'legalEvent', 'providerScore'],
      read: readCompanies,
      map: mapCompany,
    },
    {
      name: 'accounts',
      records: ['financialStatement'],
      read: readAccounts,
      map: mapAccounts,
    },
  ],
  search: searchCompanies,
  searchBuys: 'token',
});
