import type { Database, Tenant, Transaction } from '../../database';
import { connectionsOf, latestRunsOf, type ConnectionRow, type SyncRunRow } from '../../reports';
import { ok, problem, warning, type Finding } from './finding';

/** A run that has not been heard of for this long belongs to a process that was killed. */
const STALE_MINUTES = 10;
/** The run of a file, handed over or found in a watched folder. */
const FILE_STREAM = 'ledger';

/** A tenant's connections and the integrity of its ledger. */
export async function checkTenant(
  database: Database,
  tenant: Tenant,
  now: Date,
): Promise<Finding[]> {
  const work = async (tx: Transaction): Promise<Finding[]> => {
    const connections = await connectionsOf(tx);
    const runs = await latestRunsOf(
      tx,
      connections.map(({ connectionId }) => connectionId),
    );
    return [
      ...connections.map((connection) => checkConnection(tenant, connection, { runs, now })),
      await checkReceivables(tx, tenant),
      await checkBalances(tx, tenant),
      await checkSources(tx, tenant),
    ];
  };
  return database.tenant(tenant.tenantId, work, { readOnly: true });
}

function checkConnection(
  { slug }: Tenant,
  connection: ConnectionRow,
  seen: { runs: readonly SyncRunRow[]; now: Date },
): Finding {
  const { connectorId, name, status, statusCode, statusReason } = connection;
  const subject = `${slug}: ${connectorId} ${name}`;
  if (status === 'DISCONNECTED') return ok(subject, 'is disconnected');
  if (status === 'PAUSED') {
    const what = `is paused (${statusCode ?? ''}: ${statusReason ?? ''})`;
    return warning(subject, what, pausedRemedy(slug, connection));
  }
  const own = seen.runs.filter(({ connectionId }) => connectionId === connection.connectionId);
  const failed = own.find((run) => run.status === 'FAILED' || run.status === 'ABORTED');
  if (failed !== undefined) {
    const what = `${failed.stream} ${failed.status.toLowerCase()}: ${failed.errorCode ?? ''}: ${failed.errorMessage ?? ''}`;
    return warning(subject, what, failedRemedy(slug, connection, failed));
  }
  const stale = own.find(
    (run) =>
      run.status === 'RUNNING' &&
      seen.now.getTime() - run.startedAt.getTime() > STALE_MINUTES * 60_000,
  );
  if (stale !== undefined) {
    const what = `${stale.stream} has been running since ${stale.startedAt.toISOString()}`;
    return warning(
      subject,
      what,
      'nothing, while it works; a killed run is taken up by the next sync',
    );
  }
  const last = connection.lastSucceededAt;
  return ok(subject, last === null ? 'has not run yet' : `last succeeded ${last.toISOString()}`);
}

/** Only what was wrong has to be given again; the other settings stay. */
function pausedRemedy(slug: string, { connectorId, name, statusCode }: ConnectionRow): string {
  if (statusCode === 'DEMO_OTHER_SOURCE') return 'nothing: start the demo the other way to use it';
  const place = `${connectorId} --tenant ${slug}${name === 'main' ? '' : ` --name ${name}`}`;
  return `give what was refused anew: npx encours connections create ${place} --set-from password=-; or, if it was mended at the provider: npx encours connections resume ${place}`;
}

/** A budget is no fault to correct: it is raised, or waited for. */
function failedRemedy(
  slug: string,
  { connectorId, name }: ConnectionRow,
  { stream, errorCode }: SyncRunRow,
): string {
  const meant = name === 'main' ? connectorId : `${connectorId}/${name}`;
  const sync = `npx encours sync --tenant ${slug} --connector ${connectorId}`;
  if (stream === FILE_STREAM) {
    const again = `npx encours import <file> --connector ${connectorId} --tenant ${slug}`;
    return `correct the file, then: ${again}; or, where a folder is watched: ${sync}`;
  }
  switch (errorCode) {
    case 'BUDGET_NOT_SET':
      return `let it buy: npx encours budgets set ${meant} --tenant ${slug} --calls 100; then: ${sync}`;
    case 'BUDGET_EXHAUSTED':
      return `wait for next month, or raise it: npx encours budgets set ${meant} --tenant ${slug} --calls …; see npx encours budgets --tenant ${slug}`;
    case 'PRICE_NOT_SET':
      return `say what was agreed: npx encours prices --tenant ${slug}, then npx encours prices set ${meant} … --tenant ${slug}`;
    case 'PROVIDER_UNAVAILABLE':
    case 'PROVIDER_RATE_LIMITED':
      return `nothing at first: the schedule tries again; or now: ${sync}`;
    default:
      return `correct it, then: ${sync}`;
  }
}

