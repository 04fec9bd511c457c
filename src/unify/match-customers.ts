import { describeError, errorMessage, isEncoursError, type Clock, type Logger } from '../kernel';
import type { CompanyCandidate, CompanyQuery } from '../connector-kit';
import type { Database, Transaction } from '../database';
import { lockCustomers } from './lock-customers';
import { sirenInText } from './identifiers-in-text';
import { rankCandidates, type MatchDecision } from './rank-candidates';

/** A registry search, bound to a connection of the tenant. */
export type CompanySearch = (query: CompanyQuery) => Promise<CompanyCandidate[]>;

export interface MatchContext {
  database: Database;
  clock: Clock;
  logger: Logger;
  search: CompanySearch;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  /** Told of what changed, in the transaction that changes it. */
  onDecided?: (tx: Transaction, changes: readonly MatchChange[]) => Promise<void>;
}

/** A customer that is a company now, or is not any more. */
export interface MatchChange {
  readonly customerId: string;
  readonly siren: string;
  readonly isMatch: boolean;
}

export interface MatchCounts {
  automatic: number;
  suggested: number;
  withoutCandidate: number;
}

interface Unmatched {
  customerId: string;
  name: string;
  foldedName: string;
  rejected: string[];
}

interface Decided {
  customer: Unmatched;
  decision: MatchDecision;
}

const BATCH = 50;
const CONCURRENT_SEARCHES = 8;

/**
 * Matches customers whose name was not searched before and whose company nobody confirmed. Searches run outside any
 * transaction; each batch is decided and stored at once, so a killed run continues with the next batch. A customer that
 * the provider cannot search is left for the next run; a provider that fails ends this one, with its error, after what
 * was found is stored.
 */
export async function matchCustomers(
  context: MatchContext,
  tenantId: string,
): Promise<MatchCounts> {
  const counts: MatchCounts = { automatic: 0, suggested: 0, withoutCandidate: 0 };
  const total = await context.database.tenant(tenantId, countUnmatched);
  let done = 0;
  let after: string | null = null;
  for (;;) {
    context.signal.throwIfAborted();
    const last: string | null = after;
    const batch: Unmatched[] = await context.database.tenant(tenantId, (tx) =>
      readUnmatched(tx, last),
    );
    const end = batch.at(-1);
    if (end === undefined) return counts;
    after = end.customerId;
    const { decided, failure } = await decideBatch(context, batch);
    await context.database.tenant(tenantId, async (tx) => {
      const changes = await storeDecisions(tx, decided, context.clock.now());
      await context.onDecided?.(tx, changes);
    });
    for (const { decision } of decided) {
      if (decision.status === 'AUTOMATIC') counts.automatic++;
      else if (decision.status === 'SUGGESTED') counts.suggested++;
      else counts.withoutCandidate++;
    }
    done += decided.length;
    context.onProgress?.(done, total);
    if (failure !== null) throw failure;
  }
}

/** A name that changed may mean another company: what was matched by the old one is searched again. */
const TO_SEARCH = `tenant_id = $1 AND NOT is_pooled AND (company_id IS NULL OR match_status = 'AUTOMATIC')
  AND match_searched_name IS DISTINCT FROM folded_name`;

