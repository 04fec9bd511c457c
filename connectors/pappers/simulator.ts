/** Pappers v2 from the simulated world: key, tokens, 404 for nothing found, 206 for some, null against []. */
import {
  defineSimulator,
  jsonResponse,
  WorldState,
  type Json,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
  type SimulatedWorld,
  type Simulator,
} from '../../src/connector-kit';
import { accountsAnswer } from './simulator-accounts';
import { companyFile, searchHit } from './simulator-file';

export interface PappersSimulatorOptions {
  /** Tokens of the subscription; the service refuses when they are used up. */
  tokens: number;
  /** Companies a monitoring list holds; 10,000 when absent. */
  listMax?: number;
}

/** The one list there is: lists are made on the website. */
const LIST_ID = 'simulated-list';

const EXTRA_TOKENS: Readonly<Record<string, number>> = {
  scoring_financier: 30,
  scoring_non_financier: 30,
};

/** A Pappers whose tokens are counted per key and world. */
export function createPappersSimulator(options: PappersSimulatorOptions): Simulator {
  const meter = new TokenMeter(options.tokens);
  const lists = new ListDesk(options.listMax ?? 10_000);
  return defineSimulator({
    connectorId: 'pappers',
    auth: (request) => (keyOf(request) === null ? refusal(401, 'Clé API incorrecte.') : null),
    routes: [
      paid(meter, '/entreprise', company),
      paid(meter, '/entreprise/comptes', accounts),
      paid(meter, '/recherche', search),
      {
        method: 'POST',
        path: '/liste',
        handle: (request, world) => lists.add(request, world),
      },
      {
        method: 'DELETE',
        path: '/liste/',
        handle: (request, world) => lists.remove(request, world),
      },
      {
        method: 'GET',
        path: '/suivi-jetons',
        handle: (request, world) =>
          jsonResponse({
            jetons_abonnement: options.tokens,
            jetons_abonnement_utilises: meter.used(world, keyOf(request)),
            jetons_pay_as_you_go_restants: 0,
          }),
      },
    ],
    notFound: () => refusal(404, 'Ressource inexistante.'),
  });
}

/** The monitoring list of each world. */
class ListDesk {
  private readonly lists = new WorldState<Set<string>>(() => new Set());

  constructor(private readonly most: number) {}

