/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  identifierDigits,
  isoDay,
  isSiren,
  isSiret,
  partyRecord,
  payloadInvalid,
  sirenOfVatNumber,
  type DocumentAllocation,
  type DocumentInstalment,
  type DocumentState,
  type Json,
  type UnifiedRecord,
} from '../../src/connector-kit';
import {
  customerPayload,
  invoicePayload,
  paymentPayload,
  type Invoice,
  type Payment,
  type PaymentReference,
} from './payloads';

export function mapCustomer(payload: Json): UnifiedRecord[] {
  const { customer, company, currency } = decode(customerPayload, payload);
  const { tax_id: taxId } = customer;
  const digits = identifierDigits(taxId ?? '');
  const siret = isSiret(digits) ? digits : null;
  const vat = /^[A-Z]{2}/i.test(taxId ?? '') ? taxId : null;
  const limit = limitOf(customer.credit_limits, { company, currency });
  return [
    partyRecord({
      sourceKey: partyKey(customer.name),
      code: customer.name,
      name: customer.customer_name,
      siren: sirenOf(siret?.slice(0, 9) ?? digits, vat),
      siret,
      vatNumber: vat,
      countryCode: vat === null ? null : countryOf(vat),
      email: customer.email_id,
      phone: customer.mobile_no,
      paymentTerms: customer.payment_terms,
      creditLimitMinor: limit,
      currency: limit === null ? null : currency,
      isActive: customer.disabled === 0,
    }),
  ];
}

function sirenOf(digits: string, vat: string | null): string | null {
  if (vat !== null) return sirenOfVatNumber(vat);
  return isSiren(digits) ? digits : null;
}

/** A VAT number begins with its country; that of Greece with EL. */
function countryOf(vat: string): string {
  const letters = vat.slice(0, 2).toUpperCase();
  return letters === 'EL' ? 'GR' : letters;
}

/** The company's own, or the only one; 0 is ERPNext's word for none. */
function limitOf(
  limits: readonly { company: string; credit_limit: number }[],
  { company, currency }: { company: string | null; currency: string },
): bigint | null {
  const meant = company === null ? limits : limits.filter((each) => each.company === company);
  const [limit, other] = meant;
  if (limit === undefined || other !== undefined) return null;
  const minor = decimalToMinor(currency)(
    limit.credit_limit,
    'customer.credit_limits[].credit_limit',
  );
  return minor === 0n ? null : minor;
}

/** Returns are negative at the source already. */
export function mapInvoice(payload: Json): UnifiedRecord[] {
  const invoice = decode(invoicePayload, payload);
  const state = stateOf(invoice.docstatus);
  const isReturn = invoice.is_return === 1;
  const currency = invoice.party_account_currency;
  const amountMinor = totalOf(invoice);
  const isClaim = state === 'OPEN' || state === 'UNKNOWN';
  const openMinor = decimalToMinor(currency)(invoice.outstanding_amount, 'outstanding_amount');
  return [
    documentRecord({
      sourceKey: invoiceKey(invoice.name),
      kind: isReturn ? 'CREDIT_NOTE' : invoice.is_opening === 'Yes' ? 'OPENING' : 'INVOICE',
      partyKey: partyKey(invoice.customer),
      number: state === 'DRAFT' ? '' : invoice.name,
      issuedOn: invoice.posting_date,
      dueOn: invoice.due_date,
      currency,
      amountMinor,
      openMinor: isClaim ? openMinor : null,
      openOn: isoDay(invoice.modified, 'modified'),
      instalments: instalmentsOf(invoice, amountMinor),
      state: state === 'OPEN' && openMinor === 0n ? 'PAID' : state,
      allocations: isReturn && isClaim ? creditOf(invoice, openMinor - amountMinor) : [],
      // "Overdue and Discounted": sold to whoever discounts invoices.
      isAssigned: /\bDiscounted\b/.test(invoice.status ?? ''),
      references: invoice.po_no === null ? [] : [invoice.po_no],
      precedingNumber: isReturn ? invoice.return_against : null,
    }),
  ];
}

/** In the currency of the customer's account, in which the open amount is: the invoice's own, or the company's. */
function totalOf(invoice: Invoice): bigint {
  const { currency, party_account_currency: account } = invoice;
  const amount = decimalToMinor(account);
  if (account === currency) {
    const rounded = amount(invoice.rounded_total ?? 0, 'rounded_total');
    return rounded === 0n ? amount(invoice.grand_total, 'grand_total') : rounded;
  }
  const rounded = amount(invoice.base_rounded_total ?? 0, 'base_rounded_total');
  return rounded === 0n ? amount(invoice.base_grand_total, 'base_grand_total') : rounded;
}

/** Where there are two or more that add up; they are in the invoice's own currency. */
function instalmentsOf(invoice: Invoice, totalMinor: bigint): DocumentInstalment[] {
  const { currency, party_account_currency: account, payment_schedule: rows } = invoice;
  if (rows.length < 2 || currency !== account) return [];
  const parts = rows.map(({ due_date: dueOn, payment_amount }, index) => ({
    dueOn,
    amountMinor: decimalToMinor(currency)(
      payment_amount,
      `payment_schedule[${index}].payment_amount`,
    ),
  }));
  const sum = parts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  return sum === totalMinor ? parts : [];
}

