import type { LegalEventRecord } from '../connector-kit';
import type { Transaction } from '../database';
import type { ChangedRow, CompanyChange } from './company-changes';
import { origin, ORIGIN_COLUMNS, type Sourced } from './record-source';

/**
 * Stores published notices. One told by two providers is one event: the official gazette's own wording wins. News is what
 * was published since the hub has known the company.
 */
export async function storeLegalEvents(
  tx: Transaction,
  records: readonly Sourced<LegalEventRecord>[],
): Promise<CompanyChange[]> {
  if (records.length === 0) return [];
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    event_key: record.sourceKey,
    kind: record.kind,
    published_on: record.publishedOn,
    decided_on: record.decidedOn,
    court: record.court,
    title: record.title,
    detail: record.detail,
    url: record.url,
    related_key: record.relatedKey,
    relation: record.relation,
    accounts_closed_on: record.accountsClosedOn,
    accounts_confidential: record.accountsConfidential,
  }));
  const news = await tx.query<ChangedRow>(STORE, [tx.tenantId, JSON.stringify(rows)]);
  return news.map(({ companyId, connectionId, connectorId, sourceKey, restriction, after }) => ({
    ...{ companyId, facet: 'LEGAL_EVENT', field: null, before: null, after },
    ...{ connectionId, connectorId, sourceKey, restriction },
  }));
}

const SAYS =
  `kind published_on decided_on court title detail url related_key relation accounts_closed_on
  accounts_confidential`.split(/\s+/);
const KEPT = ['connection_id', 'connector_id', ...SAYS, 'use_restriction', 'expires_on'];
/** Which connection tells of it does not matter, as long as it is the same provider. */
const COMPARED = KEPT.filter((name) => name !== 'connection_id');
const of = (alias: string, names: readonly string[]): string =>
  names.map((name) => `${alias}.${name}`).join(', ');

const STORE = `
  WITH r AS MATERIALIZED (
    SELECT DISTINCT ON (id) stable_id($1::text, r.siren, 'notice', r.event_key) AS id,
      stable_id($1::text, r.siren) AS company_id, r.*
    FROM jsonb_to_recordset($2::jsonb) AS r (${ORIGIN_COLUMNS}, event_key text, kind text, published_on date,
      decided_on date, court text, title text, detail text, url text, related_key text, relation text,
      accounts_closed_on date, accounts_confidential boolean)
    ORDER BY id, (r.connector_id = 'bodacc') DESC, r.fetched_at DESC
  ), was AS MATERIALIZED (
    SELECT e.legal_event_id AS id FROM legal_event e JOIN r ON r.id = e.legal_event_id WHERE e.tenant_id = $1::uuid
  ), put AS (
    INSERT INTO legal_event AS e (tenant_id, legal_event_id, company_id, source_key, fetched_at, ${KEPT.join(', ')})
    SELECT $1::uuid, r.id, r.company_id, r.event_key, r.fetched_at, ${of('r', KEPT)} FROM r
    ON CONFLICT (tenant_id, legal_event_id) DO UPDATE SET ${KEPT.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
    WHERE (EXCLUDED.connector_id = 'bodacc' OR e.connector_id = EXCLUDED.connector_id)
      AND (${of('e', COMPARED)}) IS DISTINCT FROM (${of('EXCLUDED', COMPARED)})
    RETURNING e.*
  )
  SELECT p.company_id AS "companyId", p.connection_id AS "connectionId", p.connector_id AS "connectorId",
    p.source_key AS "sourceKey", p.use_restriction AS restriction, NULL AS before,
    jsonb_build_object('number', p.source_key, 'kind', p.kind, 'publishedOn', p.published_on, 'decidedOn', p.decided_on,
      'court', p.court, 'title', p.title, 'relation', p.relation, 'relatedNumber', p.related_key) AS after,
    true AS "isKnownSource"
  FROM put p JOIN company k ON k.tenant_id = $1::uuid AND k.company_id = p.company_id
  WHERE NOT EXISTS (SELECT FROM was w WHERE w.id = p.legal_event_id)
    AND p.published_on >= (k.known_since AT TIME ZONE 'Europe/Paris')::date
  ORDER BY p.published_on, p.source_key`;
