/** Who runs, owns and stands above a company, to unified records. Pure. */
import {
  stableId,
  type GroupLinkRecord,
  type OfficerRecord,
  type OwnerRecord,
} from '../../src/connector-kit';
import { toDecimal } from './amounts';
import type { Director, Relative, Report, ShareHolder } from './payloads';
import { sirenOf } from './registration';

/** An officer for each position held today; a director without a position keeps one without a title. */
export function officerRecords(siren: string, directors: readonly Director[]): OfficerRecord[] {
  return unique(
    directors.flatMap((director) => {
      const positions =
        director.positions.length === 0
          ? [{ positionName: null, dateAppointed: null }]
          : director.positions;
      return positions.map((position) => officerRecord(siren, director, position));
    }),
  );
}

function officerRecord(
  siren: string,
  director: Director,
  position: Director['positions'][number],
): OfficerRecord {
  const isLegalPerson = director.directorType === 'Company';
  const role = position.positionName ?? 'Non précisé';
  const birthMonth = isLegalPerson ? null : birthMonthOf(director.dateOfBirth);
  const identity = director.id ?? stableId(director.name ?? '', birthMonth ?? '');
  return {
    type: 'officer',
    // Drawn from what identifies the person, without showing it.
    sourceKey: `${siren}:${stableId(identity, role)}`,
    siren,
    name: director.name,
    role,
    isLegalPerson,
    officerSiren: isLegalPerson ? registeredSiren(director, director.country) : null,
    birthMonth,
    since: position.dateAppointed,
  };
}

/** The month and no more. */
function birthMonthOf(date: string | null): string | null {
  return /^\d{4}-(0[1-9]|1[0-2])/.exec(date ?? '')?.[0] ?? null;
}

/** Of a French company known by its registration number; a number of another country may look like a SIREN. */
function registeredSiren(
  party: { id: string | null; idType: string | null },
  country: string | null,
): string | null {
  const isRegistered = party.idType === 'RegistrationNumber' && country === 'FR';
  return isRegistered ? sirenOf({ country, regNo: party.id }) : null;
}

/** Shareholders of today: one whose holding has ended is none. */
export function ownerRecords(siren: string, holders: readonly ShareHolder[]): OwnerRecord[] {
  const current = holders.filter(({ endDate }) => endDate === null);
  return unique(current.map((holder) => ownerRecord(siren, holder)));
}

function ownerRecord(siren: string, holder: ShareHolder): OwnerRecord {
  const isLegalPerson = holder.shareholderType === 'Company';
  const country = holder.address.country;
  return {
    type: 'owner',
    sourceKey: `${siren}:${stableId(holder.id ?? '', holder.name ?? '')}`,
    siren,
    kind: 'SHAREHOLDER',
    name: holder.name,
    isLegalPerson,
    ownerSiren: isLegalPerson ? registeredSiren(holder, country) : null,
    countryCode: country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
    birthMonth: null,
    sharePercent: holder.percentSharesHeld === null ? null : toDecimal(holder.percentSharesHeld),
    votePercent: null,
    since: holder.startDate,
  };
}

/** The parents that are named; an empty object is none. */
export function groupLinkRecords(
  siren: string,
  structure: Report['groupStructure'],
): GroupLinkRecord[] {
  return [
    ...linkRecord(siren, 'DIRECT_PARENT', structure.immediateParent),
    ...linkRecord(siren, 'ULTIMATE_PARENT', structure.ultimateParent),
  ];
}

function linkRecord(
  siren: string,
  relation: GroupLinkRecord['relation'],
  parent: Relative,
): GroupLinkRecord[] {
  if (parent.id === null && parent.name === null) return [];
  const parentSiren = sirenOf({ country: parent.country ?? '', regNo: parent.regNo });
  // The company at the top of its group is given as its own parent.
  if (parentSiren === siren) return [];
  const isIdentified = parent.id !== null && !/\s/.test(parent.id);
  return [
    {
      type: 'groupLink',
      sourceKey: `${siren}:${relation}`,
      siren,
      relation,
      parentName: parent.name,
      parentSiren,
      parentIdentifier: isIdentified ? `CREDITSAFE:${parent.id ?? ''}` : null,
      countryCode: /^[A-Z]{2}$/.test(parent.country ?? '') ? parent.country : null,
    },
  ];
}

/** The same person in the same role is listed twice now and then. */
function unique<T extends { sourceKey: string }>(records: readonly T[]): T[] {
  return [...new Map(records.map((record) => [record.sourceKey, record])).values()];
}
