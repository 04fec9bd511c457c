/**
 * OpenSanctions as it answers, told from the shared simulated world: one company in eight is on a list, one in eight
 * resembles somebody who is.
 */
import {
  defineSimulator,
  draw,
  jsonResponse,
  type Json,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { QUERIES_MAX } from './client';

const THRESHOLD = 0.7;

export const opensanctionsSimulator = defineSimulator({
  connectorId: 'opensanctions',
  settings: { apiKey: 'simulated' },
  auth: ({ headers }) =>
    /^Apikey .+/.test(headers['authorization'] ?? '') ? null : refused('Not authenticated', 401),
  routes: [{ method: 'POST', path: '/match/:dataset', handle: match }],
  notFound: () => refused('Not Found', 404),
});

function match(
  { body, query, params }: SimulatedRequest,
  world: SimulatedWorld,
): SimulatedResponse {
  const queries = Object.entries(objectIn(body, 'queries'));
  if (queries.length === 0) return refused('No queries provided.', 400);
  if (queries.length > QUERIES_MAX) {
    return refused(`Too many queries in one batch (limit: ${QUERIES_MAX})`, 400);
  }
  const algorithm = query.get('algorithm') ?? 'best';
  if (algorithm === 'none') return refused(`Invalid algorithm: ${algorithm}`, 400);
  if (!['default', 'sanctions'].includes(params['dataset'] ?? '')) return refused('Not Found', 404);
  if (queries.some(([, asked]) => typeof fieldOf(asked, 'schema') !== 'string')) return unparsed();
  const threshold = Number(query.get('threshold') ?? THRESHOLD);
  const limit = Number(query.get('limit') ?? 5);
  const responses = queries.map(([name, asked]): [string, Json] => [
    name,
    answerTo(asked, { world, threshold, limit }),
  ]);
  const [asked] = queries.length === 1 ? queries : [];
  const number = listOf(
    objectIn(asked?.[1] ?? null, 'properties')['registrationNumber'] ?? null,
  )[0];
  return {
    charge: {
      call: 'match',
      subject: typeof number === 'string' ? number : null,
      units: queries.length,
    },
    ...jsonResponse({ responses: Object.fromEntries(responses), limit }),
    headers: { 'x-batch-size': String(queries.length) },
  };
}

function answerTo(
  asked: Json,
  { world, threshold, limit }: { world: SimulatedWorld; threshold: number; limit: number },
): Json {
  const properties = objectIn(asked, 'properties');
  const [number] = listOf(properties['registrationNumber'] ?? null);
  const company = typeof number === 'string' ? world.company(number) : undefined;
  const results = company === undefined ? [] : hitsOf(company, threshold).slice(0, limit);
  return {
    status: 200,
    total: { value: results.length, relation: 'eq' },
    query: { id: null, schema: 'Company', properties },
    results,
  };
}

function hitsOf(company: SimulatedCompany, threshold: number): Json[] {
  const chance = draw(company, 'watch list');
  if (chance > 0.25) return [];
  const isListed = chance < 0.125;
  const score = isListed ? 0.94 : 0.58;
  return [
    {
      id: `NK-${company.siren}`,
      caption: isListed ? company.name : `${company.name} (HOMONYME)`,
      schema: isListed ? 'Company' : 'Organization',
      properties: {
        name: [company.name],
        country: ['fr'],
        topics: isListed ? ['sanction'] : ['debarment'],
      },
      datasets: isListed ? ['eu_fsf', 'fr_tresor_gels_avoir'] : ['worldbank_debarred'],
      referents: [],
      target: true,
      first_seen: '2023-04-20T18:00:25',
      last_seen: '2026-06-01T10:57:03',
      last_change: '2025-07-26T20:01:14',
      score,
      match: score >= threshold,
      explanations: { name: {} },
    },
  ];
}

/** As FastAPI writes what it cannot parse. */
function unparsed(): SimulatedResponse {
  const detail = [{ loc: ['body', 'queries', 'schema'], msg: 'Field required', type: 'missing' }];
  return jsonResponse({ detail }, 422);
}

function refused(detail: string, status: number): SimulatedResponse {
  return jsonResponse({ detail }, status);
}

function fieldOf(value: Json, name: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  return value[name] ?? null;
}

function objectIn(value: Json, name: string): { [key: string]: Json } {
  const found = fieldOf(value, name);
  return found === null || typeof found !== 'object' || Array.isArray(found) ? {} : found;
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}
