/**
 * Altares, the French partner of Dun & Bradstreet, over Direct+: identity, officers, group, accounts, failure and
 * delinquency scores, rating and recommended limit, bought as data blocks per DUNS, and the notices of a monitoring
 * registration, of which none is lost. Reads /v1/match, /v1/data and /v1/monitoring; see README.md.
 */
import { defineConnector, subjectStream } from '../../src/connector-kit';
import { probe } from './client';
import { fetchBlocks } from './companies';
import { AltaresDnbConfig } from './config';
import { mapBlocks, mapNotice } from './map';
import { readNotices, unwatch, watch } from './monitoring';

export { altaresDnbSimulator, createAltaresDnbSimulator } from './simulator';
export { AltaresDnbConfig };

const isMonitoring = ({ registration }: AltaresDnbConfig): boolean => registration !== undefined;

export const altaresDnb = defineConnector<AltaresDnbConfig>({
  id: 'altares-dnb',
  kind: 'bureau',
  name: 'Altares – Dun & Bradstreet',
  version: '1.0.0',
  hosts: ['plus.dnb.com'],
  config: AltaresDnbConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 5,
    timeoutMs: 30_000,
    retries: 3,
    source: 'Documented by Altares: five simultaneous calls per second.',
  },
  licence: {
    name: 'contract with Altares',
    restriction: 'INTERNAL_ONLY',
    retentionDays: null,
    attribution: null,
    source: 'assumed: compare the terms of your contract.',
  },
  prices: [
    {
      call: 'data-block',
      buys: 'the data blocks of a company',
      unit: 'DUNS',
      unitPriceMinor: null,
      repeatFreeDays: 365,
      source:
        'Documented by Altares: a DUNS is billed once per contract year; its price is in your contract.',
    },
  ],
  deletes: {
    none: 'A deleted DUNS is told as a notice; the company is then matched anew, never removed.',
  },
  docs: {
    homepage: 'https://www.altares.com',
    reference: 'https://directplus.documentation.dnb.com',
    evidence: 'good',
    unverified: [
      'D&B’s code for a SIREN or SIRET (registrationNumberType): none is sent unless it is configured.',
      'That a match is free of charge and how an unknown company is answered (an empty answer, or 404).',
      'The fields of the group (parent, globalUltimate), of principals and of start and score dates, recalled.',
      'The words of units ("Thousand") and of fiscal periods ("P12M"): accounts in other words are left out.',
      'The order of the score classes: 1 is taken for the safest.',
      'How a DUNS that is monitored already is answered, and how the new DUNS of a TRANSFER is told.',
      'Whether a replay gives back the whole of what was delivered, and with which time of delivery.',
    ],
  },
  streams: [
    subjectStream<AltaresDnbConfig>({
      name: 'blocks',
      records: [
        'company',
        'identifier',
        'officer',
        'groupLink',
        'financialStatement',
        'providerScore',
        'recommendedLimit',
      ],
      refreshAfterDays: 30,
      buys: [{ call: 'data-block', units: 1 }],
      fetch: fetchBlocks,
      map: mapBlocks,
    }),
    {
      name: 'notifications',
      records: ['changeNotice'],
      reads: 'feed',
      isWanted: isMonitoring,
      read: readNotices,
      map: mapNotice,
    },
  ],
  probe,
  monitoring: { batchMax: 50, isWanted: isMonitoring, watch, unwatch },
});
