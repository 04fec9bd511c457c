import type { Transaction } from '../database';
import type { CreditPolicy } from '../limits';
import type { Grade } from '../scoring';

/**
 * After how many days each of these companies is to be read again, where the credit policy says so for its grade; of
 * several customers that are one company, the shortest counts. Companies the policy says nothing of are not in it.
 */
export async function reviewDaysOf(
  tx: Transaction,
  policy: CreditPolicy,
  sirens: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const days = Object.entries(policy.grades).flatMap(([grade, { refreshAfterDays }]) =>
    refreshAfterDays === undefined ? [] : [{ grade: grade as Grade, refreshAfterDays }],
  );
  if (days.length === 0) return new Map();
  const rows = await tx.query<{ siren: string; days: number }>(
    `SELECT c.siren, min(g.days) AS days
     FROM unnest($2::text[]) AS s (siren)
     JOIN company c ON c.tenant_id = $1::uuid AND c.company_id = stable_id($1::text, s.siren)
     JOIN customer u ON u.tenant_id = c.tenant_id AND u.company_id = c.company_id
     JOIN credit_assessment a ON a.tenant_id = u.tenant_id AND a.customer_id = u.customer_id AND a.is_current
     JOIN unnest($3::text[], $4::integer[]) AS g (grade, days) ON g.grade = a.grade
     GROUP BY c.siren`,
    [
      tx.tenantId,
      [...sirens],
      days.map(({ grade }) => grade),
      days.map(({ refreshAfterDays }) => refreshAfterDays),
    ],
  );
  return new Map(rows.map(({ siren, days: shortest }) => [siren, shortest]));
}
