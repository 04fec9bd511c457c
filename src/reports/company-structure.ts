import type {
  EstablishmentRecord,
  GroupLinkRecord,
  IdentifierScheme,
  OwnerRecord,
  UseRestriction,
} from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { byBelief, byCompany, live, sourceColumns, type ByCompany } from './by-company';
import type { LicensedRow } from './company-records';
import { Params, type Page, type PageRequest } from './keyset';
import { groupRows, readParentPages, type ListSource } from './list-source';

/** Where a row comes from. */
export interface SourcedRow extends LicensedRow {
  companyId: string;
  connectionId: string;
  sourceKey: string;
  fetchedAt: Date;
}

export interface EstablishmentRow extends SourcedRow {
  siret: string;
  name: string | null;
  isHeadOffice: boolean;
  status: EstablishmentRecord['status'];
  activityCode: string | null;
  createdOn: LocalDate | null;
  closedOn: LocalDate | null;
  addressLine: string | null;
  postcode: string | null;
  city: string | null;
  countryCode: string | null;
  isDiffusible: boolean;
}

export interface OwnerRow extends SourcedRow {
  kind: OwnerRecord['kind'];
  name: string | null;
  isLegalPerson: boolean;
  ownerSiren: string | null;
  countryCode: string | null;
  sharePercent: string | null;
  votePercent: string | null;
  sinceOn: LocalDate | null;
}

export interface GroupLinkRow extends SourcedRow {
  relation: GroupLinkRecord['relation'];
  parentName: string | null;
  parentSiren: string | null;
  parentIdentifier: string | null;
  countryCode: string | null;
}

export interface IdentifierRow extends SourcedRow {
  scheme: IdentifierScheme;
  value: string;
  isValid: boolean | null;
  checkedOn: LocalDate | null;
  status: string | null;
}

/** A person who opposed publication stays unnamed, whoever names it. */
const named = (alias: string): string =>
  `CASE WHEN ${alias}.is_legal_person OR k.is_diffusible THEN ${alias}.name END`;

/** Owners of each company as every source names them, the most believed source first; the largest share first. */
export async function ownersOf(tx: Transaction, ids: readonly string[]): ByCompany<OwnerRow> {
  return byCompany(
    tx,
    ids,
    `SELECT ${sourceColumns('o')}, o.kind, ${named('o')} AS name, o.is_legal_person AS "isLegalPerson",
       o.owner_siren AS "ownerSiren", o.country_code AS "countryCode", o.share_percent AS "sharePercent",
       o.vote_percent AS "votePercent", o.since_on AS "sinceOn"
     FROM company_owner o JOIN company k USING (tenant_id, company_id)
     WHERE o.tenant_id = $1 AND o.company_id = ANY ($2::uuid[]) AND ${live('o')}
     ORDER BY o.company_id, ${byBelief('o')}, o.kind DESC, o.share_percent DESC NULLS LAST, o.source_key`,
  );
}

/** Companies above each company as every source names them, direct parents first, the most believed source first. */
export async function groupLinksOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<GroupLinkRow> {
  return byCompany(
    tx,
    ids,
    `SELECT ${sourceColumns('g')}, g.relation, g.parent_name AS "parentName", g.parent_siren AS "parentSiren",
       g.parent_identifier AS "parentIdentifier", g.country_code AS "countryCode"
     FROM group_link g WHERE g.tenant_id = $1 AND g.company_id = ANY ($2::uuid[]) AND ${live('g')}
     ORDER BY g.company_id, g.relation, ${byBelief('g')}, g.source_key`,
  );
}

