import { daysBetween, domainError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { Params } from './keyset';
import { receivablesAt, type ReportPoint } from './report-point';

/** A column of the imported balance with both amounts, in minor units of the line's currency. */
export interface AgedPair {
  label: string;
  fromDays: number | null;
  toDays: number | null;
  theirsMinor: bigint;
  oursMinor: bigint;
}

/** A customer as the imported balance and the ledger have it. */
export interface AgedDifference {
  /** Null for a customer of ours that the imported balance has not. */
  partyCode: string | null;
  name: string;
  customerId: string | null;
  /** How the two were found to be the same; null when only one side has it. */
  matchedBy: 'CODE' | 'NAME' | null;
  currency: string;
  theirsMinor: bigint;
  oursMinor: bigint;
  buckets: AgedPair[];
}

interface ImportedLine {
  partyCode: string;
  partyName: string;
  currency: string;
  total: string;
  buckets: { label: string; fromDays: number | null; toDays: number | null; amountMinor: string }[];
}

interface OpenPart {
  customerId: string;
  account: string;
  name: string;
  currency: string;
  ageOn: LocalDate;
  open: string;
}

const LINES_MAX = 50_000;

/** Which balance is meant, and of which day: null for the one imported last. Throws DOMAIN NOT_FOUND. */
export async function importedBalance(
  tx: Transaction,
  sourceFileId: string | null,
): Promise<{ sourceFileId: string; asOf: LocalDate }> {
  const [found] = await tx.query<{ sourceFileId: string; asOf: LocalDate }>(
    `SELECT source_file_id AS "sourceFileId", as_of::text AS "asOf" FROM aged_balance_line
     WHERE tenant_id = $1 AND source_file_id IS NOT NULL AND ($2::uuid IS NULL OR source_file_id = $2)
     ORDER BY recorded_at DESC, source_file_id LIMIT 1`,
    [tx.tenantId, sourceFileId],
  );
  if (found !== undefined) return found;
  throw domainError('NOT_FOUND', 'no aged balance was imported by that file', {
    place: { field: 'sourceFileId' },
    remedy: 'Import one with the connector ledger-file, or leave sourceFileId out for the last.',
  });
}

/**
 * An imported aged balance beside ours of its day, customer by customer and age by age: matched by code, then by a name only
 * one customer has. Nothing of it is in any other figure. Must run in a REPEATABLE READ transaction.
 */
export async function agedReconciliation(
  tx: Transaction,
  query: { sourceFileId: string; point: ReportPoint },
): Promise<AgedDifference[]> {
  const lines = await importedLines(tx, query.sourceFileId);
  const ours = new OurSide(await openParts(tx, query.point), query.point.asOf);
  const rows = lines.map((line) => ours.beside(line));
  rows.push(...ours.left(lines[0]?.buckets ?? []));
  return rows.sort(byDifference);
}

async function importedLines(tx: Transaction, sourceFileId: string): Promise<ImportedLine[]> {
  return tx.query<ImportedLine>(
    `SELECT party_code AS "partyCode", party_name AS "partyName", currency, total_minor::text AS total, buckets
     FROM aged_balance_line WHERE tenant_id = $1 AND source_file_id = $2
     ORDER BY party_code, currency LIMIT ${LINES_MAX}`,
    [tx.tenantId, sourceFileId],
  );
}

/** What was open on that day, by customer and the day its age counts from. */
async function openParts(tx: Transaction, point: ReportPoint): Promise<OpenPart[]> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const from = receivablesAt(point, params);
  return tx.query<OpenPart>(
    `SELECT r.customer_id AS "customerId", c.account, c.name, r.currency,
       coalesce(r.due_on, r.issued_on)::text AS "ageOn", sum(r.open_minor)::text AS open
     FROM ${from} JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
     WHERE r.tenant_id = $1::uuid AND r.open_minor <> 0
     GROUP BY 1, 2, 3, 4, 5`,
    params.values,
  );
}

