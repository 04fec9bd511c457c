/** Books imported for a test: FEC text in, the ledger as text out. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors } from '../../connectors';
import { createTenant, Database } from '../../src/database';
import { createHub, type Hub } from '../../src/hub';
import { FixedClock, formatDecimal, silentLogger, silentProgress } from '../../src/kernel';
import { importFile, type ImportedFile } from '../../src/use-cases/import-file';
import { useDatabase, type TestDatabase } from '../support/postgres';

export interface Shelf {
  hub: Hub;
  clock: FixedClock;
  database(): TestDatabase;
  /** Books of a new, empty tenant. */
  openBooks(): Promise<Books>;
  folder: string;
}

/** A hub on this file's database, and a folder for files. */
export function useShelf(): () => Shelf {
  let shelf: Shelf | undefined;
  let tenants = 0;
  // Before useDatabase, whose own afterAll looks for connections left open.
  afterAll(async () => {
    await shelf?.hub.database.close();
    if (shelf !== undefined) rmSync(shelf.folder, { recursive: true, force: true });
  });
  const database = useDatabase();
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'encours-books-'));
    const clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
    const connected = await Database.connect({ url: database().url, logger: silentLogger });
    const hub = createHub({ database: connected, clock, logger: silentLogger, connectors });
    const openBooks = async (): Promise<Books> => {
      const { tenantId } = await createTenant(connected, { slug: `books-${++tenants}` });
      return new Books({ hub, database: database(), tenantId, folder });
    };
    shelf = { hub, clock, database, openBooks, folder };
  });
  return () => {
    if (shelf === undefined) throw new Error('useShelf() is ready inside tests and hooks');
    return shelf;
  };
}

interface BooksParts {
  hub: Hub;
  database: TestDatabase;
  tenantId: string;
  folder: string;
}

export class Books {
  readonly tenantId: string;
  private readonly hub: Hub;
  private readonly database: TestDatabase;
  private readonly folder: string;

  constructor(parts: BooksParts) {
    this.tenantId = parts.tenantId;
    this.hub = parts.hub;
    this.database = parts.database;
    this.folder = parts.folder;
  }

  /** Writes the text to a file named by its content, so that the same text is the same file. */
  write(text: string): string {
    const name = createHash('md5').update(text).digest('hex').slice(0, 12);
    const path = join(this.folder, `${name}.txt`);
    writeFileSync(path, text);
    return path;
  }

  import(text: string, signal?: AbortSignal): Promise<ImportedFile> {
    return this.importPath(this.write(text), () => undefined, signal);
  }

  /** `onStart` is called when the file has been looked at and before it is read. */
  importPath(
    path: string,
    onStart: () => void = () => undefined,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<ImportedFile> {
    const { hub, tenantId } = this;
    const progress = { ...silentProgress, start: onStart };
    return importFile(hub, { tenantId, connectorId: 'fec', path, signal, progress });
  }

  query<Row = Record<string, string>>(sql: string): Promise<Row[]> {
    return this.database.query<Row>(sql, [this.tenantId]);
  }

  /** "C1 INVOICE FA1 1200.00 open 700.00[ doubtful, bill, foreign total, stated due date]: ISSUE 1200.00 2025-01-10, PAYMENT -500.00 2025-02-15". */
  async claims(): Promise<string[]> {
    const rows = await this.query<ClaimRow>(CLAIMS);
    return rows.map((row) => {
      const entries = (row.entries ?? []).map(
        ([kind, minor, on]) => `${kind} ${euros(minor)} ${on}`,
      );
      const open = `open ${euros(row.open)}${this.besides(row)}`;
      const said = `${row.account} ${row.kind} ${row.number} ${euros(row.total)} ${open}`;
      return `${said}: ${entries.join(', ')}`;
    });
  }

  private besides(row: ClaimRow): string {
    const foreign = row.documentCurrency;
    return [
      row.doubtfulOn === null ? '' : ` doubtful ${row.doubtfulOn}`,
      row.billOn === null ? '' : ` bill ${row.billOn}`,
      foreign === null ? '' : ` of ${foreign} ${euros(row.documentTotal ?? '0')}`,
      row.dueDateSource === 'EXTRA_COLUMN' ? ` due ${row.dueOn}` : '',
    ].join('');
  }

  /** What the ledger says, without when and from which line of which file it came to say so. */
  state(): Promise<Record<string, string>[]> {
    return this.query(STATE);
  }

  /** Forgets all that was imported: what comes next is a first import, with the same ids. */
  async burn(): Promise<void> {
    for (const table of ['receivable_entry', 'receivable', 'ledger_line', 'customer', 'connection'])
      await this.query(`DELETE FROM ${table} WHERE tenant_id = $1`);
  }

  /** Every entry as stored, in the order it was appended. */
  entries(): Promise<Record<string, string>[]> {
    return this.query('SELECT * FROM receivable_entry WHERE tenant_id = $1 ORDER BY entry_seq');
  }
}

interface ClaimRow {
  account: string;
  kind: string;
  number: string;
  total: string;
  open: string;
  doubtfulOn: string | null;
  billOn: string | null;
  dueOn: string;
  dueDateSource: string;
  documentCurrency: string | null;
  documentTotal: string | null;
  entries: [string, string, string][] | null;
}

function euros(minor: string): string {
  return formatDecimal(BigInt(minor), 2);
}

const CLAIMS = `
  SELECT c.account, r.kind, r.number, r.total_minor AS total, r.open_minor AS open, r.doubtful_on::text AS "doubtfulOn",
    r.bill_on::text AS "billOn", r.due_on::text AS "dueOn", r.due_date_source AS "dueDateSource",
    r.document_currency AS "documentCurrency", r.document_total_minor AS "documentTotal",
    (SELECT jsonb_agg(jsonb_build_array(e.kind, e.amount::text, e.effective_on)
       ORDER BY e.effective_on, e.kind, e.amount)
     FROM (SELECT coalesce(reversed_kind, kind) AS kind, sum(amount_minor) AS amount, effective_on
           FROM receivable_entry e
           WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
           GROUP BY 1, 3, cause_id HAVING sum(amount_minor) <> 0) e) AS entries
  FROM receivable r JOIN customer c USING (tenant_id, customer_id)
  WHERE r.tenant_id = $1 AND (r.total_minor <> 0 OR r.open_minor <> 0)
  ORDER BY c.account, r.issued_on, r.kind, r.number, r.total_minor, r.open_minor`;

/** Claims the books no longer make are as good as never made: they have no total and nothing open. */
const STATE = `
  SELECT c.account, r.receivable_id, r.kind, r.number, r.issued_on, r.due_on, r.total_minor, r.open_minor, r.doubtful_on,
    r.bill_on, r.is_doubtful, r.due_date_source, r.document_total_minor,
    (SELECT jsonb_agg(jsonb_build_array(e.kind, e.effective_on, e.cause_id, e.amount::text)
       ORDER BY e.effective_on, e.kind, e.cause_id)
     FROM (SELECT coalesce(reversed_kind, kind) AS kind, effective_on, cause_id, sum(amount_minor) AS amount
           FROM receivable_entry e
           WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
           GROUP BY 1, 2, 3 HAVING sum(amount_minor) <> 0) e)::text AS entries
  FROM receivable r JOIN customer c USING (tenant_id, customer_id)
  WHERE r.tenant_id = $1 AND (r.total_minor <> 0 OR r.open_minor <> 0)
  ORDER BY r.receivable_id`;
