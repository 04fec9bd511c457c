/** Sirene 3.11 as it answers, from the simulated world: its envelopes, its cursor, its masks and its list of one. */
import {
  defineSimulator,
  draw,
  establishmentsOf,
  jsonResponse,
  type Json,
  type SimulatedCompany,
  type SimulatedEstablishment,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';

type Fields = { [key: string]: Json };

const MASKED = '[ND]';

export const inseeSireneSimulator = defineSimulator({
  connectorId: 'insee-sirene',
  // The body is invented: only the status is documented.
  auth: ({ headers }) =>
    (headers['x-insee-api-key-integration'] ?? '') === ''
      ? jsonResponse({ message: 'Unauthorized' }, 401)
      : null,
  routes: [
    { method: 'GET', path: '/siren/:siren', handle: ({ params }, world) => unit(params, world) },
    { method: 'GET', path: '/siret/:siret', handle: ({ params }, world) => office(params, world) },
    { method: 'GET', path: '/siret', handle: ({ query }, world) => search(query, world) },
    { method: 'GET', path: '/informations', handle: () => jsonResponse(SERVICE) },
  ],
  notFound: ({ path }: SimulatedRequest) => refusal(404, `Aucun élément trouvé pour ${path}`),
});

const SERVICE: Fields = { header: { statut: 200, message: 'ok' }, versionService: '3.11.0' };
const OK: Fields = { statut: 200, message: 'ok' };

function refusal(statut: number, message: string): SimulatedResponse {
  return jsonResponse({ header: { statut, message } }, statut);
}

function unit(params: Record<string, string>, world: SimulatedWorld): SimulatedResponse {
  const siren = params['siren'] ?? '';
  if (!/^\d{9}$/.test(siren)) return refusal(400, 'Numéro siren invalide');
  const company = world.company(siren);
  if (company === undefined) return refusal(404, `Aucun élément trouvé pour le siren ${siren}`);
  return jsonResponse({ header: OK, uniteLegale: legalUnit(company) });
}

function office(params: Record<string, string>, world: SimulatedWorld): SimulatedResponse {
  const siret = params['siret'] ?? '';
  if (!/^\d{14}$/.test(siret)) return refusal(400, 'Numéro siret invalide');
  const company = world.company(siret.slice(0, 9));
  const place = company && establishmentsOf(company).find((each) => each.siret === siret);
  if (company === undefined || place === undefined) {
    return refusal(404, `Aucun élément trouvé pour le siret ${siret}`);
  }
  const answer = establishment(company, place);
  // Some establishments come as a list of one, under another name.
  if (draw(company, 'siret as a list') < 0.1) {
    return jsonResponse({ header: OK, etablissements: [answer] });
  }
  return jsonResponse({ header: OK, etablissement: answer });
}

/** A page of establishments; the cursor is the number of the next one, and repeats itself at the end. */
function search(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const siren = /^siren:(\d{9})$/.exec(query.get('q') ?? '')?.[1];
  const size = Number(query.get('nombre') ?? '20');
  if (siren === undefined) return refusal(400, "Erreur de syntaxe dans le paramètre 'q'");
  if (!Number.isInteger(size) || size < 0 || size > 1_000) {
    return refusal(400, "Le paramètre 'nombre' doit être compris entre 0 et 1000");
  }
  const company = world.company(siren);
  if (company === undefined) return refusal(404, 'Aucun élément trouvé pour la recherche');
  const places = establishmentsOf(company);
  const cursor = query.get('curseur') ?? '*';
  const start = cursor === '*' ? 0 : Number(cursor);
  const page = places.slice(start, start + size);
  const next = page.length === 0 ? cursor : String(start + page.length);
  const paging = { total: places.length, debut: 0, nombre: page.length };
  return jsonResponse({
    header: { ...OK, ...paging, curseur: cursor, curseurSuivant: next },
    etablissements: page.map((place) => establishment(company, place)),
  });
}

function isMasked(company: SimulatedCompany): boolean {
  return !company.isDiffusible && company.isNaturalPerson;
}

function masker(company: SimulatedCompany): (value: string | null) => string | null {
  return (value) => (isMasked(company) ? MASKED : value);
}

function legalUnit(company: SimulatedCompany): Fields {
  const mask = masker(company);
  const { firstName, lastName } = personOf(company);
  return {
    siren: company.siren,
    statutDiffusionUniteLegale: company.isDiffusible ? 'O' : 'P',
    unitePurgeeUniteLegale: null,
    dateCreationUniteLegale: company.createdOn,
    sigleUniteLegale: company.isDiffusible ? null : MASKED,
    sexeUniteLegale: null,
    prenom1UniteLegale: mask(firstName),
    prenomUsuelUniteLegale: mask(firstName),
    identifiantAssociationUniteLegale: null,
    trancheEffectifsUniteLegale: company.employeesCode,
    anneeEffectifsUniteLegale: null,
    dateDernierTraitementUniteLegale: `${company.ceasedOn ?? company.createdOn}T14:26:06.000`,
    nombrePeriodesUniteLegale: company.ceasedOn === null ? 1 : 2,
    categorieEntreprise: company.size,
    anneeCategorieEntreprise: null,
    periodesUniteLegale: periods(company, {
      nomUniteLegale: mask(lastName),
      nomUsageUniteLegale: null,
      denominationUniteLegale: company.isNaturalPerson ? null : company.name,
      denominationUsuelle1UniteLegale: null,
      categorieJuridiqueUniteLegale: company.legalFormCode,
      activitePrincipaleUniteLegale: company.activityCode,
      nomenclatureActivitePrincipaleUniteLegale: 'NAFRev2',
      nicSiegeUniteLegale: company.siret.slice(9),
      economieSocialeSolidaireUniteLegale: 'N',
      societeMissionUniteLegale: null,
      caractereEmployeurUniteLegale: company.employeesMin > 0 ? 'O' : 'N',
    }),
  };
}

/** Most recent first; a ceased company has a period for its end. */
function periods(company: SimulatedCompany, facts: Fields): Fields[] {
  const active = {
    dateFin: company.ceasedOn,
    dateDebut: company.createdOn,
    etatAdministratifUniteLegale: 'A',
    ...facts,
  };
  if (company.ceasedOn === null) return [active];
  const ceased = {
    dateFin: null,
    dateDebut: company.ceasedOn,
    etatAdministratifUniteLegale: 'C',
    changementEtatAdministratifUniteLegale: true,
    ...facts,
  };
  return [ceased, active];
}

/** The world writes a person's name as one; the register keeps its parts. */
function personOf(company: SimulatedCompany): {
  firstName: string | null;
  lastName: string | null;
} {
  if (!company.isNaturalPerson) return { firstName: null, lastName: null };
  const words = company.name.split(' ');
  const firstNames = words.slice(0, -1).join(' ');
  return { firstName: firstNames === '' ? null : firstNames, lastName: words.at(-1) ?? null };
}

function establishment(company: SimulatedCompany, place: SimulatedEstablishment): Fields {
  const mask = masker(company);
  const { address } = company;
  const [number = '', ...street] = address.line.split(' ');
  const isNumbered = /^\d+$/.test(number);
  return {
    siren: company.siren,
    nic: place.siret.slice(9),
    siret: place.siret,
    statutDiffusionEtablissement: company.isDiffusible ? 'O' : 'P',
    dateCreationEtablissement: place.createdOn,
    etablissementSiege: place.isHeadOffice,
    uniteLegale: { denominationUniteLegale: company.isNaturalPerson ? null : company.name },
    adresseEtablissement: {
      complementAdresseEtablissement: mask(null),
      numeroVoieEtablissement: mask(isNumbered ? number : null),
      indiceRepetitionEtablissement: mask(null),
      typeVoieEtablissement: mask(isNumbered ? (street[0] ?? null) : null),
      libelleVoieEtablissement: mask(isNumbered ? street.slice(1).join(' ') : address.line),
      codePostalEtablissement: mask(address.postcode),
      libelleCommuneEtablissement: address.city,
      libelleCommuneEtrangerEtablissement: null,
      codeCommuneEtablissement: address.communeCode,
      codePaysEtrangerEtablissement: null,
    },
    periodesEtablissement: [
      {
        dateFin: null,
        dateDebut: place.isOpen ? place.createdOn : (company.ceasedOn ?? place.createdOn),
        etatAdministratifEtablissement: place.isOpen ? 'A' : 'F',
        enseigne1Etablissement: mask(null),
        denominationUsuelleEtablissement: null,
        activitePrincipaleEtablissement: company.activityCode,
        nomenclatureActivitePrincipaleEtablissement: 'NAFRev2',
      },
    ],
  };
}
