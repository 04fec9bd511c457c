import type { OfficerRecord, OwnerRecord } from '../connector-kit';
import type { Transaction } from '../database';
import { listedChanges, type CompanyChange } from './company-changes';
import { storeSet, type RecordTable } from './record-table';
import { origin, type Sourced, type ToldPayload } from './record-source';

const OFFICERS: RecordTable = {
  table: 'officer',
  columns: [
    ['name', 'text'],
    ['role', 'text'],
    ['is_legal_person', 'boolean'],
    ['officer_siren', 'text'],
    ['birth_month', 'text'],
    ['since_on', 'date'],
  ],
};

const OWNERS: RecordTable = {
  table: 'company_owner',
  columns: [
    ['kind', 'text'],
    ['name', 'text'],
    ['is_legal_person', 'boolean'],
    ['owner_siren', 'text'],
    ['country_code', 'text'],
    ['birth_month', 'text'],
    ['share_percent', 'numeric'],
    ['vote_percent', 'numeric'],
    ['since_on', 'date'],
  ],
};

/** Officers of a payload are replaced as a whole: who is no longer named has left. */
export async function storeOfficers(
  tx: Transaction,
  records: readonly Sourced<OfficerRecord>[],
  told: readonly { source: ToldPayload }[],
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    record_key: record.sourceKey,
    name: record.name,
    role: record.role,
    is_legal_person: record.isLegalPerson,
    officer_siren: record.officerSiren,
    birth_month: record.birthMonth,
    since_on: record.since,
  }));
  const payloads = told.map(({ source }) => source);
  return listedChanges('OFFICERS', await storeSet(tx, OFFICERS, { rows, payloads }));
}

/** Who owns a company, replaced as a whole. Beneficial owners are shown by law to those who need to know, whoever tells of them. */
export async function storeOwners(
  tx: Transaction,
  records: readonly Sourced<OwnerRecord>[],
  told: readonly { source: ToldPayload }[],
): Promise<CompanyChange[]> {
  const rows = records.map(({ record, source }) => ({
    ...origin(record.siren, source),
    ...(record.kind === 'BENEFICIAL_OWNER'
      ? { use_restriction: 'NO_REDISTRIBUTION' as const }
      : {}),
    record_key: record.sourceKey,
    kind: record.kind,
    name: record.name,
    is_legal_person: record.isLegalPerson,
    owner_siren: record.ownerSiren,
    country_code: record.countryCode,
    birth_month: record.birthMonth,
    share_percent: record.sharePercent,
    vote_percent: record.votePercent,
    since_on: record.since,
  }));
  const payloads = told.map(({ source }) => source);
  return listedChanges('OWNERS', await storeSet(tx, OWNERS, { rows, payloads }));
}
