import type { DocumentKind, DocumentState } from '../../connector-kit';
import { stableId, type LocalDate } from '../../kernel';
import { copyLine, type Transaction } from '../../database';
import { readCashed, type Cashed } from './document-events';
import { storeDifferences } from './store-differences';
import {
  settleDocuments,
  type DocumentPart,
  type OpenDocument,
  type ToldAllocation,
} from './settle-documents.rule';

/** Whether claims of the connection may come from documents. */
export async function hasDocuments(tx: Transaction, connectionId: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM accounting_document WHERE tenant_id = $1 AND connection_id = $2 ORDER BY document_key LIMIT 1',
    [tx.tenantId, connectionId],
  );
  return rows.length > 0;
}

/** Payments of a group may settle claims on its members: so far they are followed from customer to customer. */
const HOPS_MAX = 20;

/** The customers, and those whose documents settle theirs or are settled by them: their claims come out together. */
export async function settledTogether(
  tx: Transaction,
  connectionId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  const known = new Set(customerIds);
  let latest = [...known];
  for (let hop = 0; hop < HOPS_MAX && latest.length > 0; hop += 1) {
    const rows = await tx.query<{ id: string }>(NEIGHBOURS, [tx.tenantId, connectionId, latest]);
    latest = rows.map(({ id }) => id).filter((id) => !known.has(id));
    for (const id of latest) known.add(id);
  }
  return [...known].sort();
}

const ACROSS = (near: 'from_key' | 'to_key', far: 'from_key' | 'to_key'): string => `
  SELECT o.customer_id AS id
  FROM accounting_document d
  JOIN document_allocation a ON a.tenant_id = $1 AND a.connection_id = $2 AND a.${near} = d.document_key
  JOIN accounting_document o ON o.tenant_id = $1 AND o.connection_id = $2 AND o.document_key = a.${far}
  WHERE d.tenant_id = $1 AND d.connection_id = $2 AND d.customer_id = ANY ($3::uuid[]) AND o.customer_id <> d.customer_id`;

const NEIGHBOURS = `${ACROSS('from_key', 'to_key')} UNION ${ACROSS('to_key', 'from_key')}`;

/**
 * Adds the documents of the affected customers to the temporary tables item, segment and closing, and keeps where their
 * source contradicts itself. Drafts, void documents and those that are gone make no claim.
 */
export async function loadDocuments(
  tx: Transaction,
  connectionId: string,
  at: Date,
): Promise<void> {
  const place = [tx.tenantId, connectionId];
  const rows = await tx.query<DocumentRow>(DOCUMENTS, place);
  const allocations = await tx.query<AllocationRow>(ALLOCATIONS, place);
  const cashed = await readCashed(
    tx,
    rows.map(({ number }) => number),
  );
  const documents = rows.map((row) => openDocument(row, cashed));
  const settlement = settleDocuments(documents, allocations.map(toldAllocation));
  const numbers = new ItemNumbers();
  await tx.copyInto(
    'COPY item FROM STDIN',
    inBlocks(rows, (row, index) => itemLines(row, { of: documents[index], connectionId, numbers })),
  );
  await tx.copyInto(
    'COPY segment FROM STDIN',
    inBlocks(settlement.segments, ({ debit, credit, amountMinor, viaOn }) =>
      copyLine([numbers.of(debit), numbers.of(credit), amountMinor, viaOn]),
    ),
  );
  await tx.copyInto(
    'COPY closing FROM STDIN',
    inBlocks(settlement.closings, ({ key, no, amountMinor, on, kind }) =>
      copyLine([numbers.of({ key, no }), amountMinor, on, kind]),
    ),
  );
  await tx.execute(DOUBTFUL, place);
  await storeDifferences(tx, connectionId, { differences: settlement.differences, at });
}

