/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  identifierDigits,
  isCurrency,
  isSiren,
  isSiret,
  listed,
  partyRecord,
  payloadInvalid,
  sirenOfVatNumber,
  type AccountingDocumentRecord,
  type DocumentAllocation,
  type DocumentKind,
  type DocumentState,
  type Json,
  type UnifiedRecord,
} from '../../src/connector-kit';
import {
  customerPayload,
  dayAt,
  invoicePayload,
  paymentsPayload,
  type Discount,
  type Invoice,
} from './payloads';

const CREDIT_NOTE = '2';
const BAD_DEBT = 'badcustomer';
/** Why an invoice was closed with something left of it. */
const REMAINDERS: Readonly<Record<string, DocumentKind>> = {
  [BAD_DEBT]: 'WRITE_OFF',
  discount_vat: 'DISCOUNT',
};

export function mapCustomer(payload: Json): UnifiedRecord[] {
  const { customer, currency } = decode(customerPayload, payload);
  const siret = identifierDigits(customer.idprof2 ?? '');
  const { outstanding_limit: limit } = customer;
  const limitMinor =
    limit === null || limit === '' ? null : minorOf(currency, limit, 'customer.outstanding_limit');
  return [
    partyRecord({
      sourceKey: partyKey(customer.id),
      code: customer.code_client,
      name: customer.name,
      siren: sirenOf([customer.idprof1 ?? '', siret.slice(0, 9)], customer.tva_intra),
      siret: isSiret(siret) ? siret : null,
      vatNumber: customer.tva_intra,
      countryCode: /^[A-Z]{2}$/.test(customer.country_code ?? '') ? customer.country_code : null,
      email: customer.email,
      phone: customer.phone,
      creditLimitMinor: limitMinor,
      currency: limitMinor === null ? null : currency,
      isActive: customer.status !== '0',
    }),
  ];
}

function sirenOf(written: readonly string[], vat: string | null): string | null {
  const siren = written.map(identifierDigits).find(isSiren);
  return siren ?? (vat === null ? null : sirenOfVatNumber(vat));
}

/** What an invoice comes to. Amounts above 0 are owed, those of credit notes are below 0 at the source already. */
interface InvoiceMoney {
  currency: string;
  totalMinor: bigint;
  /** Null where it is told in the company's currency alone. */
  leftMinor: bigint | null;
  /** Whether payments and discounts, told in the company's currency, are in the invoice's. */
  isOwnCurrency: boolean;
}

export function mapInvoice(payload: Json): UnifiedRecord[] {
  const { invoice, payments, discounts, currency, timeZone } = decode(invoicePayload, payload);
  const status = invoice.status ?? invoice.statut;
  if (status === null) throw payloadInvalid('invoice.status', 'present', undefined);
  if (invoice.date === null && status !== '0') throw payloadInvalid('invoice.date', 'a day', null);
  if (invoice.date === null) return [];
  const issuedOn = dayAt(invoice.date, timeZone);
  const money = moneyOf(invoice, currency);
  const isCredit = invoice.type === CREDIT_NOTE;
  const credit = isCredit ? creditOf(discounts, currency) : null;
  const document = documentRecord({
    sourceKey: invoiceKey(invoice.id),
    kind: isCredit ? 'CREDIT_NOTE' : 'INVOICE',
    partyKey: partyKey(invoice.socid),
    number: status === '0' ? '' : (invoice.ref ?? ''),
    issuedOn,
    dueOn: invoice.date_lim_reglement === null ? null : dayAt(invoice.date_lim_reglement, timeZone),
    currency: money.currency,
    amountMinor: money.totalMinor,
    openMinor: openOf(status, invoice, { money, credit }),
    state: stateOf(status, invoice.close_code),
    allocations: money.isOwnCurrency ? (credit?.allocations ?? []) : [],
    references: invoice.ref_client === null ? [] : [invoice.ref_client],
  });
  const settled = { ...document, state: closedIfNothingLeft(document) };
  if (!money.isOwnCurrency || status === '0') return [settled];
  const received = paymentsOf(settled, { payments, timeZone, isOpen: status === '1' });
  return [settled, ...received, ...remainderOf(settled, { invoice, status, money })];
}

function moneyOf(invoice: Invoice, company: string): InvoiceMoney {
  const total = minorOf(company, invoice.total_ttc, 'invoice.total_ttc');
  const deposits = minorOf(company, invoice.totaldeposits, 'invoice.totaldeposits');
  const left = minorOf(company, invoice.remaintopay, 'invoice.remaintopay');
  const currency = invoice.multicurrency_code ?? company;
  if (!isCurrency(currency)) {
    throw payloadInvalid('invoice.multicurrency_code', 'a currency of ISO 4217', currency);
  }
  if (currency === company) {
    // What was invoiced as a deposit is owed there, not twice.
    return { currency, totalMinor: total - deposits, leftMinor: left, isOwnCurrency: true };
  }
  const { multicurrency_total_ttc: foreign } = invoice;
  const totalMinor = minorOf(currency, foreign ?? '', 'invoice.multicurrency_total_ttc');
  const known = left === 0n ? 0n : left === total ? totalMinor : null;
  return { currency, totalMinor, leftMinor: known, isOwnCurrency: false };
}

