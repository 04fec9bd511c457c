/**
 * Atradius from the simulated world: tokens of half an hour, 403 on a wrong route, covers without pages, referrals, and
 * refusals in the documented dialects.
 */
import {
  creditViewOf,
  defineSimulator,
  jsonResponse,
  WorldState,
  type Json,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import {
  buyerIdOf,
  coversOf,
  isCovered,
  policyOf,
  ratingOf,
  renderRequested,
  SIMULATED_POLICIES,
  uniqueIdentifiers,
  type RequestedCover,
} from './simulator-covers';

const TOKEN_PATH = '/authenticate/v2/tokens';
const TOKEN = 'simulated-atradius-token';
const POLICY = '/credit-insurance/policy-management/v1/policies/details';
const BUYERS = '/credit-insurance/organisation-management/v1/buyers';
const COVERS = '/credit-insurance/cover-management/v1/covers';

interface Desk {
  byBuyer: Map<number, SimulatedCompany>;
  requested: Map<string, RequestedCover>;
}

const desks = new WorldState<Desk>((world) => ({
  byBuyer: new Map(world.companies().map((company) => [buyerIdOf(company.siren), company])),
  requested: new Map(),
}));

export const atradiusSimulator = defineSimulator({
  connectorId: 'atradius',
  settings: { clientId: 'simulated', customerId: 4711, policyIds: ['100001', '100002'] },
  auth: (request) => (request.path === TOKEN_PATH ? null : refusalOfData(request)),
  routes: [
    { method: 'POST', path: TOKEN_PATH, handle: login },
    { method: 'GET', path: POLICY, handle: policy },
    { method: 'GET', path: `${BUYERS}/my-buyers`, handle: myBuyers },
    { method: 'GET', path: BUYERS, handle: buyers },
    { method: 'GET', path: COVERS, handle: (request, world) => covers(request, world, 'covers') },
    {
      method: 'GET',
      path: `${COVERS}/decisions`,
      handle: (request, world) => covers(request, world, 'decisions'),
    },
    {
      method: 'GET',
      path: `${COVERS}/historic`,
      handle: (request, world) => covers(request, world, 'historic'),
    },
    { method: 'POST', path: COVERS, handle: requestCover },
  ],
  // A wrong route is forbidden here, not unknown.
  notFound: () => fault(403, 'Unable to identify proxy for the route'),
});

/** The gateway's own dialect. */
function fault(status: number, words: string): SimulatedResponse {
  return jsonResponse({ fault: { faultstring: words } }, status);
}

function refusal(status: number, detail: string, parameter?: string): SimulatedResponse {
  const source = parameter === undefined ? {} : { source: { parameter } };
  return jsonResponse({ errors: [{ detail, ...source }] }, status);
}

function hasApplication({ headers }: SimulatedRequest): boolean {
  return ![headers['atradius-app-key'], headers['atradius-correlation-id']].includes(undefined);
}

function refusalOfData(request: SimulatedRequest): SimulatedResponse | null {
  const isKnown = request.headers['authorization'] === `Bearer ${TOKEN}`;
  return isKnown && hasApplication(request) ? null : fault(401, 'Invalid access token');
}

function login(request: SimulatedRequest): SimulatedResponse {
  const [, encoded = ''] = /^Basic (.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const isEmptyJson = JSON.stringify(request.body) === '{}';
  if (id === '' || secret === '' || !hasApplication(request)) return fault(401, 'Invalid client');
  if (!isEmptyJson) return refusal(400, 'Request body must be an empty JSON object');
  return jsonResponse({ data: { access_token: TOKEN, token_type: 'Bearer', expires_in: 1800 } });
}

function policy({ query }: SimulatedRequest): SimulatedResponse {
  if (query.has('customerId')) return refusal(400, 'Unexpected parameter', 'customerId');
  const policyId = query.get('policyId') ?? '';
  if (!SIMULATED_POLICIES.includes(policyId)) return refusal(404, 'Policy not found', 'policyId');
  return jsonResponse({
    data: {
      policyId,
      policyStatus: 'live',
      policyStartDate: '2026-01-01T00:00:00Z',
      policyExpiryDate: '2026-12-31T00:00:00Z',
      policyCurrency: 'EUR',
    },
  });
}

function buyers({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const isFrench = query.get('country') === 'FRA' && query.get('uidType') === 'SN';
  const company = isFrench ? world.company(query.get('uid') ?? '') : undefined;
  if (company === undefined) return refusal(404, 'No buyer match found', 'uid');
  return {
    ...jsonResponse({ data: [buyerRow(company, world)] }),
    charge: { call: 'buyer-lookup', subject: company.siren, units: 1 },
  };
}

function buyerRow(company: SimulatedCompany, world: SimulatedWorld): { [key: string]: Json } {
  return {
    buyerId: buyerIdOf(company.siren),
    uniqueIdentifiers: uniqueIdentifiers(company),
    currentBuyerRating: ratingOf(company, world.today()),
    currentBuyerRatingClass: String(creditViewOf(company, world.today()).riskClass),
    tradingStatus: company.ceasedOn === null ? 'ACTIVE' : 'INACTIVE',
  };
}

/** Buyers of the policy whose view changed after the day: up when it is a good one, down when it is not. */
function myBuyers(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const { query } = request;
  const wrong = wrongPolicy(query);
  if (wrong !== null) return wrong;
  const after = query.get('buyerRatingUpdatedAfter') ?? '';
  const wanted = query.get('healthChange');
  const rows = world
    .companies()
    .filter((company) => isCovered(company) && policyOf(company) === query.get('policyId'))
    .filter((company) => creditViewOf(company, world.today()).since > after)
    .map((company) => movedRow(company, world))
    .filter(({ buyerRatingChange }) => wanted === null || buyerRatingChange === wanted);
  return jsonResponse({ data: rows });
}

function movedRow(company: SimulatedCompany, world: SimulatedWorld): { [key: string]: Json } {
  const row = buyerRow(company, world);
  const current = ratingOf(company, world.today());
  const isWorse = creditViewOf(company, world.today()).riskClass > 2;
  const previous = isWorse ? Math.max(1, current - 12) : Math.min(100, current + 9);
  return {
    ...row,
    previousBuyerRating: previous,
    buyerRatingChange: isWorse ? 'down' : 'up',
  };
}

function covers(
  { query }: SimulatedRequest,
  world: SimulatedWorld,
  list: 'covers' | 'decisions' | 'historic',
): SimulatedResponse {
  const wrong = wrongPolicy(query);
  if (wrong !== null) return wrong;
  const policyId = query.get('policyId') ?? '';
  const own = coversOf(world, list, policyId);
  if (list !== 'covers') return jsonResponse({ data: own });
  const asked = [...desks.of(world).requested]
    .filter(([, request]) => request.policyId === policyId)
    .flatMap(([siren, request]) => {
      const company = world.company(siren);
      return company === undefined ? [] : [renderRequested(company, world, request)];
    });
  return jsonResponse({ data: [...own, ...asked] });
}

function wrongPolicy(query: URLSearchParams): SimulatedResponse | null {
  if (!/^\d+$/.test(query.get('customerId') ?? '')) {
    return refusal(400, 'Customer is mandatory', 'customerId');
  }
  const isKnown = SIMULATED_POLICIES.includes(query.get('policyId') ?? '');
  return isKnown ? null : refusal(404, 'Policy not found', 'policyId');
}

function requestCover({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const asked = (typeof body === 'object' && body !== null ? body : {}) as { [key: string]: Json };
  const desk = desks.of(world);
  const company = desk.byBuyer.get(Number(asked['buyerId']));
  if (company === undefined) return refusal(422, 'No buyer match found', 'buyerId');
  const amountEuros = Number(asked['creditLimitAmount']);
  if (!(amountEuros > 0) || amountEuros % 1000 !== 0) {
    const words = 'Must be positive number greater than zero and a multiple of 1000.';
    return refusal(422, words, 'creditLimitAmount');
  }
  const earlier = desk.requested.get(company.siren);
  // That the same reference is answered as before is ours: what the service does is not documented.
  const reference = JSON.stringify(asked['customerRefNumber'] ?? null);
  if (isCovered(company) || (earlier !== undefined && earlier.reference !== reference)) {
    return refusal(422, 'Credit limit/credit check already exists for this buyer.', 'buyerId');
  }
  return decide(desk, company, {
    coverId: buyerIdOf(company.siren) * 10 + 3,
    policyId: typeof asked['policyId'] === 'string' ? asked['policyId'] : '',
    reference,
    amountEuros,
    isReferred: amountEuros > 2 * creditViewOf(company, world.today()).recommendedLimitEuros,
    isRefused: creditViewOf(company, world.today()).riskClass === 5,
  });
}

function decide(
  desk: Desk,
  company: SimulatedCompany,
  { isRefused, ...request }: RequestedCover & { isRefused: boolean },
): SimulatedResponse {
  const { coverId } = request;
  if (isRefused) {
    return jsonResponse({ data: [{ coverId, response: 'Action has been refused.' }] }, 201);
  }
  desk.requested.set(company.siren, request);
  const status = request.isReferred ? 202 : 201;
  return jsonResponse({ data: [{ coverId, response: 'Action successful' }] }, status);
}
