/**
 * Xero, accounting software, by its Accounting API 2.0: contacts, invoices, credit notes, overpayments, prepayments, and payments.
 * It writes nothing there. See README.md for numbers, quirks and the field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { XeroConfig } from './config';
import { consent } from './consent';
import { isGenuinePing } from './pings';
import { contacts, creditNotes, invoices, overpayments, payments, prepayments } from './streams';
import { probeOrganisation } from './tenant';

export { xeroSimulator, xeroTokens } from './simulator';
export { XeroConfig };

export const xero = defineConnector({
  id: 'xero',
  kind: 'accounting',
  name: 'Xero',
  version: '1.0.0',
  hosts: ['api.xero.com', 'identity.xero.com'],
  config: XeroConfig,
  limits: {
    requestsPerSecond: 1,
    concurrency: 2,
    timeoutMs: 30_000,
    retries: 4,
    source: 'Documented: 60 requests a minute, 5,000 a day and 5 at once for each organisation.',
  },
  licence: {
    name: "the organisation's own books",
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: "assumed: the books belong to the organisation that keeps them; see Xero's terms.",
  },
  deletes: 'full-reconcile',
  docs: {
    homepage: 'https://www.xero.com',
    reference: 'https://developer.xero.com/documentation/api/accounting/overview',
    evidence: 'good',
    unverified: [
      'That `order=UpdatedDateUTC DESC` sorts the newest change first on every list.',
      'That lists without a status filter give voided and deleted documents too.',
      'That overpayments and prepayments of customers have the types RECEIVE-OVERPAYMENT and RECEIVE-PREPAYMENT.',
      'That what a payment settles names its currency and its contact; else the payment is quarantined.',
      'Names of the types of payments to suppliers.',
      'IsCustomer, EmailAddress and PaymentTerms.Sales of a contact, Reference of a payment.',
      'That a payment or an allocation moves the UpdatedDateUTC of the invoice it settles.',
      'That nothing modified may be answered with 304.',
      'That the refresh token before the newest is taken for some time.',
    ],
  },
  streams: [contacts, invoices, creditNotes, overpayments, prepayments, payments],
  pings: { isGenuine: isGenuinePing },
  consent,
  probe: probeOrganisation,
});
