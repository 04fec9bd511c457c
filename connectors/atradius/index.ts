/**
 * Atradius (credit insurance): the tenant's policies, its buyers' numbers and ratings, every cover with what has been
 * announced about it, ratings that moved, and a desk to ask for covers. Promises that a cover which is listed no more
 * never goes on counting. Reads policy, organisation and cover management; see README.md.
 */
import { defineConnector, subjectStream } from '../../src/connector-kit';
import { fetchPolicies } from './client';
import { readBuyer, readChanges } from './buyers';
import { AtradiusConfig } from './config';
import { requestCover, STEP_MINOR } from './cover-desk';
import { readCovers, readPolicies } from './covers';
import { mapBuyer, mapChange, mapCover, mapPolicy } from './map';

export { atradiusSimulator } from './simulator';
export { AtradiusConfig };

export const atradius = defineConnector({
  id: 'atradius',
  kind: 'insurer',
  name: 'Atradius',
  version: '1.0.0',
  hosts: ['api.atradius.com', 'api-uat.atradius.com'],
  config: AtradiusConfig,
  limits: {
    requestsPerSecond: 2,
    concurrency: 2,
    timeoutMs: 30_000,
    retries: 3,
    source: 'Ours, a courtesy: no rate was found in what is public.',
  },
  licence: {
    name: 'contract with Atradius',
    restriction: 'INTERNAL_ONLY',
    byRecord: { providerScore: 'NO_REDISTRIBUTION' },
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare your policy; buyer ratings are for the insured alone.',
  },
  prices: [
    {
      call: 'buyer-lookup',
      buys: 'the number and rating of one buyer',
      unit: 'lookup',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source: 'That lookups may be billed was seen; the price is in your contract (0 when free).',
    },
  ],
  deletes: 'tombstones',
  docs: {
    homepage: 'https://atradius.fr',
    reference: 'https://developer.atradius.com',
    evidence: 'good',
    unverified: [
      'A lower buyer rating is taken as the safer one (recalled).',
      'The status of "No buyer match found" is not documented; 400, 404 and 422 are read as such.',
      'The cover in force under DC21 and DC22 is taken to be totalDecision, and what remains of a DC22 the part without an end.',
      'A cover in the historic list is taken as no longer in force; the meaning of historicCode was not found.',
      'A decision that is in neither the covers nor the historic list counts as announced, not as covered.',
      'The format of buyerRatingUpdatedAfter and fromDate is assumed to be YYYY-MM-DD.',
    ],
  },
  streams: [
    { name: 'policies', records: ['insurancePolicy'], read: readPolicies, map: mapPolicy },
    subjectStream({
      name: 'buyers',
      records: ['identifier', 'providerScore'],
      refreshAfterDays: 90,
      buys: [{ call: 'buyer-lookup', units: 1 }],
      fetch: readBuyer,
      map: mapBuyer,
    }),
    { name: 'covers', records: ['insuranceCover'], read: readCovers, map: mapCover },
    { name: 'buyer-changes', records: ['changeNotice'], read: readChanges, map: mapChange },
  ],
  probe: fetchPolicies,
  coverDesk: { stepMinor: STEP_MINOR, request: requestCover },
});
