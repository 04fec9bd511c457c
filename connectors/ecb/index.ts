/**
 * Euro foreign exchange reference rates of the European Central Bank (free, no key). Promises the rate of some thirty
 * currencies for each working day since 1999, as exact decimals, and corrections within a week. Reads three XML files;
 * writes nothing; see README.md.
 */
import { defineConnector } from '../../src/connector-kit';
import { EcbConfig } from './config';
import { readRates } from './exchange-rates';
import { mapDay } from './map';

export { ecbSimulator } from './simulator';
export { EcbConfig };

export const ecb = defineConnector({
  id: 'ecb',
  kind: 'reference',
  name: 'ECB euro reference rates',
  version: '1.0.0',
  hosts: ['www.ecb.europa.eu'],
  config: EcbConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 1,
    timeoutMs: 60_000,
    retries: 4,
    source: 'Ours, a courtesy: no limit is documented, and a run needs one file, three at most.',
  },
  licence: {
    name: 'Reuse with acknowledgement of the source',
    restriction: 'NONE',
    retentionDays: null,
    attribution: 'European Central Bank',
    source: 'assumed: the ECB’s general terms on reuse of its statistics.',
  },
  deletes: { none: 'A published rate is corrected at most; the file never takes a day back.' },
  docs: {
    homepage: 'https://www.ecb.europa.eu',
    reference:
      'https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/',
    evidence: 'strong',
  },
  streams: [{ name: 'exchange-rates', records: ['exchangeRate'], read: readRates, map: mapDay }],
});
