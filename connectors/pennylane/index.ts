/**
 * Pennylane, accounting software of French companies, by its Company API v2: customers, customer invoices and credit notes, and
 * what the bank paid of them. It writes nothing there. See README.md for numbers, quirks and the field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { probeCompany } from './client';
import { PennylaneConfig } from './config';
import { customers, invoices, payments } from './streams';

export { pennylaneSimulator } from './simulator';
export { PennylaneConfig };

export const pennylane = defineConnector({
  id: 'pennylane',
  kind: 'accounting',
  name: 'Pennylane',
  version: '1.0.0',
  hosts: ['app.pennylane.com'],
  config: PennylaneConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 2,
    timeoutMs: 20_000,
    retries: 4,
    source: 'Documented: 25 requests in 5 seconds for each token.',
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
    homepage: 'https://www.pennylane.com',
    reference: 'https://pennylane.readme.io/reference',
    evidence: 'good',
    unverified: [
      'That matching a bank transaction with an invoice is told by the changelog of customer invoices.',
      'That what remains (remaining_amount_with_tax) is in euros, also for an invoice in another currency.',
      'The sign of the amounts of a credit note: both are read.',
      'How much of a bank transaction went to which invoice: it is not told, and spread by day.',
      'Whether an invoice with the status archived or incomplete is still owed: its open amount decides.',
      'That an invoice marked as paid by hand has neither a payment nor a transaction.',
      'That `sort=id` is understood by the list of customers as it is by that of invoices.',
      'Names of the fields of an individual customer (first_name, last_name).',
    ],
  },
  streams: [customers, invoices, payments],
  probe: probeCompany,
});