interface OurCustomer {
  customerId: string;
  account: string;
  name: string;
  currency: string;
  parts: { age: number; open: bigint }[];
}

/** Our customers with what they owe, found by what the imported balance calls them; each is used once. */
class OurSide {
  private readonly byCode = new Map<string, OurCustomer | null>();
  private readonly byName = new Map<string, OurCustomer | null>();
  private readonly customers = new Map<string, OurCustomer>();
  private readonly used = new Set<OurCustomer>();

  constructor(parts: readonly OpenPart[], asOf: LocalDate) {
    for (const { ageOn, open, ...customer } of parts) {
      const key = `${customer.customerId} ${customer.currency}`;
      const known = this.customers.get(key) ?? { ...customer, parts: [] };
      this.customers.set(key, known);
      known.parts.push({ age: daysBetween(ageOn, asOf), open: BigInt(open) });
    }
    for (const customer of this.customers.values()) {
      const { account, name, currency } = customer;
      addOnce(this.byCode, `${folded(account)} ${currency}`, customer);
      addOnce(this.byName, `${folded(name)} ${currency}`, customer);
    }
  }

  beside(line: ImportedLine): AgedDifference {
    const { partyCode, partyName, currency, buckets } = line;
    const coded = this.byCode.get(`${folded(partyCode)} ${currency}`) ?? null;
    const named = this.byName.get(`${folded(partyName)} ${currency}`) ?? null;
    const found = [coded, named].find((each) => each !== null && !this.used.has(each)) ?? null;
    if (found !== null) this.used.add(found);
    return {
      ...{ partyCode, currency, name: partyName === '' ? partyCode : partyName },
      customerId: found?.customerId ?? null,
      matchedBy: found === null ? null : found === coded ? 'CODE' : 'NAME',
      theirsMinor: BigInt(line.total),
      oursMinor: totalOf(found),
      buckets: buckets.map((bucket) => ({
        ...rangeOf(bucket),
        theirsMinor: BigInt(bucket.amountMinor),
        oursMinor: totalOf(found, bucket),
      })),
    };
  }

  /** Who owes us and is not in the imported balance. */
  left(buckets: ImportedLine['buckets']): AgedDifference[] {
    const others = [...this.customers.values()].filter((customer) => !this.used.has(customer));
    return others.map((customer) => ({
      ...{ partyCode: null, name: customer.name, customerId: customer.customerId },
      ...{ matchedBy: null, currency: customer.currency, theirsMinor: 0n },
      oursMinor: totalOf(customer),
      buckets: buckets.map((bucket) => ({
        ...rangeOf(bucket),
        theirsMinor: 0n,
        oursMinor: totalOf(customer, bucket),
      })),
    }));
  }
}

/** Null marks what two customers share: it tells neither. */
function addOnce(map: Map<string, OurCustomer | null>, key: string, customer: OurCustomer): void {
  map.set(key, map.has(key) ? null : customer);
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '');
}

type Range = Pick<AgedPair, 'label' | 'fromDays' | 'toDays'>;

function rangeOf({ label, fromDays, toDays }: Range): Range {
  return { label, fromDays, toDays };
}

function totalOf(customer: OurCustomer | null, range?: Range): bigint {
  const parts = customer?.parts ?? [];
  const isWithin = ({ age }: { age: number }): boolean =>
    range === undefined ||
    (age >= (range.fromDays ?? -Infinity) && age <= (range.toDays ?? Infinity));
  return parts.filter(isWithin).reduce((sum, { open }) => sum + open, 0n);
}

function byDifference(one: AgedDifference, other: AgedDifference): number {
  const [a, b] = [gap(one), gap(other)];
  if (a !== b) return a > b ? -1 : 1;
  return (one.partyCode ?? one.name) < (other.partyCode ?? other.name) ? -1 : 1;
}

function gap({ theirsMinor, oursMinor }: AgedDifference): bigint {
  const difference = theirsMinor - oursMinor;
  return difference < 0n ? -difference : difference;
}
