/** What QuickBooks sends, decoded: every field we use, with the type it really has. */
import {
  array,
  boolean,
  enumOrUnknown,
  integer,
  isoDate,
  json,
  nullable,
  object,
  optional,
  optionalText,
  text,
} from '../../src/connector-kit';

/** `{}` where nothing was found; the list stands under the name of what was asked for. */
export const queryAnswer = object({ QueryResponse: json });
export const queryResponse = object({
  maxResults: optional(integer),
  totalCount: optional(integer),
});

export const changesAnswer = object({
  CDCResponse: array(object({ QueryResponse: array(json) })),
});

export const reference = object({ value: text, name: optionalText });

/** Enough to key an object; one that is deleted has this and no more. */
export const objectPayload = object({
  Id: text,
  status: optionalText,
  CurrencyRef: optional(reference),
  MetaData: object({ LastUpdatedTime: text }),
});

/** Amounts are JSON numbers: they are read in the currency, once it is known. */
const documentFields = {
  Id: text,
  DocNumber: optionalText,
  TxnDate: isoDate,
  CustomerRef: reference,
  PrivateNote: optionalText,
  TotalAmt: json,
  MetaData: object({ LastUpdatedTime: text }),
};

const invoice = object({ ...documentFields, DueDate: optional(isoDate), Balance: json });

/** Which of the two names says what is left depends on the version. */
const creditMemo = object({
  ...documentFields,
  RemainingCredit: optional(json),
  Balance: optional(json),
});

const paymentLine = object({
  Amount: json,
  LinkedTxn: array(object({ TxnId: text, TxnType: text })),
});

const payment = object({
  ...documentFields,
  UnappliedAmt: json,
  PaymentRefNum: optionalText,
  Line: optional(array(paymentLine)),
});

const journalDetail = object({
  PostingType: enumOrUnknown(['Debit', 'Credit']),
  AccountRef: reference,
  Entity: optional(object({ Type: optionalText, EntityRef: optional(reference) })),
});

export const journalLine = object({
  Amount: optional(json),
  DetailType: text,
  JournalEntryLineDetail: optional(journalDetail),
});

const journalEntry = object({
  Id: text,
  DocNumber: optionalText,
  TxnDate: isoDate,
  PrivateNote: optionalText,
  Line: array(journalLine),
});

export const customerPayload = object({
  Id: text,
  DisplayName: text,
  CompanyName: optionalText,
  Active: optional(boolean),
  CurrencyRef: optional(reference),
  PrimaryEmailAddr: optional(object({ Address: optionalText })),
  SalesTermRef: optional(reference),
  ParentRef: optional(reference),
});

/** The currency stands beside what it is the currency of: a company without multicurrency says it nowhere. */
export const invoicePayload = object({ currency: nullable(text), invoice });
export const creditMemoPayload = object({ currency: nullable(text), creditMemo });
export const paymentPayload = object({ currency: nullable(text), payment });
/** Of a journal entry, its lines on accounts receivable. */
export const journalEntryPayload = object({ currency: nullable(text), journalEntry });

export const accountPayload = object({ Id: text });
