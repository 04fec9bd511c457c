import type { MigrationInterface, QueryRunner } from 'typeorm';
import { viewSql, type BiColumn, type BiView } from './1763769600010-open-bi/view-sql';

/** Schema bi shows movements of the bank, what they were applied to, accounting documents, and where sources differ. */
export class ShowAccounting1763769600044 implements MigrationInterface {
  name = 'ShowAccounting1763769600044';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONFLICTS);
    for (const [table, columns] of Object.entries(SHOWN)) {
      await runner.query(`CALL show_to_bi('${table}', '{${columns.split(/\s+/).join(',')}}')`);
    }
    for (const view of VIEWS) {
      await runner.query(viewSql(view));
      await runner.query(`GRANT SELECT ON bi.${view.name} TO encours_app, encours_bi`);
    }
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: reports read these views');
  }
}

/**
 * Where accounting sources differ, for the API and for BI alike. Written so that a page of it is read in the order of
 * indexes: the part that may be long is a table by itself, and what belongs to its rows is joined to the page.
 */
const CONFLICTS = `
ALTER TABLE source_conflict ADD COLUMN conflict_id uuid
  GENERATED ALWAYS AS (stable_id(connection_id::text, claim_key, code)) STORED;
ALTER TABLE document_difference ADD COLUMN conflict_id uuid
  GENERATED ALWAYS AS (stable_id(connection_id::text, document_key, code, other_key)) STORED;
ALTER TABLE document_replacement ADD COLUMN conflict_id uuid
  GENERATED ALWAYS AS (stable_id(connection_id::text, document_key, 'REPLACED', source_file_id::text)) STORED;
COMMENT ON COLUMN source_conflict.conflict_id IS 'Its key in the list of all conflicts.';
COMMENT ON COLUMN document_difference.conflict_id IS 'Its key in the list of all conflicts.';
COMMENT ON COLUMN document_replacement.conflict_id IS 'Its key in the list of all conflicts.';
DROP INDEX source_conflict_found_idx;
CREATE INDEX source_conflict_found_idx ON source_conflict (tenant_id, found_at, conflict_id);
CREATE INDEX source_conflict_customer_idx ON source_conflict (tenant_id, carrier_customer_id);
CREATE INDEX document_difference_found_idx ON document_difference (tenant_id, found_at, conflict_id);
CREATE INDEX document_replacement_found_idx ON document_replacement (tenant_id, found_at, conflict_id);
CREATE INDEX cash_application_elsewhere_idx ON cash_application (tenant_id, bank_transaction_id)
  WHERE ledger_customer_id IS NOT NULL;

CREATE VIEW accounting_conflict WITH (security_invoker = true) AS
SELECT r.tenant_id, r.code, r.number, r.customer_id,
  CASE WHEN w.is_own THEN r.carrier_connection_id ELSE r.connection_id END AS connection_id,
  CASE WHEN w.is_own THEN r.connection_id ELSE r.carrier_connection_id END AS carrier_connection_id,
  CASE WHEN w.is_own THEN r.counted ELSE r.said END AS said, CASE WHEN w.is_own THEN r.said ELSE r.counted END AS counted,
  r.currency, r.found_at, r.conflict_id
FROM (
  SELECT tenant_id, connection_id, claim_key, code, number, carrier_customer_id AS customer_id, carrier_connection_id, said,
    counted, currency, found_at, conflict_id
  FROM source_conflict
  UNION ALL
  SELECT d.tenant_id, d.connection_id, NULL::text, d.code,
    coalesce(nullif(a.number, ''), nullif(left(a.label, 60), ''), a.kind || ' ' || a.issued_on),
    d.customer_id, d.connection_id, d.said, d.counted, d.currency, d.found_at, d.conflict_id
  FROM document_difference d JOIN accounting_document a USING (tenant_id, connection_id, document_key)
  UNION ALL
  SELECT p.tenant_id, p.connection_id, NULL::text, CASE WHEN p.currency = a.currency THEN 'AMOUNT' ELSE 'CURRENCY' END,
    coalesce(nullif(a.number, ''), nullif(left(a.label, 60), ''), a.kind || ' ' || a.issued_on),
    a.customer_id, p.connection_id, CASE WHEN p.currency = a.currency THEN p.amount_minor::text ELSE p.currency END,
    CASE WHEN p.currency = a.currency THEN a.amount_minor::text ELSE a.currency END, a.currency, p.found_at, p.conflict_id
  FROM document_replacement p JOIN accounting_document a USING (tenant_id, connection_id, document_key)
  WHERE (p.amount_minor, p.currency) <> (a.amount_minor, a.currency) AND a.gone_at IS NULL
    AND p.source_file_id <> a.source_file_id
  UNION ALL
  SELECT a.tenant_id, b.connection_id, NULL::text, 'DEBTOR'::text,
    coalesce(b.end_to_end_id, b.bank_reference, left(b.remittance_text, 60)), o.customer_id, o.connection_id, c.name, o.name,
    b.currency, a.changed_at, stable_id(a.bank_transaction_id::text, 'ELSEWHERE')
  FROM cash_application a JOIN bank_transaction b USING (tenant_id, bank_transaction_id)
  JOIN customer c ON c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id
  JOIN customer o ON o.tenant_id = a.tenant_id AND o.customer_id = a.ledger_customer_id
  WHERE a.status = 'APPLIED' AND a.ledger_customer_id IS NOT NULL
    AND (c.company_id = o.company_id OR c.folded_name = o.folded_name) IS NOT TRUE
) r
LEFT JOIN document_link k ON k.tenant_id = r.tenant_id AND k.connection_id = r.connection_id AND k.claim_key = r.claim_key
  AND r.code = 'DUE_DATE'
-- The day of a document counts, whichever ledger carries its amount.
CROSS JOIN LATERAL (SELECT coalesce(NOT k.is_ledger, false) AS is_own) w;
COMMENT ON VIEW accounting_conflict IS
  'Where accounting sources differ over a document, what is said and what is counted; amounts in minor units.';
GRANT SELECT ON accounting_conflict TO encours_app, encours_bi;
`;

