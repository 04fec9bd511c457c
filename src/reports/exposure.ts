import type { UseRestriction } from '../connector-kit';
import { money, type Money } from '../kernel';
import type { Transaction } from '../database';
import {
  exposureParts,
  exposureTotal,
  headroomMinorOf,
  limitIsFrozen,
  totalMinorOf,
} from '../limits';
import { limitAt } from './customer-filter';
import { coverTerms, insuredMinor } from './insured';
import { Params } from './keyset';
import { customersAt, type ReportPoint } from './report-point';

/**
 * What a seller stands to lose on a customer, in the customer's currency. Total is open receivables less unallocated
 * credits, plus what is reserved for orders, and never below zero: a credit that exceeds the debt is owed to the customer,
 * not a negative risk.
 */
export interface Exposure {
  openReceivables: Money;
  /** Credits not set against a claim, as a positive amount. */
  unallocatedCredits: Money;
  /** Set aside for orders that are not invoiced yet. */
  reserved: Money;
  total: Money;
  /** What insurers bear of the total, by the covers in force that day. */
  insured: Money;
  uninsured: Money;
  /** Terms of the covers that may tell what is insured, those that everybody may read left out. */
  coverTerms: CoverTerms[];
  /** Null when no limit was decided, which is not a limit of zero. */
  limit: Money | null;
  /** Limit less total; negative when exceeded, and never positive while the limit is frozen. */
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
  reservedMinor: string;
  limitMinor: string | null;
  isFrozen: boolean;
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
  const known = customersAt(point, params);
  const companyId = known === null ? 'c.company_id' : 'k.company_id';
  const insured = insuredMinor(
    { ...CUSTOMER, companyId, total: exposureTotal('b') },
    point,
    params,
  );
  const rows = await tx.query<ExposureRow>(
    `SELECT c.customer_id AS "customerId", c.currency, b.open_minor AS "openMinor", b.credit_minor AS "creditMinor",
       b.reserved_minor AS "reservedMinor", l.limit_minor AS "limitMinor",
       ${limitIsFrozen('l', params.add(point.asOf, 'date'))} AS "isFrozen", ${insured}::bigint AS "insuredMinor",
       ${coverTerms({ tenantId: 'c.tenant_id', companyId })} AS "coverTerms"
     FROM customer c
     ${known === null ? '' : `LEFT JOIN ${known} ON k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id`}
     CROSS JOIN LATERAL (${exposureParts(CUSTOMER, point, params)}) b
     LEFT JOIN LATERAL (${limitAt(point, params)}) l ON l.currency = c.currency
     WHERE c.tenant_id = $1::uuid AND c.customer_id = ANY (${ids})`,
    params.values,
  );
  return new Map(rows.map((row) => [row.customerId, toExposure(row)]));
}

const CUSTOMER = {
  tenantId: 'c.tenant_id',
  customerId: 'c.customer_id',
  currency: 'c.currency',
};

function toExposure(row: ExposureRow): Exposure {
  const parts = {
    openMinor: BigInt(row.openMinor),
    creditMinor: BigInt(row.creditMinor),
    reservedMinor: BigInt(row.reservedMinor),
  };
  const total = totalMinorOf(parts);
  const limit = row.limitMinor === null ? null : BigInt(row.limitMinor);
  const insured = BigInt(row.insuredMinor);
  const amount = (minor: bigint): Money => money(minor, row.currency);
  return {
    openReceivables: amount(parts.openMinor),
    unallocatedCredits: amount(parts.creditMinor),
    reserved: amount(parts.reservedMinor),
    total: amount(total),
    insured: amount(insured),
    uninsured: amount(total - insured),
    coverTerms: row.coverTerms ?? [],
    limit: limit === null ? null : amount(limit),
    headroom:
      limit === null
        ? null
        : amount(headroomMinorOf({ minor: limit, isFrozen: row.isFrozen }, total)),
    utilisation: limit === null || limit === 0n ? null : Number((total * 10_000n) / limit) / 10_000,
  };
}
