/**
 * The books of a small company that sells to the companies of the simulated world: every simulator of accounting software
 * renders the same ones. They begin with two years of history and live by operations.
 */
import { addDays, assert, defined, stableId, type LocalDate } from '../../kernel';
import { liveOperation } from './books-life';
import { writeHistory } from './books-history';
import {
  isClaim,
  type BookAllocation,
  type BookCustomer,
  type BookDocument,
  type BookObject,
  type BookOpenItem,
  type BookOperation,
  type BookPayment,
  type Books,
} from './books-records';
import { drawFrom } from './draw';
import type { SimulatedCompany, SimulatedWorld } from './world';
import { WorldState } from './world-state';

export * from './books-records';

const SECOND_MS = 1_000;

export class SimulatedBooks implements Books {
  readonly customers: BookCustomer[] = [];
  /** Invoices and credit notes, those that are deleted too. */
  readonly documents: BookDocument[] = [];
  readonly payments: BookPayment[] = [];
  readonly allocations: BookAllocation[] = [];
  private nowMs: number;
  private readonly numbers = new Map<string, number>();

  constructor(
    readonly connectorId: string,
    world: SimulatedWorld,
  ) {
    const today = world.today();
    this.nowMs = Date.parse(`${addDays(today, -731)}T08:00:00Z`);
    writeHistory(this, world.companies(), today);
    this.advanceTo(new Date(`${today}T08:00:00Z`));
  }

  /** The clock of the source. */
  get now(): Date {
    return new Date(this.nowMs);
  }

  get today(): LocalDate {
    return this.now.toISOString().slice(0, 10);
  }

  /** Moves its clock ahead; back it does not go. */
  advanceTo(instant: Date): void {
    this.nowMs = Math.max(this.nowMs, Math.floor(instant.getTime() / SECOND_MS) * SECOND_MS);
  }

  /** So many things happen, a few seconds apart or in the same one. */
  live(operations: number, seed: number): BookOperation[] {
    const draw = drawFrom(seed);
    return Array.from({ length: operations }, () => {
      this.nowMs += draw.chance(0.5) ? 0 : draw.whole(1, 40) * SECOND_MS;
      const operation = liveOperation(this, draw);
      this.apply(operation);
      return operation;
    });
  }

  /** Does it and answers the id of what it made or changed. Throws for what accounting software would not let pass. */
  apply(operation: BookOperation): string {
    switch (operation.do) {
      case 'create-invoice':
        return this.createInvoice(operation);
      case 'issue-draft':
        return this.issue(this.document(operation.documentId));
      case 'edit-invoice':
        return this.editInvoice(operation);
      case 'void':
      case 'delete-document':
        return this.endDocument(operation);
      case 'pay':
        return this.pay(this.document(operation.documentId), operation.amountMinor);
      case 'settle-by-hand':
        return this.settleByHand(this.document(operation.documentId));
      case 'delete-payment':
        return this.deletePayment(operation.paymentId);
      case 'reallocate':
        return this.reallocate(operation);
      case 'unallocate':
        return this.unallocate(operation.paymentId);
      case 'apply-credit':
        return this.applyCredit(operation);
      case 'credit':
        return this.credit(this.document(operation.documentId), operation.amountMinor);
      default:
        return this.changeCustomer(operation);
    }
  }

  customer(id: string): BookCustomer {
    return found(this.customers, id);
  }

  document(id: string): BookDocument {
    return found(this.documents, id);
  }

  payment(id: string): BookPayment {
    return found(this.payments, id);
  }

  /** Allocations in force that touch an invoice. */
  allocationsTo(documentId: string): BookAllocation[] {
    return this.allocations.filter(
      ({ toId, deletedAt }) => toId === documentId && deletedAt === null,
    );
  }

  /** Allocations in force of a payment or credit note. */
  allocationsFrom(from: BookAllocation['from'], fromId: string): BookAllocation[] {
    return this.allocations.filter(
      (each) => each.from === from && each.fromId === fromId && each.deletedAt === null,
    );
  }

  /** What is open of an invoice or credit note that counts, above 0 or 0; 0 of one that does not. */
  openOf(document: BookDocument): bigint {
    if (!isClaim(document)) return 0n;
    const used =
      document.kind === 'INVOICE'
        ? this.allocationsTo(document.id)
        : this.allocationsFrom('CREDIT_NOTE', document.id);
    return document.totalMinor - document.settledMinor - sum(used);
  }

  /** What of a payment has not been set against anything. */
  unusedOf(payment: BookPayment): bigint {
    if (payment.deletedAt !== null) return 0n;
    return payment.amountMinor - sum(this.allocationsFrom('PAYMENT', payment.id));
  }

