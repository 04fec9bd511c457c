/** A company file of Pappers to unified records. Pure. */
import {
  decode,
  isSiren,
  listed,
  stableId,
  type CompanyCandidate,
  type CompanyRecord,
  type CompanyStatus,
  type Json,
  type OfficerRecord,
  type ProviderScoreRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { currencyOf, toMinor } from './amounts';
import { establishmentRecords } from './establishments';
import { activityCodeOf, addressOf, isHiddenPerson } from './identity';
import { legalEvents } from './legal-events';
import { ownerRecords } from './owners';
import {
  company,
  landed,
  searchHit,
  type Company,
  type Representative,
  type Score,
} from './payloads';
import { statementsOfFile } from './statements';

/**
 * Company, officers, owners, establishments, statements, legal events and scores of one landed answer; nothing for an unknown company (404).
 * Throws CONTRACT PAYLOAD_INVALID with the path.
 */
export function mapCompany(payload: Json): UnifiedRecord[] {
  const { status, body } = decode(landed, payload);
  if (status === 404) return [];
  const source = decode(company, body, 'body');
  return [
    companyRecord(source),
    ...officerRecords(source),
    ...ownerRecords(source),
    ...establishmentRecords(source),
    ...statementsOfFile(source),
    ...legalEvents(source),
    ...scoreRecords(source),
  ];
}

/** A search result as a candidate; null when Pappers shows no name. */
export function mapCandidate(payload: Json): CompanyCandidate | null {
  const source = decode(searchHit, payload);
  const name = source.denomination ?? source.nom_entreprise;
  if (name === null) return null;
  return {
    siren: source.siren,
    name,
    tradeName: source.siege?.nom_commercial ?? source.siege?.enseigne ?? null,
    postcode: source.siege?.code_postal ?? null,
    city: source.siege?.ville ?? null,
    status: statusOf(source.entreprise_cessee),
  };
}

function companyRecord(source: Company): CompanyRecord {
  const { siege } = source;
  const isHidden = isHiddenPerson(source);
  const currency = currencyOf(source.devise_capital);
  return {
    type: 'company',
    sourceKey: source.siren,
    siren: source.siren,
    name: isHidden ? null : (source.denomination ?? source.nom_entreprise),
    tradeName: isHidden ? null : (siege?.nom_commercial ?? siege?.enseigne ?? source.sigle),
    legalFormCode: legalFormOf(source.categorie_juridique),
    legalFormLabel: source.forme_juridique,
    activityCode: activityCodeOf(source.code_naf),
    createdOn: source.date_creation,
    ceasedOn: source.date_cessation,
    status: statusOf(source.entreprise_cessee),
    employeesMin: source.effectif_min,
    employeesMax: source.effectif_max,
    vatNumber: source.numero_tva_intracommunautaire,
    capitalMinor:
      source.capital === null || currency === null ? null : toMinor(source.capital, currency),
    currency: currency ?? 'EUR',
    ...addressOf(siege, isHidden),
    isDiffusible: source.diffusable !== false,
    observedOn: source.derniere_mise_a_jour_sirene ?? source.dernier_traitement,
  };
}

/** Pappers' own codes for one-shareholder companies are not INSEE's. */
const PSEUDO_FORMS: Readonly<Record<string, string>> = { '5720': '5710', '5498': '5499' };

function legalFormOf(code: string | null): string | null {
  if (code === null || !/^\d{4}$/.test(code)) return null;
  return listed(PSEUDO_FORMS, code) ?? code;
}

function statusOf(isCeased: boolean | null): CompanyStatus {
  if (isCeased === null) return 'UNKNOWN';
  return isCeased ? 'CEASED' : 'ACTIVE';
}

function officerRecords(source: Company): OfficerRecord[] {
  const seen = new Map<string, number>();
  return source.representants.map((representative) => {
    const record = officerRecord(source, representative);
    const count = (seen.get(record.sourceKey) ?? 0) + 1;
    seen.set(record.sourceKey, count);
    return count === 1 ? record : { ...record, sourceKey: `${record.sourceKey}#${count}` };
  });
}

function officerRecord(source: Company, officer: Representative): OfficerRecord {
  const isLegalPerson = officer.personne_morale === true;
  const full = [officer.prenom, officer.nom].filter((part) => part !== null).join(' ');
  const person = full === '' ? officer.nom_complet : full;
  const name = isLegalPerson ? (officer.denomination ?? officer.nom_complet) : person;
  const role = officer.qualite ?? 'Non précisé';
  const birthMonth = birthMonthOf(officer.date_de_naissance);
  const identity = [officer.siren ?? '', name ?? '', birthMonth ?? '', role];
  return {
    type: 'officer',
    // Pappers numbers nobody: the key is drawn from what identifies the person, without showing it.
    sourceKey: `${source.siren}:${stableId(...identity)}`,
    siren: source.siren,
    name: isHiddenPerson(source) ? null : name,
    role,
    isLegalPerson,
    officerSiren: isLegalPerson && isSiren(officer.siren ?? '') ? officer.siren : null,
    birthMonth: isLegalPerson || isHiddenPerson(source) ? null : birthMonth,
    since: officer.date_prise_de_poste,
  };
}

/** Month of birth and no more: Pappers can send the whole date, which is nobody's business here. */
function birthMonthOf(date: string | null): string | null {
  return /^\d{4}-(0[1-9]|1[0-2])/.exec(date ?? '')?.[0] ?? null;
}

function scoreRecords(source: Company): ProviderScoreRecord[] {
  return [
    ...scoreRecord(source.siren, 'FINANCIAL', source.scoring_financier),
    ...scoreRecord(source.siren, 'NON_FINANCIAL', source.scoring_non_financier),
  ];
}

/** A score out of 20, 20 being the safest; when Pappers gives none, its reason. Never a zero in its place. */
function scoreRecord(
  siren: string,
  kind: 'FINANCIAL' | 'NON_FINANCIAL',
  score: Score | null,
): ProviderScoreRecord[] {
  if (score === null) return [];
  const key = [siren, kind, ...(score.date_calcul === null ? [] : [score.date_calcul])].join(':');
  const value = score.erreur === null && score.score !== null ? String(score.score) : null;
  return [
    {
      type: 'providerScore',
      sourceKey: key,
      siren,
      scale: `PAPPERS_${kind}_20`,
      value,
      absentBecause: value === null ? (score.erreur ?? 'Score non communiqué') : null,
      higherIsSafer: true,
      measures: kind === 'FINANCIAL' ? 'FAILURE' : 'OTHER',
      horizonMonths: null,
      computedOn: score.date_calcul,
    },
  ];
}
