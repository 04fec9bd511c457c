/**
 * INSEE Sirene 3.11 (free, with a key): the State's directory of legal units and their places of business. Promises
 * identity, administrative state and address as INSEE shows them, "[ND]" as null, and a company it does not know as
 * unknown. Reads /siren and /siret at thirty requests a minute; writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { InseeSireneConfig } from './config';
import { companies, establishments } from './streams';

export { inseeSireneSimulator } from './simulator';
export { InseeSireneConfig };

export const inseeSirene = defineConnector({
  id: 'insee-sirene',
  kind: 'registry',
  name: 'INSEE Sirene',
  version: '1.0.0',
  hosts: ['api.insee.fr'],
  config: InseeSireneConfig,
  limits: {
    requestsPerSecond: 0.5,
    concurrency: 1,
    timeoutMs: 20_000,
    retries: 4,
    source:
      'Recalled: 30 requests per minute on the public plan; clients in the field sleep 2.1 s between calls.',
  },
  licence: {
    name: 'Licence Ouverte 2.0',
    restriction: 'NONE',
    retentionDays: null,
    attribution: 'Sirene (INSEE)',
    source: 'assumed: the licence under which the State publishes this register.',
  },
  deletes: {
    none: 'Legal units are ceased (etatAdministratif C) and may be masked, never removed.',
  },
  docs: {
    homepage: 'https://portail-api.insee.fr',
    reference: 'https://portail-api.insee.fr/catalog',
    evidence: 'strong',
    unverified: [
      'The rate of 30 requests a minute is recalled; no official statement was found.',
      'The body of a 401 was not documented; the simulator invents one.',
      'The parts of an address and the names of an establishment are named as in client code.',
      'The 403 for a unit that is not shown is that of older versions; in 3.11 such units are masked.',
    ],
  },
  streams: [companies, establishments],
});