/** What the views read, and no more. */
const SHOWN: Readonly<Record<string, string>> = {
  customer: 'tenant_id connection_id folded_name',
  bank_transaction: `tenant_id bank_transaction_id connection_id account booked_on value_on amount_minor currency
    counterparty_name counterparty_account end_to_end_id document_references remittance_text bank_reference return_reason
    is_reversal batch_size recorded_at`,
  cash_application: `tenant_id bank_transaction_id status customer_id confidence reasons is_automatic ledger_cause_id
    ledger_customer_id decided_by decided_at changed_at`,
  cash_application_part: 'tenant_id bank_transaction_id receivable_id amount_minor',
  accounting_document: `tenant_id connection_id document_key customer_id kind number label issued_on due_on currency
    amount_minor open_minor open_on state is_disputed is_doubtful is_assigned preceding_number source_file_id fetched_at
    gone_at`,
  document_link: 'tenant_id connection_id claim_key is_ledger carrier_connection_id carrier_key',
  source_conflict: `conflict_id tenant_id connection_id claim_key code number said carrier_connection_id carrier_customer_id counted
    currency found_at`,
  document_difference: `conflict_id tenant_id connection_id document_key code other_key customer_id currency said counted found_at`,
  document_replacement:
    'conflict_id tenant_id connection_id document_key source_file_id amount_minor currency found_at',
};

const BANK: readonly BiColumn[] = [
  ['bank_transaction_id', 'b.bank_transaction_id', 'Key of the movement.'],
  ['account', 'b.account', 'The account of ours: its IBAN where the bank gives one.'],
  ['booked_on', 'b.booked_on', 'The day the bank booked it.'],
  ['value_on', 'b.value_on', 'Its value date.'],
  ['amount', 'major_units(b.amount_minor, b.currency)', 'Credits positive, debits negative.'],
  ['currency', 'b.currency', 'ISO 4217 code of the amounts of the row.'],
  ['counterparty_name', 'b.counterparty_name', 'Who paid or was paid, as the bank writes it.'],
];

const CUSTOMER: readonly BiColumn[] = [
  ['customer_account', 'c.account', 'The customer’s code in the accounting software.'],
  ['customer_name', 'c.name', 'The customer’s name.'],
];

const APPLIED = `coalesce((SELECT sum(p.amount_minor) FROM cash_application_part p
    WHERE p.tenant_id = b.tenant_id AND p.bank_transaction_id = b.bank_transaction_id), 0)::bigint`;

