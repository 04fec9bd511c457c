/**
 * BODACC, the official bulletin of commercial notices (DILA open data, free, no key). Promises every notice about the
 * subjects of the last ten years (insolvency, striking-off, accounts filed, sales, registrations, modifications) as
 * legal events, within a day of publication. Reads the Explore API v2.1; writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { BodaccConfig } from './config';
import { mapNotice } from './map';
import { readNotices } from './notices';

export { bodaccSimulator } from './simulator';
export { BodaccConfig };

export const bodacc = defineConnector({
  id: 'bodacc',
  kind: 'registry',
  name: 'BODACC (annonces commerciales)',
  version: '1.0.0',
  hosts: ['bodacc-datadila.opendatasoft.com'],
  config: BodaccConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 1,
    timeoutMs: 20_000,
    retries: 4,
    source: 'Ours, a courtesy: the service announces a daily quota only in X-RateLimit headers.',
  },
  licence: {
    name: 'Licence Ouverte 2.0',
    restriction: 'NONE',
    retentionDays: null,
    attribution: 'BODACC (DILA)',
    source: 'assumed: the licence under which the State publishes this register.',
  },
  deletes: { none: 'A notice is never withdrawn; an annulment is a notice of its own (CANCELS).' },
  docs: {
    homepage: 'https://www.bodacc.fr',
    reference: 'https://bodacc-datadila.opendatasoft.com/explore/dataset/annonces-commerciales/',
    evidence: 'strong',
  },
  streams: [{ name: 'notices', records: ['legalEvent'], read: readNotices, map: mapNotice }],
});