/** What is left of a credit note that was made into discounts, and where the rest went; null when it was not. */
function creditOf(
  discounts: readonly Discount[],
  currency: string,
): { openMinor: bigint; allocations: DocumentAllocation[] } | null {
  if (discounts.length === 0) return null;
  let openMinor = 0n;
  const used = new Map<string, bigint>();
  for (const [index, each] of discounts.entries()) {
    const part = minorOf(currency, each.amount_ttc, `discounts[${index}].amount_ttc`);
    const { fk_facture: invoice, fk_facture_line: line } = each;
    if (isSet(invoice)) used.set(invoice, (used.get(invoice) ?? 0n) + part);
    else if (!isSet(line)) openMinor -= part;
  }
  const allocations = [...used]
    .filter(([, amountMinor]) => amountMinor > 0n)
    .map(([invoice, amountMinor]) => ({ toKey: invoiceKey(invoice), amountMinor, on: null }));
  return { openMinor, allocations };
}

/** An id that is none is null, "" or "0". */
function isSet(id: string | null): id is string {
  return id !== null && id !== '0';
}

/** Paid too much is no more than paid: the rest is the payment's. A closed invoice has nothing open, whatever is left of it. */
function openOf(
  status: string,
  invoice: Invoice,
  { money, credit }: { money: InvoiceMoney; credit: { openMinor: bigint } | null },
): bigint | null {
  if (status === '0' || stateOf(status, invoice.close_code) === 'VOID') return null;
  if (credit !== null && money.isOwnCurrency) return credit.openMinor;
  if (status !== '1') return 0n;
  const { leftMinor, totalMinor } = money;
  const isOver = leftMinor !== null && leftMinor !== 0n && leftMinor > 0n !== totalMinor > 0n;
  return isOver ? 0n : leftMinor;
}

/** Abandoned is void, but for a customer who does not pay: that one did owe it. */
function stateOf(status: string, closeCode: string | null): DocumentState {
  if (status === '3') return closeCode === BAD_DEBT ? 'PAID' : 'VOID';
  return listed({ '0': 'DRAFT', '1': 'OPEN', '2': 'PAID' } as const, status) ?? 'UNKNOWN';
}

/** A credit note is closed as soon as it is made into a discount, and still worth what nobody has used. */
function closedIfNothingLeft({ state, openMinor }: AccountingDocumentRecord): DocumentState {
  if (state !== 'OPEN' && state !== 'PAID') return state;
  return openMinor === 0n ? 'PAID' : 'OPEN';
}

/**
 * Payments of one invoice, by their days. What they come to beyond the invoice is open as long as that is not closed: closing it
 * may have made a discount of it.
 */
function paymentsOf(
  invoice: AccountingDocumentRecord,
  { payments, timeZone, isOpen }: { payments: Json; timeZone: string; isOpen: boolean },
): AccountingDocumentRecord[] {
  const { currency, partyKey: party, sourceKey: toKey } = invoice;
  const told = decode(paymentsPayload(timeZone), payments, 'payments');
  const inOrder = told
    .map((each, index) => ({ ...each, index }))
    .sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
  const seen = new Map<string, number>();
  let left = absolute(invoice.amountMinor);
  return inOrder.flatMap(({ amount, date, num, ref, index }) => {
    const paid = minorOf(currency, amount, `payments[${index}].amount`);
    if (paid === 0n) return [];
    const size = absolute(paid);
    const used = size < left ? size : left;
    left -= used;
    const name = `${toKey}:${ref ?? date}`;
    const ordinal = (seen.get(name) ?? 0) + 1;
    seen.set(name, ordinal);
    const excess = isOpen ? size - used : 0n;
    // Money given back on a credit note is negative at the source.
    const sign = paid > 0n ? -1n : 1n;
    return [
      documentRecord({
        sourceKey: `payment:${name}${ordinal === 1 ? '' : `:${ordinal}`}`,
        kind: sign === -1n ? 'PAYMENT' : 'REFUND',
        partyKey: party,
        number: '',
        label: num ?? ref ?? '',
        issuedOn: date,
        currency,
        amountMinor: sign * size,
        openMinor: sign * excess,
        state: excess === 0n ? 'PAID' : 'OPEN',
        allocations: used === 0n || sign === 1n ? [] : [{ toKey, amountMinor: used, on: date }],
      }),
    ];
  });
}

/** What was left when the invoice was closed, by the reason given. */
function remainderOf(
  document: AccountingDocumentRecord,
  { invoice, status, money }: { invoice: Invoice; status: string; money: InvoiceMoney },
): AccountingDocumentRecord[] {
  const kind = listed(REMAINDERS, invoice.close_code);
  const { leftMinor } = money;
  const isClosed = status === '2' || document.state === 'PAID';
  if (kind === undefined || !isClosed || leftMinor === null || leftMinor <= 0n) return [];
  return [
    documentRecord({
      sourceKey: `remainder:${invoice.id}`,
      kind,
      partyKey: document.partyKey,
      number: '',
      issuedOn: document.dueOn ?? document.issuedOn,
      currency: document.currency,
      amountMinor: -leftMinor,
      openMinor: 0n,
      state: 'PAID',
      allocations: [{ toKey: document.sourceKey, amountMinor: leftMinor, on: null }],
    }),
  ];
}

function minorOf(currency: string, written: string | number, path: string): bigint {
  return decimalToMinor(currency)(written, path);
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

function partyKey(id: string): string {
  return `customer:${id}`;
}

function invoiceKey(id: string): string {
  return `invoice:${id}`;
}
