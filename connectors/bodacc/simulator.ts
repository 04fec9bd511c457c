/** BODACC as the Explore API v2.1 serves it, from the simulated world; v1 and exports are not simulated. */
import {
  defineSimulator,
  jsonResponse,
  type Json,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { RECORDS_PATH, WINDOW_SIZE } from './client';
import { NOTICE_FIELDS, noticeRecord } from './simulator-notice';
import { MalformedQuery, parseWhere, sorter, type OdsRecord, type Where } from './simulator-odsql';

export const bodaccSimulator = defineSimulator({
  connectorId: 'bodacc',
  routes: [
    { method: 'GET', path: RECORDS_PATH, handle: ({ query }, world) => answer(query, world) },
  ],
  notFound: ({ path }) => {
    const dataset = /\/datasets\/([^/]+)\//.exec(path)?.[1] ?? '';
    // Wording recalled; the status is documented.
    return failure(404, 'NotFoundError', `The requested dataset ${dataset} does not exist.`);
  },
});

function answer(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const limit = Number(query.get('limit') ?? '10');
  const offset = Number(query.get('offset') ?? '0');
  const refusal = refuseRange(limit, offset);
  if (refusal !== null) return refusal;
  try {
    const records = select(query, world);
    const count = limit === -1 ? 100 : limit;
    const results = records.slice(offset, offset + count);
    return jsonResponse({ total_count: records.length, results });
  } catch (error) {
    if (!(error instanceof MalformedQuery)) throw error;
    return failure(400, 'ODSQLError', `ODSQL query is malformed: ${error.message}`);
  }
}

function refuseRange(limit: number, offset: number): SimulatedResponse | null {
  const name = 'InvalidRESTParameterError';
  const found = (parameter: string, value: number, expected: string): SimulatedResponse =>
    failure(
      400,
      name,
      `Invalid value for ${parameter} API parameter: ${value} was found but ${expected} is expected.`,
    );
  if (!Number.isInteger(limit) || limit < -1 || limit > 100) {
    return found('limit', limit, '-1 <= limit <= 100');
  }
  if (!Number.isInteger(offset) || offset < 0) return found('offset', offset, '>= 0');
  const sum = offset + Math.max(limit, 0);
  return sum > WINDOW_SIZE ? found('sum of offset + limit', sum, `<= ${WINDOW_SIZE}`) : null;
}

function select(query: URLSearchParams, world: SimulatedWorld): OdsRecord[] {
  const source = query.get('where');
  const where = source === null ? null : parseWhere(source, NOTICE_FIELDS);
  const refinements = query.getAll('refine').map((refine) => refine.split(':'));
  const orderBy = query.get('order_by');
  const records = candidates(where, world).filter(
    (record) =>
      (where?.matches(record) ?? true) &&
      refinements.every(([field = '', value]) => record[field] === value),
  );
  return orderBy === null ? records : records.sort(sorter(orderBy, NOTICE_FIELDS));
}

/** Most queries name their companies; only the others walk the whole world. */
function candidates(where: Where | null, world: SimulatedWorld): OdsRecord[] {
  const named = where?.sirens ?? null;
  const companies =
    named === null ? world.companies() : [...named].flatMap((siren) => world.company(siren) ?? []);
  return companies.flatMap((company) =>
    company.notices.map((notice) => noticeRecord(company, notice)),
  );
}

function failure(status: number, errorCode: string, message: string): SimulatedResponse {
  const body: Json = { message, error_code: errorCode };
  return jsonResponse(body, status);
}
