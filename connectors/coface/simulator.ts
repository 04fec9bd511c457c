/** Coface from the simulated world: 206 for a partial list, orders that are delivered the day after for some. */
import {
  creditViewOf,
  defineSimulator,
  draw,
  jsonResponse,
  stableId,
  WorldState,
  type Json,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';

const TOKEN = 'simulated-coface-token';
const TOKEN_PATH = '/authentication/v1/token';
const DATA = '/bi/icon-data/v1';

interface Delivery {
  company: SimulatedCompany;
  slug: string;
  orderedOn: LocalDate;
}

interface Desk {
  byId: Map<string, SimulatedCompany>;
  deliveries: Map<string, Delivery>;
}

const desks = new WorldState<Desk>((world) => ({
  byId: new Map(world.companies().map((company) => [companyIdOf(company), company])),
  deliveries: new Map(),
}));

export const cofaceSimulator = defineSimulator({
  connectorId: 'coface',
  settings: { username: 'simulated' },
  auth: (request) => {
    if ((request.headers['x-api-key'] ?? '') === '') return refusal(403, 'Forbidden');
    if (request.path === TOKEN_PATH) return null;
    return request.headers['authorization'] === TOKEN ? null : refusal(401, 'Unauthorized');
  },
  routes: [
    { method: 'POST', path: TOKEN_PATH, handle: login },
    { method: 'GET', path: `${DATA}/companies`, handle: companies },
    { method: 'POST', path: `${DATA}/publications/orders`, handle: order },
    { method: 'GET', path: `${DATA}/publications`, handle: publication },
  ],
});

/** The shape of error bodies is invented. */
function refusal(status: number, message: string): SimulatedResponse {
  return jsonResponse({ message }, status);
}

function limited(response: SimulatedResponse): SimulatedResponse {
  const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59' };
  return { ...response, headers };
}

function companyIdOf({ siren }: SimulatedCompany): string {
  return stableId('coface', siren);
}

function bodyOf({ body }: SimulatedRequest): { [key: string]: Json } {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
}

function login(request: SimulatedRequest): SimulatedResponse {
  const { grantType, username, password } = bodyOf(request);
  const isGiven = grantType === 'password' && Boolean(username) && Boolean(password);
  if (!isGiven) return refusal(401, 'Unauthorized');
  return jsonResponse({
    idToken: TOKEN,
    accessToken: 'simulated-access',
    refreshToken: 'simulated-refresh',
    expiresIn: 3600,
    tokenType: 'Bearer',
  });
}

/** By registration number one company or none; by name a range, partial when there are more. */
function companies({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const [scheme, number = ''] = (query.get('externalId') ?? '').split('#');
  if (scheme === 'registration-number') {
    const found = world.company(number);
    const isKnown = found !== undefined && draw(found, 'coface unknown') >= 0.03;
    return limited(jsonResponse(isKnown ? [companyRow(found)] : []));
  }
  const [, from = '0', to = '10'] = /^(\d+)-(\d+)$/.exec(query.get('range') ?? '0-10') ?? [];
  const all = world.search(query.get('companyName') ?? '');
  const shown = all.slice(Number(from), Number(to) + 1);
  return limited(jsonResponse(shown.map(companyRow), shown.length < all.length ? 206 : 200));
}

function companyRow(company: SimulatedCompany): Json {
  return { id: companyIdOf(company), name: company.name };
}

function order(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const { companyId, assessments } = bodyOf(request);
  const desk = desks.of(world);
  const company = desk.byId.get(typeof companyId === 'string' ? companyId : '');
  if (company === undefined || !Array.isArray(assessments)) return refusal(400, 'Bad request');
  const publications = assessments.map((asked) => {
    const { slug } = asked as { slug: string };
    const deliveryId = stableId('coface delivery', company.siren, slug);
    const orderedOn = desk.deliveries.get(deliveryId)?.orderedOn ?? world.today();
    desk.deliveries.set(deliveryId, { company, slug, orderedOn });
    return {
      href: `/publications/${deliveryId}`,
      deliveryId,
      assessmentSlug: slug,
      status: 'in-preparation',
    };
  });
  return {
    ...jsonResponse(
      { orderDate: `${world.today()}T08:00:00Z`, status: 'in-preparation', publications },
      201,
    ),
    charge: { call: 'assessment', subject: company.siren, units: publications.length },
  };
}

function publication({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const found = desks.of(world).deliveries.get(query.get('deliveryId') ?? '');
  if (found === undefined) return refusal(404, 'Not found');
  const isSlow = draw(found.company, `coface slow ${found.slug}`) < 0.08;
  if (isSlow && world.today() <= found.orderedOn) return limited(refusal(404, 'In preparation'));
  return limited(jsonResponse([assessment(found, world.today())]));
}

function assessment({ company, slug }: Delivery, today: LocalDate): Json {
  const view = creditViewOf(company, today);
  const common = {
    releaseDate: view.since,
    isCurrent: true,
    assessmentSlug: slug,
    companyId: companyIdOf(company),
  };
  if (slug === 'credit-opinion') return { ...common, ...opinionOf(company, view) };
  if (slug === 'late-payment-index') {
    const late = view.daysBeyondTerms;
    const paymentIndexValue = late > 60 ? 1 : late > 20 ? 2 : late > 8 ? 3 : 4;
    return { ...common, paymentIndexValue, updateDate: view.since, descriptions: [] };
  }
  const risk = Math.max(1, 10 - Math.round(9 * Math.sqrt(view.failureProbability)));
  const words = { label: 'Debtor Risk Assessment (DRA)', short: 'DRA', full: `Risk ${risk}` };
  return {
    ...common,
    debtorRiskValue: String(risk),
    probabilityOfDefault: Math.round(view.failureProbability * 1000) / 10,
    descriptions: [{ ...words, language: 'en' }],
  };
}

/** Older answers write amounts as text with spaces; both are sent. */
function opinionOf(
  company: SimulatedCompany,
  { recommendedLimitEuros: euros, riskClass }: ReturnType<typeof creditViewOf>,
): { [key: string]: Json } {
  const spaced = String(euros).replace(/\B(?=(\d{3})+$)/g, ' ');
  return {
    rating: riskClass === 5 ? 'X' : '@'.repeat(5 - riskClass),
    maxCreditAmount: {
      currency: 'EUR',
      value: draw(company, 'coface spaced') < 0.5 ? spaced : euros,
    },
    decisionDetails: [],
  };
}
