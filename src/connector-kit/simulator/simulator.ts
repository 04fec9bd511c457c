/** The simulator contract: routes that turn a request into the provider's answer, purely, from the world. */
import { assert } from '../../kernel';
import type { Json } from '../json';
import type { SimulatedWorld } from './world';

export type SimulatedMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface SimulatedRequest {
  method: SimulatedMethod;
  /** Path below the connector's prefix, decoded, starting with "/". */
  path: string;
  /** Values of ":name" segments or of the RegExp's named groups, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The JSON body; the text itself when it is not JSON; null when there is none. */
  body: Json;
}

export interface SimulatedResponse {
  status: number;
  /** `content-type` defaults to application/json without a charset, as the real services answer. */
  headers?: Record<string, string>;
  /** JSON is serialised; a string or bytes are sent as they are. */
  body: Json | Uint8Array;
  /** What this answer costs the caller, entered in the simulator's own bill when the answer is sent. */
  charge?: SimulatedCharge;
}

export interface SimulatedCharge {
  /** The provider's name for what was bought: "report". */
  call: string;
  /** SIREN it was bought about; null for a search. */
  subject: string | null;
  units: number;
}

export interface SimulatedRoute {
  method: SimulatedMethod;
  /** "/companies/:siren" or a RegExp matched against the whole path. The first route that matches answers. */
  path: string | RegExp;
  handle(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse;
}

export interface Simulator {
  connectorId: string;
  /** Settings under which a connection to it works, where the connector's defaults are not enough. */
  settings?: Readonly<Record<string, Json>>;
  routes: readonly SimulatedRoute[];
  /** Runs before the routes: an answer refuses the request, null lets it pass. */
  auth?(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse | null;
  /** Runs after auth with the number of requests already served: an answer (402, 403, 429…) refuses it. */
  quota?(request: SimulatedRequest, served: number): SimulatedResponse | null;
  /** A ping as the provider would send it to a connection with this configuration. */
  ping?(config: object): { headers: Record<string, string>; body: string };
  /** What the provider answers to an unknown path; a bare 404 by default. */
  notFound?(request: SimulatedRequest): SimulatedResponse;
}

/** Checks a simulator at import: an id, at least one route, string paths that start with "/". */
export function defineSimulator(simulator: Simulator): Simulator {
  const { connectorId, routes } = simulator;
  assert(/^[a-z][a-z0-9-]*$/.test(connectorId), `simulator id ${connectorId} is not kebab-case`);
  assert(routes.length > 0, `simulator ${connectorId} has no route`);
  for (const { path } of routes) {
    const isPath = path instanceof RegExp || path.startsWith('/');
    assert(isPath, `route ${String(path)} of simulator ${connectorId} must start with "/"`);
  }
  return simulator;
}

/** A JSON answer. */
export function jsonResponse(body: Json, status = 200): SimulatedResponse {
  return { status, body };
}

/** Finds the route of a request and the values of its path parameters; null when there is none. */
export function matchRoute(
  routes: readonly SimulatedRoute[],
  method: string,
  path: string,
): { route: SimulatedRoute; params: Record<string, string> } | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, path);
    if (params !== null) return { route, params };
  }
  return null;
}

function matchPath(pattern: string | RegExp, path: string): Record<string, string> | null {
  if (pattern instanceof RegExp) {
    const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(path);
    if (match?.[0].length !== path.length) return null;
    return { ...match.groups };
  }
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith(':') && value !== '') params[segment.slice(1)] = value;
    else if (segment !== value) return null;
  }
  return params;
}
