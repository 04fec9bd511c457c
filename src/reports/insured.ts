import type { Params } from './keyset';
import { receivablesAt, type ReportPoint } from './report-point';

export interface InsuredSite {
  /** SQL of the tenant's, the customer's and its company's key, and of its currency. */
  tenantId: string;
  customerId: string;
  companyId: string;
  currency: string;
  /** SQL of what is owed in all, in minor units of that currency. */
  total: string;
}

/**
 * SQL of the part of what is owed that insurers cover, in minor units. A cover bears what is owed up to its amount in force
 * that day and, while it runs off, what was shipped before it was cut, up to the amount before; of a share that it bears
 * only in part, that part. What the insurer does not say of share and run-off, the credit policy in force that day assumes.
 * Covers of one policy do not add up, those of several do, and never beyond what is owed. A cover in another currency counts
 * for nothing.
 */
export function insuredMinor(site: InsuredSite, point: ReportPoint, params: Params): string {
  const { tenantId, customerId, companyId, currency, total } = site;
  const knownAt = point.isCurrent ? `'infinity'` : params.add(point.knownAt, 'timestamptz');
  const shippedBefore = `(SELECT coalesce(sum(r.open_minor), 0) FROM ${receivablesAt(point, params)}
    WHERE r.tenant_id = ${tenantId} AND r.customer_id = ${customerId} AND r.currency = ${currency}
      AND r.open_minor > 0 AND r.issued_on < a.effective_on)`;
  return `(SELECT least(coalesce(sum(policy.minor), 0), ${total}) FROM (
    SELECT max(trunc(greatest(least(${total}, a.covered_minor),
      CASE WHEN a.run_off_minor > a.covered_minor THEN least(${total}, a.run_off_minor, ${shippedBefore}) ELSE 0 END)
      * a.insured_percent / 100)) AS minor
    FROM borne_covers_at(${tenantId}, ${companyId}, ${params.add(point.asOf, 'date')}, ${knownAt}) a
    WHERE a.currency = ${currency}
    GROUP BY a.connection_id, a.policy_number) policy)`;
}

/**
 * SQL of whether a cover that was ever told of a company came under one of those restrictions (SQL of an array): what is
 * insured may tell such a cover, be it only that there is none left.
 */
export function restsOnCovers(
  site: Pick<InsuredSite, 'tenantId' | 'companyId'>,
  restrictions: string,
): string {
  return `EXISTS (SELECT FROM insurance_cover i WHERE i.tenant_id = ${site.tenantId}
    AND i.company_id = ${site.companyId} AND i.use_restriction = ANY (${restrictions}))`;
}

/** SQL of a JSON list of the terms the covers of a company came under, those that everybody may read left out. */
export function coverTerms(site: Pick<InsuredSite, 'tenantId' | 'companyId'>): string {
  return `(SELECT jsonb_agg(DISTINCT jsonb_build_object('restriction', i.use_restriction, 'connector', i.connector_id))
    FROM insurance_cover i
    WHERE i.tenant_id = ${site.tenantId} AND i.company_id = ${site.companyId} AND i.use_restriction <> 'NONE')`;
}
