/** An entry of the register to unified records. Pure. */
import {
  currencyDecimals,
  decode,
  isCurrency,
  isSiren,
  parseDecimal,
  stableId,
  type CompanyRecord,
  type CompanyStatus,
  type EstablishmentRecord,
  type Json,
  type LocalDate,
  type OfficerRecord,
  type OwnerRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import {
  company,
  type Address,
  type Company,
  type Entry,
  type Person,
  type Place,
  type Power,
} from './payloads';
import { roleOf } from './roles';

/** Company, officers, beneficial owners and establishments of one entry. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapCompany(payload: Json): UnifiedRecord[] {
  const source = decode(company, payload);
  if (!isSiren(source.siren)) return [];
  const { content } = source.formality;
  const entry = content.personneMorale ?? content.personnePhysique ?? content.exploitation;
  if (entry === null) return [companyRecord(source, null)];
  return [
    companyRecord(source, entry),
    ...unique(officersOf(source, entry)),
    ...unique(ownersOf(source, entry)),
    ...establishmentsOf(source, entry),
  ];
}

function companyRecord(source: Company, entry: Entry | null): CompanyRecord {
  const { siren } = source;
  const status = statusOf(source, entry);
  return {
    type: 'company',
    sourceKey: siren,
    siren,
    ...namesOf(source, entry),
    ...kindOf(source, entry),
    ceasedOn: status === 'CEASED' ? endOf(entry) : null,
    status,
    employeesMin: null,
    employeesMax: null,
    vatNumber: null,
    ...capitalOf(entry),
    ...shownPlace(source, entry?.adresseEntreprise?.adresse ?? null),
    isDiffusible: isDiffusible(source),
    observedOn: source.updatedAt,
  };
}

type Names = Pick<CompanyRecord, 'name' | 'tradeName'>;

function namesOf(source: Company, entry: Entry | null): Names {
  if (isMasked(source)) return { name: null, tradeName: null };
  const enterprise = entry?.identite?.entreprise ?? null;
  const person = entry?.identite?.entrepreneur?.descriptionPersonne ?? null;
  return {
    name: enterprise?.denomination ?? nameOf(person),
    tradeName: enterprise?.nomCommercial ?? null,
  };
}

type Kind = Pick<CompanyRecord, 'legalFormCode' | 'legalFormLabel' | 'activityCode' | 'createdOn'>;

function kindOf({ formality }: Company, entry: Entry | null): Kind {
  const enterprise = entry?.identite?.entreprise ?? null;
  const legalForm = enterprise?.formeJuridique ?? formality.formeJuridique ?? '';
  return {
    legalFormCode: /^\d{4}$/.test(legalForm) ? legalForm : null,
    legalFormLabel: null,
    activityCode: activityCodeOf(enterprise?.codeApe ?? formality.codeAPE),
    // The State's own directory prefers the date of creation to that of registration.
    createdOn: formality.content.natureCreation?.dateCreation ?? enterprise?.dateImmat ?? null,
  };
}

function isDiffusible({ formality }: Company): boolean {
  return (formality.diffusionINSEE ?? 'O') === 'O';
}

/** A person who opposed publication is not shown here, whatever the answer holds; a company keeps its name. */
function isMasked(source: Company): boolean {
  return !isDiffusible(source) && source.formality.content.personneMorale === null;
}

function nameOf(person: Person | null): string | null {
  if (person === null) return null;
  const words = [...person.prenoms, person.nomUsage ?? person.nom ?? ''];
  const name = words.join(' ').trim();
  return name === '' ? null : name;
}

/** What INSEE says comes first; without it, an entry that was struck off has ceased. */
function statusOf(source: Company, entry: Entry | null): CompanyStatus {
  const state = source.formality.content.natureCessationEntreprise?.etatAdministratifInsee ?? null;
  if (state === 'A') return 'ACTIVE';
  if (state === 'C') return 'CEASED';
  if (state !== null) return 'UNKNOWN';
  return endOf(entry) === null ? 'ACTIVE' : 'CEASED';
}

function endOf(entry: Entry | null): LocalDate | null {
  const detail = entry?.detailCessationEntreprise ?? null;
  return (
    detail?.dateCessationTotaleActivite ??
    detail?.dateEffet ??
    detail?.dateRadiation ??
    entry?.identite?.entreprise?.dateRad ??
    null
  );
}

/** Null in a currency that has no ISO code we know: its minor unit would be a guess. */
function capitalOf(entry: Entry | null): Pick<CompanyRecord, 'capitalMinor' | 'currency'> {
  const { montantCapital: amount, deviseCapital } = entry?.identite?.description ?? {
    montantCapital: null,
    deviseCapital: null,
  };
  const currency = deviseCapital ?? 'EUR';
  if (!isCurrency(currency)) return { capitalMinor: null, currency: 'EUR' };
  const decimals = currencyDecimals(currency);
  const capitalMinor = amount === null ? null : parseDecimal(amount.toFixed(decimals), decimals);
  return { capitalMinor, currency };
}

/** "6202A" with the dot INPI leaves out; null for codes of older nomenclatures. */
function activityCodeOf(code: string | null): string | null {
  const match = /^(\d{2})\.?(\d{2}[A-Z])$/.exec(code ?? '');
  return match === null ? null : `${match[1]}.${match[2]}`;
}

type Where = Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'>;

/** Of a person who opposed publication the town alone, which the other registers show too. */
function shownPlace(source: Company, address: Address | null): Where {
  const place = placeOf(address);
  return isMasked(source) ? { ...place, addressLine: null, postcode: null } : place;
}

function placeOf(source: Address | null): Where {
  if (source === null) return { addressLine: null, postcode: null, city: null, countryCode: null };
  const { complementLocalisation, numVoie, indiceRepetition, typeVoie, voie } = source;
  const parts = [complementLocalisation, numVoie, indiceRepetition, typeVoie, voie];
  const line = parts.filter((part) => part !== null).join(' ');
  const isFrench =
    /^\d{5}$/.test(source.codePostal ?? '') && /^(france)?$/i.test(source.pays ?? '');
  return {
    addressLine: line === '' ? null : line,
    postcode: source.codePostal,
    city: source.commune,
    countryCode: isFrench ? 'FR' : null,
  };
}

function officersOf(source: Company, entry: Entry): OfficerRecord[] {
  const powers = entry.composition?.pouvoirs ?? [];
  const trader = entry.identite?.entrepreneur?.descriptionPersonne ?? null;
  const officers = powers.map((power) => officerRecord(source, power));
  if (trader === null) return officers;
  const individu = { descriptionPersonne: trader };
  const self = { roleEntreprise: '101', libelleRoleEntreprise: null, typeDePersonne: 'INDIVIDU' };
  return [officerRecord(source, { ...self, individu, entreprise: null }), ...officers];
}

function officerRecord(source: Company, power: Power): OfficerRecord {
  const isLegalPerson = power.typeDePersonne === 'ENTREPRISE';
  const who = isLegalPerson ? companyOf(power) : personOf(source, power);
  const role = roleOf(power.roleEntreprise, power.libelleRoleEntreprise);
  const identity = [who.officerSiren ?? '', who.name ?? '', who.birthMonth ?? '', role];
  return {
    type: 'officer',
    // The register numbers nobody: the key is drawn from what identifies the person, without showing it.
    sourceKey: `${source.siren}:${stableId(...identity)}`,
    siren: source.siren,
    role,
    isLegalPerson,
    ...who,
  };
}

type Who = Pick<OfficerRecord, 'name' | 'officerSiren' | 'birthMonth' | 'since'>;

function companyOf({ entreprise }: Power): Who {
  const siren = entreprise?.siren?.replace(/\s/g, '') ?? '';
  return {
    name: entreprise?.denomination ?? null,
    officerSiren: isSiren(siren) ? siren : null,
    birthMonth: null,
    since: null,
  };
}

function personOf(source: Company, { individu }: Power): Who {
  const person = individu?.descriptionPersonne ?? null;
  const isHidden = isMasked(source);
  return {
    name: isHidden ? null : nameOf(person),
    officerSiren: null,
    birthMonth: isHidden ? null : monthOf(person),
    since: person?.dateEffetRoleDeclarant ?? null,
  };
}

/** Year and month of birth; a day that slipped through is cut off. */
function monthOf(person: Person | null): string | null {
  return /^\d{4}-(0[1-9]|1[0-2])/.exec(person?.dateDeNaissance ?? '')?.[0] ?? null;
}

function ownersOf(source: Company, entry: Entry): OwnerRecord[] {
  return entry.beneficiairesEffectifs.map(({ beneficiaire, modalite }) => {
    const person = beneficiaire?.descriptionPersonne ?? null;
    const name = nameOf(person);
    const birthMonth = monthOf(person);
    const record: OwnerRecord = {
      type: 'owner',
      sourceKey: `${source.siren}:${stableId('owner', name ?? '', birthMonth ?? '')}`,
      siren: source.siren,
      kind: 'BENEFICIAL_OWNER',
      name,
      isLegalPerson: false,
      ownerSiren: null,
      countryCode: null,
      birthMonth,
      sharePercent: modalite?.detentionPartTotale ?? null,
      votePercent: modalite?.detentionVoteTotal ?? null,
      since: modalite?.dateEffet ?? null,
    };
    return record;
  });
}

/** People who are alike to the letter get their place among those alike. */
function unique<T extends { sourceKey: string }>(records: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const count = (seen.get(record.sourceKey) ?? 0) + 1;
    seen.set(record.sourceKey, count);
    return count === 1 ? record : { ...record, sourceKey: `${record.sourceKey}#${count}` };
  });
}

