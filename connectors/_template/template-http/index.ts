/**
 * Template Provider: replace this with what the provider is and what the connector promises (which facts, how fresh),
 * what it reads and that it writes nothing. See README.md for numbers, quirks and the field mapping.
 */
import { defineConnector } from '../../../src/connector-kit';
import { companies } from './companies';
import { TemplateHttpConfig } from './config';

export { templateHttpSimulator } from './simulator';
export { TemplateHttpConfig };

export const templateHttp = defineConnector({
  id: 'template-http',
  kind: 'registry',
  name: 'Template Provider',
  version: '0.1.0',
  hosts: ['api.template.example'],
  config: TemplateHttpConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 2,
    timeoutMs: 10_000,
    retries: 3,
    source: 'Say where these numbers come from: the documentation, a support answer, or a guess.',
  },
  licence: {
    name: 'contract with the provider',
    restriction: 'NO_REDISTRIBUTION',
    retentionDays: null,
    attribution: null,
    source: 'assumed: write down what the contract says.',
  },
  prices: [
    {
      call: 'report',
      buys: 'A company: its name, state, age and town.',
      unit: 'report',
      unitPriceMinor: null,
      repeatFreeDays: 0,
      source: 'assumed: write down where the price and its rules are published.',
    },
  ],
  deletes: { none: 'The provider never withdraws a company; it marks it as closed.' },
  docs: {
    homepage: 'https://template.example',
    reference: 'https://template.example/docs',
    evidence: 'none',
    unverified: ['Everything: the template describes a provider that does not exist.'],
  },
  streams: [companies],
});
