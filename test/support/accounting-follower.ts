/** A connection that follows simulated books, and what it has come to. */
import { mapLanded, type Connector, type Json, type UnifiedRecord } from '../../src/connector-kit';
import type { Hub } from '../../src/hub';
import { isEncoursError, type FixedClock, type Progress } from '../../src/kernel';
import { getConnection } from '../../src/landing';
import { connect } from '../../src/use-cases/connect';
import { syncProviders } from '../../src/use-cases/sync-providers';
import type { Opened } from '../use-cases/seller';

const TRIES_MAX = 60;

export class Follower {
  latest = '';

  constructor(
    private readonly parts: {
      hub: Hub & { clock: FixedClock };
      opened: Opened;
      connector: Connector;
      tenantId: string;
      draft: Parameters<typeof connect>[2];
      newLogin: () => Record<string, Json>;
    },
  ) {}

  private connectionId = '';

  async connect(): Promise<void> {
    const { hub, tenantId, draft } = this.parts;
    this.connectionId = (await connect(hub, tenantId, draft)).connectionId;
  }

  /** Enters the credentials anew. */
  async reconnect(): Promise<void> {
    const { hub, tenantId, draft, newLogin } = this.parts;
    await connect(hub, tenantId, { ...draft, config: { ...draft.config, ...newLogin() } });
  }

  /** One run; what ended it, or null. */
  async sync(progress?: Progress, signal = new AbortController().signal): Promise<string | null> {
    const { hub, tenantId } = this.parts;
    const run = { tenantId, connectionIds: [this.connectionId], signal };
    hub.clock.advanceMs(1_000);
    try {
      await syncProviders(hub, progress === undefined ? run : { ...run, progress });
    } catch (error) {
      if (!isEncoursError(error) && !signal.aborted) throw error;
    }
    this.latest = await this.ended();
    return this.latest === '' ? null : this.latest;
  }

  /** Runs until one comes to its end. */
  async syncFully(): Promise<void> {
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const failure = await this.sync();
      if (failure === null) return;
      if (tries === TRIES_MAX) throw new Error(`no run came to its end: ${failure}`);
    }
  }

  /** A run that is killed after so many pages. */
  async syncUntil(pages: number): Promise<void> {
    const stop = new AbortController();
    let landed = 0;
    await this.sync(
      {
        start: () => undefined,
        advance: () => {
          landed += 1;
          if (landed >= pages) stop.abort();
        },
        finish: () => undefined,
      },
      stop.signal,
    );
  }

  /** Code of what ended the latest run of a stream; '' when all ended well. */
  private async ended(): Promise<string> {
    const rows = await this.rows<{ code: string | null; status: string }>(
      `SELECT DISTINCT ON (stream) error_code AS code, status FROM sync_run
       WHERE tenant_id = $1 AND connection_id = $2 ORDER BY stream, started_at DESC, sync_run_id DESC`,
    );
    const streams = this.parts.connector.streams?.length ?? 0;
    if (rows.length < streams) return 'NOT_BEGUN';
    return rows.find(({ status }) => status !== 'SUCCEEDED')?.code ?? '';
  }

  async status(): Promise<string> {
    const { hub, tenantId } = this.parts;
    const read = hub.database.tenant(tenantId, (tx) => getConnection(tx, this.connectionId));
    return (await read).status;
  }

  /** What the payloads that are current say: parties and documents by their keys. */
  async records(): Promise<Record<string, UnifiedRecord>> {
    const rows = await this.rows<{ stream: string; payload: Json }>(
      `SELECT stream, payload FROM raw_record WHERE tenant_id = $1 AND connection_id = $2 AND is_current`,
    );
    const { streams = [] } = this.parts.connector;
    const told = rows.flatMap(({ stream, payload }) => {
      const declared = streams.find(({ name }) => name === stream);
      return declared === undefined ? [] : mapLanded(declared, payload);
    });
    const alive = told.flatMap((record): [string, UnifiedRecord][] => {
      const { type } = record;
      if (type !== 'party' && type !== 'accountingDocument') return [];
      return [[`${type} ${record.sourceKey}`, record]];
    });
    return inOrder(alive);
  }

  /** Payloads that are stored, not their times. */
  async written(): Promise<unknown[]> {
    return this.rows(
      `SELECT stream, source_key, payload_hash, is_current, received_at FROM raw_record
       WHERE tenant_id = $1 AND connection_id = $2 ORDER BY 1, 2, 3`,
    );
  }

  /** As the ledger has them. */
  async receivables(): Promise<unknown[]> {
    return this.rows(
      `SELECT r.number, r.kind, r.open_minor, r.total_minor, r.due_on, c.account FROM receivable r
       JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
       WHERE r.tenant_id = $1 AND r.connection_id = $2 AND (r.open_minor <> 0 OR r.total_minor <> 0)
       ORDER BY r.number, r.kind, c.account, r.open_minor, r.total_minor`,
    );
  }

  /** What is open of invoices and credit notes, by number. */
  async openInLedger(): Promise<Record<string, string>> {
    const rows = await this.rows<{ number: string; open: string }>(
      `SELECT number, sum(open_minor)::text AS open FROM receivable
       WHERE tenant_id = $1 AND connection_id = $2 AND kind IN ('INVOICE', 'CREDIT_NOTE') AND number <> ''
       GROUP BY number`,
    );
    return withoutZero(inOrder(rows.map(({ number, open }) => [number, open])));
  }

  private rows<Row>(sql: string): Promise<Row[]> {
    const { opened, tenantId } = this.parts;
    return opened.test.query<Row>(sql, [tenantId, this.connectionId]);
  }
}

/** Open amounts of invoices and credit notes that count, by number. */
export function openByNumber(records: Record<string, UnifiedRecord>): Record<string, string> {
  const claims = Object.values(records).flatMap((record): [string, string][] => {
    if (record.type !== 'accountingDocument' || record.number === '') return [];
    const counts = record.state !== 'DRAFT' && record.state !== 'VOID';
    const isInvoice = record.kind === 'INVOICE' || record.kind === 'CREDIT_NOTE';
    return counts && isInvoice ? [[record.number, String(record.openMinor)]] : [];
  });
  return inOrder(claims);
}

export function withoutZero(open: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(open).filter(([, amount]) => amount !== '0'));
}

export function inOrder<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}
