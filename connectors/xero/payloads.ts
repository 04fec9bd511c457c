/** What Xero sends, decoded: every field we use, with the type it really has. */
import {
  array,
  boolean,
  enumOrUnknown,
  integer,
  json,
  nullable,
  object,
  optional,
  optionalArray,
  optionalText,
  text,
} from '../../src/connector-kit';
import { xeroDay, xeroInstant } from './dates';

export const pagination = object({
  pagination: optional(object({ pageCount: integer, itemCount: integer })),
});

export const connectionsAnswer = array(object({ tenantId: text, tenantName: optionalText }));

export const updated = object({ UpdatedDateUTC: xeroInstant });

const contactReference = object({ ContactID: text });

export const contactPayload = object({
  ContactID: text,
  Name: text,
  ContactNumber: optionalText,
  AccountNumber: optionalText,
  CompanyNumber: optionalText,
  TaxNumber: optionalText,
  EmailAddress: optionalText,
  ContactStatus: enumOrUnknown(['ACTIVE', 'ARCHIVED', 'GDPRREQUEST']),
  MergedToContactID: optionalText,
  IsCustomer: optional(boolean),
  PaymentTerms: optional(
    object({ Sales: optional(object({ Day: optional(integer), Type: optionalText })) }),
  ),
});

export const STATUSES = ['DRAFT', 'SUBMITTED', 'DELETED', 'AUTHORISED', 'PAID', 'VOIDED'] as const;

const documentFields = {
  Type: text,
  Status: enumOrUnknown(STATUSES),
  Contact: contactReference,
  Date: xeroDay,
  CurrencyCode: text,
  Total: json,
  UpdatedDateUTC: xeroInstant,
};

export const invoicePayload = object({
  ...documentFields,
  InvoiceID: text,
  InvoiceNumber: optionalText,
  Reference: optionalText,
  DueDate: optional(xeroDay),
  AmountDue: json,
});

const allocation = object({
  Amount: json,
  Date: optional(xeroDay),
  Invoice: object({ InvoiceID: text, InvoiceNumber: optionalText }),
  IsDeleted: optional(boolean),
});

/** A credit note, overpayment or prepayment: credit of a customer, and what it was set against. */
const creditFields = {
  ...documentFields,
  Reference: optionalText,
  RemainingCredit: json,
  Allocations: optionalArray(allocation),
};

export const creditNotePayload = object({
  ...creditFields,
  CreditNoteID: text,
  CreditNoteNumber: optionalText,
});
export const overpaymentPayload = object({ ...creditFields, OverpaymentID: text });
export const prepaymentPayload = object({ ...creditFields, PrepaymentID: text });

const settled = { Contact: contactReference };

/** Of a payment, one of the four it settles. */
export const paymentPayload = object({
  currency: nullable(text),
  payment: object({
    PaymentID: text,
    PaymentType: text,
    Status: enumOrUnknown(['AUTHORISED', 'DELETED']),
    Date: xeroDay,
    Amount: json,
    Reference: optionalText,
    UpdatedDateUTC: xeroInstant,
    Invoice: optional(object({ ...settled, InvoiceID: text })),
    CreditNote: optional(object({ ...settled, CreditNoteID: text })),
    Overpayment: optional(object({ ...settled, OverpaymentID: text })),
    Prepayment: optional(object({ ...settled, PrepaymentID: text })),
  }),
});

/** Enough to tell what a payment is of, and in which currency. */
export const paymentKind = object({
  PaymentType: text,
  CurrencyRate: optional(json),
  Invoice: optional(object({ CurrencyCode: optionalText })),
  CreditNote: optional(object({ CurrencyCode: optionalText })),
  Overpayment: optional(object({ CurrencyCode: optionalText })),
  Prepayment: optional(object({ CurrencyCode: optionalText })),
});
