/** Legal units and establishments to unified records. Pure. */
import {
  decode,
  isSiren,
  listed,
  type CompanyRecord,
  type CompanyStatus,
  type EstablishmentRecord,
  type Json,
  type UnifiedRecord,
} from '../../src/connector-kit';
import {
  establishment,
  landedCompany,
  landedRefusal,
  type Address,
  type Establishment,
  type LegalUnit,
  type UnitPeriod,
} from './payloads';

/** The company of one landed payload; the current facts are those of the first period. */
export function mapCompany(payload: Json): UnifiedRecord[] {
  if (isRefusal(payload)) return withheld(decode(landedRefusal, payload).siren);
  const { uniteLegale, siege } = decode(landedCompany, payload);
  if (!isSiren(uniteLegale.siren)) return [];
  return [companyRecord(uniteLegale, siege)];
}

/** One establishment as received; nothing for one below a number that is no SIREN. */
export function mapEstablishment(payload: Json): EstablishmentRecord[] {
  const source = decode(establishment, payload);
  if (!isSiren(source.siren)) return [];
  const [period] = source.periodesEtablissement;
  const isClosed = period?.etatAdministratifEtablissement === 'F';
  const activity = {
    code: period?.activitePrincipaleEtablissement ?? null,
    nomenclature: period?.nomenclatureActivitePrincipaleEtablissement ?? null,
  };
  const record: EstablishmentRecord = {
    type: 'establishment',
    sourceKey: source.siret,
    siren: source.siren,
    siret: source.siret,
    name: period?.enseigne1Etablissement ?? period?.denominationUsuelleEtablissement ?? null,
    isHeadOffice: source.etablissementSiege,
    status: openOrClosed(period?.etatAdministratifEtablissement ?? null),
    activityCode: activityCodeOf(activity),
    createdOn: source.dateCreationEtablissement,
    closedOn: isClosed ? (period.dateDebut ?? null) : null,
    ...addressOf(source.adresseEtablissement),
    isDiffusible: isShown(source.statutDiffusionEtablissement),
  };
  return [record];
}

function companyRecord(unit: LegalUnit, siege: Establishment | null): CompanyRecord {
  const period = unit.periodesUniteLegale[0] ?? null;
  const staff = listed(STAFF_BANDS, unit.trancheEffectifsUniteLegale) ?? [null, null];
  const isCeased = period?.etatAdministratifUniteLegale === 'C';
  return {
    type: 'company',
    sourceKey: unit.siren,
    siren: unit.siren,
    name: nameOf(unit, period),
    tradeName: period?.denominationUsuelle1UniteLegale ?? unit.sigleUniteLegale,
    legalFormCode: legalFormOf(period),
    legalFormLabel: null,
    activityCode: activityCodeOf({
      code: period?.activitePrincipaleUniteLegale ?? null,
      nomenclature: period?.nomenclatureActivitePrincipaleUniteLegale ?? null,
    }),
    createdOn: unit.dateCreationUniteLegale,
    // Cessation is a period of its own: it begins on the day the company ceased.
    ceasedOn: isCeased ? period.dateDebut : null,
    status: statusOf(period),
    employeesMin: staff[0],
    employeesMax: staff[1],
    vatNumber: null,
    capitalMinor: null,
    currency: 'EUR',
    ...addressOf(siege?.adresseEtablissement ?? null),
    isDiffusible: isShown(unit.statutDiffusionUniteLegale),
    observedOn: unit.dateDernierTraitementUniteLegale,
  };
}

/** All that may be said of somebody the register does not show. */
function withheld(siren: string): CompanyRecord[] {
  if (!isSiren(siren)) return [];
  const nothing: LegalUnit = {
    siren,
    statutDiffusionUniteLegale: 'N',
    dateCreationUniteLegale: null,
    dateDernierTraitementUniteLegale: null,
    sigleUniteLegale: null,
    prenom1UniteLegale: null,
    prenomUsuelUniteLegale: null,
    trancheEffectifsUniteLegale: null,
    periodesUniteLegale: [],
  };
  return [companyRecord(nothing, null)];
}

function isRefusal(payload: Json): boolean {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
  return 'refused' in payload;
}

/** Natural persons have no denomination: the names they use come before those on their papers. */
function nameOf(unit: LegalUnit, period: UnitPeriod | null): string | null {
  if (period === null) return null;
  if (period.denominationUniteLegale !== null) return period.denominationUniteLegale;
  const first = unit.prenomUsuelUniteLegale ?? unit.prenom1UniteLegale;
  const last = period.nomUsageUniteLegale ?? period.nomUniteLegale;
  const name = [first, last].filter((part) => part !== null).join(' ');
  return name === '' ? null : name;
}

function legalFormOf(period: UnitPeriod | null): string | null {
  const code = period?.categorieJuridiqueUniteLegale ?? '';
  return /^\d{4}$/.test(code) ? code : null;
}

function statusOf(period: UnitPeriod | null): CompanyStatus {
  if (period?.etatAdministratifUniteLegale === 'A') return 'ACTIVE';
  return period?.etatAdministratifUniteLegale === 'C' ? 'CEASED' : 'UNKNOWN';
}

function openOrClosed(state: string | null): EstablishmentRecord['status'] {
  if (state === 'A') return 'OPEN';
  return state === 'F' ? 'CLOSED' : 'UNKNOWN';
}

interface Activity {
  code: string | null;
  nomenclature: string | null;
}

/** "62.02A"; the same code means something else in the nomenclatures before 2008. */
function activityCodeOf({ code, nomenclature }: Activity): string | null {
  const isCurrent = nomenclature === null || nomenclature === 'NAFRev2';
  return isCurrent && code !== null && /^\d{2}\.\d{2}[A-Z]$/.test(code) ? code : null;
}

function isShown(status: string | null): boolean {
  return status !== 'P' && status !== 'N';
}

type Place = Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'>;

function addressOf(source: Address | null): Place {
  if (source === null) return { addressLine: null, postcode: null, city: null, countryCode: null };
  const parts = [
    source.complementAdresseEtablissement,
    source.numeroVoieEtablissement,
    source.indiceRepetitionEtablissement,
    source.typeVoieEtablissement,
    source.libelleVoieEtablissement,
  ];
  const line = parts.filter((part) => part !== null).join(' ');
  const isAbroad = source.codePaysEtrangerEtablissement !== null;
  const city = source.libelleCommuneEtablissement ?? source.libelleCommuneEtrangerEtablissement;
  return {
    addressLine: line === '' ? null : line,
    postcode: source.codePostalEtablissement,
    city,
    // INSEE numbers countries its own way; the code is not an ISO one.
    countryCode: city === null || isAbroad ? null : 'FR',
  };
}

/** INSEE staff bands; "NN" employs nobody. */
const STAFF_BANDS: Readonly<Record<string, readonly [number, number | null]>> = {
  NN: [0, 0],
  '00': [0, 0],
  '01': [1, 2],
  '02': [3, 5],
  '03': [6, 9],
  '11': [10, 19],
  '12': [20, 49],
  '21': [50, 99],
  '22': [100, 199],
  '31': [200, 249],
  '32': [250, 499],
  '41': [500, 999],
  '42': [1000, 1999],
  '51': [2000, 4999],
  '52': [5000, 9999],
  '53': [10_000, null],
};