const BANK_TRANSACTIONS: BiView = {
  name: 'bank_transactions',
  comment:
    'Movements that banks booked on accounts of the seller, as the statements told them first.',
  columns: [
    ...BANK,
    ['counterparty_account', 'b.counterparty_account', 'From or to which account.'],
    ['end_to_end_id', 'b.end_to_end_id', 'The payer’s own reference.'],
    ['document_references', 'b.document_references', 'Structured references the payer gave.'],
    ['remittance_text', 'b.remittance_text', 'All that was written with it.'],
    ['bank_reference', 'b.bank_reference', 'The bank’s reference.'],
    ['return_reason', 'b.return_reason', 'Why it came back, when it did.'],
    ['is_reversal', 'b.is_reversal', 'Whether it takes back an earlier movement.'],
    ['batch_size', 'b.batch_size', 'How many payments it sums up; 1 for a single one.'],
    ['connection_id', 'b.connection_id', 'The connection it came through: joins bi.connections.'],
    [
      'application_status',
      'a.status',
      'As in bi.cash_applications; null for what is not looked at.',
    ],
    ['recorded_at', 'b.recorded_at', 'When the hub learnt of it (UTC).'],
  ],
  from: `bank_transaction b
  LEFT JOIN cash_application a ON a.tenant_id = b.tenant_id AND a.bank_transaction_id = b.bank_transaction_id`,
};

const CASH_APPLICATIONS: BiView = {
  name: 'cash_applications',
  comment:
    'Whose payments movements of the bank are: the queue to review, what counts, and how much of it settles no claim.',
  columns: [
    ...BANK,
    [
      'status',
      'a.status',
      'PROPOSED (a person should look), APPLIED (it counts), UNMATCHED (nobody is thought of) or REJECTED (no customer’s).',
    ],
    [
      'customer_id',
      'a.customer_id',
      'Who paid: joins bi.customers; null when nobody is thought of.',
    ],
    ...CUSTOMER,
    [
      'confidence',
      'round(a.confidence::numeric, 2)',
      'How likely it is, 0 to 1; null when nobody is proposed.',
    ],
    ['reasons', 'a.reasons', 'Codes of why: NUMBER, AMOUNT, NAME and others.'],
    ['is_automatic', 'a.is_automatic', 'Applied by rule, without a person.'],
    [
      'is_in_books',
      'a.ledger_cause_id IS NOT NULL',
      'The books show the payment: theirs counts, and this one is only linked to it.',
    ],
    ['settled', `major_units(${APPLIED}, b.currency)`, 'What is proposed or applied to claims.'],
    [
      'unapplied',
      `CASE WHEN a.status = 'APPLIED' AND a.ledger_cause_id IS NULL AND b.amount_minor > 0
        THEN major_units(b.amount_minor - ${APPLIED}, b.currency) END`,
      'Of what counts, the cash that settles no claim: paid on account; null for what does not count here.',
    ],
    ['decided_by', 'a.decided_by', 'Who decided; null for the hub.'],
    ['decided_at', 'a.decided_at', 'When a person decided (UTC).'],
    ['changed_at', 'a.changed_at', 'When it became what it is (UTC).'],
  ],
  from: `cash_application a
  JOIN bank_transaction b ON b.tenant_id = a.tenant_id AND b.bank_transaction_id = a.bank_transaction_id
  LEFT JOIN customer c ON c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id`,
};

const CASH_APPLICATION_PARTS: BiView = {
  name: 'cash_application_parts',
  comment: 'What an application settles of a claim, or would; a row per movement and claim.',
  columns: [
    ['bank_transaction_id', 'p.bank_transaction_id', 'The movement: joins bi.cash_applications.'],
    ['receivable_id', 'p.receivable_id', 'The claim: joins bi.receivables.'],
    ['status', 'a.status', 'How far the application is.'],
    ['customer_id', 'a.customer_id', 'Who paid: joins bi.customers.'],
    ['booked_on', 'b.booked_on', 'The day the bank booked the movement.'],
    [
      'amount',
      'major_units(p.amount_minor, b.currency)',
      'How much of it; negative for a credit note used up.',
    ],
    ['currency', 'b.currency', 'ISO 4217 code of the amount.'],
  ],
  from: `cash_application_part p
  JOIN cash_application a ON a.tenant_id = p.tenant_id AND a.bank_transaction_id = p.bank_transaction_id
  JOIN bank_transaction b ON b.tenant_id = p.tenant_id AND b.bank_transaction_id = p.bank_transaction_id`,
};

