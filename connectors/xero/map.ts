/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  contractError,
  decimalToMinor,
  decode,
  documentRecord,
  isCurrency,
  isSiren,
  isSiret,
  partyRecord,
  payloadInvalid,
  sirenOfVatNumber,
  type AccountingDocumentRecord,
  type Decoded,
  type DocumentAllocation,
  type DocumentState,
  type Json,
  type PartyRecord,
} from '../../src/connector-kit';
import {
  contactPayload,
  creditNotePayload,
  invoicePayload,
  overpaymentPayload,
  paymentPayload,
  prepaymentPayload,
  type STATUSES,
} from './payloads';

type Status = (typeof STATUSES)[number] | 'UNKNOWN';
type Credit = Omit<Decoded<typeof creditNotePayload>, 'CreditNoteID' | 'CreditNoteNumber'>;

/** Contacts that are known to be suppliers alone owe nothing. */
export function mapContact(payload: Json): PartyRecord[] {
  const contact = decode(contactPayload, payload);
  if (contact.IsCustomer === false && contact.MergedToContactID === null) return [];
  const { MergedToContactID: merged, TaxNumber: vatNumber } = contact;
  return [
    partyRecord({
      ...registrationOf(contact),
      sourceKey: contactKey(contact.ContactID),
      code: contact.AccountNumber ?? contact.ContactNumber,
      name: contact.Name,
      vatNumber,
      email: contact.EmailAddress,
      paymentTerms: termsOf(contact.PaymentTerms),
      isActive: contact.ContactStatus === 'ACTIVE' || contact.ContactStatus === 'UNKNOWN',
      mergedIntoKey: merged === null ? null : contactKey(merged),
    }),
  ];
}

/** `CompanyNumber` holds a SIREN, a SIRET or a foreign number. */
function registrationOf({
  CompanyNumber: number,
  TaxNumber: vatNumber,
}: Decoded<typeof contactPayload>): Pick<PartyRecord, 'siren' | 'siret'> {
  const digits = (number ?? '').replace(/[\s.]/g, '');
  const siret = isSiret(digits) ? digits : null;
  const siren = siret === null ? digits : siret.slice(0, 9);
  if (isSiren(siren)) return { siren, siret };
  return { siren: vatNumber === null ? null : sirenOfVatNumber(vatNumber), siret };
}

function termsOf(terms: Decoded<typeof contactPayload>['PaymentTerms']): string | null {
  const { Day: days = null, Type: type = null } = terms?.Sales ?? {};
  return days !== null && type === 'DAYSAFTERBILLDATE' ? `${days} jours` : null;
}

export function mapInvoice(payload: Json): AccountingDocumentRecord[] {
  const invoice = decode(invoicePayload, payload);
  if (invoice.Type !== 'ACCREC') return [];
  const amount = amountIn(invoice.CurrencyCode);
  const openMinor = amount(invoice.AmountDue, 'AmountDue');
  return [
    documentRecord({
      sourceKey: invoiceKey(invoice.InvoiceID),
      kind: 'INVOICE',
      partyKey: contactKey(invoice.Contact.ContactID),
      number: invoice.InvoiceNumber ?? '',
      issuedOn: invoice.Date,
      dueOn: invoice.DueDate,
      currency: invoice.CurrencyCode,
      amountMinor: amount(invoice.Total, 'Total'),
      openMinor,
      openOn: invoice.UpdatedDateUTC.slice(0, 10),
      state: stateOf(invoice.Status, openMinor),
      references: invoice.Reference === null ? [] : [invoice.Reference],
    }),
  ];
}

export function mapCreditNote(payload: Json): AccountingDocumentRecord[] {
  const creditNote = decode(creditNotePayload, payload);
  if (creditNote.Type !== 'ACCRECCREDIT') return [];
  return [
    creditRecord(creditNote, {
      sourceKey: creditNoteKey(creditNote.CreditNoteID),
      kind: 'CREDIT_NOTE',
      number: creditNote.CreditNoteNumber ?? '',
    }),
  ];
}

/** Money beyond what was owed: it was received, and may be set against other invoices. */
export function mapOverpayment(payload: Json): AccountingDocumentRecord[] {
  const overpayment = decode(overpaymentPayload, payload);
  if (overpayment.Type !== 'RECEIVE-OVERPAYMENT') return [];
  if (isVoid(overpayment)) return [];
  const sourceKey = overpaymentKey(overpayment.OverpaymentID);
  return [creditRecord(overpayment, { sourceKey, kind: 'PAYMENT', number: '' })];
}

export function mapPrepayment(payload: Json): AccountingDocumentRecord[] {
  const prepayment = decode(prepaymentPayload, payload);
  if (prepayment.Type !== 'RECEIVE-PREPAYMENT') return [];
  if (isVoid(prepayment)) return [];
  const sourceKey = prepaymentKey(prepayment.PrepaymentID);
  return [creditRecord(prepayment, { sourceKey, kind: 'DEPOSIT', number: '' })];
}

