import type { RecordType } from '../connector-kit';
import { stableId } from '../kernel';
import type { Transaction } from '../database';
import { chooseFacts } from './choose-facts';
import type { CompanyChange } from './company-changes';
import { keepChanges } from './keep-changes';
import { ensureCompanies } from './match-customers';
import {
  only,
  type Sourced,
  type SourcedRecord,
  type StoringTime,
  type ToldPayload,
} from './record-source';
import { refreshLegalState } from './refresh-legal-state';
import { storeChangeNotices } from './store-change-notices';
import { storeCovers, storePolicies } from './store-covers';
import { factChanges, readShownFacts, storeFacts, type ShownFacts } from './store-facts';
import { storeLegalEvents } from './store-legal-events';
import { storePaymentIndexes, storeProviderScores, storeRecommendedLimits } from './store-opinions';
import { storeOfficers, storeOwners } from './store-people';
import { storeStatements } from './store-statements';
import {
  storeEstablishments,
  storeGroupLinks,
  storeIdentifiers,
  storeScreeningHits,
} from './store-structure';

export interface StoredRecords {
  /** The companies the records are about. */
  companyIds: string[];
  changes: CompanyChange[];
  /** Companies of which a provider has reported a change for the first time. */
  noticedIds: string[];
}

/**
 * Stores company records in sets; the same records again change nothing. `types` are those the stream can give: of these,
 * what a payload does not name any more is not so any more. Answers the companies they are about, and what changed.
 */
export async function storeCompanyRecords(
  tx: Transaction,
  records: readonly SourcedRecord[],
  when: StoringTime & { payloads?: readonly ToldPayload[] },
): Promise<StoredRecords> {
  const sirens = sirensOf(records);
  await ensureCompanies(tx, sirens, when.at);
  await lockCompanies(tx, sirens);
  const companies = only(records, 'company');
  const before = companies.length === 0 ? null : await readShownFacts(tx, sirens);
  await storeFacts(tx, companies);
  const changes = [
    ...(await storeSets(tx, records, when)),
    ...(await storeStatements(tx, only(records, 'financialStatement'))),
    ...(await storeLegalEvents(tx, only(records, 'legalEvent'))),
    ...(await storeProviderScores(tx, only(records, 'providerScore'), when)),
    ...(await storeRecommendedLimits(tx, only(records, 'recommendedLimit'), when)),
    ...(await storePaymentIndexes(tx, only(records, 'paymentIndex'), when)),
    ...(await storeCovers(tx, only(records, 'insuranceCover'), when)),
  ];
  await storePolicies(tx, only(records, 'insurancePolicy'));
  const noticedIds = await storeChangeNotices(tx, only(records, 'changeNotice'));
  await chooseFacts(tx, sirens, when.at);
  await refreshLegalState(tx, sirens, when);
  const shown = await shownSides(tx, sirens, before);
  await keepChanges(tx, { changes, shown, records }, when);
  const facts = shown === null ? [] : factChanges(shown.before, shown.after);
  return {
    companyIds: sirens.map((siren) => stableId(tx.tenantId, siren)),
    changes: [...facts, ...changes],
    noticedIds,
  };
}

/** What was shown of companies, and what is now; null when nothing can have changed. */
async function shownSides(
  tx: Transaction,
  sirens: readonly string[],
  before: ShownFacts | null,
): Promise<{ before: ShownFacts; after: ShownFacts } | null> {
  // Nobody had spoken of any of them.
  if (before === null || before.sources.size === 0) return null;
  return { before, after: await readShownFacts(tx, sirens) };
}

type Told = readonly { source: ToldPayload }[];
type StoreOf<T extends RecordType> = (
  tx: Transaction,
  records: Sourced<Extract<SourcedRecord['record'], { type: T }>>[],
  told: Told,
) => Promise<CompanyChange[]>;

/** What payloads tell as a whole; only the kinds the stream can give. */
async function storeSets(
  tx: Transaction,
  records: readonly SourcedRecord[],
  { types, payloads }: { types: readonly RecordType[]; payloads?: readonly ToldPayload[] },
): Promise<CompanyChange[]> {
  const told = distinctPayloads([...records.map(({ source }) => source), ...(payloads ?? [])]);
  const changes: CompanyChange[] = [];
  const store = async <T extends RecordType>(type: T, storeAll: StoreOf<T>): Promise<void> => {
    if (types.includes(type)) changes.push(...(await storeAll(tx, only(records, type), told)));
  };
  await store('officer', storeOfficers);
  await store('owner', storeOwners);
  await store('establishment', storeEstablishments);
  await store('groupLink', storeGroupLinks);
  await store('identifier', storeIdentifiers);
  await store('screeningHit', storeScreeningHits);
  return changes;
}

function distinctPayloads(payloads: readonly ToldPayload[]): Told {
  const byKey = new Map(
    payloads.map((source) => [
      JSON.stringify([source.connectionId, source.stream, source.sourceKey]),
      { source },
    ]),
  );
  return [...byKey.values()];
}

function sirensOf(records: readonly SourcedRecord[]): string[] {
  const sirens = new Set<string>();
  for (const { record } of records)
    if ('siren' in record && record.siren !== null) sirens.add(record.siren);
  return [...sirens];
}

/** What a company is comes from all its sources' records together: who stores one must see what the others stored. */
async function lockCompanies(tx: Transaction, sirens: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM company WHERE tenant_id = $1 AND siren = ANY ($2) ORDER BY company_id FOR NO KEY UPDATE`,
    [tx.tenantId, [...sirens]],
  );
}