/** Places with a SIRET of this company, each once; the first mention is the more telling one. */
function establishmentsOf(source: Company, entry: Entry): EstablishmentRecord[] {
  const places = [entry.etablissementPrincipal, ...entry.autresEtablissements];
  const records = new Map<string, EstablishmentRecord>();
  const hasCeased = statusOf(source, entry) !== 'ACTIVE';
  for (const place of places) {
    const record = place === null ? null : establishmentRecord(source, place, hasCeased);
    if (record !== null && !records.has(record.siret)) records.set(record.siret, record);
  }
  return [...records.values()];
}

/** Head office alone, and head office that is also the principal place. */
const HEAD_OFFICE_ROLES: readonly (string | null)[] = ['1', '2'];

function establishmentRecord(
  source: Company,
  { descriptionEtablissement: place, adresse }: Place,
  hasCeased: boolean,
): EstablishmentRecord | null {
  const siret = place?.siret?.replace(/\s/g, '') ?? '';
  if (place === null || !/^\d{14}$/.test(siret) || !siret.startsWith(source.siren)) return null;
  const isHidden = isMasked(source);
  const closedOn = place.dateEffetFermeture;
  return {
    type: 'establishment',
    sourceKey: siret,
    siren: source.siren,
    siret,
    name: isHidden ? null : (place.enseigne ?? place.nomCommercial),
    isHeadOffice: HEAD_OFFICE_ROLES.includes(place.rolePourEntreprise),
    status: closedOn !== null ? 'CLOSED' : hasCeased ? 'UNKNOWN' : 'OPEN',
    activityCode: activityCodeOf(place.codeApe),
    createdOn: place.dateEffet,
    closedOn,
    ...shownPlace(source, adresse),
    isDiffusible: isDiffusible(source),
  };
}