function isVoid({ Status: status }: Pick<Credit, 'Status'>): boolean {
  return status === 'VOIDED' || status === 'DELETED';
}

/** Credit is above 0 at the source; allocations that were taken back are told with a mark. */
function creditRecord(
  credit: Credit,
  named: Pick<AccountingDocumentRecord, 'sourceKey' | 'kind' | 'number'>,
): AccountingDocumentRecord {
  const amount = amountIn(credit.CurrencyCode);
  const openMinor = -amount(credit.RemainingCredit, 'RemainingCredit');
  const allocations = credit.Allocations.flatMap((part, index): DocumentAllocation[] => {
    const amountMinor = amount(part.Amount, `Allocations[${index}].Amount`);
    if (part.IsDeleted === true || amountMinor <= 0n) return [];
    return [{ toKey: invoiceKey(part.Invoice.InvoiceID), amountMinor, on: part.Date }];
  });
  return documentRecord({
    ...named,
    partyKey: contactKey(credit.Contact.ContactID),
    label: credit.Reference ?? '',
    issuedOn: credit.Date,
    currency: credit.CurrencyCode,
    amountMinor: -amount(credit.Total, 'Total'),
    openMinor,
    openOn: credit.UpdatedDateUTC.slice(0, 10),
    state: stateOf(credit.Status, openMinor),
    allocations,
  });
}

/** A payment settles one invoice, or pays back one credit. One that was deleted stays in the list, and is no money. */
export function mapPayment(payload: Json): AccountingDocumentRecord[] {
  const { payment, currency } = decode(paymentPayload, payload);
  const settled = settledBy(payment);
  if (currency === null) {
    throw contractError('XERO_CURRENCY_MISSING', 'the payment names no currency', {
      place: { path: 'payment.Invoice.CurrencyCode' },
      remedy:
        'Enter baseCurrency, the currency of the organisation, in the settings of the connection.',
    });
  }
  const amountMinor = amountIn(currency)(payment.Amount, 'payment.Amount');
  if (amountMinor <= 0n) throw payloadInvalid('payment.Amount', 'above 0', payment.Amount);
  if (payment.Status === 'DELETED') return [];
  return [
    documentRecord({
      sourceKey: `payment:${payment.PaymentID}`,
      kind: settled.isRefund ? 'REFUND' : 'PAYMENT',
      partyKey: contactKey(settled.contactId),
      number: '',
      label: payment.Reference ?? '',
      issuedOn: payment.Date,
      currency,
      amountMinor: settled.isRefund ? amountMinor : -amountMinor,
      openMinor: 0n,
      openOn: payment.Date,
      state: 'PAID',
      allocations: [{ toKey: settled.key, amountMinor, on: payment.Date }],
    }),
  ];
}

type Payment = Decoded<typeof paymentPayload>['payment'];

function settledBy(payment: Payment): { key: string; contactId: string; isRefund: boolean } {
  const { Invoice, CreditNote, Overpayment, Prepayment } = payment;
  if (Invoice !== null) {
    const key = invoiceKey(Invoice.InvoiceID);
    return { key, contactId: Invoice.Contact.ContactID, isRefund: false };
  }
  if (CreditNote !== null) {
    const key = creditNoteKey(CreditNote.CreditNoteID);
    return { key, contactId: CreditNote.Contact.ContactID, isRefund: true };
  }
  if (Overpayment !== null) {
    const key = overpaymentKey(Overpayment.OverpaymentID);
    return { key, contactId: Overpayment.Contact.ContactID, isRefund: true };
  }
  if (Prepayment !== null) {
    const key = prepaymentKey(Prepayment.PrepaymentID);
    return { key, contactId: Prepayment.Contact.ContactID, isRefund: true };
  }
  throw payloadInvalid('payment.Invoice', 'what the payment settles', null);
}

/** What is open decides: a status follows it late, or says nothing of it. */
function stateOf(status: Status, openMinor: bigint): DocumentState {
  if (status === 'DRAFT' || status === 'SUBMITTED') return 'DRAFT';
  if (status === 'VOIDED' || status === 'DELETED') return 'VOID';
  if (openMinor === 0n) return 'PAID';
  return status === 'UNKNOWN' ? 'UNKNOWN' : 'OPEN';
}

/** Amounts are JSON numbers; a currency nobody knows is refused before them. */
function amountIn(currency: string): ReturnType<typeof decimalToMinor> {
  if (!isCurrency(currency))
    throw payloadInvalid('CurrencyCode', 'a currency of ISO 4217', currency);
  return decimalToMinor(currency);
}

const contactKey = (id: string): string => `contact:${id}`;
const invoiceKey = (id: string): string => `invoice:${id}`;
const creditNoteKey = (id: string): string => `credit-note:${id}`;
const overpaymentKey = (id: string): string => `overpayment:${id}`;
const prepaymentKey = (id: string): string => `prepayment:${id}`;