/** What is open on a claim is the sum of its entries: the one rule everything else is computed from. */
async function checkReceivables(tx: Transaction, { slug }: Tenant): Promise<Finding> {
  const [row] = await tx.query<{ receivables: string; wrong: string; first: string | null }>(
    `SELECT count(*) AS receivables, count(*) FILTER (WHERE r.open_minor <> coalesce(e.sum, 0)) AS wrong,
       min(r.number) FILTER (WHERE r.open_minor <> coalesce(e.sum, 0)) AS first
     FROM receivable r LEFT JOIN (
       SELECT receivable_id, sum(amount_minor) AS sum FROM receivable_entry WHERE tenant_id = $1 GROUP BY 1
     ) e USING (receivable_id) WHERE r.tenant_id = $1`,
    [tx.tenantId],
  );
  const subject = `${slug}: ledger`;
  if (row === undefined || Number(row.wrong) === 0) {
    return ok(subject, `${row?.receivables ?? 0} receivables are the sum of their entries`);
  }
  const what = `${row.wrong} receivables differ from the sum of their entries, such as ${row.first ?? ''}`;
  return problem(subject, what, 'restore a backup, and report how it came to this');
}

/**
 * What customers owe is what the books say: the closing balance of their accounts. The newest file with opening entries
 * tells what was there before it, so lines count from that file on. Where documents or another source speak too, the
 * accounts alone say nothing.
 */
const BALANCES = `
  WITH file AS (
    SELECT f.connection_id, f.source_file_id, f.period_start, EXISTS (SELECT 1 FROM ledger_line l
      WHERE l.tenant_id = $1 AND l.source_file_id = f.source_file_id AND l.nature = 'OPENING') AS has_opening
    FROM source_file f WHERE f.tenant_id = $1 AND f.status = 'APPLIED' AND f.period_start IS NOT NULL
  ), counted AS (
    SELECT source_file_id FROM file f WHERE NOT EXISTS (SELECT 1 FROM file n
      WHERE n.connection_id = f.connection_id AND n.has_opening AND n.period_start > f.period_start)
  ), books AS (
    SELECT customer_id, sum(amount_minor) AS sum FROM ledger_line JOIN counted USING (source_file_id)
    WHERE tenant_id = $1 GROUP BY 1
  ), open AS (
    SELECT customer_id, sum(open_minor) AS sum FROM receivable WHERE tenant_id = $1 GROUP BY 1
  )
  SELECT count(*) AS customers, count(*) FILTER (WHERE coalesce(o.sum, 0) <> coalesce(b.sum, 0)) AS wrong,
    min(c.account) FILTER (WHERE coalesce(o.sum, 0) <> coalesce(b.sum, 0)) AS first
  FROM customer c LEFT JOIN open o USING (customer_id) LEFT JOIN books b USING (customer_id)
  WHERE c.tenant_id = $1
    AND NOT EXISTS (SELECT FROM accounting_document d WHERE d.tenant_id = $1 AND d.customer_id = c.customer_id)
    AND NOT EXISTS (SELECT FROM document_link k WHERE k.tenant_id = $1 AND k.customer_id = c.customer_id)`;

async function checkBalances(tx: Transaction, { slug }: Tenant): Promise<Finding> {
  const [row] = await tx.query<{ customers: string; wrong: string; first: string | null }>(
    BALANCES,
    [tx.tenantId],
  );
  const subject = `${slug}: books`;
  if (row === undefined || Number(row.wrong) === 0) {
    return ok(subject, `${row?.customers ?? 0} customers owe what the books say`);
  }
  const what = `${row.wrong} customers owe something else than their accounts' closing balance, such as ${row.first ?? ''}`;
  return warning(
    subject,
    what,
    'import the files of all years, the oldest first; if it stays, report it',
  );
}

/** Sources that differ over a document: nothing is counted twice, but somebody should know which of them is right. */
async function checkSources(tx: Transaction, { slug }: Tenant): Promise<Finding> {
  const [row] = await tx.query<{ conflicts: number; waiting: number }>(
    `SELECT (SELECT count(*)::int FROM source_conflict WHERE tenant_id = $1)
       + (SELECT count(*)::int FROM document_difference WHERE tenant_id = $1)
       + (SELECT count(*)::int FROM document_replacement p
          JOIN accounting_document a USING (tenant_id, connection_id, document_key)
          WHERE p.tenant_id = $1 AND a.gone_at IS NULL AND p.source_file_id <> a.source_file_id
            AND (p.amount_minor, p.currency) <> (a.amount_minor, a.currency)) AS conflicts,
       (SELECT count(*)::int FROM rebuild_mark WHERE tenant_id = $1) AS waiting`,
    [tx.tenantId],
  );
  const subject = `${slug}: sources`;
  if (row !== undefined && row.waiting > 0) {
    const what = `claims of ${row.waiting} customers wait to be computed`;
    return warning(subject, what, `run: encours sync --tenant ${slug}`);
  }
  if (row === undefined || row.conflicts === 0) return ok(subject, 'no two sources differ');
  const what = `sources differ over ${row.conflicts} documents`;
  return warning(subject, what, 'look at `sourceConflicts`: what each says and what is counted');
}
