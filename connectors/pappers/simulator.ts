/** Pappers v2 from the simulated world: key, tokens, 404 for nothing found, 206 for some, null against []. */
import {
  defineSimulator,
  jsonResponse,
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
}

const EXTRA_TOKENS: Readonly<Record<string, number>> = {
  scoring_financier: 30,
  scoring_non_financier: 30,
};

/** A Pappers whose tokens are counted per key and world. */
export function createPappersSimulator(options: PappersSimulatorOptions): Simulator {
  const meter = new TokenMeter(options.tokens);
  return defineSimulator({
    connectorId: 'pappers',
    auth: (request) => (keyOf(request) === null ? refusal(401, 'Clé API incorrecte.') : null),
    routes: [
      paid(meter, '/entreprise', company),
      paid(meter, '/entreprise/comptes', accounts),
      paid(meter, '/recherche', search),
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
      if (response.status < 300) meter.charge(world, key, 1 + extraTokens(request.query));
      return response;
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
