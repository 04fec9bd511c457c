/** The simulated books in Odoo's tables: moves, their lines on receivable accounts, and what was reconciled with what. */
import {
  addDays,
  formatDecimal,
  isClaim,
  type BookDocument,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';
import type { Row, Tables } from './simulator-domain';

/** Ids of a model are of one row of numbers; kinds of objects are kept apart in it. */
const MOVE = { document: 1_000, payment: 20_000, writeOff: 40_000, opening: 60_000 };
const LINE = { document: 100_000, payment: 200_000, writeOff: 400_000, opening: 600_000 };
/** Each document has at most two instalments. */
const LINES_EACH = 2;

interface ReceivableLine {
  id: number;
  moveId: number;
  /** Signed, as what is left of it. */
  amountMinor: bigint;
  leftMinor: bigint;
  fields: Row;
}

interface Draft {
  lines: Map<number, ReceivableLine>;
  moves: Row[];
  partials: Row[];
}

export function tablesOf(books: SimulatedBooks): Tables {
  const draft: Draft = { lines: new Map(), moves: [], partials: [] };
  addOpening(books, draft);
  const documents = books.documents.filter(({ deletedAt }) => deletedAt === null);
  for (const document of documents) addDocument(books, document, draft);
  for (const payment of books.payments) addPayment(books, payment, draft);
  for (const document of documents.filter(isClaim)) addWriteOff(books, document, draft);
  for (const allocation of books.allocations) addAllocation(allocation, draft);
  const lines = [...draft.lines.values()].map((line) => rowOf(line, draft));
  const partners = partnersOf(books);
  const company = { id: 1, account_opening_move_id: [MOVE.opening + 1, 'OUV/2024/0001'] };
  return new Map([
    ['res.partner', indexed(partners)],
    ['res.company', indexed([company])],
    ['account.move', indexed(draft.moves.map((move) => settled(move, lines)))],
    ['account.move.line', indexed(lines)],
    ['account.partial.reconcile', indexed(draft.partials)],
  ]);
}

function indexed(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [Number(row['id']), row]));
}

function addDocument(books: SimulatedBooks, document: BookDocument, draft: Draft): void {
  const id = MOVE.document + Number(document.id);
  const isCredit = document.kind === 'CREDIT_NOTE';
  const sign = isCredit ? -1n : 1n;
  const state = { DRAFT: 'draft', POSTED: 'posted', VOID: 'cancel' }[document.state];
  const partner = partnerOf(books, document.customerId);
  const name = document.number ?? '/';
  const corrected = document.correctsId === null ? null : books.document(document.correctsId);
  const type = isCredit ? 'out_refund' : 'out_invoice';
  draft.moves.push({
    id,
    name,
    ref: document.reference,
    payment_reference: document.number ?? false,
    move_type: type,
    state,
    payment_state: 'not_paid',
    partner_id: partner,
    commercial_partner_id: partner,
    company_id: [1, 'Ma Société'],
    invoice_date: document.state === 'DRAFT' ? false : document.issuedOn,
    invoice_date_due: document.dueOn ?? false,
    date: document.issuedOn,
    currency_id: [1, document.currency],
    amount_total: numberOf(document.totalMinor),
    reversed_entry_id:
      corrected === null
        ? false
        : [MOVE.document + Number(corrected.id), `${corrected.number ?? ''} (retour)`],
    write_date: written(document.updatedAt),
  });
  for (const [index, part] of partsOf(document).entries()) {
    const amountMinor = sign * part.amountMinor;
    const lineId = LINE.document + Number(document.id) * LINES_EACH + index;
    addLine(
      draft,
      { id: lineId, moveId: id, amountMinor },
      {
        move_name: name,
        move_type: type,
        parent_state: state,
        partner_id: partner,
        name: document.number ?? false,
        ref: document.reference,
        date: document.issuedOn,
        date_maturity: part.dueOn ?? false,
        write_date: written(document.updatedAt),
      },
    );
  }
}

/** Every fifth invoice with a due date falls due in two parts. */
function partsOf(document: BookDocument): { amountMinor: bigint; dueOn: string | null }[] {
  const { id, kind, dueOn, totalMinor } = document;
  const isSplit = kind === 'INVOICE' && dueOn !== null && Number(id) % 5 === 0 && totalMinor > 1n;
  if (!isSplit) return [{ amountMinor: totalMinor, dueOn }];
  const first = (totalMinor * 3n) / 5n;
  return [
    { amountMinor: first, dueOn },
    { amountMinor: totalMinor - first, dueOn: addDays(dueOn, 30) },
  ];
}