interface DocumentRow {
  key: string;
  customerId: string;
  kind: DocumentKind;
  number: string;
  label: string;
  issuedOn: LocalDate;
  dueOn: LocalDate | null;
  currency: string;
  amountMinor: string;
  openMinor: string | null;
  openOn: LocalDate | null;
  instalments: readonly { dueOn: LocalDate | null; amountMinor: string }[];
  state: DocumentState;
  isDisputed: boolean;
  sourceFileId: string;
}

interface AllocationRow {
  fromKey: string;
  toKey: string;
  seq: number;
  amountMinor: string;
  allocatedOn: LocalDate | null;
}

const DOCUMENTS = `
  SELECT document_key AS key, customer_id AS "customerId", kind, number, label, issued_on AS "issuedOn", due_on AS "dueOn",
    currency, amount_minor::text AS "amountMinor", open_minor::text AS "openMinor", open_on AS "openOn", instalments, state,
    is_disputed AS "isDisputed", coalesce(source_file_id, connection_id) AS "sourceFileId"
  FROM accounting_document
  WHERE tenant_id = $1 AND connection_id = $2 AND customer_id IN (SELECT customer_id FROM affected_customer)
    AND gone_at IS NULL AND state NOT IN ('DRAFT', 'VOID') AND amount_minor <> 0
  ORDER BY document_key`;

const ALLOCATIONS = `
  SELECT a.from_key AS "fromKey", a.to_key AS "toKey", a.seq, a.amount_minor::text AS "amountMinor",
    a.allocated_on AS "allocatedOn"
  FROM document_allocation a
  JOIN accounting_document d ON d.tenant_id = $1 AND d.connection_id = $2 AND d.document_key = a.from_key
  WHERE a.tenant_id = $1 AND a.connection_id = $2 AND d.customer_id IN (SELECT customer_id FROM affected_customer)`;

function toldAllocation({ amountMinor, allocatedOn, ...row }: AllocationRow): ToldAllocation {
  return { ...row, amountMinor: BigInt(amountMinor), on: allocatedOn };
}

function openDocument(row: DocumentRow, cashed: ReadonlyMap<string, Cashed[]>): OpenDocument {
  const amountMinor = BigInt(row.amountMinor);
  return {
    ...{ key: row.key, currency: row.currency, issuedOn: row.issuedOn, amountMinor },
    openMinor: row.openMinor === null ? null : BigInt(row.openMinor),
    ...{ openOn: row.openOn, state: row.state, parts: partsOf(row, amountMinor) },
    cashed: (cashed.get(row.number) ?? []).filter(
      ({ issuedOn, currency }) =>
        (issuedOn === null || issuedOn === row.issuedOn) &&
        (currency === null || currency === row.currency),
    ),
    isPayment: PAYMENTS.has(row.kind),
  };
}

const PAYMENTS: ReadonlySet<DocumentKind> = new Set(['PAYMENT', 'DISCOUNT']);

/** Instalments that do not add up, or go both ways, cannot be told apart: the document is then due as a whole. */
function partsOf(row: DocumentRow, amountMinor: bigint): DocumentPart[] {
  const parts = row.instalments.map(({ dueOn, amountMinor: amount }, index) => ({
    ...{ no: index + 1, dueOn },
    amountMinor: BigInt(amount),
  }));
  const total = parts.reduce((sum, part) => sum + part.amountMinor, 0n);
  const isUsable = parts.every((part) => part.amountMinor > 0n === amountMinor > 0n);
  if (parts.length > 0 && total === amountMinor && isUsable) return parts;
  const firstDue = parts.map(({ dueOn }) => dueOn).sort()[0] ?? null;
  return [{ no: 1, dueOn: row.dueOn ?? firstDue, amountMinor }];
}

/** Document items are numbered downwards from -1, out of the way of lines. */
class ItemNumbers {
  private readonly byPart = new Map<string, number>();

