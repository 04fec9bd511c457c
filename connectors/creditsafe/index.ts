/**
 * Creditsafe Connect v1: identity, officers, shareholders, group, accounts, the common rating A to E, the national score
 * and the recommended limit of a company, a billed report at a time; and what its monitoring portfolio reports. Promises
 * to order a report only for a company that was found. Reads /companies and /monitoring; see README.md.
 */
import { defineConnector, subjectStream } from '../../src/connector-kit';
import { fetchAccess } from './client';
import { fetchReport } from './companies';
import { CreditsafeConfig } from './config';
import { mapEvent, mapReport } from './map';
import { readEvents, unwatch, watch, watched } from './monitoring';

export { createCreditsafeSimulator, creditsafeSimulator } from './simulator';
export { CreditsafeConfig };

const hasPortfolio = ({ portfolioId }: CreditsafeConfig): boolean => portfolioId !== undefined;

export const creditsafe = defineConnector<CreditsafeConfig>({
  id: 'creditsafe',
  kind: 'bureau',
  name: 'Creditsafe',
  version: '1.0.0',
  hosts: ['connect.creditsafe.com', 'connect.sandbox.creditsafe.com'],
  config: CreditsafeConfig,
  limits: {
    requestsPerSecond: 4,
    concurrency: 2,
    timeoutMs: 30_000,
    retries: 3,
    source: 'Ours, a courtesy: only the login has a documented limit (5 wrong ones in 2 minutes).',
  },
  licence: {
    name: 'contract with Creditsafe',
    restriction: 'INTERNAL_ONLY',
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare the terms of your contract.',
  },
  prices: [
    {
      call: 'report',
      buys: 'a company credit report',
      unit: 'report',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source:
        'assumed: that ordering is what is billed is recalled, its price is in your contract.',
    },
  ],
  deletes: { none: 'Creditsafe never says that a company or a statement has been withdrawn.' },
  docs: {
    homepage: 'https://www.creditsafe.com/fr',
    reference: 'https://doc.creditsafe.com',
    evidence: 'strong',
    unverified: [
      'That the French registration number of a search is a SIREN or a SIRET, and how a French connectId looks.',
      'That each order of a report is billed, and that searches and monitoring are not.',
      'The words in place of a limit or a score ("No limit", "Not Rated").',
      'The sign of costs in the standardised accounts: they are kept as they are sent.',
      'What negativeInformation, paymentData and additionalInformation hold for France: they are kept, not read.',
      'Whether an unknown connectId is answered with 404.',
    ],
  },
  streams: [
    subjectStream<CreditsafeConfig>({
      name: 'reports',
      records: [
        'company',
        'officer',
        'owner',
        'groupLink',
        'identifier',
        'financialStatement',
        'providerScore',
        'recommendedLimit',
      ],
      refreshAfterDays: 90,
      buys: [{ call: 'report', units: 1 }],
      fetch: fetchReport,
      map: mapReport,
    }),
    {
      name: 'notifications',
      records: ['changeNotice'],
      reads: 'feed',
      isWanted: hasPortfolio,
      read: readEvents,
      map: mapEvent,
    },
  ],
  probe: fetchAccess,
  monitoring: { batchMax: 50, isWanted: hasPortfolio, watch, unwatch, watched },
});
