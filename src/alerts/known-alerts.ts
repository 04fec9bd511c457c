import type { Transaction } from '../database';
import type { AlertRule, KnownAlert } from './alert-types';
import type { RuleDraft } from './decide-alerts';

type KnownRow = KnownAlert & { customerId: string };

/**
 * What has to be known to decide on drafts, by customer: alerts whose condition lasts, and those with the key of a draft. A
 * customer's history may be long and is not read: of conditions only what has not ended, of facts only what is said again.
 */
export async function readKnownAlerts(
  tx: Transaction,
  ids: readonly string[],
  said: { readonly rules: readonly AlertRule[]; readonly drafts: readonly RuleDraft[] },
): Promise<Map<string, KnownAlert[]>> {
  const rows = await readLasting(tx, ids, said.rules);
  const lasting = new Set(rows.map(({ alertId }) => alertId));
  const told = [
    ...(await readFacts(tx, said.drafts)),
    ...(await readEpisodes(tx, unlasting(said.drafts, rows))),
  ];
  rows.push(...told.filter(({ alertId }) => !lasting.has(alertId)));
  return byCustomer(rows);
}

function byCustomer(rows: readonly KnownRow[]): Map<string, KnownAlert[]> {
  const alerts = new Map<string, KnownAlert[]>();
  for (const row of rows) {
    const known = alerts.get(row.customerId);
    if (known === undefined) alerts.set(row.customerId, [row]);
    else known.push(row);
  }
  return alerts;
}

const COLUMNS = `a.customer_id AS "customerId", a.risk_alert_id AS "alertId", a.rule, a.severity,
  a.dedup_key AS "dedupKey", a.over_at IS NOT NULL AS "isOver", coalesce(a.after, '{}') AS after`;

function readLasting(
  tx: Transaction,
  ids: readonly string[],
  rules: readonly AlertRule[],
): Promise<KnownRow[]> {
  const ending = rules.filter((rule) => rule.isEpisodic || rule.isOver !== undefined);
  return tx.query<KnownRow>(
    `SELECT ${COLUMNS} FROM risk_alert a
     WHERE a.tenant_id = $1 AND a.customer_id = ANY ($2::uuid[]) AND a.rule = ANY ($3) AND a.over_at IS NULL`,
    [tx.tenantId, [...ids], ending.map(({ code }) => code)],
  );
}

/** The customers are given twice, so that few rows are joined also while statistics do not know the tenant. */
async function readFacts(tx: Transaction, drafts: readonly RuleDraft[]): Promise<KnownRow[]> {
  const facts = drafts.filter(({ rule }) => !rule.isEpisodic);
  if (facts.length === 0) return [];
  return tx.query<KnownRow>(
    `SELECT ${COLUMNS} FROM (SELECT DISTINCT * FROM unnest($2::uuid[], $3::text[]) AS u (customer_id, dedup_key)) d
     JOIN risk_alert a ON a.tenant_id = $1 AND a.customer_id = ANY ($2::uuid[]) AND a.customer_id = d.customer_id
       AND a.dedup_key = d.dedup_key`,
    [
      tx.tenantId,
      facts.map(({ draft }) => draft.customerId),
      facts.map(({ draft }) => draft.dedupKey),
    ],
  );
}

function unlasting(drafts: readonly RuleDraft[], lasting: readonly KnownRow[]): RuleDraft[] {
  const alerts = byCustomer(lasting);
  return drafts.filter(({ rule, draft }) => {
    const known = alerts.get(draft.customerId) ?? [];
    const isLasting = known.some(({ dedupKey }) => dedupKey.startsWith(`${draft.dedupKey}:`));
    return rule.isEpisodic && !isLasting;
  });
}

/** How many episodes there were is only asked where another begins. */
async function readEpisodes(tx: Transaction, begun: readonly RuleDraft[]): Promise<KnownRow[]> {
  if (begun.length === 0) return [];
  return tx.query<KnownRow>(
    `SELECT ${COLUMNS} FROM (SELECT DISTINCT * FROM unnest($2::uuid[], $3::text[], $4::text[]) AS u (customer_id, rule, dedup_key)) d
     JOIN risk_alert a ON a.tenant_id = $1 AND a.customer_id = ANY ($2::uuid[]) AND a.customer_id = d.customer_id
       AND a.rule = d.rule
       AND starts_with(a.dedup_key, d.dedup_key || ':') AND a.over_at IS NOT NULL`,
    [
      tx.tenantId,
      begun.map(({ draft }) => draft.customerId),
      begun.map(({ draft }) => draft.rule),
      begun.map(({ draft }) => draft.dedupKey),
    ],
  );
}
