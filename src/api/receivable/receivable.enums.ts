import type {
  DueDateSource,
  EntryKind,
  ReceivableKind,
  ReceivableOrderField,
  ReceivableStatus,
} from '../../reports';
import { defineEnum } from '../define-enum';

export const ReceivableKindEnum = defineEnum<ReceivableKind>(
  'ReceivableKind',
  'What kind of claim it is.',
  {
    INVOICE: 'An invoice, or an instalment of one.',
    CREDIT_NOTE: 'A credit note.',
    PAYMENT_ON_ACCOUNT: 'A payment not set against a claim.',
    DEPOSIT: 'A deposit the customer paid in advance.',
    OPENING: 'An item carried over from an earlier year.',
    RETURNED_PAYMENT: 'A payment the bank returned: owed again.',
    REFUND: 'Money paid back to the customer.',
    BILL: 'A bill of exchange.',
    ADJUSTMENT: 'Anything else the books say.',
  },
);

export const DueDateSourceEnum = defineEnum<DueDateSource>(
  'DueDateSource',
  'Where a due date comes from.',
  {
    DOCUMENT: 'The document itself.',
    EXTRA_COLUMN: 'A column of the accounting file.',
    CUSTOMER_TERMS: 'The customer’s payment terms.',
    TENANT_DEFAULT: 'The seller’s usual terms.',
    LEGAL_DEFAULT: 'The terms the law assumes.',
    IMMEDIATE: 'Due at once by its nature.',
    NONE: 'There is none.',
  },
);

export const ReceivableStatusEnum = defineEnum<ReceivableStatus>(
  'ReceivableStatus',
  'How a receivable stands on the day of the report. Each has exactly one.',
  {
    OPEN: 'Something is owed, and not yet late.',
    OVERDUE: 'Something is owed, past the due date.',
    CREDIT: 'Something is owed to the customer.',
    SETTLED: 'Nothing is open.',
  },
);

export const EntryKindEnum = defineEnum<EntryKind>(
  'ReceivableEntryKind',
  'What changed the open amount.',
  {
    ISSUE: 'The claim came into being.',
    PAYMENT: 'It was paid, in part or whole.',
    CREDIT: 'A credit note was set against it.',
    DISCOUNT: 'A cash discount was taken.',
    WRITE_OFF: 'It was written off.',
    ASSIGNMENT: 'It was sold, e.g. to a factor.',
    COMPENSATION: 'It was set against a debt to the customer.',
    EXCHANGE: 'An exchange difference.',
    REVERSAL: 'An earlier entry is undone.',
  },
);

export const ReceivableOrderFieldEnum = defineEnum<ReceivableOrderField>(
  'ReceivableOrderField',
  'What receivables are ordered by. Ties are broken by id, so every order is stable.',
  {
    ISSUED_ON: 'The day of issue.',
    DUE_ON: 'The due date; those without one last when ascending.',
    OPEN_AMOUNT: 'What is open, credits as negative.',
    TOTAL_AMOUNT: 'The amount it was issued with.',
    NUMBER: 'The number, byte order.',
  },
);