  /** 200 when nothing is new, 201 when something is, 403 when the offer holds no more. */
  add({ query, body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    if (query.get('id_liste') !== LIST_ID) return refusal(404, 'Liste non trouvée.');
    const sirens = sirensIn(body);
    if (sirens === null) return refusal(400, 'Paramètres de la requête incorrects.');
    const list = this.lists.of(world);
    const added = sirens.filter((siren) => !list.has(siren));
    if (list.size + added.length > this.most) return refusal(403, 'Offre dépassée');
    for (const siren of added) list.add(siren);
    const status = added.length === 0 ? 200 : 201;
    return jsonResponse({ notifications_ajoutees: added.length }, status);
  }

  remove({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    if (query.get('id_liste') !== LIST_ID) return refusal(404, 'Liste non trouvée.');
    const list = this.lists.of(world);
    const removed = (query.get('siren') ?? '').split(',').filter((siren) => list.delete(siren));
    return jsonResponse({ notifications_supprimees: removed.length });
  }
}

function sirensIn(body: Json): string[] | null {
  if (!Array.isArray(body)) return null;
  const given = body.map((entry) => (entry as { siren?: Json } | null)?.siren);
  const sirens = given.flatMap((siren) =>
    typeof siren === 'string' && /^\d{9}$/.test(siren) ? siren : [],
  );
  return sirens.length === given.length ? [...new Set(sirens)] : null;
}

class TokenMeter {
  private readonly spent = new WeakMap<SimulatedWorld, Map<string, number>>();

  constructor(private readonly allowance: number) {}

  used(world: SimulatedWorld, key: string | null): number {
    return this.spent.get(world)?.get(key ?? '') ?? 0;
  }

  isExhausted(world: SimulatedWorld, key: string | null): boolean {
    return this.used(world, key) >= this.allowance;
  }

  charge(world: SimulatedWorld, key: string | null, tokens: number): void {
    const keys = this.spent.get(world) ?? new Map<string, number>();
    keys.set(key ?? '', this.used(world, key) + tokens);
    this.spent.set(world, keys);
  }
}

type Answer = (query: URLSearchParams, world: SimulatedWorld) => SimulatedResponse;

/** A route that costs a token when it answers with data. Whether a 404 costs one is not documented; here it does not. */
function paid(meter: TokenMeter, path: string, answer: Answer): SimulatedRoute {
  return {
    method: 'GET',
    path,
    handle: (request, world) => {
      const key = keyOf(request);
      // The status of an exhausted subscription is documented for /liste only; here it is the same.
      if (meter.isExhausted(world, key)) return refusal(403, 'Offre dépassée');
      const response = answer(request.query, world);
      if (response.status >= 300) return response;
      const units = 1 + extraTokens(request.query);
      meter.charge(world, key, units);
      return { ...response, charge: { call: 'token', subject: request.query.get('siren'), units } };
    },
  };
}

function extraTokens(query: URLSearchParams): number {
  const fields = query.get('champs_supplementaires')?.split(',') ?? [];
  return fields.reduce((sum, field) => sum + (EXTRA_TOKENS[field] ?? 0), 0);
}

function keyOf(request: SimulatedRequest): string | null {
  const key = request.headers['api-key'] ?? request.query.get('api_token') ?? '';
  return key === '' ? null : key;
}

/** The shape of error bodies is invented: Pappers documents statuses only. */
function refusal(status: number, message: string): SimulatedResponse {
  return jsonResponse({ statusCode: status, error: message, message }, status);
}

function company(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const found = subject(query, world);
  if (found === 'malformed') return refusal(400, 'Paramètres de la requête incorrects.');
  if (found === undefined) return refusal(404, 'Entreprise inexistante.');
  const isPartial = Number(found.siren) % 7 === 0;
  const file = companyFile(found, {
    isComplete: !isPartial,
    withHidden: query.get('integrer_diffusions_partielles') === 'true',
    extraFields: query.get('champs_supplementaires')?.split(',') ?? [],
    today: world.today(),
  });
  return jsonResponse(file, isPartial ? 206 : 200);
}

function accounts(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const found = subject(query, world);
  if (found === 'malformed') return refusal(400, 'Paramètres de la requête incorrects.');
  const years = query.get('annee')?.split(',') ?? null;
  const answer = found === undefined ? null : accountsAnswer(found, years);
  return answer === null ? refusal(404, 'Comptes annuels indisponibles.') : jsonResponse(answer);
}

function subject(
  query: URLSearchParams,
  world: SimulatedWorld,
): SimulatedCompany | undefined | 'malformed' {
  const id = query.get('siren') ?? query.get('siret') ?? '';
  if (!/^\d{9}$|^\d{14}$/.test(id)) return 'malformed';
  return world.company(id.slice(0, 9));
}

const FIRST_RESULTS_MAX = 400;

function search(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const page = Number(query.get('page') ?? '1');
  const perPage = Number(query.get('par_page') ?? '10');
  const isValid = Number.isInteger(page) && Number.isInteger(perPage) && page > 0 && perPage > 0;
  if (!isValid) return refusal(400, 'Paramètres de la requête incorrects.');
  const terms = query.get('q') ?? '';
  const postcode = query.get('code_postal');
  const companies = (terms === '' ? world.companies() : world.search(terms)).filter(
    ({ address, isDiffusible }) =>
      isDiffusible && (postcode === null || address.postcode === postcode),
  );
  const reachable = companies.slice(0, FIRST_RESULTS_MAX);
  const results = reachable.slice((page - 1) * perPage, page * perPage);
  if (results.length === 0) {
    return refusal(404, 'Aucune entreprise ne correspond aux critères indiqués.');
  }
  return jsonResponse({ resultats: results.map(searchHit), total: companies.length, page });
}

export const pappersSimulator = createPappersSimulator({ tokens: 1_000_000 });
