/** The simulated books in Dolibarr's words. */
import {
  formatDecimal,
  type BookDocument,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';

export type Row = { [key: string]: Json };

export function customersOf(books: SimulatedBooks): Row[] {
  return books.customers
    .filter(({ deletedAt }) => deletedAt === null)
    .map((customer) => ({
      id: customer.id,
      name: customer.name,
      code_client: customer.code,
      code_compta_client: `411${customer.code}`,
      // As people enter them.
      idprof1: Number(customer.id) % 3 === 0 ? '' : customer.siren,
      idprof2: Number(customer.id) % 2 === 0 ? customer.siret.replace(/(\d{3})/g, '$1 ') : null,
      idprof3: '6202A',
      tva_intra: customer.isNaturalPerson ? '' : customer.vatNumber,
      email: customer.email,
      phone: null,
      country_code: 'FR',
      outstanding_limit:
        customer.creditLimitMinor === null ? null : written(customer.creditLimitMinor),
      client: '1',
      status: customer.isArchived ? '0' : '1',
      tms: null,
      stamp: local(customer.updatedAt),
    }));
}

export function invoicesOf(books: SimulatedBooks): Row[] {
  return books.documents
    .filter(({ deletedAt }) => deletedAt === null)
    .map((document) => renderInvoice(books, document));
}

function renderInvoice(books: SimulatedBooks, document: BookDocument): Row {
  const { id, kind, number, issuedOn, dueOn, totalMinor, state } = document;
  const sign = kind === 'CREDIT_NOTE' ? -1n : 1n;
  const paid = partsOf(books, document).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const credited = books
    .allocationsTo(id)
    .filter(({ from }) => from === 'CREDIT_NOTE')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return {
    id,
    ref: number ?? `(PROV${id})`,
    ref_client: document.reference,
    socid: document.customerId,
    type: kind === 'CREDIT_NOTE' ? '2' : '0',
    // As versions name it.
    [Number(id) % 2 === 0 ? 'status' : 'statut']: statusOf(books, document),
    state: statusOf(books, document),
    close_code: closeCodeOf(books, document),
    date: secondsOf(issuedOn),
    date_lim_reglement: dueOn === null ? '' : secondsOf(dueOn),
    total_ttc: written(sign * totalMinor),
    total_ht: written(sign * document.netMinor),
    totalpaid: written(paid),
    totalcreditnotes: written(credited),
    totaldeposits: 0,
    remaintopay: written(sign * (totalMinor - paid - credited)),
    multicurrency_code: document.currency,
    multicurrency_total_ttc: written(sign * totalMinor),
    fk_facture_source: document.correctsId,
    paye: state === 'POSTED' && books.openOf(document) === 0n ? '1' : '0',
    tms: null,
    stamp: local(document.updatedAt),
    day: issuedOn,
  };
}

/** A credit note is closed as soon as it is made into a discount: always, here. */
function statusOf(books: SimulatedBooks, document: BookDocument): string {
  if (document.state === 'DRAFT') return '0';
  if (document.state === 'VOID') return '3';
  if (document.kind === 'CREDIT_NOTE') return '2';
  return books.openOf(document) === 0n && !isOverpaid(books, document) ? '2' : '1';
}

function closeCodeOf(books: SimulatedBooks, document: BookDocument): string | null {
  if (document.state === 'VOID') return 'abandon';
  if (!isClosedByHand(books, document)) return null;
  return Number(document.id) % 2 === 0 ? 'badcustomer' : 'discount_vat';
}

function isClosedByHand(books: SimulatedBooks, document: BookDocument): boolean {
  return document.settledMinor > 0n && books.openOf(document) === 0n;
}

interface Part {
  amountMinor: bigint;
  day: string;
  ref: string;
  num: string;
}

/** Payments by invoice; what was paid too much stands on one that is paid. What was settled by hand and then raised, as a payment. */
function partsOf(books: SimulatedBooks, document: BookDocument): Part[] {
  const parts = books
    .allocationsTo(document.id)
    .filter(({ from }) => from === 'PAYMENT')
    .map(({ fromId, amountMinor }): Part => {
      const payment = books.payment(fromId);
      const hasMore = books.openOf(document) === 0n && lastOf(books, fromId) === document.id;
      return {
        amountMinor: amountMinor + (hasMore ? books.unusedOf(payment) : 0n),
        day: payment.paidOn,
        ref: `PAY-${fromId.padStart(4, '0')}`,
        num: payment.reference,
      };
    });
  if (document.settledMinor === 0n || isClosedByHand(books, document)) return parts;
  const byHand = { amountMinor: document.settledMinor, day: document.issuedOn };
  return [...parts, { ...byHand, ref: `PAY-M${document.id}`, num: '' }];
}

function lastOf(books: SimulatedBooks, paymentId: string): string {
  return books.allocationsFrom('PAYMENT', paymentId).at(-1)?.toId ?? '';
}

function isOverpaid(books: SimulatedBooks, document: BookDocument): boolean {
  const paid = partsOf(books, document).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return paid > document.totalMinor;
}

export function paymentsOf(books: SimulatedBooks, invoiceId: string): Row[] {
  const document = books.documents.find(({ id }) => id === invoiceId);
  if (document === undefined) return [];
  return partsOf(books, document).map(({ amountMinor, day, ref, num }) => ({
    amount: written(amountMinor),
    type: 'VIR',
    date: `${day} 00:00:00`,
    num,
    ref,
    fk_bank_line: ref.replace(/\D/g, ''),
  }));
}

/** Credit notes of a customer as discounts: parts that were used, and what is left. */
export function discountsOf(books: SimulatedBooks, customerId: string): Row[] {
  return books.documents
    .filter((each) => each.kind === 'CREDIT_NOTE' && each.customerId === customerId)
    .filter(({ state, deletedAt }) => state === 'POSTED' && deletedAt === null)
    .flatMap((note) => {
      const used = books.allocationsFrom('CREDIT_NOTE', note.id);
      const of = (rowid: string, amountMinor: bigint, invoice: string | null): Row => ({
        rowid,
        fk_facture_source: note.id,
        amount_ttc: written(amountMinor),
        description: '(CREDIT_NOTE)',
        fk_facture: invoice,
        fk_facture_line: null,
      });
      const rest = books.openOf(note);
      return [
        ...used.map((each) => of(`${note.id}0${each.id}`, each.amountMinor, each.toId)),
        ...(rest > 0n ? [of(`${note.id}00`, rest, null)] : []),
      ];
    });
}

/** "1200.00000000" */
function written(minor: bigint): string {
  return `${formatDecimal(minor, 2)}000000`;
}

/** Midnight in Paris, in winter time all year: an hour before or after it is still that day, or would be a fault of ours. */
function secondsOf(day: string): number {
  return Date.parse(`${day}T00:00:00+01:00`) / 1_000;
}

/** As the database compares it: in Paris. */
function local(instant: string): string {
  return new Date(Date.parse(instant) + 2 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
