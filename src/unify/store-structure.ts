import type {
  EstablishmentRecord,
  GroupLinkRecord,
  IdentifierRecord,
  ScreeningHitRecord,
} from '../connector-kit';
import type { Transaction } from '../database';
import { listedChanges, type CompanyChange } from './company-changes';
import { storeSet, type RecordTable } from './record-table';
import { origin, type Sourced, type ToldPayload } from './record-source';

const ESTABLISHMENTS: RecordTable = {
  table: 'establishment',
  columns: [
    ['siret', 'text'],
    ['name', 'text'],
    ['is_head_office', 'boolean'],
    ['status', 'text'],
    ['activity_code', 'text'],
    ['created_on', 'date'],
    ['closed_on', 'date'],
    ['address_line', 'text'],
    ['postcode', 'text'],
    ['city', 'text'],
    ['country_code', 'text'],
    ['is_diffusible', 'boolean'],
  ],
};

const GROUP_LINKS: RecordTable = {
  table: 'group_link',
  columns: [
    ['relation', 'text'],
    ['parent_name', 'text'],
    ['parent_siren', 'text'],
    ['parent_identifier', 'text'],
    ['country_code', 'text'],
  ],
};

const IDENTIFIERS: RecordTable = {
  table: 'company_identifier',
  columns: [
    ['scheme', 'text'],
    ['value', 'text'],
    ['is_valid', 'boolean'],
    ['checked_on', 'date'],
    ['status', 'text'],
  ],
};

const SCREENING_HITS: RecordTable = {
  table: 'screening_hit',
  columns: [
    ['list_entity_id', 'text'],
    ['caption', 'text'],
    ['score', 'numeric'],
    ['is_match', 'boolean'],
    ['topics', 'text[]'],
    ['datasets', 'text[]'],
    ['last_changed_on', 'date'],
  ],
};

/** Establishments of a payload, replaced as a whole. */
export async function storeEstablishments(
  tx: Transaction,
  records: readonly Sourced<EstablishmentRecord>[],
  told: readonly { source: ToldPayload }[],
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    siret: record.siret,
    name: record.name,
    is_head_office: record.isHeadOffice,
    status: record.status,
    activity_code: record.activityCode,
    created_on: record.createdOn,
    closed_on: record.closedOn,
    address_line: record.addressLine,
    postcode: record.postcode,
    city: record.city,
    country_code: record.countryCode,
    is_diffusible: record.isDiffusible,
  }));
  const payloads = told.map(({ source }) => source);
  return listedChanges('ESTABLISHMENTS', await storeSet(tx, ESTABLISHMENTS, { rows, payloads }));
}

/** Companies above a company, replaced as a whole. */
export async function storeGroupLinks(
  tx: Transaction,
  records: readonly Sourced<GroupLinkRecord>[],
  told: readonly { source: ToldPayload }[],
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    relation: record.relation,
    parent_name: record.parentName,
    parent_siren: record.parentSiren,
    parent_identifier: record.parentIdentifier,
    country_code: record.countryCode,
  }));
  const payloads = told.map(({ source }) => source);
  return listedChanges('GROUP', await storeSet(tx, GROUP_LINKS, { rows, payloads }));
}

/** Numbers of a company elsewhere, replaced as a whole. */
export async function storeIdentifiers(
  tx: Transaction,
  records: readonly Sourced<IdentifierRecord>[],
  told: readonly { source: ToldPayload }[],
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    scheme: record.scheme,
    value: record.value,
    is_valid: record.isValid,
    checked_on: record.checkedOn,
    status: record.status,
  }));
  const payloads = told.map(({ source }) => source);
  const changed = await storeSet(tx, IDENTIFIERS, { rows, payloads });
  // A number that was only checked again has not changed.
  const isNews = changed.filter(({ before, after }) =>
    ['value', 'isValid', 'status'].some((name) => before?.[name] !== after?.[name]),
  );
  return listedChanges('IDENTIFIER', isNews);
}

/** Resemblances to watch lists, replaced as a whole: who has been taken off a list is no hit any more. */
export async function storeScreeningHits(
  tx: Transaction,
  records: readonly Sourced<ScreeningHitRecord>[],
  told: readonly { source: ToldPayload }[],
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    list_entity_id: record.listEntityId,
    caption: record.caption,
    score: record.score,
    is_match: record.isMatch,
    topics: record.topics,
    datasets: record.datasets,
    last_changed_on: record.lastChangedOn,
  }));
  const payloads = told.map(({ source }) => source);
  return listedChanges('SCREENING', await storeSet(tx, SCREENING_HITS, { rows, payloads }));
}
