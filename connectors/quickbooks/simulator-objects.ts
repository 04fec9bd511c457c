/** The simulated books in the words of QuickBooks. */
import {
  formatDecimal,
  type BookAllocation,
  type BookCustomer,
  type BookDocument,
  type BookObject,
  type BookPayment,
  type Json,
  type SimulatedBooks,
} from '../../src/connector-kit';

type Body = { [key: string]: Json };

export interface BookedObject {
  id: string;
  updatedAt: string;
  isDeleted: boolean;
  isActive: boolean;
  body: Body;
}

/** Null for what QuickBooks has not. */
export function objectsOfBooks(books: SimulatedBooks, entity: string): BookedObject[] | null {
  switch (entity) {
    case 'Customer':
      return books.customers.map((each) => booked(each, customer(each), !each.isArchived));
    case 'Invoice':
      return issued(books, 'INVOICE').map((each) => booked(each, invoice(books, each)));
    case 'CreditMemo':
      return issued(books, 'CREDIT_NOTE').map((each) => booked(each, creditMemo(books, each)));
    case 'Payment':
      return [
        ...books.payments.map((each) => booked(each, payment(books, each))),
        ...applications(books),
      ];
    case 'JournalEntry':
      return journalEntries(books);
    case 'Account':
      return [{ ...NEVER, id: '84', body: { Id: '84', AccountType: 'Accounts Receivable' } }];
    default:
      return null;
  }
}

const NEVER = { updatedAt: '2020-01-01T00:00:00Z', isDeleted: false, isActive: true };

/** QuickBooks knows no drafts. */
function issued(books: SimulatedBooks, kind: BookDocument['kind']): BookDocument[] {
  return books.documents.filter((each) => each.kind === kind && each.state !== 'DRAFT');
}

function booked(object: BookObject, body: Body, isActive = true): BookedObject {
  const { id, createdAt, updatedAt, deletedAt } = object;
  const isDeleted = deletedAt !== null;
  const MetaData = { CreateTime: pacific(createdAt), LastUpdatedTime: pacific(updatedAt) };
  const told = isDeleted
    ? { domain: 'QBO', status: 'Deleted', Id: id, MetaData }
    : { ...body, Id: id, SyncToken: '0', domain: 'QBO', sparse: false, MetaData };
  return { id, updatedAt, isDeleted, isActive, body: told };
}

/** Instants in the zone of Intuit. */
function pacific(instant: string): string {
  const local = new Date(Date.parse(instant) - 8 * 3_600_000).toISOString();
  return `${local.slice(0, 19)}-08:00`;
}

/** Amounts are JSON numbers. */
function written(minor: bigint): number {
  return Number(formatDecimal(minor, 2));
}

function customer({ name, code, email, termsDays, isArchived, id }: BookCustomer): Body {
  const parent = Number(id) % 7 === 0 ? { Job: true, ParentRef: { value: '1' } } : { Job: false };
  return {
    DisplayName: isArchived ? `${name} ${code} (deleted)` : `${name} ${code}`,
    CompanyName: name,
    Active: !isArchived,
    CurrencyRef: EUR,
    PrimaryEmailAddr: { Address: email },
    SalesTermRef: { value: String(termsDays), name: `Net ${termsDays}` },
    ...parent,
  };
}

const EUR = { value: 'EUR', name: 'Euro' };

function document(each: BookDocument): Body {
  const isVoid = each.state === 'VOID';
  return {
    DocNumber: each.number,
    TxnDate: each.issuedOn,
    CustomerRef: { value: each.customerId, name: `CL${each.customerId}` },
    CurrencyRef: EUR,
    ExchangeRate: 1,
    TotalAmt: isVoid ? 0 : written(each.totalMinor),
    ...(isVoid ? { PrivateNote: 'Voided' } : {}),
  };
}

function invoice(books: SimulatedBooks, each: BookDocument): Body {
  const paid = books.allocationsTo(each.id);
  return {
    ...document(each),
    ...(each.dueOn === null ? {} : { DueDate: each.dueOn }),
    Balance: written(books.openOf(each)),
    LinkedTxn: paid.map((part) => ({ TxnId: paymentIdOf(part), TxnType: 'Payment' })),
  };
}

function creditMemo(books: SimulatedBooks, each: BookDocument): Body {
  const left = written(books.openOf(each));
  const named = Number(each.id) % 2 === 0 ? { RemainingCredit: left } : { Balance: left };
  return { ...document(each), ...named };
}

function payment(books: SimulatedBooks, each: BookPayment): Body {
  const parts = books.allocationsFrom('PAYMENT', each.id);
  return {
    TxnDate: each.paidOn,
    CustomerRef: { value: each.customerId },
    CurrencyRef: EUR,
    TotalAmt: written(each.amountMinor),
    UnappliedAmt: written(books.unusedOf(each)),
    PaymentRefNum: each.reference.slice(0, 21),
    Line: parts.map((part) => line(part.amountMinor, part.toId, 'Invoice')),
  };
}

function line(amountMinor: bigint, TxnId: string, TxnType: string): Body {
  return { Amount: written(amountMinor), LinkedTxn: [{ TxnId, TxnType }] };
}

const APPLICATIONS_FROM = 100_000;

function paymentIdOf({ from, fromId, id }: BookAllocation): string {
  return from === 'PAYMENT' ? fromId : String(APPLICATIONS_FROM + Number(id));
}

/** A credit memo is set against an invoice by a payment of nothing. */
function applications(books: SimulatedBooks): BookedObject[] {
  return books.allocations
    .filter(({ from }) => from === 'CREDIT_NOTE')
    .map((part) => {
      const memo = books.document(part.fromId);
      const updatedAt = part.updatedAt > memo.updatedAt ? part.updatedAt : memo.updatedAt;
      const body = {
        TxnDate: part.on,
        CustomerRef: { value: memo.customerId },
        CurrencyRef: EUR,
        TotalAmt: 0,
        UnappliedAmt: 0,
        Line: [
          line(part.amountMinor, part.toId, 'Invoice'),
          line(part.amountMinor, part.fromId, 'CreditMemo'),
        ],
      };
      return booked({ ...part, id: paymentIdOf(part), updatedAt }, body);
    });
}

/** What three customers owed before, and an entry that concerns none. */
function journalEntries(books: SimulatedBooks): BookedObject[] {
  return books.customers.slice(0, 4).map((each) => {
    const amount = 1_000 + Number(each.id);
    const isCredit = each.id === '3';
    const [ours, theirs] = isCredit ? ['Credit', 'Debit'] : ['Debit', 'Credit'];
    const Entity = { Type: 'Customer', EntityRef: { value: each.id } };
    const account = each.id === '4' ? '35' : '84';
    return booked(
      { ...each, updatedAt: each.createdAt, deletedAt: null },
      {
        DocNumber: `OD-${each.id}`,
        TxnDate: each.createdAt.slice(0, 10),
        CurrencyRef: EUR,
        PrivateNote: 'Opening balance',
        Line: [
          { Id: '0', DetailType: 'DescriptionOnly', Description: 'Opening' },
          detail(amount, { PostingType: ours, AccountRef: { value: account }, Entity }),
          detail(amount, { PostingType: theirs, AccountRef: { value: '30' } }),
        ],
      },
    );
  });
}

function detail(Amount: number, JournalEntryLineDetail: Body): Body {
  return { Amount, DetailType: 'JournalEntryLineDetail', JournalEntryLineDetail };
}