/** What of a return is used up went to the invoice it returns. */
function creditOf({ return_against: against }: Invoice, usedMinor: bigint): DocumentAllocation[] {
  if (against === null || usedMinor <= 0n) return [];
  return [{ toKey: invoiceKey(against), amountMinor: usedMinor, on: null }];
}

export function mapPayment(payload: Json): UnifiedRecord[] {
  const payment = decode(paymentPayload, payload);
  const isReceived = payment.payment_type === 'Receive';
  if (!isReceived && payment.payment_type !== 'Pay') {
    throw payloadInvalid('payment_type', 'Receive or Pay', payment.payment_type);
  }
  const sign = isReceived ? -1n : 1n;
  const { currency, sizeMinor } = sideOf(payment, isReceived);
  const state = stateOf(payment.docstatus);
  const isClaim = state === 'OPEN' || state === 'UNKNOWN';
  const unused = decimalToMinor(currency)(payment.unallocated_amount, 'unallocated_amount');
  const parts = partsOf(payment, { currency, isReceived });
  const within = isClaim ? limited(parts, sizeMinor - unused) : { taken: [], rest: [] };
  const common = {
    partyKey: partyKey(payment.party),
    number: '',
    label: payment.reference_no ?? payment.name,
    issuedOn: payment.posting_date,
    currency,
    openOn: isoDay(payment.modified, 'modified'),
  };
  const document = documentRecord({
    ...common,
    sourceKey: `payment:${payment.name}`,
    kind: isReceived ? 'PAYMENT' : 'REFUND',
    amountMinor: sign * sizeMinor,
    openMinor: isClaim ? sign * unused : null,
    state: state === 'OPEN' && unused === 0n ? 'PAID' : state,
    allocations: within.taken,
  });
  const restMinor = within.rest.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (restMinor === 0n) return [document];
  // What was settled beyond the money: a discount or a difference deducted with it.
  const deducted = documentRecord({
    ...common,
    sourceKey: `deduction:${payment.name}`,
    kind: 'ADJUSTMENT',
    amountMinor: sign * restMinor,
    openMinor: 0n,
    state: 'PAID',
    allocations: within.rest,
  });
  return [document, deducted];
}

/** The money in the currency of the customer's account: what went out of it, or into it. */
function sideOf(payment: Payment, isReceived: boolean): { currency: string; sizeMinor: bigint } {
  if (isReceived) {
    const currency = payment.paid_from_account_currency;
    return { currency, sizeMinor: decimalToMinor(currency)(payment.paid_amount, 'paid_amount') };
  }
  const currency = payment.paid_to_account_currency;
  const sizeMinor = decimalToMinor(currency)(payment.received_amount, 'received_amount');
  return { currency, sizeMinor };
}

/**
 * Invoices that are settled. Orders are no claims. A credit note taken along in a receipt is negative: what it settles is not
 * told, and the open amounts say it.
 */
function partsOf(
  { references, posting_date: on }: Payment,
  { currency, isReceived }: { currency: string; isReceived: boolean },
): { parts: DocumentAllocation[]; hasCredit: boolean } {
  const amount = decimalToMinor(currency);
  const ofInvoices = references
    .map((each, index) => ({ ...each, minor: amountOf(each, index, amount) }))
    .filter(({ reference_doctype }) => reference_doctype === 'Sales Invoice');
  const hasCredit = isReceived && ofInvoices.some(({ minor }) => minor < 0n);
  const parts = new Map<string, DocumentAllocation>();
  for (const { reference_name, minor } of ofInvoices) {
    // Money given back for a credit note has been seen with either sign.
    const size = !isReceived && minor < 0n ? -minor : minor;
    if (size <= 0n) continue;
    const toKey = invoiceKey(reference_name);
    const before = parts.get(toKey)?.amountMinor ?? 0n;
    parts.set(toKey, { toKey, amountMinor: before + size, on });
  }
  return { parts: [...parts.values()], hasCredit };
}

function amountOf(
  { allocated_amount }: PaymentReference,
  index: number,
  amount: ReturnType<typeof decimalToMinor>,
): bigint {
  return amount(allocated_amount, `references[${index}].allocated_amount`);
}

/** As much of the parts as the money covers, and the rest of them; where a credit note helped, the rest is its own. */
function limited(
  { parts, hasCredit }: { parts: readonly DocumentAllocation[]; hasCredit: boolean },
  moneyMinor: bigint,
): { taken: DocumentAllocation[]; rest: DocumentAllocation[] } {
  const taken: DocumentAllocation[] = [];
  const rest: DocumentAllocation[] = [];
  let left = moneyMinor;
  for (const part of parts) {
    const covered = part.amountMinor < left ? part.amountMinor : left;
    if (covered > 0n) taken.push({ ...part, amountMinor: covered });
    left -= covered > 0n ? covered : 0n;
    const missing = part.amountMinor - (covered > 0n ? covered : 0n);
    if (missing > 0n && !hasCredit) rest.push({ ...part, amountMinor: missing });
  }
  return { taken, rest };
}

function stateOf(docstatus: number): DocumentState {
  const states: readonly DocumentState[] = ['DRAFT', 'OPEN', 'VOID'];
  return states[docstatus] ?? 'UNKNOWN';
}

/** One name for a customer in all streams. */
function partyKey(name: string): string {
  return `customer:${name}`;
}

function invoiceKey(name: string): string {
  return `invoice:${name}`;
}
