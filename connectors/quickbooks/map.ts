/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  contractError,
  decimalToMinor,
  decode,
  documentRecord,
  isCurrency,
  isoDay,
  partyRecord,
  payloadInvalid,
  type AccountingDocumentRecord,
  type DocumentState,
  type Json,
  type PartyRecord,
} from '../../src/connector-kit';
import {
  creditMemoPayload,
  customerPayload,
  invoicePayload,
  journalEntryPayload,
} from './payloads';

export function mapCustomer(payload: Json): PartyRecord[] {
  const customer = decode(customerPayload, payload);
  const { ParentRef: parent, CurrencyRef: currency } = customer;
  return [
    partyRecord({
      sourceKey: customerKey(customer.Id),
      name: customer.CompanyName ?? customer.DisplayName,
      code: customer.CompanyName === null ? null : customer.DisplayName,
      email: customer.PrimaryEmailAddr?.Address ?? null,
      paymentTerms: customer.SalesTermRef?.name ?? null,
      currency: currency !== null && isCurrency(currency.value) ? currency.value : null,
      isActive: customer.Active ?? true,
      parentKey: parent === null ? null : customerKey(parent.value),
    }),
  ];
}

export function mapInvoice(payload: Json): AccountingDocumentRecord[] {
  const told = decode(invoicePayload, payload);
  const { invoice } = told;
  const currency = currencyOf(told, 'invoice');
  const amount = decimalToMinor(currency);
  const amountMinor = amount(invoice.TotalAmt, 'invoice.TotalAmt');
  const openMinor = amount(invoice.Balance, 'invoice.Balance');
  return [
    documentRecord({
      sourceKey: `invoice:${invoice.Id}`,
      kind: 'INVOICE',
      partyKey: customerKey(invoice.CustomerRef.value),
      number: invoice.DocNumber ?? '',
      issuedOn: invoice.TxnDate,
      dueOn: invoice.DueDate,
      currency,
      amountMinor,
      openMinor,
      openOn: isoDay(invoice.MetaData.LastUpdatedTime, 'invoice.MetaData.LastUpdatedTime'),
      state: stateOf({ note: invoice.PrivateNote, amountMinor, openMinor }),
    }),
  ];
}

/** Amounts are above 0 at the source; what is left of the credit must be said, or it would count twice. */
export function mapCreditMemo(payload: Json): AccountingDocumentRecord[] {
  const told = decode(creditMemoPayload, payload);
  const { creditMemo } = told;
  const currency = currencyOf(told, 'creditMemo');
  const amount = decimalToMinor(currency);
  const amountMinor = -amount(creditMemo.TotalAmt, 'creditMemo.TotalAmt');
  const left = creditMemo.RemainingCredit ?? creditMemo.Balance;
  if (left === null) throw payloadInvalid('creditMemo.RemainingCredit', 'an amount', left);
  const openMinor = -amount(left, 'creditMemo.RemainingCredit');
  return [
    documentRecord({
      sourceKey: `credit-memo:${creditMemo.Id}`,
      kind: 'CREDIT_NOTE',
      partyKey: customerKey(creditMemo.CustomerRef.value),
      number: creditMemo.DocNumber ?? '',
      issuedOn: creditMemo.TxnDate,
      currency,
      amountMinor,
      openMinor,
      openOn: isoDay(creditMemo.MetaData.LastUpdatedTime, 'creditMemo.MetaData.LastUpdatedTime'),
      state: stateOf({ note: creditMemo.PrivateNote, amountMinor, openMinor }),
    }),
  ];
}

/** One claim or credit for each customer of the entry: what its lines on accounts receivable come to. */
export function mapJournalEntry(payload: Json): AccountingDocumentRecord[] {
  const told = decode(journalEntryPayload, payload);
  const { journalEntry } = told;
  const byCustomer = new Map<string, bigint>();
  for (const [index, { Amount, JournalEntryLineDetail: detail }] of journalEntry.Line.entries()) {
    const place = `journalEntry.Line[${index}]`;
    const customer = detail?.Entity?.EntityRef?.value;
    if (detail === null || customer === undefined) {
      throw payloadInvalid(`${place}.JournalEntryLineDetail.Entity`, 'a customer', null);
    }
    if (detail.PostingType === 'UNKNOWN') {
      throw payloadInvalid(`${place}.PostingType`, '"Debit" or "Credit"', detail.PostingType);
    }
    const amount = decimalToMinor(currencyOf(told, 'journalEntry'))(Amount, `${place}.Amount`);
    const signed = detail.PostingType === 'Debit' ? amount : -amount;
    byCustomer.set(customer, (byCustomer.get(customer) ?? 0n) + signed);
  }
  return [...byCustomer].map(([customer, amountMinor]) =>
    documentRecord({
      sourceKey: journalEntryKey(journalEntry.Id, customer),
      kind: 'ADJUSTMENT',
      partyKey: customerKey(customer),
      number: journalEntry.DocNumber ?? '',
      label: journalEntry.PrivateNote ?? '',
      issuedOn: journalEntry.TxnDate,
      currency: currencyOf(told, 'journalEntry'),
      amountMinor,
      state: 'UNKNOWN',
    }),
  );
}

/** There is no status: what was voided is zero and says so in its note. */
export function stateOf(told: {
  note: string | null;
  amountMinor: bigint;
  openMinor: bigint;
}): DocumentState {
  const { note, amountMinor, openMinor } = told;
  if (amountMinor === 0n && isVoidNote(note)) return 'VOID';
  return openMinor === 0n ? 'PAID' : 'OPEN';
}

export function isVoidNote(note: string | null): boolean {
  return note !== null && /^voided\b/i.test(note);
}

/** Throws CONTRACT QUICKBOOKS_CURRENCY_MISSING where neither the document nor the settings name one. */
export function currencyOf({ currency }: { currency: string | null }, what: string): string {
  if (currency !== null && isCurrency(currency)) return currency;
  if (currency !== null) throw payloadInvalid('currency', 'a currency of ISO 4217', currency);
  throw contractError('QUICKBOOKS_CURRENCY_MISSING', `the ${what} names no currency`, {
    place: { path: `${what}.CurrencyRef` },
    remedy: 'Enter homeCurrency, the currency of the company, in the settings of the connection.',
  });
}

export function customerKey(id: string): string {
  return `customer:${id}`;
}

/** An entry may concern several customers. */
export function journalEntryKey(id: string, customer: string): string {
  return `journal-entry:${id}:${customer}`;
}
