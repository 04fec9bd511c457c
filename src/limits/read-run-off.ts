import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { runOffDays, type CompanyOpinions, type ShippedBefore } from './read-opinions';

interface Asked {
  readonly customerId: string;
  readonly currency: string;
  readonly opinions: CompanyOpinions | undefined;
}

/**
 * What each customer still owes of what was shipped before the days its covers were cut, as the books stand on a day. Only
 * customers with such a cover are looked up, in one statement; of the others nothing runs off.
 */
export async function readShippedBefore(
  tx: Transaction,
  customers: readonly Asked[],
  asOf: LocalDate,
): Promise<(customerId: string) => ShippedBefore> {
  const asked = customers.flatMap(({ customerId, currency, opinions }) =>
    runOffDays(currency, opinions).map((day) => ({ customerId, currency, day })),
  );
  const owed = new Map<string, bigint>();
  if (asked.length > 0) {
    const rows = await tx.query<{ customerId: string; day: LocalDate; minor: string }>(SHIPPED, [
      tx.tenantId,
      asked.map(({ customerId }) => customerId),
      asked.map(({ currency }) => currency),
      asked.map(({ day }) => day),
      asOf,
    ]);
    for (const { customerId, day, minor } of rows) owed.set(`${customerId} ${day}`, BigInt(minor));
  }
  return (customerId) => (day) => owed.get(`${customerId} ${day}`) ?? 0n;
}

/** The customers are named twice: with a join alone every claim of the tenant would be read to find those of a few. */
const SHIPPED = `
  SELECT n.customer_id AS "customerId", n.day, sum(o.open_minor)::bigint AS minor
  FROM unnest($2::uuid[], $3::text[], $4::date[]) AS n (customer_id, currency, day)
  JOIN open_items_now($5::date) o ON o.tenant_id = $1 AND o.customer_id = n.customer_id AND o.currency = n.currency
  JOIN receivable r ON r.tenant_id = $1 AND r.receivable_id = o.receivable_id AND r.issued_on < n.day
  WHERE o.customer_id = ANY ($2::uuid[]) AND o.open_minor > 0
  GROUP BY n.customer_id, n.day`;
