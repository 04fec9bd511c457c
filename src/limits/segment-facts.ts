import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { Grade } from '../scoring';
import { knownInside } from '../unify';
import type { SegmentFacts } from './policies/credit-policy';

/**
 * SQL for the segment facts of customer `c` and its company `m` (or none) on the day a parameter gives, as jsonb. Told
 * under whatever terms: they decide, and are not shown.
 */
export function segmentFactsSql(day: string): string {
  const known = (column: string): string =>
    knownInside('m', { key: column, column, type: 'text', today: `${day}::date` });
  const parents = `FROM group_link g WHERE g.tenant_id = m.tenant_id AND g.company_id = m.company_id
      AND coalesce(g.expires_on > ${day}::date, true)`;
  return `jsonb_build_object('account', c.account, 'isMatched', m.company_id IS NOT NULL, 'siren', m.siren,
      'activityCode', ${known('activity_code')}, 'legalFormCode', ${known('legal_form_code')},
      'countryCode', ${known('country_code')}, 'hasParent', EXISTS (SELECT 1 ${parents}),
      'parentSirens', coalesce((SELECT jsonb_agg(DISTINCT g.parent_siren ORDER BY g.parent_siren) ${parents}
        AND g.parent_siren IS NOT NULL), '[]'))`;
}

/** What tells the customers of these companies apart on a day, with the grade that holds; unassessed ones are not in it. */
export async function gradedFactsOfCompanies(
  tx: Transaction,
  sirens: readonly string[],
  asOf: LocalDate,
): Promise<{ siren: string; grade: Grade; facts: SegmentFacts }[]> {
  return tx.query(GRADED, [tx.tenantId, [...sirens], asOf]);
}

const GRADED = `
  SELECT m.siren, a.grade, ${segmentFactsSql('$3')} AS facts
  FROM unnest($2::text[]) AS s (siren)
  JOIN company m ON m.tenant_id = $1::uuid AND m.company_id = stable_id($1::text, s.siren)
  JOIN customer c ON c.tenant_id = m.tenant_id AND c.company_id = m.company_id
  JOIN credit_assessment a ON a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current
  WHERE a.grade IS NOT NULL`;
