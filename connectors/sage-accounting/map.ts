/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  identifierDigits,
  isoDay,
  isCurrency,
  isSiren,
  isSiret,
  partyRecord,
  payloadInvalid,
  sirenOfVatNumber,
  type AccountingDocumentRecord,
  type Decoded,
  type DocumentState,
  type Json,
  type PartyRecord,
} from '../../src/connector-kit';
import { allocationsOfCredit, artefactKey, partsOfPayment, type Allocated } from './allocations';
import {
  allocationPayload,
  contactPayload,
  creditNotePayload,
  invoicePayload,
  paymentPayload,
  quickEntryPayload,
  typeOfPayment,
  wrappedPayload,
  type STATUSES,
} from './payloads';

type Contact = Decoded<typeof contactPayload>;
type Status = (typeof STATUSES)[number] | 'UNKNOWN';

/** A customer; nothing of a contact that is only a supplier. */
export function mapContact(payload: Json): PartyRecord[] {
  const contact = decode(contactPayload, payload);
  const types = contact.contact_types.map(({ id }) => id);
  if (types.length > 0 && !types.includes('CUSTOMER')) return [];
  const name = contact.name ?? contact.displayed_as;
  if (name === null) throw payloadInvalid('name', 'a name', null);
  const currency = contact.currency === null ? null : currencyOf(contact.currency.id);
  return [
    partyRecord({
      ...registrationOf(contact),
      sourceKey: contactKey(contact.id),
      code: contact.reference ?? contact.auxiliary_account,
      name,
      vatNumber: contact.tax_number,
      countryCode: countryOf(contact),
      email: contact.email,
      paymentTerms: contact.credit_days === null ? null : `${contact.credit_days} jours`,
      creditLimitMinor: limitOf(contact, currency),
      currency,
    }),
  ];
}

function registrationOf(contact: Contact): Pick<PartyRecord, 'siren' | 'siret'> {
  const digits = identifierDigits(contact.registered_number ?? '');
  const siret = isSiret(digits) ? digits : null;
  const siren = siret === null ? digits : siret.slice(0, 9);
  const { tax_number: vat } = contact;
  const ofVat = vat === null ? null : sirenOfVatNumber(vat);
  return { siren: isSiren(siren) ? siren : ofVat, siret };
}

function countryOf({ main_address }: Contact): string | null {
  const code = main_address?.country?.id ?? '';
  return /^[A-Z]{2}$/.test(code) ? code : null;
}

/** A limit of 0 is one that nobody has set. */
function limitOf({ credit_limit }: Contact, currency: string | null): bigint | null {
  if (credit_limit === null || currency === null) return null;
  const limit = decimalToMinor(currency)(credit_limit, 'credit_limit');
  return limit > 0n ? limit : null;
}

export function mapInvoice(payload: Json): AccountingDocumentRecord[] {
  const invoice = decode(invoicePayload, payload);
  const { invoice_number: number, invoice_number_prefix: prefix, due_date: dueOn } = invoice;
  return [artefactOf(invoice, { kind: 'INVOICE', number: numberOf(prefix, number), dueOn })];
}

export function mapCreditNote(payload: Json): AccountingDocumentRecord[] {
  const { document, allocations } = decode(wrappedPayload, payload);
  const note = decode(creditNotePayload, document, 'document');
  const { credit_note_number: number, credit_note_number_prefix: prefix } = note;
  return [artefactOf(note, { kind: 'CREDIT_NOTE', number: numberOf(prefix, number), allocations })];
}

/** An invoice or credit note entered by its sum alone, as opening balances are. */
export function mapQuickEntry(payload: Json): AccountingDocumentRecord[] {
  const { document, allocations } = decode(wrappedPayload, payload);
  const entry = decode(quickEntryPayload, document, 'document');
  const { id: type } = entry.quick_entry_type;
  if (type === 'UNKNOWN') {
    throw payloadInvalid('document.quick_entry_type.id', 'INVOICE or CREDIT_NOTE', type);
  }
  const number = entry.reference ?? entry.displayed_as ?? '';
  const { due_date: dueOn } = entry;
  return [artefactOf(entry, { kind: type, number, dueOn, allocations })];
}

type Artefact = Omit<Decoded<typeof invoicePayload>, 'due_date' | `invoice_number${string}`>;

interface Shown {
  kind: 'INVOICE' | 'CREDIT_NOTE';
  number: string;
  dueOn?: string | null;
  allocations?: readonly Json[];
}

