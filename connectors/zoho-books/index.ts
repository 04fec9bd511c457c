/**
 * Zoho Books (API 3): contacts, invoices, credit notes, and what customers paid. It writes nothing there. See README.md for numbers,
 * quirks and the field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { probeCompany } from './client';
import { ZohoBooksConfig } from './config';
import { consent } from './consent';
import { creditNotes, customers, invoices, payments } from './streams';

export { zohoBooksSimulator } from './simulator';
export { ZohoBooksConfig };

const CENTRES = ['eu', 'com', 'in', 'com.au'] as const;

export const zohoBooks = defineConnector({
  id: 'zoho-books',
  kind: 'accounting',
  name: 'Zoho Books',
  version: '1.0.0',
  hosts: CENTRES.flatMap((centre) => [`www.zohoapis.${centre}`, `accounts.zoho.${centre}`]),
  config: ZohoBooksConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 2,
    timeoutMs: 20_000,
    retries: 4,
    source: 'Quoted by others: 100 requests a minute for an organization, besides a cap a day.',
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
    homepage: 'https://www.zoho.com/books/',
    reference: 'https://www.zoho.com/books/api/v3/',
    evidence: 'partial',
    unverified: [
      'The address of the token service, the life of a token, and that the refresh token stays the same.',
      'Ordering by last_modified_time, newest first, on every list.',
      'The list of credit notes (creditnotes), its fields and statuses, and that it heeds last_modified_time.',
      'That the list of payments says when each changed (last_modified_time).',
      'The answer about one payment: invoices with amount_applied, currency_code.',
      'Fields of a contact beside its id, balances, credit_limit and payment_terms.',
      'That a payment moves last_modified_time of the invoices it pays.',
      'Which codes are which refusal: only 0 is told from the others.',
    ],
  },
  streams: [customers, invoices, creditNotes, payments],
  consent,
  probe: probeCompany,
});
