/** The simulated books in the words of Xero. */
import {
  formatDecimal,
  type BookAllocation,
  type BookCustomer,
  type BookDocument,
  type BookPayment,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';

type Body = { [key: string]: Json };

export interface Listed {
  updatedAt: string;
  /** "" where there is none. */
  type: string;
  isArchived: boolean;
  body: Body;
}

/** Null for what Xero has not. */
export function listsOfBooks(books: SimulatedBooks, resource: string): Listed[] | null {
  switch (resource) {
    case 'Contacts':
      return [...books.customers.map((each) => contact(books, each)), ...suppliers(books)];
    case 'Invoices':
      return documents(books, 'INVOICE').map((each) => invoice(books, each));
    case 'CreditNotes':
      return documents(books, 'CREDIT_NOTE').map((each) => creditNote(books, each));
    case 'Overpayments':
      return books.payments
        .filter((each) => keptAs(each) !== 'prepayment')
        .flatMap(overpaid(books));
    case 'Prepayments':
      return books.payments.filter((each) => keptAs(each) === 'prepayment').map(prepaid(books));
    case 'Payments':
      return [...payments(books), ...paymentsToSuppliers(books)];
    default:
      return null;
  }
}

/** Every third payment is booked as an overpayment that is set against invoices, every third as a prepayment. */
function keptAs({ id }: BookPayment): 'payments' | 'overpayment' | 'prepayment' {
  const turn = Number(id) % 6;
  if (turn === 4) return 'overpayment';
  return turn === 5 ? 'prepayment' : 'payments';
}

/** Half of what is deleted stays in the lists with a status, the other half is nowhere. */
function documents(books: SimulatedBooks, kind: BookDocument['kind']): BookDocument[] {
  return books.documents.filter(
    (each) => each.kind === kind && (each.deletedAt === null || Number(each.id) % 2 === 0),
  );
}

function written(minor: bigint): number {
  return Number(formatDecimal(minor, 2));
}

function dated(day: string): string {
  return `/Date(${Date.parse(`${day}T00:00:00Z`)}+0000)/`;
}

function stamped(instant: string): string {
  return `/Date(${Date.parse(instant)}+0000)/`;
}

function contact(books: SimulatedBooks, each: BookCustomer): Listed {
  const { uuid, name, code, email, isArchived, updatedAt, mergedIntoId, isNaturalPerson } = each;
  const merged =
    mergedIntoId === null ? {} : { MergedToContactID: books.customer(mergedIntoId).uuid };
  const registered = isNaturalPerson
    ? { CompanyNumber: '', TaxNumber: '' }
    : { CompanyNumber: Number(each.id) % 2 === 0 ? each.siret : '', TaxNumber: each.vatNumber };
  return {
    updatedAt,
    type: '',
    isArchived,
    body: {
      ContactID: uuid,
      ContactStatus: isArchived ? 'ARCHIVED' : 'ACTIVE',
      Name: name,
      AccountNumber: code,
      EmailAddress: email,
      ...registered,
      ...merged,
      PaymentTerms: { Sales: { Day: each.termsDays, Type: 'DAYSAFTERBILLDATE' } },
      IsCustomer: mergedIntoId === null,
      IsSupplier: false,
      UpdatedDateUTC: stamped(updatedAt),
    },
  };
}

/** Somebody the organisation buys from. */
function suppliers(books: SimulatedBooks): Listed[] {
  return books.customers.slice(0, 1).map(({ uuid, createdAt }) => ({
    updatedAt: createdAt,
    type: '',
    isArchived: false,
    body: {
      ContactID: supplierOf(uuid),
      ContactStatus: 'ACTIVE',
      Name: 'FOURNISSEUR ESSAI',
      IsCustomer: false,
      IsSupplier: true,
      UpdatedDateUTC: stamped(createdAt),
    },
  }));
}

function supplierOf(uuid: string): string {
  return `ffffffff${uuid.slice(8)}`;
}

function statusOf({ state, deletedAt }: BookDocument, open: bigint): string {
  if (deletedAt !== null) return 'DELETED';
  if (state === 'VOID') return 'VOIDED';
  if (state === 'DRAFT') return 'DRAFT';
  return open === 0n ? 'PAID' : 'AUTHORISED';
}

function common(books: SimulatedBooks, each: BookDocument): Body {
  return {
    Status: statusOf(each, books.openOf(each)),
    Contact: contactOf(books, each.customerId),
    Date: dated(each.issuedOn),
    DateString: `${each.issuedOn}T00:00:00`,
    CurrencyCode: each.currency,
    CurrencyRate: 1,
    SubTotal: written(each.netMinor),
    TotalTax: written(each.totalMinor - each.netMinor),
    Total: written(each.totalMinor),
    UpdatedDateUTC: stamped(each.updatedAt),
  };
}

function contactOf(books: SimulatedBooks, id: string): Body {
  const { uuid, name } = books.customer(id);
  return { ContactID: uuid, Name: name };
}

function invoice(books: SimulatedBooks, each: BookDocument): Listed {
  const open = books.openOf(each);
  const due =
    each.dueOn === null
      ? {}
      : { DueDate: dated(each.dueOn), DueDateString: `${each.dueOn}T00:00:00` };
  return {
    updatedAt: each.updatedAt,
    type: 'ACCREC',
    isArchived: false,
    body: {
      Type: 'ACCREC',
      InvoiceID: each.uuid,
      InvoiceNumber: each.number ?? '',
      Reference: each.reference,
      ...common(books, each),
      ...due,
      AmountDue: written(open),
      AmountPaid: written(each.totalMinor - open),
      AmountCredited: 0,
    },
  };
}

function creditNote(books: SimulatedBooks, each: BookDocument): Listed {
  const parts = books.allocations.filter(
    ({ from, fromId }) => from === 'CREDIT_NOTE' && fromId === each.id,
  );
  return {
    updatedAt: each.updatedAt,
    type: 'ACCRECCREDIT',
    isArchived: false,
    body: {
      Type: 'ACCRECCREDIT',
      CreditNoteID: each.uuid,
      CreditNoteNumber: each.number ?? '',
      ...common(books, each),
      RemainingCredit: written(books.openOf(each)),
      Allocations: parts.map((part) => allocation(books, part)),
    },
  };
}

/** One that was taken back is still told. */
function allocation(books: SimulatedBooks, part: BookAllocation): Body {
  const { uuid, number } = books.document(part.toId);
  return {
    AllocationID: part.uuid,
    Amount: written(part.amountMinor),
    Date: dated(part.on),
    Invoice: { InvoiceID: uuid, InvoiceNumber: number ?? '' },
    IsDeleted: part.deletedAt !== null,
  };
}

/** All of a payment that is booked so; of another, what of it was beyond the invoice. */
function overpaid(books: SimulatedBooks): (each: BookPayment) => Listed[] {
  return (each) => {
    const isWhole = keptAs(each) === 'overpayment';
    const unused = books.unusedOf(each);
    const wasUsedWhole = unused === 0n && each.deletedAt === null;
    if (!isWhole && wasUsedWhole && each.updatedAt === each.createdAt) return [];
    const total = isWhole ? each.amountMinor : unused;
    const isVoid = each.deletedAt !== null || total === 0n;
    const told = { Type: 'RECEIVE-OVERPAYMENT', OverpaymentID: each.uuid };
    return [credit(books, each, { told, total, isVoid, hasAllocations: isWhole })];
  };
}

function prepaid(books: SimulatedBooks): (each: BookPayment) => Listed {
  return (each) =>
    credit(books, each, {
      told: { Type: 'RECEIVE-PREPAYMENT', PrepaymentID: each.uuid },
      total: each.amountMinor,
      isVoid: each.deletedAt !== null,
      hasAllocations: true,
    });
}

interface Credit {
  told: { Type: string } & Body;
  total: bigint;
  isVoid: boolean;
  hasAllocations: boolean;
}

function credit(
  books: SimulatedBooks,
  each: BookPayment,
  { told, total, isVoid, hasAllocations }: Credit,
): Listed {
  const left = isVoid ? 0n : books.unusedOf(each);
  const paid = left === 0n ? 'PAID' : 'AUTHORISED';
  const parts = hasAllocations ? books.allocationsFrom('PAYMENT', each.id) : [];
  return {
    updatedAt: each.updatedAt,
    type: told.Type,
    isArchived: false,
    body: {
      ...told,
      Status: isVoid ? 'VOIDED' : paid,
      Contact: contactOf(books, each.customerId),
      Date: dated(each.paidOn),
      CurrencyCode: each.currency,
      CurrencyRate: 1,
      Total: written(total),
      RemainingCredit: written(left),
      Reference: each.reference,
      Allocations: parts.map((part) => allocation(books, part)),
      UpdatedDateUTC: stamped(each.updatedAt),
    },
  };
}

/** One payment is of one invoice: money over several invoices comes as several, of one batch. */
function payments(books: SimulatedBooks): Listed[] {
  return books.allocations
    .filter(({ from }) => from === 'PAYMENT')
    .flatMap((part): Listed[] => {
      const paid = books.payment(part.fromId);
      if (keptAs(paid) !== 'payments') return [];
      const updatedAt = part.updatedAt > paid.updatedAt ? part.updatedAt : paid.updatedAt;
      const settled = books.document(part.toId);
      const Invoice = {
        Type: 'ACCREC',
        InvoiceID: settled.uuid,
        Contact: contactOf(books, paid.customerId),
        CurrencyCode: settled.currency,
      };
      const body = {
        PaymentID: part.uuid,
        PaymentType: 'ACCRECPAYMENT',
        Status: part.deletedAt === null ? 'AUTHORISED' : 'DELETED',
        Date: dated(paid.paidOn),
        Amount: written(part.amountMinor),
        BankAmount: written(part.amountMinor),
        CurrencyRate: 1,
        Reference: paid.reference,
        IsReconciled: true,
        BatchPayment: { BatchPaymentID: paid.uuid },
        Invoice,
        UpdatedDateUTC: stamped(updatedAt),
      };
      return [{ updatedAt, type: '', isArchived: false, body }];
    });
}

function paymentsToSuppliers(books: SimulatedBooks): Listed[] {
  return books.customers.slice(0, 3).map(({ uuid, createdAt }) => ({
    updatedAt: createdAt,
    type: '',
    isArchived: false,
    body: {
      PaymentID: supplierOf(uuid),
      PaymentType: 'ACCPAYPAYMENT',
      Status: 'AUTHORISED',
      Date: dated(createdAt.slice(0, 10)),
      Amount: 12.34,
      Invoice: { Type: 'ACCPAY', InvoiceID: supplierOf(uuid) },
      UpdatedDateUTC: stamped(createdAt),
    },
  }));
}