function addPayment(
  books: SimulatedBooks,
  payment: SimulatedBooks['payments'][number],
  draft: Draft,
): void {
  if (payment.deletedAt !== null) return;
  const moveId = MOVE.payment + Number(payment.id);
  const isOfBank = Number(payment.id) % 3 === 0;
  addEntry(draft, { moveId, name: `BNK1/2026/${payment.id.padStart(5, '0')}` });
  addLine(
    draft,
    { id: LINE.payment + Number(payment.id), moveId, amountMinor: -payment.amountMinor },
    {
      ...entryFields(books, payment.customerId, payment.paidOn),
      move_name: `BNK1/2026/${payment.id.padStart(5, '0')}`,
      name: payment.reference,
      payment_id: isOfBank ? false : [Number(payment.id), `PBNK1/${payment.id}`],
      statement_line_id: isOfBank ? [Number(payment.id), 'Relevé'] : false,
      write_date: written(payment.updatedAt),
    },
  );
}

/** What was marked as paid by hand is written off by an entry. */
function addWriteOff(books: SimulatedBooks, document: BookDocument, draft: Draft): void {
  if (document.settledMinor === 0n) return;
  const moveId = MOVE.writeOff + Number(document.id);
  const lineId = LINE.writeOff + Number(document.id);
  const name = `OD/2026/${document.id.padStart(4, '0')}`;
  addEntry(draft, { moveId, name });
  addLine(
    draft,
    { id: lineId, moveId, amountMinor: -document.settledMinor },
    {
      ...entryFields(books, document.customerId, document.issuedOn),
      move_name: name,
      name: `Solde ${document.number ?? ''}`,
      write_date: written(document.updatedAt),
    },
  );
  reconcile(draft, {
    credit: [lineId],
    debit: linesOf(document.id),
    amountMinor: document.settledMinor,
    on: document.issuedOn,
    at: document.updatedAt,
    id: 500_000 + Number(document.id) * LINES_EACH,
  });
}

/** What two customers owed before these books began. */
function addOpening(books: SimulatedBooks, draft: Draft): void {
  const on = books.documents[0]?.issuedOn ?? books.today;
  const moveId = MOVE.opening + 1;
  addEntry(draft, { moveId, name: 'OUV/2024/0001' });
  for (const [index, customer] of books.customers.slice(0, 2).entries()) {
    addLine(
      draft,
      { id: LINE.opening + index, moveId, amountMinor: 120_000n * BigInt(index + 1) },
      {
        ...entryFields(books, customer.id, on),
        move_name: 'OUV/2024/0001',
        name: `ANCIEN-${index + 1}`,
        write_date: written(customer.createdAt),
      },
    );
  }
}

function entryFields(books: SimulatedBooks, customerId: string, on: string): Row {
  return {
    move_type: 'entry',
    parent_state: 'posted',
    partner_id: partnerOf(books, customerId),
    ref: false,
    date: on,
    date_maturity: on,
  };
}

function addEntry(draft: Draft, { moveId, name }: { moveId: number; name: string }): void {
  const write_date = '2024-01-01 00:00:00';
  draft.moves.push({ id: moveId, name, move_type: 'entry', write_date, company_id: [1, 'Ma'] });
}

function addLine(
  draft: Draft,
  { id, moveId, amountMinor }: { id: number; moveId: number; amountMinor: bigint },
  fields: Row,
): void {
  draft.lines.set(id, { id, moveId, amountMinor, leftMinor: amountMinor, fields });
}

function addAllocation(allocation: SimulatedBooks['allocations'][number], draft: Draft): void {
  const { deletedAt, from, fromId, toId, amountMinor, on, updatedAt } = allocation;
  if (deletedAt !== null) return;
  const credit = from === 'PAYMENT' ? [LINE.payment + Number(fromId)] : linesOf(fromId);
  const id = Number(allocation.id) * LINES_EACH;
  reconcile(draft, { id, credit, debit: linesOf(toId), amountMinor, on, at: updatedAt });
}

function linesOf(documentId: string): number[] {
  const first = LINE.document + Number(documentId) * LINES_EACH;
  return [first, first + 1];
}