  /** What each customer owes, document by document, those with nothing open too; unused payments with the rest. */
  openItems(): BookOpenItem[] {
    const documents = this.documents.filter(isClaim).map((document): BookOpenItem => {
      const sign = document.kind === 'INVOICE' ? 1n : -1n;
      const { kind, id, number, customerId, currency, issuedOn, dueOn, totalMinor } = document;
      const { siren } = this.customer(customerId);
      const openMinor = sign * this.openOf(document);
      return {
        ...{ kind, id, number, customerId, siren, currency, issuedOn, dueOn },
        ...{ totalMinor: sign * totalMinor, openMinor },
      };
    });
    const payments = this.payments
      .filter(({ deletedAt }) => deletedAt === null)
      .map((payment): BookOpenItem => {
        const { id, customerId, currency, paidOn } = payment;
        const { siren } = this.customer(customerId);
        return {
          ...{ kind: 'PAYMENT', id, number: null, customerId, siren, currency },
          ...{ issuedOn: paidOn, dueOn: null, totalMinor: -payment.amountMinor },
          openMinor: -this.unusedOf(payment),
        };
      });
    return [...documents, ...payments];
  }

  addCustomer(
    company: SimulatedCompany,
    terms: Pick<BookCustomer, 'termsDays' | 'creditLimitMinor'>,
  ): string {
    const { name, siren, siret, vatNumber, isNaturalPerson } = company;
    const made = this.made('customer', this.customers);
    this.customers.push({
      ...made,
      ...{ name, siren, siret, vatNumber, isNaturalPerson, ...terms },
      code: `CL${made.id.padStart(4, '0')}`,
      email: `compta@client-${made.id}.example`,
      isArchived: false,
      mergedIntoId: null,
    });
    return made.id;
  }

  private createInvoice(operation: Extract<BookOperation, { do: 'create-invoice' }>): string {
    const { customerId, amountMinor, isDraft = false } = operation;
    assert(amountMinor > 0n, 'an invoice is above 0');
    const customer = this.customer(customerId);
    const termsDays = operation.termsDays === undefined ? customer.termsDays : operation.termsDays;
    const made = this.made('document', this.documents);
    this.documents.push({
      ...made,
      kind: 'INVOICE',
      number: isDraft ? null : this.nextNumber('FA'),
      customerId,
      issuedOn: this.today,
      dueOn: termsDays === null ? null : addDays(this.today, termsDays),
      currency: 'EUR',
      ...amounts(amountMinor),
      state: isDraft ? 'DRAFT' : 'POSTED',
      correctsId: null,
      reference: `BC-${1000 + Number(made.id)}`,
      settledMinor: 0n,
    });
    return made.id;
  }

  private issue(document: BookDocument): string {
    assert(document.state === 'DRAFT', 'only a draft is issued');
    document.state = 'POSTED';
    document.number = this.nextNumber('FA');
    return this.touched(document);
  }

  private editInvoice(operation: Extract<BookOperation, { do: 'edit-invoice' }>): string {
    const document = this.document(operation.documentId);
    const { amountMinor = document.totalMinor, dueOn = document.dueOn } = operation;
    const used = document.settledMinor + sum(this.allocationsTo(document.id));
    assert(amountMinor >= used, 'an invoice does not fall below what was set against it');
    Object.assign(document, amounts(amountMinor), { dueOn });
    return this.touched(document);
  }

  private endDocument({ do: how, documentId }: { do: string; documentId: string }): string {
    const document = this.document(documentId);
    for (const each of this.allocationsTo(documentId)) this.free(each);
    for (const each of this.allocationsFrom('CREDIT_NOTE', documentId)) this.free(each);
    if (how === 'void') document.state = 'VOID';
    else document.deletedAt = this.stamp();
    return this.touched(document);
  }

  private pay(document: BookDocument, amountMinor: bigint): string {
    assert(amountMinor > 0n && isClaim(document), 'an issued invoice is paid');
    const made = this.made('payment', this.payments);
    this.payments.push({
      ...made,
      customerId: document.customerId,
      paidOn: this.today,
      amountMinor,
      currency: document.currency,
      reference: `VIR ${document.number ?? ''}`,
    });
    this.allocate('PAYMENT', made.id, document);
    return made.id;
  }

  private settleByHand(document: BookDocument): string {
    document.settledMinor += this.openOf(document);
    return this.touched(document);
  }

  private deletePayment(paymentId: string): string {
    const payment = this.payment(paymentId);
    for (const each of this.allocationsFrom('PAYMENT', paymentId)) this.free(each);
    payment.deletedAt = this.stamp();
    return this.touched(payment);
  }

