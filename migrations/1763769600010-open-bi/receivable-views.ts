import type { BiColumn, BiView } from './view-sql';

/** Today in the seller's zone; as a subselect it is computed once per statement. */
const TODAY = '(SELECT bi.today())';

/** What a receivable `r` of customer `c` says on a day. */
export function receivableColumns(day: string): BiColumn[] {
  return [
    ['receivable_id', 'r.receivable_id', 'Key of the claim.'],
    ['customer_id', 'r.customer_id', 'Who owes it: joins bi.customers.'],
    ['customer_account', 'c.account', 'The customer’s code in the accounting software.'],
    ['customer_name', 'c.name', 'The customer’s name.'],
    [
      'kind',
      'r.kind',
      'INVOICE, CREDIT_NOTE, PAYMENT_ON_ACCOUNT, DEPOSIT, OPENING, RETURNED_PAYMENT, REFUND, BILL or ADJUSTMENT.',
    ],
    ['number', 'r.number', 'The number of the document, as the books have it.'],
    ['label', 'r.label', 'The label of the line in the books.'],
    ['account', 'r.account', 'General ledger account it stands on, e.g. 411.'],
    ['issued_on', 'r.issued_on', 'Day of issue.'],
    ['due_on', 'r.due_on', 'Day it is to be paid; null when nobody knows.'],
    [
      'due_date_source',
      'r.due_date_source',
      'Where the due date comes from: DOCUMENT and EXTRA_COLUMN are facts, CUSTOMER_TERMS, TENANT_DEFAULT and LEGAL_DEFAULT are assumed.',
    ],
    ['currency', 'r.currency', 'ISO 4217 code of the amounts of the row.'],
    [
      'total_amount',
      'major_units(r.total_minor, r.currency)',
      'Amount of the claim in units of the currency; negative for credits.',
    ],
    [
      'open_amount',
      'major_units(r.open_minor, r.currency)',
      'What of it is open, in units of the currency; negative for credits not set against a claim.',
    ],
    [
      'status',
      `CASE WHEN r.open_minor = 0 THEN 'SETTLED' WHEN r.open_minor < 0 THEN 'CREDIT'
    WHEN r.due_on < ${day} THEN 'OVERDUE' ELSE 'OPEN' END`,
      'OPEN, OVERDUE (past its due date on the day of the report), CREDIT or SETTLED.',
    ],
    [
      'days_overdue',
      `CASE WHEN r.open_minor > 0 THEN greatest(0, coalesce(${day} - r.due_on, 0)) ELSE 0 END`,
      'Days past the due date of what is still owed on the day of the report; 0 when nothing is.',
    ],
    ['is_disputed', 'r.is_disputed', 'Whether the customer disputes it.'],
    ['is_doubtful', 'r.is_doubtful', 'Whether the books count it as doubtful (account 416).'],
    ['is_bill', 'r.is_bill', 'Whether a bill of exchange stands for it (account 413).'],
    [
      'discount_on',
      'r.discount_on',
      'Last day a cash discount is granted; null when none was agreed.',
    ],
    [
      'discount_amount',
      'major_units(r.discount_minor, r.currency)',
      'The cash discount on the whole claim, in units of the currency.',
    ],
    [
      'document_currency',
      'r.document_currency',
      'Currency of the document when it is not that of the books.',
    ],
    [
      'document_total',
      'major_units(r.document_total_minor, r.document_currency)',
      'Total of the document in its own currency; signed as total_amount.',
    ],
    ['source_file', 'f.name', 'Name of the accounting file it was read from.'],
    ['source_line', 'r.source_line', 'Line of that file.'],
  ];
}

/** Outer joins to unique keys: left out of the plan when their columns are not asked for. */
export const RECEIVABLE_JOINS = `
  LEFT JOIN source_file f ON f.tenant_id = r.tenant_id AND f.source_file_id = r.source_file_id`;
const CUSTOMER = `
  LEFT JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id`;

