import { money, type LocalDate, type Money } from '../kernel';
import type { UseRestriction } from '../connector-kit';
import type { Transaction } from '../database';
import { groupsOf, type CustomerGroup } from '../limits';
import { ratesAt, type ExchangeRates } from './exchange-rates';
import { exposuresOf, type Exposure } from './exposure';
import { Params, type Page, type PageRequest } from './keyset';
import { readPage, type ListSource } from './list-source';
import type { ReportPoint } from './report-point';

/** Exposure and limits of a group together, in one currency. */
export interface GroupExposure {
  /** Of what can be told in the currency. */
  total: Money;
  /** The limits in force of its members added up; null when none has one. */
  limit: Money | null;
  /** What its members may still owe, each within its own limit: one member's headroom is not another's. */
  headroom: Money | null;
  /** Total as a share of the limit; null without a limit, and for one of zero. */
  utilisation: number | null;
  /** Exposures in currencies without a rate, one amount per currency; they are in nothing above. */
  unconverted: Money[];
}

export interface GroupQuery {
  point: ReportPoint;
  currency: string;
}

/** The exposure of each group, by its key. */
export async function groupExposuresOf(
  tx: Transaction,
  groups: readonly CustomerGroup[],
  query: GroupQuery,
): Promise<Map<string, GroupExposure>> {
  const members = groups.flatMap((group) => group.members.map(({ customerId }) => customerId));
  const exposures = await exposuresOf(tx, members, query.point);
  const rates = await ratesAt(tx, query.point);
  return new Map(
    groups.map((group) => {
      const own = group.members.flatMap(({ customerId }) => exposures.get(customerId) ?? []);
      return [group.key, sumExposures(own, query.currency, rates)];
    }),
  );
}

/** Amounts of members converted one by one, so that a group is the sum of what its members are told as. */
function sumExposures(
  exposures: readonly Exposure[],
  currency: string,
  rates: ExchangeRates,
): GroupExposure {
  const sums = { total: 0n, limit: 0n, headroom: 0n };
  const unconverted = new Map<string, bigint>();
  let hasLimit = false;
  for (const { total, limit, headroom } of exposures) {
    const converted = rates.convert(total, currency);
    if (converted === null) {
      const known = unconverted.get(total.currency) ?? 0n;
      unconverted.set(total.currency, known + total.amountMinor);
      continue;
    }
    sums.total += converted.amountMinor;
    if (limit === null || headroom === null) continue;
    hasLimit = true;
    sums.limit += rates.convert(limit, currency)?.amountMinor ?? 0n;
    const left = rates.convert(headroom, currency)?.amountMinor ?? 0n;
    sums.headroom += left > 0n ? left : 0n;
  }
  return {
    total: money(sums.total, currency),
    limit: hasLimit ? money(sums.limit, currency) : null,
    headroom: hasLimit ? money(sums.headroom, currency) : null,
    utilisation: sums.limit === 0n ? null : Number((sums.total * 10_000n) / sums.limit) / 10_000,
    unconverted: [...unconverted]
      .filter(([, minor]) => minor !== 0n)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([code, minor]) => money(minor, code)),
  };
}

/** What each group is called: the company at its top as the registries or the links name it, else its largest key. */
export async function groupNamesOf(
  tx: Transaction,
  keys: readonly string[],
  readable: readonly UseRestriction[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ key: string; name: string }>(NAMES, [
    tx.tenantId,
    [...keys],
    [...readable],
  ]);
  return new Map(rows.map(({ key, name }) => [key, name]));
}

