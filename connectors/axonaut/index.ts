/**
 * Axonaut, management software of small French companies (API 2): companies, invoices and credit notes, and what was paid of them. It
 * writes nothing there. See README.md for numbers, quirks and the field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { probeCompany } from './client';
import { AxonautConfig } from './config';
import { customers, invoices, payments } from './streams';

export { axonautSimulator } from './simulator';
export { AxonautConfig };

export const axonaut = defineConnector({
  id: 'axonaut',
  kind: 'accounting',
  name: 'Axonaut',
  version: '1.0.0',
  hosts: ['axonaut.com'],
  config: AxonautConfig,
  limits: {
    requestsPerSecond: 2,
    concurrency: 1,
    timeoutMs: 20_000,
    retries: 4,
    source: 'A guess: Axonaut publishes no limit that is known to us.',
  },
  licence: {
    name: "the company's own books",
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'assumed: the books belong to the company that keeps them; compare your contract.',
  },
  deletes: 'full-reconcile',
  docs: {
    homepage: 'https://axonaut.com',
    reference: 'https://axonaut.com/api/v2/doc',
    evidence: 'partial',
    unverified: [
      'The status of the answer behind the last page (200, 400 and 404 are taken), and the size of a page.',
      'That total includes tax, and that outstanding_amount is in the currency of the invoice.',
      'That a credit note is an invoice whose total is below 0, with a negative outstanding amount.',
      'That an invoice without a number is a draft, and that what is cancelled is not listed.',
      'That an invoice names its customer as company.id, or as company_id.',
      'GET /invoices/{id}, and that updated_after and date_after take in the day they name.',
      'That a payment moves last_update_date of its invoice: payments of the last days are read besides.',
      'Limits of requests.',
    ],
  },
  streams: [customers, invoices, payments],
  probe: probeCompany,
});
