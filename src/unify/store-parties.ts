import type { PartyRecord } from '../connector-kit';
import { stableId } from '../kernel';
import type { Transaction } from '../database';
import { ensureCustomers, type PartyNames } from './customers';
import type { MatchChange } from './match-customers';
import { matchByIdentifier } from './match-by-identifier';
import { statedSiren } from './stated-siren.rule';
import {
  latestByKey,
  originRow,
  TOLD_COLUMNS,
  typedColumns,
  type AccountingSource,
  type ToldRecord,
} from './told-record';

export interface StoredParties {
  /** Parties of which something is new. */
  changed: StoredParty[];
  /** Keys of parties whose documents somebody else owes now: they were merged, or are no more. */
  movedKeys: string[];
  matches: MatchChange[];
}

export interface StoredParty {
  partyKey: string;
  customerId: string;
  /** As the source words them. */
  paymentTerms: string | null;
}

/** The id of a party's own customer; a merged one's documents are of the customer of its survivor. */
export function customerIdOf(connectionId: string, partyKey: string): string {
  return stableId(connectionId, 'customer', partyKey);
}

/**
 * Keeps what a source says of those who owe, and makes them customers: a name told later is taken over, a SIREN matches the
 * customer to its company unless a person decided otherwise. What is older than what is known, and what says the same
 * again, writes nothing.
 */
export async function storeParties(
  tx: Transaction,
  source: AccountingSource,
  told: readonly ToldRecord<PartyRecord>[],
): Promise<StoredParties> {
  if (told.length === 0) return { changed: [], movedKeys: [], matches: [] };
  const rows = latestByKey(told).map(({ record, origin }) => ({
    ...partyRow(record),
    ...originRow(origin),
  }));
  const put = await tx.query<{ partyKey: string }>(PUT, [
    tx.tenantId,
    source.connectionId,
    JSON.stringify(rows),
  ]);
  const keys = put.map(({ partyKey }) => partyKey);
  const moved = await tx.query<{ partyKey: string }>(FOLLOW_MERGES, [
    tx.tenantId,
    source.connectionId,
    keys,
  ]);
  const changed = await tx.query<ChangedParty>(CHANGED, [tx.tenantId, source.connectionId, keys]);
  await makeCustomers(tx, source, changed);
  const matches = await matchByIdentifier(tx, changed.flatMap(identified), source.at);
  return { changed, movedKeys: moved.map(({ partyKey }) => partyKey), matches };
}

/** Parties the source has no more stay with what is owed: their documents say whether anything is. */
export async function forgetParties(
  tx: Transaction,
  source: AccountingSource,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(
    `UPDATE party SET gone_at = $4 WHERE tenant_id = $1 AND connection_id = $2 AND party_key = ANY ($3::text[])
       AND gone_at IS NULL`,
    [tx.tenantId, source.connectionId, [...keys], source.at],
  );
}

interface ChangedParty extends StoredParty {
  name: string;
  siren: string | null;
  siret: string | null;
  vatNumber: string | null;
  countryCode: string | null;
  currency: string;
  isPooled: boolean;
  /** It owes itself; a merged one does not. */
  isOwn: boolean;
}

async function makeCustomers(
  tx: Transaction,
  { connectionId, at }: AccountingSource,
  parties: readonly ChangedParty[],
): Promise<void> {
  const byCurrency = new Map<string, PartyNames[]>();
  for (const party of parties) {
    if (!party.isOwn) continue;
    const { customerId, partyKey: account, name, isPooled } = party;
    const known = byCurrency.get(party.currency);
    if (known === undefined) {
      byCurrency.set(party.currency, [{ customerId, account, name, isPooled }]);
    } else known.push({ customerId, account, name, isPooled });
  }
  for (const [currency, names] of [...byCurrency].sort()) {
    await ensureCustomers(tx, { connectionId, currency, at, isLatest: true }, names);
  }
  await tx.execute(POOL, [tx.tenantId, connectionId, parties.map(({ partyKey }) => partyKey)]);
}

/** Own customers with the company they are stated to be; null of one that states none, or none any more. */
function identified(party: ChangedParty): { customerId: string; siren: string | null }[] {
  if (!party.isOwn || party.isPooled) return [];
  return [{ customerId: party.customerId, siren: statedSiren(party) }];
}

const COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['code', 'text'],
  ['name', 'text'],
  ['siren', 'text'],
  ['siret', 'text'],
  ['vat_number', 'text'],
  ['country_code', 'text'],
  ['email', 'text'],
  ['phone', 'text'],
  ['payment_terms', 'text'],
  ['credit_limit_minor', 'bigint'],
  ['currency', 'text'],
  ['is_pooled', 'boolean'],
  ['is_active', 'boolean'],
  ['parent_key', 'text'],
  ['merged_into_key', 'text'],
];

