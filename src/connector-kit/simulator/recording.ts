/**
 * Conversations with a provider, kept in files without its secrets, and played back. What the recording does not hold
 * is answered with 501 and named by `missed`, so that a replay never passes for more than was recorded.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpClient, HttpRequest, HttpResponse } from '../http-client';
import type { Json } from '../json';
import { redactor } from '../redact';
import type { SimulatedRequest, SimulatedResponse, Simulator } from './simulator';

interface Exchange {
  request: { method: string; path: string; query: Record<string, string>; body: Json };
  answer: { status: number; headers: Record<string, string>; body: Json };
}

export interface Recorder {
  /** A client that remembers what it is asked and answered. Errors are not recorded: the simulators have those. */
  around(http: HttpClient): HttpClient;
  /** Writes a file per request into the folder, without any of these secrets; their names, in order. */
  save(secrets: readonly string[]): string[];
}

const MASK = '[redacted]';
const SECRET_KEY = /token|secret|password|api[-_]?key|jwt|authorization/i;
const KEPT_HEADERS: readonly string[] = ['content-type', 'link', 'etag', 'last-modified'];

/** Records into a folder, which is made when there is something to write. */
export function recordTo(folder: string): Recorder {
  const exchanges: Exchange[] = [];
  const around = (http: HttpClient): HttpClient => ({
    request: async (request) => {
      const response = await http.request(request);
      exchanges.push(exchangeOf(request, response));
      return response;
    },
  });
  const save = (secrets: readonly string[]): string[] => {
    const files = new Map(exchanges.map((each) => fileOf(each, redactor(secrets))));
    if (files.size > 0) mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    return [...files.keys()].sort();
  };
  return { around, save };
}

export interface Replay {
  simulator: Simulator;
  /** What was asked and is not in the recording: "GET /reports/732829320". */
  missed(): readonly string[];
}

/** Answers as it was answered then. What was masked in a request stands for anything. */
export function replaySimulator(connectorId: string, folder: string): Replay {
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.json'))
    : [];
  const exchanges = names
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Exchange);
  const missed: string[] = [];
  const answer = (request: SimulatedRequest): SimulatedResponse => {
    const found = exchanges.find((exchange) => isAsked(exchange.request, request));
    if (found !== undefined) return found.answer;
    missed.push(`${request.method} ${request.path}`);
    return { status: 501, body: { error: 'not in the recording' } };
  };
  return { simulator: { connectorId, routes: [], auth: answer }, missed: () => missed };
}

function exchangeOf(request: HttpRequest, response: HttpResponse): Exchange {
  const query = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined);
  const [path = '', inPath = ''] = request.path.split('?');
  const all = [
    ...new URLSearchParams(inPath),
    ...query.map(([key, value]) => [key, String(value)]),
  ];
  const headers = Object.entries(response.headers).filter(([name]) => KEPT_HEADERS.includes(name));
  return {
    request: {
      method: request.method ?? 'GET',
      path: decodeURIComponent(path),
      query: Object.fromEntries(all) as Record<string, string>,
      body: request.body ?? null,
    },
    answer: {
      status: response.status,
      headers: Object.fromEntries(headers),
      body: response.data ?? '',
    },
  };
}

/** Name and text of a recorded exchange: the same request has the same name, on any machine. */
function fileOf(exchange: Exchange, redact: (text: string) => string): [string, string] {
  const clean = JSON.parse(redact(JSON.stringify(masked(exchange as unknown as Json)))) as Exchange;
  const { method, path, query, body } = clean.request;
  const identity = JSON.stringify([method, path, Object.entries(query).sort(), body]);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 8);
  const slug = path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const name = `${method.toLowerCase()}-${slug.slice(0, 60) || 'root'}-${digest}.json`;
  return [name, `${JSON.stringify(clean, null, 2)}\n`];
}

/** Values under a name that sounds like a secret, whoever brought it: a token is known only after it was answered. */
function masked(value: Json): Json {
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_KEY.test(key) && typeof item === 'string' ? MASK : masked(item),
    ]),
  );
}

function isAsked(recorded: Exchange['request'], asked: SimulatedRequest): boolean {
  if (recorded.method !== asked.method || !isAlike(recorded.path, asked.path)) return false;
  const query = Object.fromEntries(asked.query);
  return isAlike(recorded.query, query) && isAlike(recorded.body, asked.body);
}

/** Equal, but for what was masked. */
function isAlike(recorded: Json, asked: Json): boolean {
  if (typeof recorded === 'string' && typeof asked === 'string') {
    const parts = recorded.split(MASK).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(asked);
  }
  if (recorded === null || asked === null || typeof recorded !== 'object')
    return recorded === asked;
  if (typeof asked !== 'object' || Array.isArray(recorded) !== Array.isArray(asked)) return false;
  const [one, other] = [Object.entries(recorded), new Map(Object.entries(asked))];
  if (one.length !== other.size) return false;
  return one.every(([key, value]) => other.has(key) && isAlike(value, other.get(key) ?? null));
}