const CHANGED_AT: BiColumn = [
  'changed_at',
  'r.changed_at',
  'When the hub last learnt something of it (UTC): what to load again since the last time.',
];

const AGE: readonly BiColumn[] = [
  [
    'age_days',
    `${TODAY} - r.due_on`,
    'Days since the due date today; negative before it, null without one.',
  ],
  [
    'age_bucket',
    `CASE WHEN r.open_minor < 0 THEN 'UNALLOCATED' WHEN r.due_on IS NULL THEN 'UNDATED'
    WHEN r.due_on >= ${TODAY} THEN 'NOT_DUE' WHEN r.due_on >= ${TODAY} - 30 THEN '1-30'
    WHEN r.due_on >= ${TODAY} - 60 THEN '31-60' WHEN r.due_on >= ${TODAY} - 90 THEN '61-90' ELSE '91+' END`,
    'NOT_DUE, 1-30, 31-60, 61-90 or 91+ days past the due date today, UNDATED, or UNALLOCATED for credits.',
  ],
];

const RECEIVABLES: BiView = {
  name: 'receivables',
  comment:
    'Every claim on a customer as it stands today in the seller’s zone, and as far as is known now: the receivables of the API. Claims the books took back are left out.',
  columns: [...receivableColumns(TODAY), CHANGED_AT],
  from: `receivable_today r ${CUSTOMER} ${RECEIVABLE_JOINS}
WHERE NOT (r.total_minor = 0 AND r.open_minor = 0)`,
};

const OPEN_RECEIVABLES: BiView = {
  name: 'open_receivables',
  comment:
    'bi.receivables with something open, claims and credits, with their age. Its cost follows what is open, not history.',
  columns: [...receivableColumns(TODAY), CHANGED_AT, ...AGE],
  from: `open_item_today r ${CUSTOMER} ${RECEIVABLE_JOINS}`,
};

const ENTRIES: BiView = {
  name: 'receivable_entries',
  comment:
    'The immutable entries on claims: each signed amount with when it was true and when the hub knew. The open amount at any (day, instant) is the sum of entries with both on or before.',
  columns: [
    ['receivable_id', 'e.receivable_id', 'The claim: joins bi.receivables.'],
    ['entry_seq', 'e.entry_seq', 'Order of recording; with receivable_id the key.'],
    ['customer_id', 'r.customer_id', 'Who owes the claim: joins bi.customers.'],
    ['customer_account', 'c.account', 'The customer’s code in the accounting software.'],
    ['receivable_number', 'r.number', 'The number of the claim’s document.'],
    [
      'kind',
      'e.kind',
      'ISSUE, PAYMENT, CREDIT, DISCOUNT, WRITE_OFF, ASSIGNMENT, COMPENSATION, EXCHANGE or REVERSAL.',
    ],
    ['reversed_kind', 'e.reversed_kind', 'With REVERSAL: the kind of the entry it takes back.'],
    ['currency', 'r.currency', 'ISO 4217 code of the amount.'],
    [
      'amount',
      'major_units(e.amount_minor, r.currency)',
      'Signed amount in units of the currency; negative lowers what is owed.',
    ],
    ['effective_on', 'e.effective_on', 'The day it was true in the books.'],
    ['recorded_at', 'e.recorded_at', 'When the hub knew (UTC).'],
    ['source_file', 'f.name', 'Name of the accounting file that caused it.'],
    ['source_line', 'e.source_line', 'Line of that file.'],
  ],
  from: `receivable_entry e
  JOIN receivable r ON r.tenant_id = e.tenant_id AND r.receivable_id = e.receivable_id
  LEFT JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
  LEFT JOIN source_file f ON f.tenant_id = e.tenant_id AND f.source_file_id = e.source_file_id`,
};

export const RECEIVABLE_VIEWS: readonly BiView[] = [RECEIVABLES, OPEN_RECEIVABLES, ENTRIES];
