/** What the benchmark does to the database between runs. */
import type { Client } from 'pg';

/** Everything that was decided, and the marks. */
export const FORGET = `
TRUNCATE credit_assessment, credit_limit, customer_check, scoring_run, rescore_mark, risk_alert, event, shadow_assessment,
  shadow_run CASCADE`;

/** One open invoice of each of $2 customers is a euro higher: the triggers mark them. */
export const CHANGE_SOME = `
UPDATE receivable r SET open_minor = r.open_minor + 100, total_minor = r.total_minor + 100, changed_at = now()
FROM (
  SELECT min(receivable_id::text)::uuid AS receivable_id FROM receivable
  WHERE tenant_id = $1 AND kind = 'INVOICE' AND open_minor > 0 GROUP BY customer_id ORDER BY customer_id LIMIT $2
) chosen
WHERE r.tenant_id = $1 AND r.receivable_id = chosen.receivable_id`;

/** How many customers have a decision, and how many were decided about more than once. */
export async function checkOnce(client: Client): Promise<{ customers: number; repeated: number }> {
  const { rows } = await client.query<{ customers: number; repeated: number }>(
    `SELECT count(*)::int AS customers, (count(*) FILTER (WHERE n > 1))::int AS repeated
     FROM (SELECT count(*) AS n FROM credit_assessment GROUP BY customer_id) a`,
  );
  return rows[0] ?? { customers: 0, repeated: 0 };
}
