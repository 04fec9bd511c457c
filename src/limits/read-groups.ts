import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { strictestTerms, type SourceTerms } from '../scoring';
import { FACT_PRECEDENCE } from '../unify';
import { groupCompanies, type CompanyGroup, type ParentLink } from './company-groups';

/** A customer of the tenant in a group. */
export interface GroupMember {
  readonly customerId: string;
  readonly currency: string;
}

/** Customers whose companies belong together, as far as the links tell that may be read. */
export interface CustomerGroup {
  /** The company at the top: "SIREN:…", "LEI:…", "DUNS:…"; "CUSTOMER:…" for a customer matched to none. */
  readonly key: string;
  /** By id; at least one. */
  readonly members: readonly GroupMember[];
  /** The strictest terms of the links it rests on; null when everybody may know. */
  readonly terms: SourceTerms | null;
}

export interface GroupReading {
  asOf: LocalDate;
  /** Links under other restrictions are not used; all when absent. */
  readable?: readonly UseRestriction[];
}

/** The group of each customer, by customer id; one group object for all its members. */
export async function groupsOf(
  tx: Transaction,
  customerIds: readonly string[],
  reading: GroupReading,
): Promise<Map<string, CustomerGroup>> {
  const restrictions = [...(reading.readable ?? USE_RESTRICTIONS)];
  const wanted = await tx.query<CustomerRow>(WANTED, [
    ...[tx.tenantId, [...customerIds], reading.asOf, restrictions],
  ]);
  const linked = wanted.flatMap(({ key, isLinked }) => (isLinked ? key : []));
  const links =
    linked.length === 0
      ? []
      : await tx.query<LinkRow>(LINKS, [tx.tenantId, linked, reading.asOf, restrictions]);
  const keys = new Set(wanted.map(({ key }) => key));
  const others = strangersIn(links, keys);
  const kin = others.length === 0 ? [] : await tx.query<CustomerRow>(KIN, [tx.tenantId, others]);
  const customers = [...wanted, ...kin];
  const groups = groupCompanies(new Set(customers.map(({ key }) => key)), links.map(toLink));
  return indexByMember(customers, groups);
}

/** Companies the links name whose customers have not been read. */
function strangersIn(links: readonly LinkRow[], known: ReadonlySet<string>): string[] {
  const named = new Set(links.flatMap(({ child, parent }) => [child, parent]));
  return [...named].filter((key) => !known.has(key));
}

function indexByMember(
  customers: readonly CustomerRow[],
  groups: ReadonlyMap<string, CompanyGroup>,
): Map<string, CustomerGroup> {
  const byKey = new Map<string, { members: GroupMember[]; terms: SourceTerms[] }>();
  for (const { customerId, currency, key } of customers) {
    const { key: groupKey, terms } = groups.get(key) ?? { key, terms: null };
    const known = byKey.get(groupKey) ?? { members: [], terms: [] };
    known.members.push({ customerId, currency });
    if (terms !== null) known.terms.push(terms);
    byKey.set(groupKey, known);
  }
  const byCustomer = new Map<string, CustomerGroup>();
  for (const [key, { members, terms }] of byKey) {
    members.sort((one, other) => (one.customerId < other.customerId ? -1 : 1));
    const group: CustomerGroup = { key, members, terms: strictestTerms(terms) };
    for (const { customerId } of members) byCustomer.set(customerId, group);
  }
  return byCustomer;
}

interface CustomerRow extends GroupMember {
  key: string;
  /** Somebody names a company above or below its own. */
  isLinked: boolean;
}

interface LinkRow {
  child: string;
  parent: string;
  relation: ParentLink['relation'];
  connectorId: string;
  restriction: UseRestriction;
}

/** What everybody may read before what is restricted, then by how much a source is believed. */
function toLink({ child, parent, relation, connectorId, restriction }: LinkRow): ParentLink {
  const known = FACT_PRECEDENCE.findIndex((id) => id === connectorId);
  const belief = known < 0 ? FACT_PRECEDENCE.length : known;
  const isOpen = restriction === 'NONE';
  return {
    ...{ child, parent, relation },
    rank: isOpen ? belief : belief + FACT_PRECEDENCE.length + 1,
    terms: isOpen ? null : { restriction, connector: connectorId },
  };
}

