/**
 * Template Provider: replace this with what the software is and what the connector takes from it: customers, invoices and
 * credit notes, payments with what they pay. It writes nothing there. See README.md for numbers, quirks and the mapping.
 */
import { defineConnector } from '../../../src/connector-kit';
import { probeCompany } from './client';
import { TemplateAccountingConfig } from './config';
import { customers, invoices, payments } from './streams';

export { templateAccountingSimulator } from './simulator';
export { TemplateAccountingConfig };

export const templateAccounting = defineConnector({
  id: 'template-accounting',
  kind: 'accounting',
  name: 'Template Provider',
  version: '0.1.0',
  hosts: ['api.template.example'],
  config: TemplateAccountingConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 2,
    timeoutMs: 20_000,
    retries: 3,
    source: 'Say where these numbers come from: the documentation, a support answer, or a guess.',
  },
  licence: {
    name: "the company's own books",
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: "assumed: the books belong to the company that keeps them; see the provider's terms.",
  },
  deletes: 'full-reconcile',
  docs: {
    homepage: 'https://template.example',
    reference: 'https://template.example/docs',
    evidence: 'none',
    unverified: ['Everything: the template describes software that does not exist.'],
  },
  streams: [customers, invoices, payments],
  probe: probeCompany,
});
