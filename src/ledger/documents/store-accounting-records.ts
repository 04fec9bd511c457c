import type { RecordType, UnifiedRecord } from '../../connector-kit';
import { openRecording, type Transaction } from '../../database';
import type { Clock } from '../../kernel';
import {
  customerIdOf,
  ensureCustomers,
  forgetParties,
  storeParties,
  type AccountingSource,
  type MatchChange,
  type PartyNames,
  type RecordOrigin,
  type ToldRecord,
} from '../../unify';
import { holdTerms } from '../due-dates';
import { agreeToldTerms } from './agree-told-terms';
import { noteReplaced, type ReplacedDocument } from './note-replaced';
import { markForRebuild } from './rebuild-marks';
import {
  storeAgedBalance,
  storeDocumentEvents,
  type ConcernedCustomer,
} from './store-document-events';
import { forgetDocuments, forgetUntold, moveDocuments, storeDocuments } from './store-documents';

/** Records this stage keeps as documents and what belongs to them. */
export const ACCOUNTING_TYPES: readonly RecordType[] = [
  'party',
  'accountingDocument',
  'documentEvent',
  'gone',
  'agedBalanceLine',
];

/** A payload of a stream, or a file, and what it says. */
export interface ToldRecords {
  origin: { stream: string; payloadKey: string; fetchedAt: Date } | { sourceFileId: string };
  records: readonly UnifiedRecord[];
}

export interface StoredAccounting {
  /** Whose claims must be computed again; they are marked. */
  customerIds: string[];
  /** Customers that are a company now, or another one. */
  matches: MatchChange[];
  /** Keys of all documents and parties told, changed or not. */
  documentKeys: string[];
  /** Documents that another file told with another amount. */
  replaced: ReplacedDocument[];
}

/**
 * Keeps accounting records in sets, in any order: a party told after its documents, an allocation before its invoice, a
 * merge before the party it leads to. What a payload named before and does not name any more is gone. Whose claims change
 * is marked in the same transaction, so that no kill loses it; the same again writes nothing. The caller holds the
 * connection's ledger (`lockLedger`).
 */
export async function storeAccountingRecords(
  tx: Transaction,
  source: Omit<AccountingSource, 'at'> & { clock: Clock },
  told: readonly ToldRecords[],
): Promise<StoredAccounting> {
  // Before any customer is held: the same order as a rebuild of claims.
  await holdTerms(tx);
  const at = await openRecording(tx, source.clock);
  const by = { connectionId: source.connectionId, connector: source.connector, at };
  const sourced = told.flatMap(({ origin, records }) => {
    const of = originOf(origin, at);
    return records.map((record) => ({ record, origin: of }));
  });
  const documents = only(sourced, 'accountingDocument');
  const parties = await storeParties(tx, by, only(sourced, 'party'));
  await agreeToldTerms(tx, by, parties.changed);
  await ensureDebtors(tx, by, documents);
  const documentKeys = documents.map(({ record }) => record.sourceKey);
  const gone = goneOf(sourced);
  await forgetParties(tx, by, gone.parties);
  const replaced = await noteReplaced(tx, by, documents);
  const concerned = [
    ...(await storeDocuments(tx, by, documents)),
    ...(await forgetUntold(tx, by, { payloads: payloadsOf(told, at), documentKeys })),
    ...(await forgetDocuments(tx, by, gone.documents)),
    ...(await moveDocuments(tx, by, parties.movedKeys)),
    ...parties.changed.flatMap((party) => (party.paymentTerms === null ? [] : [party.customerId])),
  ];
  const events = await storeDocumentEvents(tx, by, only(sourced, 'documentEvent'));
  await storeAgedBalance(tx, by, only(sourced, 'agedBalanceLine'));
  const own = concerned.map((customerId) => ({ connectionId: by.connectionId, customerId }));
  const marked: ConcernedCustomer[] = [...own, ...events];
  await markForRebuild(tx, marked, at);
  const customerIds = [...new Set(marked.map(({ customerId }) => customerId))];
  return { customerIds, matches: parties.matches, documentKeys, replaced };
}

/** One at a time stores records of a connection or computes claims from them: neither sees half of the other. */
export async function lockLedger(tx: Transaction, connectionId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger:' || $1, 0))`, [
    connectionId,
  ]);
}

type OfType<T extends RecordType> = Extract<UnifiedRecord, { type: T }>;

function only<T extends RecordType>(told: readonly ToldRecord[], type: T): ToldRecord<OfType<T>>[] {
  const isOfType = (each: ToldRecord): each is ToldRecord<OfType<T>> => each.record.type === type;
  return told.filter(isOfType);
}

function originOf(origin: ToldRecords['origin'], at: Date): RecordOrigin {
  if ('stream' in origin) return { ...origin, sourceFileId: null };
  return { stream: null, payloadKey: null, sourceFileId: origin.sourceFileId, fetchedAt: at };
}

function payloadsOf(told: readonly ToldRecords[], at: Date): RecordOrigin[] {
  return told.flatMap(({ origin }) => ('stream' in origin ? [originOf(origin, at)] : []));
}

/** What is said to be gone and is not told beside it. */
function goneOf(sourced: readonly ToldRecord[]): {
  parties: string[];
  documents: { key: string; origin: RecordOrigin }[];
} {
  const told = new Map(
    [...only(sourced, 'party'), ...only(sourced, 'accountingDocument')].map(
      ({ record, origin }) => [`${record.type} ${record.sourceKey}`, origin.fetchedAt],
    ),
  );
  const gone = only(sourced, 'gone').filter(({ record, origin }) => {
    const toldAt = told.get(`${record.what} ${record.sourceKey}`);
    return toldAt === undefined || toldAt < origin.fetchedAt;
  });
  const ofKind = (what: string): typeof gone => gone.filter(({ record }) => record.what === what);
  return {
    parties: ofKind('party').map(({ record }) => record.sourceKey),
    documents: ofKind('accountingDocument').map(({ record, origin }) => ({
      key: record.sourceKey,
      origin,
    })),
  };
}

/** Who owes a document may be told later, or never: meanwhile the key stands for the name. */
async function ensureDebtors(
  tx: Transaction,
  { connectionId, at }: AccountingSource,
  documents: readonly ToldRecord<OfType<'accountingDocument'>>[],
): Promise<void> {
  const byCurrency = new Map<string, Map<string, PartyNames>>();
  const seen = new Set<string>();
  for (const { record } of documents) {
    if (seen.has(record.partyKey)) continue;
    seen.add(record.partyKey);
    const known = byCurrency.get(record.currency) ?? new Map<string, PartyNames>();
    byCurrency.set(record.currency, known);
    known.set(record.partyKey, {
      customerId: customerIdOf(connectionId, record.partyKey),
      account: record.partyKey,
      name: '',
      isPooled: false,
    });
  }
  for (const [currency, names] of [...byCurrency].sort()) {
    await ensureCustomers(tx, { connectionId, currency, at, isLatest: false }, [...names.values()]);
  }
}
