/**
 * Allianz Trade as it answers, told from the shared simulated world. What was not seen is as plain as it can be: an
 * unknown company is an empty list, an unknown number a bare 404, and no decision code is made up.
 */
import {
  creditViewOf,
  draw,
  jsonResponse,
  defineSimulator,
  WorldState,
  type Json,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';

const TOKEN = 'simulated-allianz-token';
/** It gives smaller pages than are asked for. */
const PAGE_MAX = 10;
/** Looks at a job before it is processed. */
const LOOKS_BEFORE_DONE = 2;

interface Job {
  companyId: string;
  amount: number;
  looks: number;
}

/** Jobs by number, and the amounts covered on request by company. */
const desks = new WorldState(() => ({
  jobs: new Map<string, Job>(),
  granted: new Map<string, number>(),
}));

export const allianzTradeSimulator = defineSimulator({
  connectorId: 'allianz-trade',
  settings: { user: 'simulated', policyId: '4711', businessUnitCode: 'FR01' },
  auth: ({ path, headers }) =>
    path === '/v1/idp/oauth2/authorize' || headers['authorization'] === `Bearer ${TOKEN}`
      ? null
      : jsonResponse({ message: 'unauthorized' }, 401),
  routes: [
    { method: 'POST', path: '/v1/idp/oauth2/authorize', handle: logIn },
    { method: 'POST', path: '/search/v2/companies/advancedSearch', handle: search },
    { method: 'POST', path: '/riskinfo/v3/covers/search', handle: list },
    { method: 'POST', path: '/riskinfo/v3/covers', handle: ask },
    { method: 'GET', path: '/riskinfo/v3/jobs/:jobId', handle: look },
    { method: 'GET', path: '/riskinfo/v3/covers/:coverId', handle: cover },
  ],
});

/** The number a company of the world has at Allianz Trade. */
export function companyIdOf(company: Pick<SimulatedCompany, 'siren'>): string {
  return String(10_000_000 + Math.floor(draw(company, 'allianz trade number') * 89_999_999));
}

function logIn({ body }: SimulatedRequest): SimulatedResponse {
  const apiKey = Buffer.from(textIn(body, 'apiKey'), 'base64').toString('utf8');
  const isComplete = /^[^:]+:.+$/.test(apiKey);
  return isComplete
    ? jsonResponse({ access_token: TOKEN })
    : jsonResponse({ message: 'unauthorized' }, 401);
}

function search({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const [wanted = null] = listIn(body, 'companyIdentifiers');
  const company = world.company(textIn(wanted, 'idValue'));
  return jsonResponse({ results: company === undefined ? [] : [{ company: rendered(company) }] });
}

function rendered(company: SimulatedCompany): Json {
  const { line, city, postcode } = company.address;
  return {
    companyId: companyIdOf(company),
    legalData: { companyName: company.name },
    address: {
      streetName: line,
      town: city,
      countryCode: 'FR',
      postCodes: [{ postCodeValue: postcode }],
    },
    communicationChannels: [],
  };
}

function list({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const pagination = fieldOf(body, 'pagination');
  const page = Number(fieldOf(pagination, 'page') ?? 1);
  const size = Math.min(PAGE_MAX, Number(fieldOf(pagination, 'pageSize') ?? PAGE_MAX));
  const covered = world.companies().filter((company) => amountOf(company, world) !== null);
  const lines = covered.slice((page - 1) * size, page * size).map((company) => ({
    coverId: coverIdOf(company),
    companyId: companyIdOf(company),
  }));
  return jsonResponse(lines);
}

/** What is covered of a company: what was asked for, else its sound amount for four companies in five. */
function amountOf(company: SimulatedCompany, world: SimulatedWorld): number | null {
  const asked = desks.of(world).granted.get(companyIdOf(company));
  if (asked !== undefined) return asked;
  const { recommendedLimitEuros } = creditViewOf(company, world.today());
  const isCovered = recommendedLimitEuros > 0 && draw(company, 'allianz trade cover') < 0.8;
  return isCovered ? recommendedLimitEuros : null;
}

function coverIdOf(company: SimulatedCompany): string {
  return `C${companyIdOf(company)}`;
}

function cover({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const company = world.companies().find((each) => coverIdOf(each) === params['coverId']);
  const amount = company === undefined ? null : amountOf(company, world);
  if (company === undefined || amount === null) return jsonResponse({ message: 'not found' }, 404);
  const { since } = creditViewOf(company, world.today());
  const limit = { technicalDecisionStatusCode: 'AlreadyAgreed', amount, startDate: since };
  return jsonResponse({
    coverId: coverIdOf(company),
    creditLimitsAggregation: { creditLimits: [limit] },
  });
}

function ask({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const { jobs } = desks.of(world);
  const companyId = textIn(body, 'companyId');
  const isKnown = world.companies().some((company) => companyIdOf(company) === companyId);
  if (!isKnown) return jsonResponse({ message: 'unknown company' }, 400);
  const amount = Number(fieldOf(fieldOf(body, 'creditLimitDetails'), 'requestedAmount'));
  const jobId = `J${String(jobs.size + 1)}`;
  jobs.set(jobId, { companyId, amount, looks: 0 });
  return jsonResponse({ jobId }, 202);
}

/** A job is processed after a few looks, and grants what was asked where the company is sound; else it stays open. */
function look({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const { jobs, granted } = desks.of(world);
  const job = jobs.get(params['jobId'] ?? '');
  const company = world.companies().find((each) => companyIdOf(each) === job?.companyId);
  if (job === undefined || company === undefined)
    return jsonResponse({ message: 'not found' }, 404);
  job.looks += 1;
  const { riskClass } = creditViewOf(company, world.today());
  const isDone = job.looks > LOOKS_BEFORE_DONE && riskClass < 4;
  // Made up: of the states of a job only PROCESSED was seen.
  if (!isDone) return jsonResponse({ jobStatusCode: 'IN_PROGRESS', resourceUrl: null });
  granted.set(job.companyId, job.amount);
  const resourceUrl = `/riskinfo/v3/covers/${coverIdOf(company)}`;
  return jsonResponse({ jobStatusCode: 'PROCESSED', resourceUrl });
}

function fieldOf(value: Json, name: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  return value[name] ?? null;
}

function listIn(value: Json, name: string): Json[] {
  const found = fieldOf(value, name);
  return Array.isArray(found) ? found : [];
}

function textIn(value: Json, name: string): string {
  const found = fieldOf(value, name);
  return typeof found === 'string' ? found : '';
}
