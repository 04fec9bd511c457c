/**
 * ERPNext, free business software that companies run themselves or rent: customers, sales invoices and returns, and payment
 * entries with what they settle, by the REST API of Frappe. It writes nothing there. See README.md for numbers, quirks and the
 * field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { probeSite } from './client';
import { ErpnextConfig } from './config';
import { customers, invoices, payments } from './streams';

export { erpnextSimulator } from './simulator';
export { ErpnextConfig };

export const erpnext = defineConnector({
  id: 'erpnext',
  kind: 'accounting',
  name: 'ERPNext',
  version: '1.0.0',
  hosts: ['erpnext.example'],
  isSelfHosted: true,
  config: ErpnextConfig,
  limits: {
    requestsPerSecond: 10,
    concurrency: 2,
    timeoutMs: 30_000,
    retries: 3,
    source: 'A guess: limits are set by each site, and none is documented for all.',
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
    homepage: 'https://erpnext.com',
    reference: 'https://docs.frappe.io/framework/user/en/api/rest',
    evidence: 'partial',
    unverified: [
      'Most of how lists are asked for (fields, filters, order_by, limit_page_length), and that names can be compared with ">".',
      'That a payment moves modified of the invoice it settles.',
      'That modified is in the time zone of the site.',
      'That party_account_currency of an invoice, and paid_from_account_currency and paid_to_account_currency of a payment, are told.',
      'That the amount due is rounded_total unless that is 0.',
      'That a return is used up by the invoice named in return_against.',
      'The sign of allocated_amount where money is given back for a return: both are read.',
      'That a credit limit of 0 means none.',
      'That an object that is not there is answered with 404 and exc_type DoesNotExistError.',
    ],
  },
  streams: [customers, invoices, payments],
  probe: probeSite,
});
