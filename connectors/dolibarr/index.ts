/**
 * Dolibarr, free business software that small companies run themselves or rent: customers, invoices, credit notes and what was
 * paid of them, by its REST API. It writes nothing there. See README.md for numbers, quirks and the field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { probeCompany } from './client';
import { DolibarrConfig } from './config';
import { customers, invoices } from './streams';

export { dolibarrSimulator } from './simulator';
export { DolibarrConfig };

export const dolibarr = defineConnector({
  id: 'dolibarr',
  kind: 'accounting',
  name: 'Dolibarr',
  version: '1.0.0',
  hosts: ['dolibarr.example'],
  isSelfHosted: true,
  config: DolibarrConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 2,
    timeoutMs: 30_000,
    retries: 3,
    source: 'A guess: no limit is documented, and most servers are small.',
  },
  licence: {
    name: "the company's own books",
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'assumed: the books belong to the company that keeps them.',
  },
  deletes: 'full-reconcile',
  docs: {
    homepage: 'https://www.dolibarr.org',
    reference: 'https://wiki.dolibarr.org/index.php/Module_Web_Services_API_REST_(developer)',
    evidence: 'partial',
    unverified: [
      'Names and types of most fields: amounts as texts of 8 decimals, days as seconds since 1970.',
      'That an answer names the state of an invoice status or statut, beside the documented column fk_statut.',
      'That lists can be filtered by t.rowid, t.type, t.datef and t.tms, and third parties by mode=1.',
      'That amounts of credit notes are negative, and those of their refunds too.',
      'That /thirdparties/{id}/fixedamountdiscounts tells what a credit note was made into, with fk_facture_source and fk_facture.',
      'Codes by which an invoice was closed: discount_vat, badcustomer, abandon.',
      'That a payment made in part does not change tms: unpaid invoices are read in every run.',
      'That total_ttc and remaintopay are in the currency of the company.',
    ],
  },
  streams: [customers, invoices],
  probe: probeCompany,
});
