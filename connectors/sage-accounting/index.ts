/**
 * Sage Business Cloud Accounting (API 3.1): contacts, sales invoices, credit notes and quick entries, and what customers paid. It
 * writes nothing there. See README.md for numbers, quirks and the field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { probeCompany } from './client';
import { SageAccountingConfig } from './config';
import { consent } from './consent';
import { creditNotes, customers, invoices, payments, quickEntries } from './streams';

export { sageAccountingSimulator } from './simulator';
export { SageAccountingConfig };

export const sageAccounting = defineConnector({
  id: 'sage-accounting',
  kind: 'accounting',
  name: 'Sage Accounting',
  version: '1.0.0',
  hosts: ['api.accounting.sage.com', 'oauth.accounting.sage.com'],
  config: SageAccountingConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 2,
    timeoutMs: 20_000,
    retries: 4,
    source: 'Quoted by others: 100 requests a minute for a company, 150 at once for all.',
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
    homepage: 'https://www.sage.com',
    reference: 'https://developer.sage.com/accounting/reference/',
    evidence: 'partial',
    unverified: [
      'Lives of the tokens (5 minutes, 31 days), that refresh tokens are replaced, and the header X-Business.',
      'The body of an error and the limits of requests.',
      'Ids of statuses and of types of transactions, payments and quick entries.',
      'Fields of contact payments and contact allocations: allocated_artefacts, payment_on_account; the signs in them.',
      'That a payment or an allocation moves updated_at of the documents it settles.',
      'That every list takes deleted_since, and what order a list has.',
      'Names of the fields email, currency, main_address and contact_types of a contact.',
      'Which discount an allocation gave: not read, what is outstanding decides.',
    ],
  },
  streams: [customers, invoices, creditNotes, quickEntries, payments],
  consent,
  probe: probeCompany,
});