/** A credit note's amounts, above 0 at the source, become negative. */
function artefactOf(artefact: Artefact, shown: Shown): AccountingDocumentRecord {
  const { kind, number, dueOn = null, allocations = [] } = shown;
  const { id: written } = artefact.currency;
  const currency = currencyOf(written);
  const amount = decimalToMinor(currency);
  const sign = kind === 'CREDIT_NOTE' ? -1n : 1n;
  const { id: status } = artefact.status;
  const { outstanding_amount: outstanding } = artefact;
  const open = outstanding === null ? null : absolute(amount(outstanding, 'outstanding_amount'));
  return documentRecord({
    sourceKey: artefactKey(artefact.id),
    kind,
    partyKey: contactKey(artefact.contact.id),
    number,
    label: artefact.reference ?? '',
    issuedOn: artefact.date,
    dueOn,
    currency,
    amountMinor: sign * absolute(amount(artefact.total_amount, 'total_amount')),
    openMinor: open === null ? null : sign * open,
    openOn: isoDay(artefact.updated_at, 'updated_at'),
    state: stateOf(status, open),
    allocations:
      kind === 'CREDIT_NOTE'
        ? allocationsOfCredit(artefact.id, allocations.map(toldWith(currency)))
        : [],
    references: artefact.reference === null ? [] : [artefact.reference],
  });
}

/** What is open is right where a status is not: an invoice of which nothing is left is paid. */
function stateOf(status: Status, open: bigint | null): DocumentState {
  if (status === 'DRAFT' || status === 'VOID') return status;
  if (status === 'PAID' || open === 0n) return 'PAID';
  return status === 'UNKNOWN' ? 'UNKNOWN' : 'OPEN';
}

/** A receipt or a refund; nothing of what suppliers are paid. */
export function mapPayment(payload: Json): AccountingDocumentRecord[] {
  const { id: type } = decode(typeOfPayment, payload).transaction_type;
  if (type === 'VENDOR_PAYMENT' || type === 'VENDOR_REFUND') return [];
  if (type === 'UNKNOWN') throw payloadInvalid('transaction_type.id', 'a known type', type);
  const payment = decode(paymentPayload, payload);
  const currency = currencyOf(payment.currency.id);
  const amount = decimalToMinor(currency);
  const total = absolute(amount(payment.total_amount, 'total_amount'));
  const sign = type === 'CUSTOMER_REFUND' ? 1n : -1n;
  const unused = payment.payment_on_account?.outstanding_amount ?? null;
  const open =
    unused === null ? null : absolute(amount(unused, 'payment_on_account.outstanding_amount'));
  return [
    documentRecord({
      sourceKey: `payment:${payment.id}`,
      kind: type === 'CUSTOMER_REFUND' ? 'REFUND' : 'PAYMENT',
      partyKey: contactKey(payment.contact.id),
      number: '',
      label: payment.reference ?? '',
      issuedOn: payment.date,
      currency,
      amountMinor: sign * total,
      openMinor: open === null ? null : sign * open,
      state: 'UNKNOWN',
      allocations: partsOfPayment(
        payment.allocated_artefacts.map(partWith(currency)),
        type === 'CUSTOMER_REFUND' ? -1n : 1n,
      ),
    }),
  ];
}

function toldWith(currency: string): (allocation: Json, index: number) => Allocated {
  return (allocation, index) => {
    const path = `allocations[${index}]`;
    const { date, allocated_artefacts: parts } = decode(allocationPayload, allocation, path);
    return { on: date, parts: parts.map(partWith(currency, `${path}.`)) };
  };
}

function partWith(
  currency: string,
  path = '',
): (part: { artefact: { id: string }; amount: Json }, index: number) => Allocated['parts'][number] {
  return ({ artefact, amount }, index) => ({
    id: artefact.id,
    amountMinor: decimalToMinor(currency)(amount, `${path}allocated_artefacts[${index}].amount`),
  });
}

/** "SI-" and "12" are SI-12; some answers hold the prefix in both. */
function numberOf(prefix: string | null, number: string | null): string {
  if (number === null) return '';
  return prefix === null || number.startsWith(prefix) ? number : `${prefix}${number}`;
}

function currencyOf(written: string): string {
  if (isCurrency(written)) return written;
  throw payloadInvalid('currency.id', 'a currency of ISO 4217', written);
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

function contactKey(id: string): string {
  return `contact:${id}`;
}
