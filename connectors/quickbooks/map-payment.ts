/** A payment and what it settles: pure. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  type AccountingDocumentRecord,
  type Decoded,
  type DocumentAllocation,
  type Json,
} from '../../src/connector-kit';
import { currencyOf, customerKey, isVoidNote, journalEntryKey } from './map';
import { paymentPayload } from './payloads';

type Payment = Decoded<typeof paymentPayload>['payment'];

interface Part {
  type: string;
  toKey: string;
  amountMinor: bigint;
}

/**
 * Money received, and credits that were used with it: lines name invoices and credits alike, and a payment of nothing only sets
 * a credit against an invoice. The money pays the first claims, the credits the rest, as a compensation of its own; that the
 * credit is used up, the credit memo says itself.
 */
export function mapPayment(payload: Json): AccountingDocumentRecord[] {
  const told = decode(paymentPayload, payload);
  const { payment } = told;
  const currency = currencyOf(told, 'payment');
  const amount = decimalToMinor(currency);
  const totalMinor = amount(payment.TotalAmt, 'payment.TotalAmt');
  const unusedMinor = amount(payment.UnappliedAmt, 'payment.UnappliedAmt');
  if (totalMinor === 0n && isVoidNote(payment.PrivateNote)) return [];
  const { claims, creditMinor } = sides(partsOf(payment, currency), totalMinor - unusedMinor);
  const claimedMinor = claims.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const moneyMinor = claimedMinor > creditMinor ? claimedMinor - creditMinor : 0n;
  const common = {
    partyKey: customerKey(payment.CustomerRef.value),
    number: '',
    label: payment.PaymentRefNum ?? '',
    issuedOn: payment.TxnDate,
    openOn: payment.TxnDate,
    currency,
  };
  const records: AccountingDocumentRecord[] = [];
  if (totalMinor !== 0n) {
    records.push(
      documentRecord({
        ...common,
        sourceKey: `payment:${payment.Id}`,
        kind: 'PAYMENT',
        amountMinor: -totalMinor,
        openMinor: -unusedMinor,
        state: unusedMinor === 0n ? 'PAID' : 'OPEN',
        allocations: allocations(claims, { from: 0n, to: moneyMinor }, payment.TxnDate),
      }),
    );
  }
  const credited = allocations(claims, { from: moneyMinor, to: claimedMinor }, payment.TxnDate);
  if (credited.length > 0) {
    records.push(
      documentRecord({
        ...common,
        sourceKey: `payment:${payment.Id}:credits`,
        kind: 'COMPENSATION',
        amountMinor: moneyMinor - claimedMinor,
        openMinor: 0n,
        state: 'PAID',
        allocations: credited,
      }),
    );
  }
  return records;
}

function partsOf({ Line, CustomerRef }: Payment, currency: string): Part[] {
  return (Line ?? []).flatMap(({ Amount, LinkedTxn }, index): Part[] => {
    const amountMinor = decimalToMinor(currency)(Amount, `payment.Line[${index}].Amount`);
    const [linked] = LinkedTxn;
    if (linked === undefined || amountMinor <= 0n) return [];
    const { TxnType: type, TxnId: id } = linked;
    return [{ type, toKey: keyOf(type, id, CustomerRef.value), amountMinor }];
  });
}

function keyOf(type: string, id: string, customer: string): string {
  if (type === 'Invoice') return `invoice:${id}`;
  if (type === 'JournalEntry') return journalEntryKey(id, customer);
  return `${type.toLowerCase()}:${id}`;
}

/** Types that lessen what is owed. */
const CREDITS: readonly string[] = ['CreditMemo', 'Deposit'];

/** A journal entry may be either: which it is follows from what the money that was used comes to. */
function sides(parts: readonly Part[], usedMinor: bigint): { claims: Part[]; creditMinor: bigint } {
  const sum = (some: readonly Part[]): bigint =>
    some.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const entries = parts.filter(({ type }) => type === 'JournalEntry');
  const claims = parts.filter(({ type }) => !CREDITS.includes(type));
  const creditMinor = sum(parts) - sum(claims);
  const entriesAreCredits =
    entries.length > 0 && sum(claims) - 2n * sum(entries) - creditMinor === usedMinor;
  if (!entriesAreCredits) return { claims, creditMinor };
  const others = claims.filter(({ type }) => type !== 'JournalEntry');
  return { claims: others, creditMinor: creditMinor + sum(entries) };
}

/** The stretch of the claims, laid end to end, that one purse pays. */
function allocations(
  claims: readonly Part[],
  stretch: { from: bigint; to: bigint },
  on: string,
): DocumentAllocation[] {
  let end = 0n;
  return claims.flatMap(({ toKey, amountMinor }) => {
    const begin = end;
    end += amountMinor;
    const from = begin > stretch.from ? begin : stretch.from;
    const to = end < stretch.to ? end : stretch.to;
    return to > from ? [{ toKey, amountMinor: to - from, on }] : [];
  });
}
