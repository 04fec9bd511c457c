/** Which connector's word makes another's not worth its price, by kind of record. */
import type { Connector, RecordType, Stream } from '../connector-kit';
import { readsSubjects } from '../connector-kit';
import type { Transaction } from '../database';
import type { Connection } from './connections';

/** Connectors by kind of record, the one to believe before buying first; kinds not named are always bought. */
export type Waterfall = Readonly<Partial<Record<RecordType, readonly string[]>>>;

/**
 * Registers that are free stand before whoever sells copies of them. Accounts only where they come whole: headline figures
 * do not replace them. Identifiers and group links differ from source to source, and so do opinions (scores, limits,
 * indexes, hits): each is asked for its own.
 */
export const DEFAULT_WATERFALL: Waterfall = {
  company: ['insee-sirene', 'recherche-entreprises', 'inpi-rne'],
  officer: ['inpi-rne', 'recherche-entreprises'],
  establishment: ['insee-sirene', 'recherche-entreprises', 'inpi-rne'],
  financialStatement: ['inpi-rne'],
  legalEvent: ['bodacc'],
  owner: ['inpi-rne'],
};

/** The tenant's waterfall: its own order where it set one. */
export async function readWaterfall(tx: Transaction): Promise<Waterfall> {
  const rows = await tx.query<{ type: RecordType; ids: string[] }>(
    'SELECT record_type AS type, connector_ids AS ids FROM fact_waterfall WHERE tenant_id = $1',
    [tx.tenantId],
  );
  return { ...DEFAULT_WATERFALL, ...Object.fromEntries(rows.map(({ type, ids }) => [type, ids])) };
}

/** Sets the tenant's order for a kind of record; null goes back to the default, [] buys it from everybody. */
export async function setWaterfall(
  tx: Transaction,
  order: { type: RecordType; connectorIds: readonly string[] | null; setBy: string; at: Date },
): Promise<void> {
  const { type, connectorIds, setBy, at } = order;
  if (connectorIds === null) {
    await tx.execute('DELETE FROM fact_waterfall WHERE tenant_id = $1 AND record_type = $2', [
      tx.tenantId,
      type,
    ]);
    return;
  }
  await tx.execute(
    `INSERT INTO fact_waterfall (tenant_id, record_type, connector_ids, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, record_type) DO UPDATE SET connector_ids = EXCLUDED.connector_ids,
       set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at`,
    [tx.tenantId, type, [...connectorIds], setBy, at],
  );
}

export interface ConnectedSource {
  connection: Connection;
  connector: Connector;
}

/** A stream whose word on a kind of record stands before the one that would be bought. */
export interface EarlierStream {
  type: RecordType;
  connectionId: string;
  stream: string;
  /** A feed speaks of every company up to its last run; of streams that read subjects each reading is known. */
  isFeed: boolean;
}

/**
 * The streams that stand before one that costs money, or null when it is to be bought anyway: it is free, or offers a kind
 * of record that nobody stands before.
 */
export function earlierStreams(
  bought: { connector: Connector; stream: Stream<object> },
  waterfall: Waterfall,
  sources: readonly ConnectedSource[],
): EarlierStream[] | null {
  const { connector, stream } = bought;
  if (stream.buys === undefined) return null;
  const earlier: EarlierStream[] = [];
  for (const type of stream.records) {
    const order = waterfall[type] ?? [];
    const own = order.indexOf(connector.id);
    const before = own === -1 ? order : order.slice(0, own);
    const offering = sources
      .filter((source) => before.includes(source.connector.id))
      .flatMap((source) => offeringOf(source, type));
    if (offering.length === 0) return null;
    earlier.push(...offering);
  }
  return earlier;
}

function offeringOf({ connection, connector }: ConnectedSource, type: RecordType): EarlierStream[] {
  if (connection.status !== 'ACTIVE') return [];
  return (connector.streams ?? [])
    .filter(({ records }) => records.includes(type))
    .map((stream) => ({
      type,
      connectionId: connection.connectionId,
      stream: stream.name,
      isFeed: !readsSubjects(stream),
    }));
}

/** Of these companies, those of which every kind of record was told by an earlier stream since then. */
export async function knownFromEarlier(
  tx: Transaction,
  earlier: readonly EarlierStream[],
  question: { sirens: readonly string[]; since: Date },
): Promise<Set<string>> {
  const { sirens, since } = question;
  const fed = await fedTypes(tx, earlier, since);
  const types = [...new Set(earlier.map(({ type }) => type))].filter((type) => !fed.has(type));
  const read = earlier.filter(({ isFeed }) => !isFeed);
  const rows = await tx.query<{ siren: string }>(
    `SELECT s.siren FROM unnest($2::text[]) AS s (siren)
     WHERE NOT EXISTS (SELECT FROM unnest($3::text[]) AS t (type) WHERE NOT EXISTS (
       SELECT FROM unnest($4::text[], $5::uuid[], $6::text[]) AS e (type, connection_id, stream)
       JOIN subject_reading r ON r.tenant_id = $1 AND r.connection_id = e.connection_id AND r.stream = e.stream
         AND r.siren = s.siren
       WHERE e.type = t.type AND r.outcome = 'FOUND' AND t.type = ANY (r.told) AND r.read_at >= $7))`,
    [
      tx.tenantId,
      [...sirens],
      types,
      read.map(({ type }) => type),
      read.map(({ connectionId }) => connectionId),
      read.map(({ stream }) => stream),
      since,
    ],
  );
  return new Set(rows.map(({ siren }) => siren));
}

/** Kinds of record of which a feed's own last run that succeeded began since then; other streams' runs tell nothing of it. */
async function fedTypes(
  tx: Transaction,
  earlier: readonly EarlierStream[],
  since: Date,
): Promise<Set<string>> {
  const feeds = earlier.filter(({ isFeed }) => isFeed);
  if (feeds.length === 0) return new Set();
  const rows = await tx.query<{ type: string }>(
    `SELECT DISTINCT e.type FROM unnest($2::text[], $3::uuid[], $4::text[]) AS e (type, connection_id, stream)
     JOIN sync_run s ON s.tenant_id = $1 AND s.connection_id = e.connection_id AND s.stream = e.stream
       AND s.status = 'SUCCEEDED' AND s.started_at >= $5`,
    [
      tx.tenantId,
      feeds.map(({ type }) => type),
      feeds.map(({ connectionId }) => connectionId),
      feeds.map(({ stream }) => stream),
      since,
    ],
  );
  return new Set(rows.map(({ type }) => type));
}
