/** A payment and what it settles: pure. */
import {
  decimalToMinor,
  decode,
  documentRecord,
  type AccountingDocumentRecord,
  type Decoded,
  type DocumentAllocation,
  type Json,
  type LocalDate,
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
 * a credit against an invoice. The money pays the first claims, the credits the rest. What credits come to is taken off the
 * claims by one adjustment and off the credits by another, so that both are right on every day, and no money is told.
 */
export function mapPayment(payload: Json): AccountingDocumentRecord[] {
  const told = decode(paymentPayload, payload);
  const { payment } = told;
  const currency = currencyOf(told, 'payment');
  const amount = decimalToMinor(currency);
  const totalMinor = amount(payment.TotalAmt, 'payment.TotalAmt');
  const unusedMinor = amount(payment.UnappliedAmt, 'payment.UnappliedAmt');
  if (totalMinor === 0n && isVoidNote(payment.PrivateNote)) return [];
  const { claims, credits } = sides(partsOf(payment, currency), totalMinor - unusedMinor);
  const claimed = sum(claims);
  const credited = sum(credits) < claimed ? sum(credits) : claimed;
  const money = claimed - credited;
  const on = payment.TxnDate;
  const common = {
    partyKey: customerKey(payment.CustomerRef.value),
    number: '',
    label: payment.PaymentRefNum ?? '',
    ...{ issuedOn: on, openOn: on, currency },
  };
  const received = documentRecord({
    ...common,
    sourceKey: `payment:${payment.Id}`,
    kind: 'PAYMENT',
    amountMinor: -totalMinor,
    openMinor: -unusedMinor,
    state: unusedMinor === 0n ? 'PAID' : 'OPEN',
    allocations: allocations(claims, { from: 0n, to: money, on }),
  });
  const used = { ...common, kind: 'ADJUSTMENT', openMinor: 0n, state: 'PAID' } as const;
  const applied = [
    documentRecord({
      ...used,
      sourceKey: `payment:${payment.Id}:applied`,
      amountMinor: -credited,
      allocations: allocations(claims, { from: money, to: claimed, on }),
    }),
    documentRecord({
      ...used,
      sourceKey: `payment:${payment.Id}:credits`,
      amountMinor: credited,
      allocations: allocations(credits, { from: 0n, to: credited, on }),
    }),
  ];
  return [...(totalMinor === 0n ? [] : [received]), ...(credited === 0n ? [] : applied)];
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
  if (type === 'CreditMemo') return `credit-memo:${id}`;
  if (type === 'JournalEntry') return journalEntryKey(id, customer);
  return `${type.toLowerCase()}:${id}`;
}

/** Types that lessen what is owed. */
const CREDITS: readonly string[] = ['CreditMemo', 'Deposit'];

/** A journal entry may be either: which it is follows from what the money that was used comes to. */
function sides(
  parts: readonly Part[],
  usedMinor: bigint,
): { claims: readonly Part[]; credits: readonly Part[] } {
  const split = (isCredit: (part: Part) => boolean): { claims: Part[]; credits: Part[] } => ({
    claims: parts.filter((part) => !isCredit(part)),
    credits: parts.filter(isCredit),
  });
  const withoutEntries = split(({ type }) => CREDITS.includes(type));
  const withEntries = split(({ type }) => [...CREDITS, 'JournalEntry'].includes(type));
  const isRight = sum(withEntries.claims) - sum(withEntries.credits) === usedMinor;
  return isRight ? withEntries : withoutEntries;
}

function sum(parts: readonly Part[]): bigint {
  return parts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

/** The stretch of the parts, laid end to end, that is meant. */
function allocations(
  parts: readonly Part[],
  stretch: { from: bigint; to: bigint; on: LocalDate },
): DocumentAllocation[] {
  let end = 0n;
  return parts.flatMap(({ toKey, amountMinor }) => {
    const begin = end;
    end += amountMinor;
    const from = begin > stretch.from ? begin : stretch.from;
    const to = end < stretch.to ? end : stretch.to;
    return to > from ? [{ toKey, amountMinor: to - from, on: stretch.on }] : [];
  });
}
