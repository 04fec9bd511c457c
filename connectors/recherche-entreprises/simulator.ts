/** GET /search as the service answers it, from the simulated world: its rules, its messages, its masking. */
import {
  defineSimulator,
  jsonResponse,
  type Json,
  type SimulatedCompany,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { SECONDARY_FIELDS, searchResult } from './simulator-result';

const FILTERS: readonly string[] = [
  'activite_principale',
  'code_postal',
  'departement',
  'commune',
  'region',
  'nature_juridique',
  'tranche_effectif_salarie',
  'categorie_entreprise',
  'etat_administratif',
];

export const rechercheEntreprisesSimulator = defineSimulator({
  connectorId: 'recherche-entreprises',
  routes: [{ method: 'GET', path: '/search', handle: ({ query }, world) => search(query, world) }],
  notFound: () => refusal(404, 'Ressource non trouvée.'),
});

function refusal(status: number, erreur: string): SimulatedResponse {
  return jsonResponse({ erreur }, status);
}

interface Paging {
  page: number;
  perPage: number;
}

function search(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const paging = { page: count(query, 'page', 1), perPage: count(query, 'per_page', 10) };
  const refused = refuse(query, paging);
  if (refused !== null) return refusal(400, refused);
  const companies = matching(query, world);
  const start = (paging.page - 1) * paging.perPage;
  const total = Math.min(companies.length, 10_000);
  return jsonResponse({
    results: companies
      .slice(start, start + paging.perPage)
      .map((company) => trimmed(searchResult(company, world.today()), query)),
    total_results: total,
    page: paging.page,
    per_page: paging.perPage,
    total_pages: Math.ceil(total / paging.perPage),
  });
}

function count(query: URLSearchParams, name: string, whenAbsent: number): number {
  const value = query.get(name);
  return value === null ? whenAbsent : Number(value);
}

/** The service's own messages, to the letter. */
function refuse(query: URLSearchParams, { page, perPage }: Paging): string | null {
  if (!isWithin(page, 1000)) {
    return 'Veuillez indiquer un paramètre `page` entre `1` et `1000`, par défaut `1`.';
  }
  if (!isWithin(perPage, 25)) {
    return 'Veuillez indiquer un paramètre `per_page` entre `1` et `25`, par défaut `10`.';
  }
  const postcodes = query.get('code_postal')?.split(',') ?? [];
  if (postcodes.some((postcode) => !/^\d{5}$/.test(postcode))) {
    return 'Au moins une valeur du paramètre code_postal est non valide.';
  }
  const state = query.get('etat_administratif');
  if (state !== null && state !== 'A' && state !== 'C') {
    return "Le paramètre etat_administratif doit prendre une des valeurs suivantes ['A', 'C'].";
  }
  const terms = query.get('q');
  const isFiltered = FILTERS.some((filter) => query.has(filter));
  if (terms === null && !isFiltered) return 'Veuillez indiquer au moins un paramètre de recherche.';
  if (terms !== null && terms.length < 3 && !isFiltered) {
    return '3 caractères minimum pour les termes de la requête (ou utilisez au moins un filtre)';
  }
  if (page * perPage <= 10_000) return null;
  return (
    'Le nombre total de résultats est restreint à 10 000. Pour garantir cela, le produit du ' +
    'numéro de page (par défaut, page = 1) et du nombre de résultats par page (par défaut, ' +
    "per_page = 10), c'est-à-dire `page * per_page`, ne doit pas excéder 10 000."
  );
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

/** Nine or fourteen digits are looked up directly, and every filter is then silently ignored. */
function matching(query: URLSearchParams, world: SimulatedWorld): readonly SimulatedCompany[] {
  const terms = query.get('q');
  const compact = terms?.replace(/\s/g, '') ?? '';
  if (/^\d{9}$|^\d{14}$/.test(compact)) {
    const company = world.company(compact.slice(0, 9));
    const isMeant = compact.length === 9 || company?.siret === compact;
    return company !== undefined && isMeant ? [company] : [];
  }
  const named = terms === null || terms === '' ? world.companies() : searchable(world, terms);
  return named.filter((company) => passesFilters(company, query));
}

/** A masked person cannot be found by name. */
function searchable(world: SimulatedWorld, terms: string): SimulatedCompany[] {
  return world.search(terms).filter((company) => company.isDiffusible || !company.isNaturalPerson);
}

function passesFilters(company: SimulatedCompany, query: URLSearchParams): boolean {
  const values: Record<string, string> = {
    activite_principale: company.activityCode,
    code_postal: company.address.postcode,
    departement: company.address.department,
    commune: company.address.communeCode,
    region: company.address.regionCode,
    nature_juridique: company.legalFormCode,
    tranche_effectif_salarie: company.employeesCode,
    categorie_entreprise: company.size,
    etat_administratif: company.ceasedOn === null ? 'A' : 'C',
  };
  return FILTERS.every((filter) => {
    const wanted = query.get(filter);
    return wanted === null || wanted.split(',').includes(values[filter] ?? '');
  });
}

/** `minimal=true` leaves the secondary fields out, except those listed in `include`. */
function trimmed(result: { [key: string]: Json }, query: URLSearchParams): Json {
  if (query.get('minimal')?.toLowerCase() !== 'true') return result;
  const included = query.get('include')?.split(',') ?? [];
  const kept = Object.entries(result).filter(
    ([field]) => !SECONDARY_FIELDS.includes(field) || included.includes(field),
  );
  return Object.fromEntries(kept);
}
