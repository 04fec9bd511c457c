import { vatOn } from '../books/accounts';
import { documentNumber } from '../books/describe-entry';
import { CITES, CONTINUES, flagOfMeans, KIND } from '../books/movements';
import { dueDay } from '../books/trading';
import { text, type Day } from '../calendar';
import type { Random } from '../random';
import type { OpenClaim } from './open-receivables';
import {
  euros,
  LATE_DAYS,
  leaningDown,
  outcome,
  type Actor,
  type Happening,
  type Outcome,
  type Stage,
} from './stage';

/** Invoices a customer pays at once at most. */
const AT_ONCE = 12;
/** Of so many customers drawn the one that owes most pays, when too much is open. */
const PAYERS = 12;
/** Returned debits of the last days by customer; with more of them each would be news no longer. */
const RETURNS_AT_MOST = 0.1;
const RETURNS_DAYS = 90;

export const paymentReceived: Happening = {
  kind: 'PAYMENT_RECEIVED',
  weight: 14,
  affects: 'books',
  lean: ({ open }) => leaningDown(open),
  happen: (stage, random) => pay(stage, random, (lateDays) => lateDays <= 10),
};

export const latePaymentReceived: Happening = {
  kind: 'LATE_PAYMENT_RECEIVED',
  weight: 9,
  affects: 'books',
  lean: ({ late }) => leaningDown(late),
  happen: (stage, random) => pay(stage, random, (lateDays) => lateDays > LATE_DAYS),
};

export const directDebitReturned: Happening = {
  kind: 'DIRECT_DEBIT_RETURNED',
  weight: 13,
  affects: 'books',
  happen(stage, random) {
    const today = stage.today();
    const lately = stage.returnedOn.filter((day) => day > today - RETURNS_DAYS).length;
    if (lately >= Math.max(2, Math.floor(stage.size() * RETURNS_AT_MOST))) return null;
    const paid = stage.receivables.takeReturnableDebit(today, (count) => random.int(0, count - 1));
    if (paid === null) return null;
    const books = stage.world.books();
    const { movements } = books;
    const invoice = movements.aboutRow(paid) ?? paid;
    const customer = books.customerOf(paid);
    const amountMinor = movements.amount(invoice);
    const flags = flagOfMeans('DIRECT_DEBIT');
    const event = { kind: KIND.RETURN, customer: customer.index, day: today, flags } as const;
    stage.receivables.reopen(invoice);
    const returned = stage.receivables.record({ ...event, amountMinor, about: invoice });
    stage.receivables.letter([paid, returned], today);
    stage.returnedOn.push(today);
    const number = documentNumber(movements, invoice);
    const description = `Direct debit of ${customer.label} for ${number} returned: ${euros(amountMinor)}`;
    return { siren: customer.siren, customerCode: customer.code, description };
  },
};

export const invoiceIssued: Happening = {
  kind: 'INVOICE_ISSUED',
  weight: 8,
  affects: 'books',
  lean: ({ open }) => 1 / leaningDown(open),
  happen(stage, random) {
    const actor = stage.draw(random, (candidate) => stage.isTrading(candidate));
    if (actor === null) return null;
    const netMinor = scaled(actor.customer.basketMinor, random.between(0.5, 1.8));
    return invoice(stage, actor, { netMinor, documentOn: stage.today(), note: 'invoiced' });
  },
};

export const largeInvoiceIssued: Happening = {
  kind: 'LARGE_INVOICE_ISSUED',
  weight: 14,
  affects: 'books',
  lean: ({ open }) => Math.min(1, 1 / leaningDown(open)),
  happen(stage, random) {
    const isNew = (actor: Actor): boolean =>
      stage.isTrading(actor) && !stage.toldLarge.has(actor.customer.code);
    const actor =
      stage.draw(random, isNew) ?? stage.draw(random, (candidate) => stage.isTrading(candidate));
    if (actor === null) return null;
    const { basketMinor, invoices } = actor.customer;
    const yearly = (basketMinor * BigInt(Math.max(invoices, 1))) / 3n;
    const netMinor = scaled(yearly > 1_500_000n ? yearly : 1_500_000n, random.between(0.4, 0.8));
    if (!stage.hasRoomFor(netMinor + vatOn(netMinor, 0))) return null;
    stage.toldLarge.add(actor.customer.code);
    return invoice(stage, actor, { netMinor, documentOn: stage.today(), note: 'large invoice' });
  },
};

/** A customer whose share of all that is owed reaches this is one too many to lose, in thousandths. */
const KEY_SHARE = 125n;
const KEY_DRAWN = 200;

