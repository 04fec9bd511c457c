/** LEI records to identifiers and group links. Pure. */
import {
  decode,
  identifierDigits,
  isSiren,
  listed,
  type GroupLinkRecord,
  type IdentifierRecord,
  type Json,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { landedParent, recordAnswer, type LeiRecord } from './payloads';

/** Sirene and the commercial registers: the authorities under which French numbers are SIRENs. */
const FRENCH_REGISTERS: readonly (string | null)[] = ['RA000189', 'RA000192'];

/** The identifier of a record, or the link to a company above; nothing for a record of another country. */
export function mapRecord(payload: Json): UnifiedRecord[] {
  return isParent(payload) ? groupLinkOf(payload) : identifierOf(payload);
}

export function isFrenchRegister({ attributes: { entity } }: LeiRecord): boolean {
  return FRENCH_REGISTERS.includes(entity.registeredAt?.id ?? null);
}

/** The SIREN a record is registered under; null when it is registered elsewhere. */
export function sirenOf(record: LeiRecord): string | null {
  if (!isFrenchRegister(record)) return null;
  const digits = identifierDigits(record.attributes.entity.registeredAs ?? '');
  return isSiren(digits) ? digits : null;
}

function identifierOf(payload: Json): IdentifierRecord[] {
  const { data } = decode(recordAnswer, payload);
  const { lei, registration } = data.attributes;
  const siren = sirenOf(data);
  if (siren === null) return [];
  const record: IdentifierRecord = {
    type: 'identifier',
    sourceKey: lei,
    siren,
    scheme: 'LEI',
    value: lei,
    isValid: listed(VALIDITY, registration.status) ?? null,
    checkedOn: registration.lastUpdateDate,
    status: registration.status,
  };
  return [record];
}

/** Whether the number may be used today. A lapsed one names the company still, but nobody vouches for it any more. */
const VALIDITY: Readonly<Record<string, boolean>> = {
  ISSUED: true,
  PENDING_TRANSFER: true,
  PENDING_ARCHIVAL: true,
  LAPSED: false,
  MERGED: false,
  RETIRED: false,
  ANNULLED: false,
  CANCELLED: false,
  DUPLICATE: false,
};

function isParent(payload: Json): boolean {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
  return 'relation' in payload;
}

function groupLinkOf(payload: Json): GroupLinkRecord[] {
  const { siren, relation, parent } = decode(landedParent, payload);
  if (!isSiren(siren)) return [];
  const { lei, entity } = parent.data.attributes;
  const parentSiren = sirenOf(parent.data);
  const record: GroupLinkRecord = {
    type: 'groupLink',
    sourceKey: `${siren}:${relation}`,
    siren,
    relation,
    parentName: entity.legalName.name,
    parentSiren,
    parentIdentifier: parentSiren === null ? `LEI:${lei}` : null,
    countryCode: entity.legalAddress?.country ?? null,
  };
  return [record];
}