async function countUnmatched(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM customer WHERE ${TO_SEARCH}`,
    [tx.tenantId],
  );
  return row?.count ?? 0;
}

async function readUnmatched(tx: Transaction, after: string | null): Promise<Unmatched[]> {
  return tx.query<Unmatched>(
    `SELECT customer_id AS "customerId", name, folded_name AS "foldedName",
       ARRAY(SELECT siren FROM match_candidate m WHERE m.tenant_id = $1 AND m.customer_id = customer.customer_id
             AND m.status = 'REJECTED') AS rejected
     FROM customer WHERE ${TO_SEARCH} AND ($2::uuid IS NULL OR customer_id > $2)
     ORDER BY customer_id LIMIT ${BATCH}`,
    [tx.tenantId, after],
  );
}

/** What was decided, and the failure that ended the batch early, if one did. */
async function decideBatch(
  context: MatchContext,
  batch: Unmatched[],
): Promise<{ decided: Decided[]; failure: Error | null }> {
  const decided: Decided[] = [];
  const queue = [...batch];
  const failures: Error[] = [];
  const work = async (): Promise<void> => {
    for (let customer = queue.shift(); customer !== undefined; customer = queue.shift()) {
      try {
        decided.push({ customer, decision: await decide(context, customer) });
      } catch (error) {
        if (isAboutOneName(error)) {
          context.logger.warn('a customer could not be searched', { reason: describeError(error) });
          continue;
        }
        failures.push(error instanceof Error ? error : new Error(errorMessage(error)));
        queue.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_SEARCHES }, work));
  return { decided, failure: failures[0] ?? null };
}

/** The provider refuses this question or answers nonsense to it; other names may fare better. */
function isAboutOneName(error: unknown): boolean {
  return isEncoursError(error, 'CONTRACT', 'CONFIG');
}

async function decide(context: MatchContext, customer: Unmatched): Promise<MatchDecision> {
  const stated = sirenInText(customer.name);
  if (stated !== null && !customer.rejected.includes(stated.siren)) {
    const candidate = {
      siren: stated.siren,
      name: customer.name,
      tradeName: null,
      postcode: null,
      city: null,
    };
    return {
      status: 'AUTOMATIC',
      ranked: [{ ...candidate, status: 'UNKNOWN', confidence: 1, method: stated.method }],
    };
  }
  const candidates = await context.search({ name: customer.foldedName });
  return rankCandidates(customer.name, candidates, new Set(customer.rejected));
}

async function storeDecisions(
  tx: Transaction,
  decided: readonly Decided[],
  at: Date,
): Promise<MatchChange[]> {
  const ids = decided.map(({ customer }) => customer.customerId);
  await lockCustomers(tx, ids);
  // Behind the lock: somebody else may have stored the same meanwhile, and told it.
  const before = await matchedTo(tx, ids);
  const candidates = decided.flatMap(({ customer, decision }) =>
    decision.ranked.map((candidate) => ({ customer_id: customer.customerId, ...candidate })),
  );
  await tx.execute(
    `INSERT INTO match_candidate AS m (tenant_id, customer_id, siren, name, postcode, city, company_status, confidence,
       method, status, found_at)
     SELECT $1, c.customer_id, c.siren, c.name, c.postcode, c.city, c.status, c.confidence, c.method, 'SUGGESTED', $3
     FROM jsonb_to_recordset($2::jsonb) AS c (customer_id uuid, siren text, name text, postcode text, city text,
       status text, confidence real, method text)
     ON CONFLICT (tenant_id, customer_id, siren) DO UPDATE SET confidence = EXCLUDED.confidence,
       method = EXCLUDED.method, name = EXCLUDED.name, company_status = EXCLUDED.company_status
     WHERE m.status = 'SUGGESTED'`,
    [tx.tenantId, JSON.stringify(candidates), at],
  );
  const decisions = decided.map(({ customer, decision }) => ({
    customer_id: customer.customerId,
    searched_name: customer.foldedName,
    status: decision.status,
    siren: decision.status === 'AUTOMATIC' ? decision.ranked[0]?.siren : null,
    confidence: decision.ranked[0]?.confidence ?? null,
    method: decision.ranked[0]?.method ?? null,
  }));
  const sirens = decisions.flatMap(({ siren }) => (siren == null ? [] : [siren]));
  await ensureCompanies(tx, sirens, at);
  const stored = await tx.query<{ customerId: string; siren: string | null }>(
    `UPDATE customer c SET match_status = d.status, match_confidence = d.confidence, match_method = d.method,
       match_searched_name = d.searched_name, match_decided_by = CASE WHEN d.siren IS NOT NULL THEN 'encours' END,
       match_decided_at = CASE WHEN d.siren IS NOT NULL OR c.company_id IS NOT NULL THEN $3::timestamptz END,
       company_id = CASE WHEN d.siren IS NOT NULL THEN stable_id(c.tenant_id::text, d.siren) END
     FROM jsonb_to_recordset($2::jsonb) AS d (customer_id uuid, searched_name text, status text, siren text,
       confidence real, method text)
     WHERE c.tenant_id = $1 AND c.customer_id = d.customer_id
       AND (c.company_id IS NULL OR c.match_status = 'AUTOMATIC')
       AND NOT EXISTS (SELECT FROM match_candidate m WHERE m.tenant_id = $1 AND m.customer_id = c.customer_id
         AND m.siren = d.siren AND m.status = 'REJECTED')
     RETURNING c.customer_id AS "customerId", d.siren`,
    [tx.tenantId, JSON.stringify(decisions), at],
  );
  return stored.flatMap((row) => changesOf(row, before.get(row.customerId) ?? null));
}

/** The SIREN of each customer that is matched to a company now. */
export async function matchedTo(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ customerId: string; siren: string }>(
    `SELECT customer_id AS "customerId", siren FROM customer JOIN company USING (tenant_id, company_id)
     WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
  return new Map(rows.map(({ customerId, siren }) => [customerId, siren]));
}

/** That a customer is another company now, or one where it was none: what changed, as subscribers are told. */
export function changesOf(
  { customerId, siren }: { customerId: string; siren: string | null },
  before: string | null,
): MatchChange[] {
  if (siren === before) return [];
  return [
    ...(before === null ? [] : [{ customerId, siren: before, isMatch: false }]),
    ...(siren === null ? [] : [{ customerId, siren, isMatch: true }]),
  ];
}

/** A row for each SIREN, without facts yet. Id and SIREN are unique each: another's of the same moment is no conflict on either. */
export async function ensureCompanies(
  tx: Transaction,
  sirens: readonly string[],
  at: Date,
): Promise<void> {
  if (sirens.length === 0) return;
  await tx.execute(
    `INSERT INTO company (tenant_id, company_id, siren, updated_at, known_since)
     SELECT DISTINCT $1::uuid, stable_id($1::text, s.siren), s.siren, $3::timestamptz, $3::timestamptz FROM unnest($2::text[]) AS s (siren)
     ORDER BY 2 ON CONFLICT DO NOTHING`,
    [tx.tenantId, [...sirens], at],
  );
}