/** The key of a company `k`, or of a customer `c` without one. */
const KEY = `coalesce('SIREN:' || k.siren, 'COMPANY:' || k.company_id)`;
/** The key of the company a link `g` names; NULL for a name alone, which is nobody in particular. */
const PARENT = `coalesce('SIREN:' || g.parent_siren, g.parent_identifier)`;
const IS_USED = `coalesce(g.expires_on > $3::date, true) AND g.use_restriction = ANY ($4::text[])`;

/** The links of companies `n.key` that may be used, upwards and downwards. */
const NEIGHBOURS = `
  SELECT ${PARENT} AS key FROM group_link g
  WHERE g.tenant_id = $1 AND g.company_id = CASE WHEN n.key LIKE 'SIREN:%' THEN stable_id($1::text, substr(n.key, 7))
      WHEN n.key LIKE 'COMPANY:%' THEN substr(n.key, 9)::uuid END AND ${IS_USED}
  UNION ALL
  SELECT ${KEY} FROM group_link g JOIN company k USING (tenant_id, company_id)
  WHERE g.tenant_id = $1 AND n.key LIKE 'SIREN:%' AND g.parent_siren = substr(n.key, 7) AND ${IS_USED}
  UNION ALL
  SELECT ${KEY} FROM group_link g JOIN company k USING (tenant_id, company_id)
  WHERE g.tenant_id = $1 AND g.parent_siren IS NULL AND g.parent_identifier = n.key AND ${IS_USED}`;

/** All that hangs together with what a start selects; UNION ends where nothing new is found, also in a circle. */
const connected = (start: string): string => `WITH RECURSIVE node (key) AS (
    ${start}
    UNION
    SELECT e.key FROM node n CROSS JOIN LATERAL (${NEIGHBOURS}) e WHERE e.key IS NOT NULL
  )`;

/** Customers wanted, and those that share a company with one of them. */
const WANTED = `
  SELECT c.customer_id AS "customerId", c.currency, ${KEY} AS key,
    EXISTS (SELECT FROM group_link g WHERE g.tenant_id = $1 AND g.company_id = k.company_id AND ${IS_USED})
      OR EXISTS (SELECT FROM group_link g WHERE g.tenant_id = $1 AND g.parent_siren = k.siren AND ${IS_USED}) AS "isLinked"
  FROM company k JOIN customer c ON c.tenant_id = $1 AND c.company_id = k.company_id
  WHERE k.tenant_id = $1 AND k.company_id = ANY (ARRAY(
    SELECT w.company_id FROM customer w WHERE w.tenant_id = $1 AND w.customer_id = ANY ($2::uuid[])))
  UNION ALL
  SELECT c.customer_id, c.currency, 'CUSTOMER:' || c.customer_id, false FROM customer c
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2::uuid[]) AND c.company_id IS NULL`;

/** Customers of companies by key. */
const KIN = `
  SELECT c.customer_id AS "customerId", c.currency, n.key, true AS "isLinked"
  FROM unnest($2::text[]) AS n (key)
  JOIN customer c ON c.tenant_id = $1 AND c.company_id = CASE
    WHEN n.key LIKE 'SIREN:%' THEN stable_id($1::text, substr(n.key, 7))
    WHEN n.key LIKE 'COMPANY:%' THEN substr(n.key, 9)::uuid END`;

/** The links among companies of these keys and those that hang together with them. */
const LINKS = `
  ${connected('SELECT unnest($2::text[])')}
  SELECT ${KEY} AS child, ${PARENT} AS parent, g.relation, g.connector_id AS "connectorId",
    g.use_restriction AS restriction
  FROM node n
  JOIN company k ON k.tenant_id = $1 AND n.key = ${KEY}
    AND k.company_id = CASE WHEN n.key LIKE 'SIREN:%' THEN stable_id($1::text, substr(n.key, 7))
      WHEN n.key LIKE 'COMPANY:%' THEN substr(n.key, 9)::uuid END
  JOIN group_link g ON g.tenant_id = $1 AND g.company_id = k.company_id
  WHERE ${PARENT} IS NOT NULL AND ${IS_USED}
  ORDER BY child, parent, g.connection_id`;
