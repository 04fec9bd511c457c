/**
 * The desk of the simulators' server for other processes: GET /_control/<id>/log and /bill, DELETE /_control/<id>/log,
 * POST /_control/<id>/faults (a fault plan), /online ({"online": false}) and /_control/clock ({"advanceMs": 60000}).
 */
import { errorMessage, isEncoursError } from '../../kernel';
import type { Json } from '../json';
import { readFaultPlan } from './fault-plan';
import type { SimulatedRequest, SimulatedResponse } from './simulator';
import type { Station } from './station';

/** First segment of the paths of the desk; no connector can be called so. */
export const CONTROL = '_control';

export interface ControlledSimulators {
  stations: ReadonlyMap<string, Station>;
  advanceClock: (ms: number) => void;
}

/** Answers a request to the desk; `request.path` is below /_control. */
export function control(
  { stations, advanceClock }: ControlledSimulators,
  request: SimulatedRequest,
): SimulatedResponse {
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
    default:
      return answer(404, { error: 'known are log, bill, faults and online' });
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