const NAMES = `
  SELECT u.key, coalesce(k.name, c.name, g.parent_name, u.key) AS name
  FROM unnest($2::text[]) AS u (key)
  LEFT JOIN company k ON k.tenant_id = $1 AND k.company_id = CASE
    WHEN u.key LIKE 'SIREN:%' THEN stable_id($1::text, substr(u.key, 7))
    WHEN u.key LIKE 'COMPANY:%' THEN substr(u.key, 9)::uuid END
  LEFT JOIN customer c ON c.tenant_id = $1
    AND c.customer_id = CASE WHEN u.key LIKE 'CUSTOMER:%' THEN substr(u.key, 10)::uuid END
  LEFT JOIN LATERAL (
    SELECT g.parent_name FROM group_link g
    WHERE g.tenant_id = $1 AND g.parent_name IS NOT NULL AND g.use_restriction = ANY ($3::text[])
      AND (g.parent_siren = substr(u.key, 7) OR g.parent_siren IS NULL AND g.parent_identifier = u.key)
    ORDER BY g.use_restriction <> 'NONE', g.parent_name LIMIT 1
  ) g ON true`;

/** A group of several customers with its exposure. */
export interface GroupExposureRow {
  group: CustomerGroup;
  exposure: GroupExposure;
}

/** All groups of several customers, as far as links tell that may be read. */
export async function readSeveralGroups(
  tx: Transaction,
  reading: { asOf: LocalDate; readable: readonly UseRestriction[] },
): Promise<CustomerGroup[]> {
  const rows = await tx.query<{ customerId: string }>(CANDIDATES, [tx.tenantId]);
  const ids = rows.map(({ customerId }) => customerId);
  const groups = new Set((await groupsOf(tx, ids, reading)).values());
  return [...groups].filter(({ members }) => members.length > 1);
}

/** Customers whose company somebody links to another, or that share one. */
const CANDIDATES = `
  SELECT c.customer_id AS "customerId" FROM customer c JOIN company k USING (tenant_id, company_id)
  WHERE c.tenant_id = $1 AND (
    EXISTS (SELECT FROM group_link g WHERE g.tenant_id = $1 AND g.company_id = k.company_id)
    OR EXISTS (SELECT FROM group_link g WHERE g.tenant_id = $1 AND g.parent_siren = k.siren)
    OR EXISTS (SELECT FROM customer o WHERE o.tenant_id = $1 AND o.company_id = k.company_id
      AND o.customer_id <> c.customer_id))`;

/** One page of the groups of several customers, the largest exposure first. */
export async function listGroupExposures(
  tx: Transaction,
  query: GroupQuery & { readable: readonly UseRestriction[] },
  page: PageRequest,
): Promise<Page<GroupExposureRow>> {
  const { source, byKey } = await groupSource(tx, query);
  const keys = await readPage<{ key: string }>(tx, source, page);
  return { ...keys, items: keys.items.flatMap(({ key }) => byKey.get(key) ?? []) };
}

export async function countGroupExposures(
  tx: Transaction,
  query: GroupQuery & { readable: readonly UseRestriction[] },
): Promise<number> {
  const groups = await readSeveralGroups(tx, { asOf: query.point.asOf, readable: query.readable });
  return groups.length;
}

/** Groups are few beside customers: they are summed first and paged by what they sum to. */
async function groupSource(
  tx: Transaction,
  query: GroupQuery & { readable: readonly UseRestriction[] },
): Promise<{ source: ListSource; byKey: Map<string, GroupExposureRow> }> {
  const { point, readable } = query;
  const groups = await readSeveralGroups(tx, { asOf: point.asOf, readable });
  const exposures = await groupExposuresOf(tx, groups, query);
  const byKey = new Map<string, GroupExposureRow>();
  for (const group of groups) {
    const exposure = exposures.get(group.key);
    if (exposure !== undefined) byKey.set(group.key, { group, exposure });
  }
  const totals = [...byKey].map(([key, { exposure }]) => ({
    key,
    total: exposure.total.amountMinor.toString(),
  }));
  const params = Params.ofTenant(tx.tenantId);
  const rows = params.add(JSON.stringify(totals), 'jsonb');
  const source: ListSource = {
    list: `groupExposures ${query.currency}`,
    keys: [
      { sql: 'g.total', type: 'bigint', direction: 'DESC' },
      { sql: 'g.key', type: 'text', direction: 'ASC' },
    ],
    columns: 'g.key',
    from: `jsonb_to_recordset(${rows}) AS g (key text, total bigint)`,
    where: ['$1::uuid IS NOT NULL'],
    params,
  };
  return { source, byKey };
}
