/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decode,
  documentRecord,
  identifierDigits,
  isCurrency,
  isSiren,
  isSiret,
  localDateAt,
  partyRecord,
  payloadInvalid,
  sirenOfVatNumber,
  type AccountingDocumentRecord,
  type Decoded,
  type DocumentState,
  type Json,
  type PartyRecord,
} from '../../src/connector-kit';
import { companyPayload, invoicePayload, settlementPayload } from './payloads';
import { amountIn } from './values';

type Invoice = Decoded<typeof invoicePayload>;
type Settlement = Decoded<typeof settlementPayload>;

/** Axonaut keeps prospects and suppliers among the companies: they give no record. */
export function mapCompany(payload: Json): PartyRecord[] {
  const company = decode(companyPayload, payload);
  if (company.is_customer === false) return [];
  return [
    partyRecord({
      ...registrationOf(company),
      sourceKey: companyKey(company.id),
      code: company.thirdparty_code ?? company.internal_id,
      name: company.name,
      vatNumber: company.intracommunity_number,
      currency: company.currency === null ? null : currencyOf(company.currency),
    }),
  ];
}

function registrationOf({
  siret: written,
  intracommunity_number: vat,
}: Decoded<typeof companyPayload>): Pick<PartyRecord, 'siren' | 'siret'> {
  const digits = identifierDigits(written ?? '');
  const siret = isSiret(digits) ? digits : null;
  const siren = siret === null ? digits : siret.slice(0, 9);
  const ofVat = vat === null ? null : sirenOfVatNumber(vat);
  return { siren: isSiren(siren) ? siren : ofVat, siret };
}

/** An invoice, or a credit note where its total is below 0. */
export function mapInvoice(payload: Json): AccountingDocumentRecord[] {
  const invoice = decode(invoicePayload, payload);
  const currency = currencyOf(invoice.currency ?? 'EUR');
  const amount = amountIn(currency);
  const total = amount(invoice.total, 'total');
  const { outstanding_amount: written } = invoice;
  const open = written === null ? null : amount(written, 'outstanding_amount');
  return [
    documentRecord({
      sourceKey: invoiceKey(invoice.id),
      kind: total < 0n ? 'CREDIT_NOTE' : 'INVOICE',
      partyKey: companyKey(companyOf(invoice)),
      number: invoice.number ?? '',
      issuedOn: invoice.date,
      dueOn: invoice.due_date,
      currency,
      amountMinor: total,
      openMinor: open,
      openOn: invoice.paid_date ?? localDateAt(new Date(invoice.last_update_date)),
      state: stateOf(invoice, open),
    }),
  ];
}

/** An invoice without a number is not issued yet; a day of payment without a sum says that it is paid. */
function stateOf({ number, paid_date }: Invoice, open: bigint | null): DocumentState {
  if (number === null) return 'DRAFT';
  if (open === null) return paid_date === null ? 'UNKNOWN' : 'PAID';
  return open === 0n ? 'PAID' : 'OPEN';
}

/**
 * The payments of one invoice or credit note, each with what of it counted there: what is settled is spread over them in the
 * order of their days, so that what was paid too much stays the customer's.
 */
export function mapSettlement(payload: Json): AccountingDocumentRecord[] {
  const { invoice, payments } = decode(settlementPayload, payload);
  const currency = currencyOf(invoice.currency ?? 'EUR');
  const amount = amountIn(currency);
  const total = amount(invoice.total, 'invoice.total');
  const open = openOf(invoice, currency);
  const side = total < 0n ? -1n : 1n;
  let left = side * (total - (open ?? 0n));
  return [...payments].sort(byDay).flatMap((payment) => {
    const paid = amount(payment.amount, 'payments.amount');
    if (paid === 0n) return [];
    const received = side * paid;
    const part = received < left ? received : left;
    if (part > 0n) left -= part;
    return [
      documentRecord({
        sourceKey: `payment:${payment.id}`,
        kind: kindOf(side, received),
        partyKey: companyKey(companyOf(invoice)),
        number: '',
        label: payment.reference ?? payment.nature ?? '',
        issuedOn: payment.date,
        currency,
        amountMinor: -paid,
        state: 'UNKNOWN',
        allocations:
          part > 0n ? [{ toKey: invoiceKey(invoice.id), amountMinor: part, on: payment.date }] : [],
      }),
    ];
  });
}

/** Money that came for an invoice, went back for a credit note, or was taken back. */
function kindOf(side: bigint, received: bigint): 'PAYMENT' | 'REFUND' | 'RETURNED_PAYMENT' {
  if (side < 0n) return received > 0n ? 'REFUND' : 'PAYMENT';
  return received > 0n ? 'PAYMENT' : 'RETURNED_PAYMENT';
}

function openOf(
  { outstanding_amount: written }: Settlement['invoice'],
  currency: string,
): bigint | null {
  return written === null ? null : amountIn(currency)(written, 'invoice.outstanding_amount');
}

function byDay(one: Settlement['payments'][number], other: Settlement['payments'][number]): number {
  if (one.date === other.date) return one.id - other.id;
  return one.date < other.date ? -1 : 1;
}

function companyOf({ company, company_id }: Pick<Invoice, 'company' | 'company_id'>): number {
  const id = company?.id ?? company_id;
  if (id === null) throw payloadInvalid('company.id', 'a company', null);
  return id;
}

function currencyOf(written: string): string {
  if (isCurrency(written)) return written;
  throw payloadInvalid('currency', 'a currency of ISO 4217', written);
}

function companyKey(id: number): string {
  return `company:${id}`;
}

function invoiceKey(id: number): string {
  return `invoice:${id}`;
}
