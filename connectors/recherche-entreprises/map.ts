/** A search result to unified records. Pure. */
import {
  currencyDecimals,
  daysInMonth,
  decode,
  formatLocalDate,
  isCurrency,
  isSiren,
  listed,
  parseDecimal,
  stableId,
  type CompanyCandidate,
  type CompanyRecord,
  type CompanyStatus,
  type EstablishmentRecord,
  type FinancialStatementRecord,
  type Json,
  type LocalDate,
  type OfficerRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { legalFormLabel } from './legal-forms';
import { company, type Company, type Officer, type Place } from './payloads';

/**
 * Company, officers, establishments and yearly figures of one landed payload; nothing for `{siren, found: false}` and for the empty
 * shells the registry keeps under some numbers. Throws CONTRACT PAYLOAD_INVALID with the path.
 */
export function mapCompany(payload: Json): UnifiedRecord[] {
  if (isUnknownCompany(payload)) return [];
  const source = decode(company, payload);
  if (!isSiren(source.siren) || isShell(source)) return [];
  return [
    companyRecord(source),
    ...officerRecords(source),
    ...establishmentRecords(source),
    ...statementRecords(source),
  ];
}

/** A result as an answer to a name search; null when its name is masked. */
export function mapCandidate(payload: Json): CompanyCandidate | null {
  const source = decode(company, payload);
  const name = nameOf(source);
  if (name === null) return null;
  return {
    siren: source.siren,
    name,
    tradeName: tradeNameOf(source),
    postcode: source.siege?.code_postal ?? null,
    city: cityOf(source),
    status: statusOf(source),
  };
}

/** A result that says nothing but its number. What cannot be read is none: its mapping says what is wrong with it. */
export function isEmptyShell(payload: Json): boolean {
  try {
    return isShell(decode(company, payload));
  } catch {
    return false;
  }
}

function isShell(source: Company): boolean {
  return isBlank({ ...source, siren: null });
}

function isBlank(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === null;
  return Object.values(value).every(isBlank);
}

function isUnknownCompany(payload: Json): boolean {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
  return payload['found'] === false;
}

function companyRecord(source: Company): CompanyRecord {
  const staff = listed(STAFF_BANDS, source.tranche_effectif_salarie) ?? [null, null];
  return {
    type: 'company',
    sourceKey: source.siren,
    siren: source.siren,
    name: nameOf(source),
    tradeName: tradeNameOf(source),
    legalFormCode: /^\d{4}$/.test(source.nature_juridique ?? '') ? source.nature_juridique : null,
    legalFormLabel: legalFormLabel(source.nature_juridique),
    activityCode: activityCodeOf(source.activite_principale),
    createdOn: source.date_creation,
    ceasedOn: source.date_fermeture,
    status: statusOf(source),
    employeesMin: staff[0],
    employeesMax: staff[1],
    vatNumber: source.tva[0] ?? null,
    ...capitalOf(source),
    ...addressOf(source),
    isDiffusible: isShown(source.statut_diffusion),
    observedOn: latest(source.date_mise_a_jour_insee, source.date_mise_a_jour_rne),
  };
}

/** Null in a currency that has no ISO code we know: its minor unit would be a guess. */
function capitalOf({ immatriculation }: Company): Pick<CompanyRecord, 'capitalMinor' | 'currency'> {
  const currency = immatriculation?.devise_capital ?? 'EUR';
  const capital = immatriculation?.capital_social ?? null;
  if (!isCurrency(currency)) return { capitalMinor: null, currency: 'EUR' };
  return { capitalMinor: capital === null ? null : toMinor(capital, currency), currency };
}

type Address = Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'>;

function addressOf({ siege }: Company): Address {
  if (siege === null) return { addressLine: null, postcode: null, city: null, countryCode: null };
  return placeOf(siege);
}

function placeOf(place: Place): Address {
  const postcode = place.code_postal;
  const city = place.libelle_commune ?? place.libelle_commune_etranger;
  return {
    addressLine: streetOf(place.adresse, postcode),
    postcode,
    city,
    countryCode: city !== null && place.libelle_pays_etranger === null ? 'FR' : null,
  };
}

/** "62.02A"; companies closed before 2008 can carry codes of older nomenclatures, which mean something else. */
function activityCodeOf(code: string | null): string | null {
  return code !== null && /^\d{2}\.\d{2}[A-Z]$/.test(code) ? code : null;
}

/** INSEE staff bands. */
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

/** Natural persons have only `nom_complet`, which appends trade names in parentheses. */
function nameOf(source: Company): string | null {
  if (source.nom_raison_sociale !== null) return source.nom_raison_sociale;
  const bare = source.nom_complet?.replace(/(\s*\([^)]*\))+$/, '').trim() ?? '';
  return bare === '' ? source.nom_complet : bare;
}

function tradeNameOf(source: Company): string | null {
  return source.siege?.nom_commercial ?? source.siege?.liste_enseignes[0] ?? source.sigle;
}

function statusOf(source: Company): CompanyStatus {
  if (source.etat_administratif === 'A') return 'ACTIVE';
  return source.etat_administratif === 'C' ? 'CEASED' : 'UNKNOWN';
}

function cityOf(source: Company): string | null {
  return source.siege?.libelle_commune ?? source.siege?.libelle_commune_etranger ?? null;
}