/** Sets one side against the other, line by line, the earliest first. */
function reconcile(
  draft: Draft,
  asked: {
    id: number;
    credit: number[];
    debit: number[];
    amountMinor: bigint;
    on: string;
    at: string;
  },
): void {
  let left = asked.amountMinor;
  const credit = asked.credit.map((id) => draft.lines.get(id)).find((line) => line !== undefined);
  for (const [index, debitId] of asked.debit.entries()) {
    const debit = draft.lines.get(debitId);
    if (credit === undefined || debit === undefined || left <= 0n) continue;
    const part = debit.leftMinor < left ? debit.leftMinor : left;
    if (part <= 0n) continue;
    left -= part;
    debit.leftMinor -= part;
    credit.leftMinor += part;
    draft.partials.push({
      id: asked.id + index,
      debit_move_id: [debit.id, 'FA'],
      credit_move_id: [credit.id, 'BNK'],
      amount: numberOf(part),
      debit_amount_currency: numberOf(part),
      credit_amount_currency: numberOf(part),
      debit_currency_id: [1, 'EUR'],
      credit_currency_id: [1, 'EUR'],
      max_date: asked.on,
      write_date: written(asked.at),
    });
  }
}

function rowOf(line: ReceivableLine, { partials }: Draft): Row {
  const of = (side: string): number[] =>
    partials
      .filter((partial) => (partial[side] as Json[])[0] === line.id)
      .map((partial) => Number(partial['id']));
  return {
    payment_id: false,
    statement_line_id: false,
    ...line.fields,
    id: line.id,
    move_id: [line.moveId, 'pièce'],
    company_id: [1, 'Ma Société'],
    account_type: 'asset_receivable',
    currency_id: [1, 'EUR'],
    balance: numberOf(line.amountMinor),
    amount_currency: numberOf(line.amountMinor),
    amount_residual: numberOf(line.leftMinor),
    amount_residual_currency: numberOf(line.leftMinor),
    matched_debit_ids: of('credit_move_id'),
    matched_credit_ids: of('debit_move_id'),
  };
}

/** What its lines leave open, without a sign. */
function settled(move: Row, lines: readonly Row[]): Row {
  const own = lines.filter((line) => (line['move_id'] as Json[])[0] === move['id']);
  const cents = own.reduce(
    (sum, line) => sum + Math.round(Number(line['amount_residual']) * 100),
    0,
  );
  const isPaid = cents === 0;
  return {
    ...move,
    line_ids: own.map(({ id }) => Number(id)),
    amount_residual: Math.abs(cents) / 100,
    payment_state: isPaid ? 'paid' : 'not_paid',
  };
}

/** Customers, each with a contact who owes nothing. */
function partnersOf(books: SimulatedBooks): Row[] {
  return books.customers.flatMap((customer): Row[] => {
    const id = partnerIdOf(customer.id);
    const self = [id, customer.name];
    const common = {
      email: customer.email,
      phone: false,
      country_id: [75, 'France'],
      write_date: written(customer.updatedAt),
      active: !customer.isArchived,
    };
    const company: Row = {
      ...common,
      id,
      name: customer.name,
      parent_id: false,
      commercial_partner_id: self,
      ref: Number(customer.id) % 4 === 0 ? false : customer.code,
      vat: customer.isNaturalPerson ? false : customer.vatNumber,
      company_registry: Number(customer.id) % 2 === 0 ? customer.siret : customer.siren,
      property_payment_term_id: [customer.termsDays, `${customer.termsDays} jours`],
      credit_limit: numberOf(customer.creditLimitMinor ?? 0n),
      use_partner_credit_limit: customer.creditLimitMinor !== null,
      customer_rank: 1,
      credit: 0,
    };
    const contact: Row = {
      ...company,
      id: id + 1,
      name: `Contact de ${customer.code}`,
      parent_id: self,
      ...{ vat: false, ref: false, company_registry: false, property_payment_term_id: false },
    };
    return [company, contact];
  });
}

function partnerIdOf(customerId: string): number {
  return Number(customerId) * 10;
}

function partnerOf(books: SimulatedBooks, customerId: string): [number, string] {
  return [partnerIdOf(customerId), books.customer(customerId).name];
}

function numberOf(minor: bigint): number {
  return Number(formatDecimal(minor, 2));
}

/** "2026-05-04 09:30:00" */
function written(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}
