/**
 * QuickBooks Online, accounting software, by its Accounting API v3: customers, invoices, credit memos, payments with what they
 * settle, and journal entries on customers' accounts. It writes nothing there. See README.md for numbers, quirks and the mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { countOf } from './answers';
import { fetchCount } from './client';
import { QuickbooksConfig } from './config';
import { consent } from './consent';
import { creditMemos, customers, invoices, journalEntries, payments } from './streams';

export { quickbooksSimulator, quickbooksTokens } from './simulator';
export { QuickbooksConfig };

export const quickbooks = defineConnector({
  id: 'quickbooks',
  kind: 'accounting',
  name: 'QuickBooks Online',
  version: '1.0.0',
  hosts: [
    'quickbooks.api.intuit.com',
    'sandbox-quickbooks.api.intuit.com',
    'oauth.platform.intuit.com',
  ],
  config: QuickbooksConfig,
  limits: {
    requestsPerSecond: 8,
    concurrency: 4,
    timeoutMs: 30_000,
    retries: 4,
    source: 'Seen: 500 requests a minute for each company, 10 at once for an app.',
  },
  licence: {
    name: "the company's own books",
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: "assumed: the books belong to the company that keeps them; see Intuit's terms.",
  },
  deletes: 'full-reconcile',
  docs: {
    homepage: 'https://quickbooks.intuit.com',
    reference:
      'https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/invoice',
    evidence: 'partial',
    unverified: [
      'That a query takes `ORDERBY Id` and at most 1,000 objects, and that `COUNT(*)` answers totalCount.',
      'That a payment that is applied moves the LastUpdatedTime of the invoice and of the credit memo it settles.',
      'That a voided document has amounts of 0 and a note that begins "Voided".',
      'That a payment of 0 with lines of an invoice and of a credit memo applies the one to the other.',
      'Which credit of a payment went to which of its invoices: money pays the first lines, credits the rest.',
      'Which of RemainingCredit and Balance says what is left of a credit memo: both are read.',
      'Fields of journal entries (JournalEntryLineDetail with PostingType, AccountRef, Entity) and of Account.',
      'What is open of a journal entry: it is not told, the payments decide.',
      'PrimaryEmailAddr.Address, SalesTermRef.name, and that inactive customers must be asked for.',
      'That CurrencyRef may be missing where a company has one currency only.',
      'Life of the refresh token (100 days), and that the one before the newest is taken for some time.',
    ],
  },
  streams: [customers, invoices, creditMemos, payments, journalEntries],
  consent,
  probe: async (context) => {
    const count = countOf(await fetchCount(context, 'Customer'));
    return `QuickBooks answers: ${count ?? 'an unknown number of'} customers`;
  },
});
