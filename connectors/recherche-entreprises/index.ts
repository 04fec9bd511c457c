/**
 * API Recherche d'entreprises (DINUM, free, no key): identity, officers, head office and headline figures of French companies from
 * Sirene, the RNE and published accounts, and the name search that matching relies on. Promises what the registry
 * shows and no more: "[NON-DIFFUSIBLE]" is null. Reads /search; writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { companies, searchCompanies } from './companies';
import { RechercheEntreprisesConfig } from './config';

export { rechercheEntreprisesSimulator } from './simulator';
export { RechercheEntreprisesConfig };

export const rechercheEntreprises = defineConnector({
  id: 'recherche-entreprises',
  kind: 'registry',
  name: "API Recherche d'entreprises",
  version: '1.1.0',
  hosts: ['recherche-entreprises.api.gouv.fr'],
  config: RechercheEntreprisesConfig,
  limits: {
    requestsPerSecond: 7,
    concurrency: 4,
    timeoutMs: 10_000,
    retries: 4,
    source:
      'Documented: 7 requests per second and IP address, 30 per network; 429 with Retry-After.',
  },
  licence: {
    name: 'Licence Ouverte 2.0',
    restriction: 'NONE',
    retentionDays: null,
    attribution: 'Recherche d’entreprises (DINUM)',
    source: 'assumed: the licence under which the State publishes this register.',
  },
  deletes: {
    none: 'Companies are closed (etat_administratif C), never removed from the registry.',
  },
  docs: {
    homepage: 'https://annuaire-entreprises.data.gouv.fr',
    reference: 'https://recherche-entreprises.api.gouv.fr/docs/',
    evidence: 'strong',
    unverified: [
      'That yearly figures are public: the answer does not say so, and figures of accounts filed as partly confidential were seen in it.',
    ],
  },
  streams: [companies],
  search: searchCompanies,
});