/** The customer that owes most is billed a whole project at once, where it does not owe a large share already. */
export const keyAccountBilled: Happening = {
  kind: 'LARGE_INVOICE_ISSUED',
  weight: 0,
  affects: 'books',
  happen(stage, random) {
    const owed = (actor: Actor): bigint =>
      stage.isTrading(actor) ? stage.receivables.owedMinor(actor.customer.index) : 0n;
    const actor = stage.drawMost(random, owed, KEY_DRAWN);
    if (actor === null) return null;
    const missing = stage.receivables.totalMinor() * KEY_SHARE - owed(actor) * 1_000n;
    const amountMinor = missing / (1_000n - KEY_SHARE);
    if (amountMinor <= 0n || !stage.hasRoomFor(amountMinor)) return null;
    const netMinor = (amountMinor * 5n) / 6n;
    return invoice(stage, actor, { netMinor, documentOn: stage.today(), note: 'project billed' });
  },
};

export const invoicePostedLate: Happening = {
  kind: 'INVOICE_POSTED_LATE',
  weight: 14,
  affects: 'books',
  lean: ({ late }) => Math.min(1, 1 / leaningDown(late)),
  happen(stage, random) {
    const documentOn = stage.today() - random.int(115, 190);
    const wasThere = (actor: Actor): boolean =>
      stage.isTrading(actor) && actor.customer.activeFrom < documentOn;
    const actor = stage.draw(random, wasThere);
    if (actor === null) return null;
    const usual = actor.customer.basketMinor;
    const netMinor = scaled(usual > 300_000n ? usual : 300_000n, random.between(1, 2));
    if (!stage.hasRoomFor(netMinor + vatOn(netMinor, 0), { isLate: true })) return null;
    return invoice(stage, actor, { netMinor, documentOn, note: 'old invoice posted only now' });
  },
};

function invoice(
  stage: Stage,
  { customer, company }: Actor,
  bill: { netMinor: bigint; documentOn: Day; note: string },
): Outcome {
  const { netMinor, documentOn, note } = bill;
  const amountMinor = netMinor + vatOn(netMinor, 0);
  const row = stage.receivables.record({
    kind: KIND.SALE,
    ...{ customer: customer.index, day: stage.today(), documentOn, amountMinor },
    partMinor: netMinor,
    dueOn: dueDay(documentOn, customer.terms),
  });
  const number = documentNumber(stage.world.books().movements, row);
  const when = documentOn === stage.today() ? '' : ` dated ${text(documentOn)}`;
  const description = `${customer.label}: ${note} ${number}${when}, ${euros(amountMinor)}`;
  return { siren: company.siren, customerCode: customer.code, description };
}

/** One bank entry settles the oldest of the customer's invoices for which it is time, a line for each. */
function pay(stage: Stage, random: Random, isTime: (lateDays: number) => boolean): Outcome {
  const today = stage.today();
  const payable = (actor: Actor): OpenClaim[] =>
    stage.isTrading(actor)
      ? stage.receivables
          .claims(actor.customer.index)
          .filter((claim) => isTime(today - claim.dueOn))
      : [];
  const actor = stage.drawMost(random, (one) => sumOf(payable(one)), payersDrawn(stage));
  if (actor === null) return null;
  const claims = payable(actor).slice(0, random.int(2, AT_ONCE));
  const received = claims.map((claim, index) => receive(stage, actor, { claim, index, random }));
  claims.forEach((claim, index) =>
    stage.receivables.letter([...claim.rows, received[index] ?? claim.row], today),
  );
  const { movements } = stage.world.books();
  const numbers = claims.map((claim) => documentNumber(movements, claim.row)).join(', ');
  const total = sumOf(claims);
  const late = today - (claims[0]?.dueOn ?? today);
  const when = late > 0 ? `up to ${late} days late` : 'on time';
  return outcome(actor, `${actor.customer.label} paid ${numbers}: ${euros(total)}, ${when}`);
}

/** One at random as a rule; with too much open or late, one of those who owe most. */
function payersDrawn(stage: Stage): number {
  const { open, late } = stage.strain();
  return leaningDown(Math.max(open, late)) > 1 ? PAYERS : 1;
}

function sumOf(claims: readonly OpenClaim[]): bigint {
  return claims.reduce((sum, claim) => sum + claim.owedMinor, 0n);
}

function receive(
  stage: Stage,
  { customer }: Actor,
  payment: { claim: OpenClaim; index: number; random: Random },
): number {
  const { claim, index, random } = payment;
  const continues = index === 0 ? 0 : CONTINUES;
  const cites = random.chance(0.6) ? CITES : 0;
  return stage.receivables.record({
    kind: KIND.PAYMENT,
    ...{ customer: customer.index, day: stage.today(), amountMinor: -claim.owedMinor },
    ...{ about: claim.row, flags: flagOfMeans(customer.means) | continues | cites },
  });
}

function scaled(amountMinor: bigint, factor: number): bigint {
  return (amountMinor * BigInt(Math.round(factor * 1_000))) / 1_000n;
}
