/**
 * The desk of the simulators' server for other processes: GET /_control/<id>/log and /bill, DELETE /_control/<id>/log,
 * POST /_control/<id>/faults (a fault plan), /online ({"online": false}), /books ({"operations": 5, "seed": 1}: so many things
 * happen in the books of accounting software; answers them) and /_control/clock ({"advanceMs": 60000}).
 */
import { errorMessage, isEncoursError } from '../../kernel';
import type { Json } from '../json';
import { booksOf } from './books';
import { readFaultPlan } from './fault-plan';
import type { SimulatedRequest, SimulatedResponse } from './simulator';
import type { Station } from './station';
import type { SimulatedWorld } from './world';

/** First segment of the paths of the desk; no connector can be called so. */
export const CONTROL = '_control';

export interface ControlledSimulators {
  stations: ReadonlyMap<string, Station>;
  advanceClock: (ms: number) => void;
  world: SimulatedWorld;
  now: () => Date;
}

/** Answers a request to the desk; `request.path` is below /_control. */
export function control(desk: ControlledSimulators, request: SimulatedRequest): SimulatedResponse {
  const { stations, advanceClock } = desk;
  const [, id = '', subject = ''] = request.path.split('/');
  if (id === 'clock' && request.method === 'POST') return moveClock(advanceClock, request.body);
  const station = stations.get(id);
  if (station === undefined) {
    return answer(404, { error: `no simulator ${id}`, known: [...stations.keys()] });
  }
  switch (`${request.method} ${subject}`) {
    case 'GET log':
      return answer(200, plain(station.log));
    case 'DELETE log':
      station.log.splice(0);
      return answer(200, []);
    case 'GET bill':
      return answer(200, plain(station.bill));
    case 'POST faults':
      return setFaults(station, request.body);
    case 'POST online':
      return setOnline(station, request.body);
    case 'POST books':
      return liveBooks(desk, id, request.body);
    default:
      return answer(404, { error: 'known are log, bill, faults, online and books' });
  }
}

function setFaults(station: Station, body: Json): SimulatedResponse {
  try {
    station.setFaults(readFaultPlan(body ?? {}));
    return answer(200, body ?? {});
  } catch (error) {
    if (!isEncoursError(error, 'CONFIG')) throw error;
    return answer(400, { error: errorMessage(error) });
  }
}

function setOnline(station: Station, body: Json): SimulatedResponse {
  const { online } = (body ?? {}) as { online?: Json };
  if (typeof online !== 'boolean') return answer(400, { error: '{"online": true} or false' });
  station.isOnline = online;
  return answer(200, { online });
}

const OPERATIONS_MAX = 10_000;

/** At the time of the server's clock, so that what happens is later than what was read. */
function liveBooks(
  { world, now }: ControlledSimulators,
  id: string,
  body: Json,
): SimulatedResponse {
  const { operations, seed = 1 } = (body ?? {}) as { operations?: Json; seed?: Json };
  const isCount = Number.isSafeInteger(operations) && Number(operations) >= 0;
  if (!isCount || Number(operations) > OPERATIONS_MAX || !Number.isSafeInteger(seed)) {
    return answer(400, { error: '{"operations": 5, "seed": 1}: whole, at most 10,000 at once' });
  }
  const books = booksOf(world, id);
  books.advanceTo(now());
  const done = books.live(Number(operations), Number(seed));
  const asText = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? value.toString() : value;
  return answer(200, JSON.parse(JSON.stringify(done, asText)) as Json);
}

function moveClock(advance: (ms: number) => void, body: Json): SimulatedResponse {
  const { advanceMs } = (body ?? {}) as { advanceMs?: Json };
  const isCount = Number.isSafeInteger(advanceMs) && Number(advanceMs) >= 0;
  if (!isCount) return answer(400, { error: '{"advanceMs": 60000}: whole, from 0' });
  advance(Number(advanceMs));
  return answer(200, { advanceMs: Number(advanceMs) });
}

function answer(status: number, body: Json): SimulatedResponse {
  return { status, body };
}

function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
