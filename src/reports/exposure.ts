import type { UseRestriction } from '../connector-kit';
import { money, type Money } from '../kernel';
import type { Transaction } from '../database';
import { limitAt } from './customer-filter';
import { coverTerms, insuredMinor } from './insured';
import { Params } from './keyset';
import { customersAt, receivablesAt, type ReportPoint } from './report-point';

/**
 * What a seller stands to lose on a customer, in the customer's currency. Total is open receivables less unallocated
 * credits and never below zero: a credit that exceeds the debt is owed to the customer, not a negative risk.
 */
export interface Exposure {
  openReceivables: Money;
  /** Credits not set against a claim, as a positive amount. */
  unallocatedCredits: Money;
  reserved: Money;
  total: Money;
  /** What insurers bear of the total, by the covers in force that day. */
  insured: Money;
  uninsured: Money;
  /** Terms of the covers that may tell what is insured, those that everybody may read left out. */
  coverTerms: CoverTerms[];
  /** Null when no limit was decided, which is not a limit of zero. */
  limit: Money | null;
  /** Limit less total; negative when exceeded. */
  headroom: Money | null;
  /** Total as a share of the limit; null without a limit, and for a limit of zero. */
  utilisation: number | null;
}

export interface CoverTerms {
  restriction: Exclude<UseRestriction, 'NONE'>;
  connector: string;
}

interface ExposureRow {
  coverTerms: CoverTerms[] | null;
  customerId: string;
  currency: string;
  openMinor: string;
  creditMinor: string;
  limitMinor: string | null;
  insuredMinor: string;
}

/** Exposure of each customer at the point, by customer id. */
export async function exposuresOf(
  tx: Transaction,
  customerIds: readonly string[],
  point: ReportPoint,
): Promise<Map<string, Exposure>> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const ids = params.add([...customerIds], 'uuid[]');
  const from = receivablesAt(point, params);
  const known = customersAt(point, params);
  const companyId = known === null ? 'c.company_id' : 'k.company_id';
  const insured = insuredMinor(
    { ...CUSTOMER, companyId, currency: 'c.currency', total: TOTAL },
    point,
    params,
  );
  const rows = await tx.query<ExposureRow>(
    `SELECT c.customer_id AS "customerId", c.currency, coalesce(b.open, 0) AS "openMinor",
       coalesce(b.credit, 0) AS "creditMinor", l.limit_minor AS "limitMinor", ${insured}::bigint AS "insuredMinor",
       ${coverTerms({ tenantId: 'c.tenant_id', companyId })} AS "coverTerms"
     FROM customer c
     ${known === null ? '' : `LEFT JOIN ${known} ON k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id`}
     LEFT JOIN (
       SELECT r.customer_id, r.currency, sum(r.open_minor) FILTER (WHERE r.open_minor > 0) AS open,
         -sum(r.open_minor) FILTER (WHERE r.open_minor < 0) AS credit
       FROM ${from}
       WHERE r.tenant_id = $1::uuid AND r.customer_id = ANY (${ids}) AND r.open_minor <> 0
       GROUP BY r.customer_id, r.currency
     ) b ON b.customer_id = c.customer_id AND b.currency = c.currency
     LEFT JOIN LATERAL (${limitAt(point, params)}) l ON l.currency = c.currency
     WHERE c.tenant_id = $1::uuid AND c.customer_id = ANY (${ids})`,
    params.values,
  );
  return new Map(rows.map((row) => [row.customerId, toExposure(row)]));
}

const CUSTOMER = { tenantId: 'c.tenant_id', customerId: 'c.customer_id' };
const TOTAL = 'greatest(coalesce(b.open, 0) - coalesce(b.credit, 0), 0)';

function toExposure(row: ExposureRow): Exposure {
  const open = BigInt(row.openMinor);
  const credit = BigInt(row.creditMinor);
  const total = open > credit ? open - credit : 0n;
  const limit = row.limitMinor === null ? null : BigInt(row.limitMinor);
  const insured = BigInt(row.insuredMinor);
  const amount = (minor: bigint): Money => money(minor, row.currency);
  return {
    openReceivables: amount(open),
    unallocatedCredits: amount(credit),
    reserved: amount(0n),
    total: amount(total),
    insured: amount(insured),
    uninsured: amount(total - insured),
    coverTerms: row.coverTerms ?? [],
    limit: limit === null ? null : amount(limit),
    headroom: limit === null ? null : amount(limit - total),
    utilisation: limit === null || limit === 0n ? null : Number((total * 10_000n) / limit) / 10_000,
  };
}
