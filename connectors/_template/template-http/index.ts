/**
 * Template Provider: replace this with what the provider is and what the connector promises (which facts, how fresh),
 * what it reads and that it writes nothing. See README.md for numbers, quirks and the field mapping.
 */
import { defineConnector } from '../../../src/connector-kit';
import { readCompanies } from './companies';
import { TemplateHttpConfig } from './config';
import { mapCompany } from './map';

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
  deletes: { none: 'The provider never withdraws a company; it marks it as closed.' },
  docs: {
    homepage: 'https://template.example',
    reference: 'https://template.example/docs',
    evidence: 'none',
  },
  streams: [{ name: 'companies', records: ['company'], read: readCompanies, map: mapCompany }],
});