const ACCOUNTING_DOCUMENTS: BiView = {
  name: 'accounting_documents',
  comment:
    'Documents as each source says them now, also those another source carries and those that are gone. What is owed is in bi.receivables: never sum up this view for it.',
  columns: [
    ['connection_id', 'd.connection_id', 'The source: joins bi.connections.'],
    ['document_key', 'd.document_key', 'Key of the document within its connection.'],
    ['customer_id', 'd.customer_id', 'Who owes it: joins bi.customers.'],
    ...CUSTOMER,
    ['kind', 'd.kind', 'INVOICE, CREDIT_NOTE, PAYMENT and others.'],
    ['number', 'd.number', 'The number people know it by; empty for a payment without one.'],
    ['label', 'd.label', 'What it is about.'],
    ['issued_on', 'd.issued_on', 'The day of issue.'],
    ['due_on', 'd.due_on', 'The due date it states; null when it states none, or several.'],
    [
      'amount',
      'major_units(d.amount_minor, d.currency)',
      'What fell due at issue; positive adds to what is owed.',
    ],
    [
      'open_amount',
      'major_units(d.open_minor, d.currency)',
      'What the source says is open; null when it does not say.',
    ],
    ['currency', 'd.currency', 'ISO 4217 code of the amounts of the row.'],
    ['state', 'd.state', 'DRAFT, OPEN, PAID, VOID or UNKNOWN, as the source says.'],
    ['is_disputed', 'd.is_disputed', 'Whether the source calls it disputed.'],
    ['is_doubtful', 'd.is_doubtful', 'Whether the source calls it doubtful.'],
    ['is_assigned', 'd.is_assigned', 'Whether the debtor pays somebody else, such as a factor.'],
    ['preceding_number', 'd.preceding_number', 'The number of the document it corrects.'],
    [
      'carried_by',
      'k.carrier_connection_id',
      'The connection whose claim counts instead of this one’s; null when its own counts.',
    ],
    ['told_at', 'd.fetched_at', 'When the source said it last (UTC).'],
    ['gone_at', 'd.gone_at', 'When the hub learnt that the source has it no more (UTC).'],
  ],
  from: `accounting_document d
  LEFT JOIN customer c ON c.tenant_id = d.tenant_id AND c.customer_id = d.customer_id
  LEFT JOIN document_link k ON k.tenant_id = d.tenant_id AND k.connection_id = d.connection_id
    AND k.claim_key = d.document_key`,
};

/** Conflicts of these say an amount. */
const IS_AMOUNT = `r.code IN ('AMOUNT', 'OVER_ALLOCATED', 'SAME_SIDE', 'CURRENCIES_DIFFER', 'OPEN_EXCEEDS_TOTAL')`;
const inUnits = (column: string): string =>
  `CASE WHEN ${IS_AMOUNT} THEN major_units(r.${column}::bigint, r.currency) END`;
const inWords = (column: string): string => `CASE WHEN NOT ${IS_AMOUNT} THEN r.${column} END`;

const SOURCE_CONFLICTS: BiView = {
  name: 'source_conflicts',
  comment: 'Where accounting sources differ over a document, what was said and what was counted.',
  columns: [
    ['conflict_id', 'r.conflict_id', 'Key of the conflict.'],
    [
      'code',
      'r.code',
      'AMOUNT, CURRENCY, DUE_DATE or DEBTOR between sources; OVER_ALLOCATED, CURRENCIES_DIFFER, SAME_SIDE or OPEN_EXCEEDS_TOTAL within one.',
    ],
    ['number', 'r.number', 'The number of the document.'],
    ['customer_id', 'r.customer_id', 'Who owes it, as it is counted: joins bi.customers.'],
    ...CUSTOMER,
    [
      'said_amount',
      inUnits('said'),
      'The amount the source says; null where they differ in something else.',
    ],
    ['counted_amount', inUnits('counted'), 'The amount that was counted in its place.'],
    [
      'said',
      inWords('said'),
      'The day, currency or name the source says; null where they differ in an amount.',
    ],
    ['counted', inWords('counted'), 'What was counted in its place.'],
    ['currency', 'r.currency', 'ISO 4217 code of the document.'],
    ['connection_id', 'r.connection_id', 'The connection that says so: joins bi.connections.'],
    [
      'counted_connection_id',
      'r.carrier_connection_id',
      'The connection whose word was counted; the same one where a source contradicts itself.',
    ],
    ['found_at', 'r.found_at', 'When it was found (UTC).'],
  ],
  from: `accounting_conflict r
  LEFT JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id`,
};

const VIEWS: readonly BiView[] = [
  BANK_TRANSACTIONS,
  CASH_APPLICATIONS,
  CASH_APPLICATION_PARTS,
  ACCOUNTING_DOCUMENTS,
  SOURCE_CONFLICTS,
];