function partyRow(record: PartyRecord): Record<string, string | boolean | null> {
  return {
    party_key: record.sourceKey,
    code: record.code,
    name: record.name,
    siren: record.siren,
    siret: record.siret,
    vat_number: record.vatNumber,
    country_code: record.countryCode,
    email: record.email,
    phone: record.phone,
    payment_terms: record.paymentTerms,
    credit_limit_minor: record.creditLimitMinor?.toString() ?? null,
    currency: record.currency,
    is_pooled: record.isPooled,
    is_active: record.isActive,
    parent_key: record.parentKey,
    merged_into_key: record.mergedIntoKey,
  };
}

const SAID = COLUMNS.map(([name]) => name);
const KEPT = [...SAID, 'stream', 'payload_key', 'source_file_id'];
const of = (row: string, names: readonly string[]): string =>
  names.map((name) => `${row}.${name}`).join(', ');

/** A list that has no column for something says nothing of it; an API that leaves it out says that there is none. */
const LEFT_OUT_BY_LISTS = new Set(
  SAID.filter((name) => !['name', 'is_pooled', 'is_active'].includes(name)),
);
const said = (name: string): string =>
  LEFT_OUT_BY_LISTS.has(name)
    ? `CASE WHEN EXCLUDED.source_file_id IS NULL THEN EXCLUDED.${name} ELSE coalesce(EXCLUDED.${name}, o.${name}) END`
    : `EXCLUDED.${name}`;

const PUT = `
  INSERT INTO party AS o (tenant_id, connection_id, party_key, customer_id, fetched_at, ${KEPT.join(', ')})
  SELECT $1, $2::uuid, r.party_key, stable_id($2::text, 'customer', r.party_key), r.fetched_at, ${of('r', KEPT)}
  FROM jsonb_to_recordset($3::jsonb) AS r (party_key text, ${typedColumns([...COLUMNS, ...TOLD_COLUMNS])})
  ORDER BY r.party_key
  ON CONFLICT (tenant_id, connection_id, party_key) DO UPDATE SET fetched_at = EXCLUDED.fetched_at, gone_at = NULL,
    ${KEPT.map((name) => `${name} = ${said(name)}`).join(', ')}
  WHERE o.fetched_at <= EXCLUDED.fetched_at
    AND (o.gone_at IS NOT NULL OR (${of('o', SAID)}) IS DISTINCT FROM (${SAID.map(said).join(', ')}))
  RETURNING party_key AS "partyKey"`;

/** Who was merged owes as the one at the end of the chain; a ring of merges ends where it began. */
const FOLLOW_MERGES = `
  WITH RECURSIVE merged AS (
    SELECT party_key, merged_into_key AS target, ARRAY[party_key] AS seen FROM party
    WHERE tenant_id = $1 AND connection_id = $2::uuid AND merged_into_key IS NOT NULL
    UNION ALL
    SELECT m.party_key, p.merged_into_key, m.seen || p.party_key
    FROM merged m JOIN party p ON p.tenant_id = $1 AND p.connection_id = $2::uuid AND p.party_key = m.target
    WHERE p.merged_into_key IS NOT NULL AND NOT p.party_key = ANY (m.seen)
  ), final AS (
    SELECT DISTINCT ON (party_key) party_key, target FROM merged ORDER BY party_key, cardinality(seen) DESC
  )
  UPDATE party p SET customer_id = n.customer_id
  FROM (
    SELECT q.party_key, stable_id($2::text, 'customer', coalesce(f.target, q.party_key)) AS customer_id
    FROM party q LEFT JOIN final f USING (party_key)
    WHERE q.tenant_id = $1 AND q.connection_id = $2::uuid AND (f.party_key IS NOT NULL OR q.party_key = ANY ($3::text[]))
  ) n
  WHERE p.tenant_id = $1 AND p.connection_id = $2::uuid AND p.party_key = n.party_key AND p.customer_id <> n.customer_id
  RETURNING p.party_key AS "partyKey"`;

const CHANGED = `
  SELECT p.party_key AS "partyKey", p.customer_id AS "customerId", p.payment_terms AS "paymentTerms", p.name, p.siren,
    p.siret, p.vat_number AS "vatNumber", p.country_code AS "countryCode", coalesce(p.currency, t.books_currency) AS currency, p.is_pooled AS "isPooled",
    p.customer_id = stable_id($2::text, 'customer', p.party_key) AS "isOwn"
  FROM party p JOIN tenant t USING (tenant_id)
  WHERE p.tenant_id = $1 AND p.connection_id = $2::uuid AND p.party_key = ANY ($3::text[]) ORDER BY 1`;

/** A shared account is not one company, whatever was matched before it was known to be one. */
const POOL = `
  UPDATE customer c SET is_pooled = p.is_pooled, match_status = CASE WHEN p.is_pooled THEN 'POOLED' ELSE 'UNMATCHED' END,
    company_id = NULL, match_confidence = NULL, match_method = NULL, match_decided_by = NULL, match_decided_at = NULL
  FROM party p
  WHERE p.tenant_id = $1 AND p.connection_id = $2::uuid AND p.party_key = ANY ($3::text[])
    AND p.customer_id = stable_id($2::text, 'customer', p.party_key)
    AND c.tenant_id = $1 AND c.customer_id = p.customer_id AND c.is_pooled <> p.is_pooled AND c.match_status <> 'CONFIRMED'`;