/** The address without the postcode and town that end it. */
function streetOf(address: string | null, postcode: string | null): string | null {
  if (address === null || postcode === null) return address;
  const at = address.lastIndexOf(`${postcode} `);
  const street = at < 0 ? address : address.slice(0, at).trim();
  return street === '' ? null : street;
}

function isShown(status: string | null): boolean {
  return status !== 'P' && status !== 'N';
}

function latest(left: LocalDate | null, right: LocalDate | null): LocalDate | null {
  if (left === null || right === null) return left ?? right;
  return left > right ? left : right;
}

/** The API sends amounts as JSON numbers in major units; their shortest decimal form is what was published. */
function toMinor(amount: number, currency: string): bigint {
  const decimals = currencyDecimals(currency);
  return parseDecimal(amount.toFixed(decimals), decimals);
}

function officerRecords(source: Company): OfficerRecord[] {
  const seen = new Map<string, number>();
  return source.dirigeants.map((officer) => {
    const record = officerRecord(source, officer);
    const count = (seen.get(record.sourceKey) ?? 0) + 1;
    seen.set(record.sourceKey, count);
    // Masked people are alike to the letter; their place in the list is all that tells them apart.
    return count === 1 ? record : { ...record, sourceKey: `${record.sourceKey}#${count}` };
  });
}

function officerRecord(source: Company, officer: Officer): OfficerRecord {
  const isLegalPerson = officer.type_dirigeant === 'personne morale';
  const person = [officer.prenoms, officer.nom].filter((part) => part !== null).join(' ');
  const name = isLegalPerson ? officer.denomination : person === '' ? null : person;
  const isSoleTrader = source.nature_juridique === '1000';
  const role = officer.qualite ?? (isSoleTrader ? 'Entrepreneur individuel' : 'Non précisé');
  const birthMonth = /^\d{4}-(0[1-9]|1[0-2])/.exec(officer.date_de_naissance ?? '')?.[0] ?? null;
  const identity = [officer.siren ?? '', name ?? '', birthMonth ?? '', role];
  return {
    type: 'officer',
    // The registry numbers nobody: the key is drawn from what identifies the person, without showing it.
    sourceKey: `${source.siren}:${stableId(...identity)}`,
    siren: source.siren,
    name,
    role,
    isLegalPerson,
    officerSiren: isLegalPerson && isSiren(officer.siren ?? '') ? officer.siren : null,
    birthMonth: isLegalPerson ? null : birthMonth,
    since: null,
  };
}

/** The head office and, where the answer names them, other places; each once. */
function establishmentRecords(source: Company): EstablishmentRecord[] {
  const places = source.siege === null ? [] : [{ ...source.siege, est_siege: true }];
  const records = new Map<string, EstablishmentRecord>();
  for (const place of [...places, ...source.matching_etablissements]) {
    const siret = place.siret ?? '';
    if (!/^\d{14}$/.test(siret) || !siret.startsWith(source.siren) || records.has(siret)) continue;
    records.set(siret, {
      type: 'establishment',
      sourceKey: siret,
      siren: source.siren,
      siret,
      name: place.liste_enseignes[0] ?? place.nom_commercial,
      isHeadOffice: place.est_siege === true,
      status: listed(PLACE_STATES, place.etat_administratif) ?? 'UNKNOWN',
      activityCode: activityCodeOf(place.activite_principale),
      createdOn: place.date_creation,
      closedOn: place.date_fermeture,
      ...placeOf(place),
      isDiffusible: isShown(place.statut_diffusion_etablissement),
    });
  }
  return [...records.values()];
}

const PLACE_STATES: Readonly<Record<string, EstablishmentRecord['status']>> = {
  A: 'OPEN',
  F: 'CLOSED',
};

/**
 * Turnover and net income per year. The closing day is the registered one; without it there is no statement, because
 * a day must not be invented. Large groups (GE) are left out: the API does not say when figures are consolidated.
 */
function statementRecords(source: Company): FinancialStatementRecord[] {
  const dayMonth = /^(\d{2})(\d{2})$/.exec(source.immatriculation?.date_cloture_exercice ?? '');
  if (dayMonth === null || source.finances === null) return [];
  if (source.categorie_entreprise === 'GE') return [];
  const [, day = '', month = ''] = dayMonth;
  return [...source.finances].flatMap(([year, { ca, resultat_net: result }]) => {
    const closedOn = closingDay(Number(year), Number(month), Number(day));
    if (closedOn === null || (ca === null && result === null)) return [];
    const record: FinancialStatementRecord = {
      type: 'financialStatement',
      sourceKey: `${source.siren}:${year}`,
      siren: source.siren,
      closedOn,
      months: null,
      scope: 'COMPANY',
      confidentiality: 'PUBLIC',
      currency: 'EUR',
      filedOn: null,
      items: {
        ...(ca === null ? {} : { turnover: toMinor(ca, 'EUR') }),
        ...(result === null ? {} : { netIncome: toMinor(result, 'EUR') }),
      },
    };
    return [record];
  });
}

/** A year closing on 29 February closes on the 28th in common years. */
function closingDay(year: number, month: number, day: number): LocalDate | null {
  const isReal = Number.isInteger(year) && year > 1900 && month >= 1 && month <= 12 && day >= 1;
  if (!isReal || day > 31) return null;
  return formatLocalDate(year, month, Math.min(day, daysInMonth(year, month)));
}