  of({ key, no }: { key: string; no: number }): number {
    const part = `${no} ${key}`;
    const known = this.byPart.get(part);
    if (known !== undefined) return known;
    const next = -1 - this.byPart.size;
    this.byPart.set(part, next);
    return next;
  }
}

interface Placed {
  of: OpenDocument | undefined;
  connectionId: string;
  numbers: ItemNumbers;
}

/** A claim's id names who owes and in what: a document that moves to another customer is another claim there. */
function itemLines(row: DocumentRow, { of: document, connectionId, numbers }: Placed): string {
  const { account, nature, isReturn } = BOOKED[row.kind];
  const parts = document?.parts ?? [];
  return parts
    .map(({ no, dueOn, amountMinor }) => {
      const isClaim = amountMinor > 0n;
      const booked = row.kind === 'DEPOSIT' && isClaim ? 'SALE' : nature;
      const identity = stableId(
        ...[connectionId, 'document', row.key, row.currency, row.customerId, String(no)],
      );
      return copyLine([
        ...[numbers.of({ key: row.key, no }), 0, row.sourceFileId, no, row.customerId, account],
        ...[null, amountMinor, row.issuedOn, row.issuedOn, booked],
        isClaim || booked === 'SALE' || booked === 'OPENING' || account === '419',
        ...[row.number, identity, row.issuedOn, dueOn, isReturn],
        ...[row.number, row.label],
        // A discount is what is deducted, not what is paid: all of it is that component.
        row.kind === 'DISCOUNT' && !isClaim ? -amountMinor : 0,
        ...[0, 0, null, null, dueOn === null ? null : 'DOCUMENT', row.currency],
        ...[row.isDisputed, null, row.key],
      ]);
    })
    .join('');
}

/** The account and nature under which the books would have it. */
const BOOKED: Readonly<
  Record<DocumentKind, { account: string; nature: string; isReturn: boolean }>
> = {
  INVOICE: { account: '411', nature: 'SALE', isReturn: false },
  CREDIT_NOTE: { account: '411', nature: 'SALE', isReturn: false },
  DEPOSIT: { account: '419', nature: 'CASH', isReturn: false },
  OPENING: { account: '411', nature: 'OPENING', isReturn: false },
  ADJUSTMENT: { account: '411', nature: 'OTHER', isReturn: false },
  BILL: { account: '413', nature: 'SALE', isReturn: false },
  PAYMENT: { account: '411', nature: 'CASH', isReturn: false },
  REFUND: { account: '411', nature: 'CASH', isReturn: false },
  RETURNED_PAYMENT: { account: '411', nature: 'CASH', isReturn: true },
  WRITE_OFF: { account: '411', nature: 'WRITE_OFF', isReturn: false },
  ASSIGNMENT: { account: '411', nature: 'ASSIGNMENT', isReturn: false },
  COMPENSATION: { account: '411', nature: 'COMPENSATION', isReturn: false },
  DISCOUNT: { account: '411', nature: 'OTHER', isReturn: false },
  EXCHANGE: { account: '411', nature: 'EXCHANGE', isReturn: false },
};

/** What a source calls doubtful is, since it said so last, or since its issue. */
const DOUBTFUL = `
  INSERT INTO form (item_no, doubtful_on, has_left)
  SELECT i.item_no, greatest(coalesce(d.open_on, d.issued_on), d.issued_on), false
  FROM item i JOIN accounting_document d ON d.tenant_id = $1 AND d.connection_id = $2 AND d.document_key = i.document_key
  WHERE d.is_doubtful AND i.amount > 0`;

const ROWS_PER_WRITE = 2_000;

async function* inBlocks<Row>(
  rows: readonly Row[],
  encode: (row: Row, index: number) => string,
): AsyncGenerator<string> {
  for (let start = 0; start < rows.length; start += ROWS_PER_WRITE) {
    const block = rows.slice(start, start + ROWS_PER_WRITE);
    yield block.map((row, index) => encode(row, start + index)).join('');
    await Promise.resolve();
  }
}