/** Numbers of each company elsewhere, by scheme, the most believed source first. */
export async function identifiersOfCompanies(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<IdentifierRow> {
  return byCompany(
    tx,
    ids,
    `SELECT ${sourceColumns('i')}, i.scheme, i.value, i.is_valid AS "isValid", i.checked_on AS "checkedOn", i.status
     FROM company_identifier i WHERE i.tenant_id = $1 AND i.company_id = ANY ($2::uuid[]) AND ${live('i')}
     ORDER BY i.company_id, i.scheme, ${byBelief('i')}, i.source_key`,
  );
}

/**
 * The same page of each company's establishments: head office first, then open ones, by number, as the most believed
 * source tells them that the caller may read.
 */
export async function establishmentsOf(
  tx: Transaction,
  companyIds: readonly string[],
  { page, readable }: { page: PageRequest; readable: readonly UseRestriction[] },
): Promise<Map<string, Page<EstablishmentRow>>> {
  const tellers = await readTellers(tx, companyIds, readable);
  return readParentPages(tx, establishmentSource(tx, tellers), {
    parentIds: companyIds,
    parentColumn: 'e.company_id',
    page,
  });
}

/** How many establishments each company has, as the source tells that is shown; those without any are left out. */
export async function countEstablishments(
  tx: Transaction,
  companyIds: readonly string[],
  readable: readonly UseRestriction[],
): Promise<Map<string, number>> {
  const tellers = await readTellers(tx, companyIds, readable);
  return new Map(tellers.map(({ companyId, total }) => [companyId, total]));
}

/** Sources of each company's establishments that may not be read with these restrictions. */
export async function withheldEstablishments(
  tx: Transaction,
  companyIds: readonly string[],
  readable: readonly UseRestriction[],
): ByCompany<LicensedRow & { companyId: string }> {
  const rows = await tx.query<LicensedRow & { companyId: string }>(
    `SELECT e.company_id AS "companyId", e.connector_id AS "connectorId", e.use_restriction AS "useRestriction"
     FROM establishment e WHERE e.tenant_id = $1 AND e.company_id = ANY ($2::uuid[])
       AND e.use_restriction <> ALL ($3::text[]) AND ${live('e')} ORDER BY e.company_id, e.source_key`,
    [tx.tenantId, [...companyIds], [...readable]],
  );
  return groupRows(rows, (row) => row.companyId);
}

interface Teller {
  companyId: string;
  connectionId: string;
  total: number;
}

/** The connection each company's establishments are shown from. */
async function readTellers(
  tx: Transaction,
  companyIds: readonly string[],
  readable: readonly UseRestriction[],
): Promise<Teller[]> {
  return tx.query<Teller>(
    `SELECT DISTINCT ON (company_id) company_id AS "companyId", connection_id AS "connectionId", total
     FROM (SELECT e.company_id, e.connection_id, e.connector_id, e.use_restriction, count(*)::int AS total
           FROM establishment e WHERE e.tenant_id = $1 AND e.company_id = ANY ($2::uuid[])
             AND e.use_restriction = ANY ($3::text[]) AND ${live('e')} GROUP BY 1, 2, 3, 4) e
     ORDER BY company_id, ${byBelief('e')}`,
    [tx.tenantId, [...companyIds], [...readable]],
  );
}

function establishmentSource(tx: Transaction, tellers: readonly Teller[]): ListSource {
  const params = new Params();
  const companies = tellers.map(({ companyId }) => companyId);
  const connections = tellers.map(({ connectionId }) => connectionId);
  const shown = (column: string): string =>
    `CASE WHEN e.is_diffusible AND k.is_diffusible THEN e.${column} END`;
  return {
    list: 'establishments',
    keys: [
      { sql: '(CASE WHEN e.is_head_office THEN 0 ELSE 1 END)', type: 'bigint', direction: 'ASC' },
      { sql: `(CASE e.status WHEN 'OPEN' THEN 0 ELSE 1 END)`, type: 'bigint', direction: 'ASC' },
      { sql: 'e.source_key', type: 'text', direction: 'ASC' },
    ],
    columns: `${sourceColumns('e')}, e.siret, ${shown('name')} AS name, e.is_head_office AS "isHeadOffice", e.status,
      e.activity_code AS "activityCode", e.created_on AS "createdOn", e.closed_on AS "closedOn",
      ${shown('address_line')} AS "addressLine", e.postcode, e.city, e.country_code AS "countryCode",
      e.is_diffusible AS "isDiffusible"`,
    from: 'establishment e JOIN company k USING (tenant_id, company_id)',
    where: [
      `e.tenant_id = ${params.add(tx.tenantId, 'uuid')}`,
      `(e.company_id, e.connection_id) IN (SELECT a, b FROM unnest(${params.add(companies, 'uuid[]')},
        ${params.add(connections, 'uuid[]')}) AS u (a, b))`,
      live('e'),
    ],
    params,
  };
}
