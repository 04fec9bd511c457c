/**
 * Odoo, business software that companies run themselves or rent: customers, customer invoices and credit notes, and every
 * other line on receivable accounts, with what was reconciled with what. It writes nothing there. See README.md for numbers,
 * quirks and the field mapping.
 */
import { defineConnector } from '../../src/connector-kit';
import { probeDatabase } from './client';
import { OdooConfig } from './config';
import { customers, entries, invoices } from './streams';

export { odooSimulator } from './simulator';
export { OdooConfig };

export const odoo = defineConnector({
  id: 'odoo',
  kind: 'accounting',
  name: 'Odoo',
  version: '1.0.0',
  hosts: ['odoo.example'],
  isSelfHosted: true,
  config: OdooConfig,
  limits: {
    requestsPerSecond: 5,
    concurrency: 2,
    timeoutMs: 60_000,
    retries: 3,
    source: 'A guess: the documentation names no limit, and a small server has few workers.',
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
    homepage: 'https://www.odoo.com',
    reference: 'https://www.odoo.com/documentation/19.0/developer/reference/external_api.html',
    evidence: 'partial',
    unverified: [
      'The shape of errors, of JSON-2 (HTTP status) and of JSON-RPC (status 200 with "error").',
      'Names of fields of res.partner, account.move.line and account.partial.reconcile by version: 16 to 19 are meant.',
      'That account.move.line can be searched by account_type, move_type and parent_state.',
      'That res.partner can be searched by credit and by customer_rank.',
      'That domains lead through line_ids.matched_debit_ids and line_ids.matched_credit_ids.',
      'That a currency is named by its ISO code in [id, name].',
      'That res.company names the opening entry in account_opening_move_id.',
      'That payment_id and statement_line_id of a line tell money from other entries.',
      'That payment_state "blocked" (18 and later) means a dispute.',
      'Whether amount_residual moves write_date: what is open is read in every run all the same.',
    ],
  },
  streams: [customers, invoices, entries],
  probe: probeDatabase,
});