  private reallocate(operation: { paymentId: string; documentId: string }): string {
    const { paymentId, documentId } = operation;
    this.unallocate(paymentId);
    this.allocate('PAYMENT', paymentId, this.document(documentId));
    return paymentId;
  }

  private unallocate(paymentId: string): string {
    for (const each of this.allocationsFrom('PAYMENT', paymentId)) this.free(each);
    return this.touched(this.payment(paymentId));
  }

  private applyCredit(operation: { creditId: string; documentId: string }): string {
    const { creditId, documentId } = operation;
    for (const each of this.allocationsFrom('CREDIT_NOTE', creditId)) this.free(each);
    this.allocate('CREDIT_NOTE', creditId, this.document(documentId));
    return this.touched(this.document(creditId));
  }

  private credit(invoice: BookDocument, amountMinor: bigint): string {
    const made = this.made('document', this.documents);
    this.documents.push({
      ...invoice,
      ...made,
      kind: 'CREDIT_NOTE',
      number: this.nextNumber('AV'),
      issuedOn: this.today,
      dueOn: null,
      ...amounts(amountMinor),
      state: 'POSTED',
      correctsId: invoice.id,
      settledMinor: 0n,
    });
    this.allocate('CREDIT_NOTE', made.id, invoice);
    return made.id;
  }

  private changeCustomer(operation: Extract<BookOperation, { do: `${string}-customer` }>): string {
    const customer = this.customer(operation.customerId);
    if (operation.do === 'rename-customer') customer.name = operation.name;
    else customer.isArchived = operation.do !== 'restore-customer';
    if (operation.do === 'merge-customer') {
      customer.mergedIntoId = operation.intoId;
      const theirs = [...this.documents, ...this.payments].filter(
        ({ customerId }) => customerId === customer.id,
      );
      for (const each of theirs) {
        each.customerId = operation.intoId;
        this.touched(each);
      }
    }
    return this.touched(customer);
  }

  /** Sets as much as there is against as much as is open. */
  private allocate(from: BookAllocation['from'], fromId: string, invoice: BookDocument): void {
    const left =
      from === 'PAYMENT' ? this.unusedOf(this.payment(fromId)) : this.openOf(this.document(fromId));
    const open = this.openOf(invoice);
    const amountMinor = left < open ? left : open;
    if (amountMinor <= 0n) return;
    const made = this.made('allocation', this.allocations);
    this.allocations.push({ ...made, from, fromId, toId: invoice.id, amountMinor, on: this.today });
    this.touched(invoice);
  }

  /** Ends an allocation; both sides change by it. */
  private free(allocation: BookAllocation): void {
    allocation.deletedAt = this.stamp();
    this.touched(allocation);
    this.touched(this.document(allocation.toId));
    const { from, fromId } = allocation;
    this.touched(from === 'PAYMENT' ? this.payment(fromId) : this.document(fromId));
  }

  private made(list: string, among: readonly BookObject[]): BookObject {
    const id = String(among.length + 1);
    const at = this.stamp();
    const uuid = stableId(this.connectorId, list, id);
    return { id, uuid, createdAt: at, updatedAt: at, deletedAt: null };
  }

  private touched(object: BookObject): string {
    object.updatedAt = this.stamp();
    return object.id;
  }

  /** To the second, without a fraction. */
  private stamp(): string {
    return this.now.toISOString().replace('.000Z', 'Z');
  }

  private nextNumber(prefix: string): string {
    const series = `${prefix}-${this.today.slice(0, 4)}`;
    const next = (this.numbers.get(series) ?? 0) + 1;
    this.numbers.set(series, next);
    return `${series}-${String(next).padStart(4, '0')}`;
  }
}

const shelves = new WorldState((world) => {
  const books = new Map<string, SimulatedBooks>();
  return (connectorId: string): SimulatedBooks => {
    const known = books.get(connectorId) ?? new SimulatedBooks(connectorId, world);
    books.set(connectorId, known);
    return known;
  };
});

/** The books a simulated provider keeps of a world: one set for each connector, made when it is first asked for. */
export function booksOf(world: SimulatedWorld, connectorId: string): SimulatedBooks {
  return shelves.of(world)(connectorId);
}

function amounts(totalMinor: bigint): Pick<BookDocument, 'totalMinor' | 'netMinor'> {
  return { totalMinor, netMinor: (totalMinor * 100n) / 120n };
}

function sum(allocations: readonly BookAllocation[]): bigint {
  return allocations.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

function found<T extends BookObject>(list: readonly T[], id: string): T {
  return defined(list[Number(id) - 1], `object ${id} of the books`);
}
