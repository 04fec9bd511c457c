/** The one HTTP server in which all simulators live. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assert, configError, defined, errorMessage, systemClock, type Clock } from '../../kernel';
import type { Json } from '../json';
import { drawFault, drawLatencyMs, type Fault, type FaultPlan } from './faults';
import {
  matchRoute,
  type SimulatedCharge,
  type SimulatedMethod,
  type SimulatedRequest,
  type SimulatedResponse,
  type Simulator,
} from './simulator';
import type { SimulatedWorld } from './world';

export interface StartSimulatorsOptions {
  simulators: readonly Simulator[];
  world: SimulatedWorld;
  /** The same faults for all, until `setFaults` changes one. */
  faults?: FaultPlan;
  host?: string;
  /** 0 takes a free port. */
  port?: number;
  clock?: Clock;
}

/** One request as the simulator saw it. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** The query as sent, without "?". */
  query: string;
  headers: Record<string, string>;
  body: Json;
  /** null when no answer was sent (reset, hang, switched off). */
  status: number | null;
  fault: Fault['kind'];
  atMs: number;
}

export interface RunningSimulators {
  port: number;
  baseUrl(connectorId: string): string;
  /** The last 10,000 requests, in order of arrival. */
  log(connectorId: string): readonly LoggedRequest[];
  clearLog(connectorId: string): void;
  /** Everything the provider would put on its bill, in order; never cut short. */
  bill(connectorId: string): readonly BilledCharge[];
  setFaults(connectorId: string, plan: FaultPlan): void;
  /** Off: connections are reset, as when the provider is down. */
  setOnline(connectorId: string, isOnline: boolean): void;
  stop(): Promise<void>;
}

/** A line of the bill. */
export interface BilledCharge extends SimulatedCharge {
  atMs: number;
}

interface Station {
  simulator: Simulator;
  plan: FaultPlan;
  scripted: number;
  repetitions: Map<string, number>;
  log: LoggedRequest[];
  bill: BilledCharge[];
  received: number;
  isOnline: boolean;
}

const LOG_ENTRIES_MAX = 10_000;
const REPETITIONS_MAX = 100_000;
const BODY_BYTES_MAX = 1024 * 1024;

/** Starts all simulators on one port. Throws CONFIG SIMULATOR_PORT_TAKEN when it is in use. */
export async function startSimulators(options: StartSimulatorsOptions): Promise<RunningSimulators> {
  const stations = new Map<string, Station>();
  for (const simulator of options.simulators) {
    assert(
      !stations.has(simulator.connectorId),
      `simulator ${simulator.connectorId} is there twice`,
    );
    stations.set(simulator.connectorId, openStation(simulator, options.faults ?? {}));
  }
  const host = options.host ?? '127.0.0.1';
  const desk = new FrontDesk(stations, options.world, options.clock ?? systemClock);
  const server = createServer((request, response) => {
    desk.serve(request, response).catch((error: unknown) => confess(response, error));
  });
  const port = await listen(server, host, options.port ?? 0);
  const station = (id: string): Station => defined(stations.get(id), `simulator ${id}`);
  return {
    port,
    baseUrl: (id) => `http://${host}:${port}/${station(id).simulator.connectorId}`,
    log: (id) => station(id).log,
    clearLog: (id) => void station(id).log.splice(0),
    bill: (id) => station(id).bill,
    setFaults: (id, plan) => Object.assign(station(id), { plan, scripted: 0 }),
    setOnline: (id, isOnline) => Object.assign(station(id), { isOnline }),
    stop: () => {
      desk.close();
      return close(server);
    },
  };
}

function openStation(simulator: Simulator, plan: FaultPlan): Station {
  return {
    simulator,
    plan,
    scripted: 0,
    repetitions: new Map(),
    log: [],
    bill: [],
    received: 0,
    isOnline: true,
  };
}

class FrontDesk {
  private readonly closing = new AbortController();

  constructor(
    private readonly stations: ReadonlyMap<string, Station>,
    private readonly world: SimulatedWorld,
    private readonly clock: Clock,
  ) {}

  close(): void {
    this.closing.abort();
  }

  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://simulator');
    const [, id = ''] = url.pathname.split('/');
    const station = this.stations.get(id);
    if (station === undefined) {
      outgoing.writeHead(404).end(`no simulator called ${id}`);
      return;
    }
    const body = await readBody(incoming);
    const request = simulatedRequest(incoming, url, body);
    const { fault, latencyMs } = this.draw(station, request);
    const entry = logEntry(request, url, station.isOnline ? fault : { kind: 'reset' });
    entry.atMs = this.clock.now().getTime();
    station.received += 1;
    station.log.push(entry);
    if (station.log.length > LOG_ENTRIES_MAX) station.log.shift();
    await this.wait(latencyMs);
    if (!station.isOnline || fault.kind === 'reset') {
      outgoing.destroy();
      return;
    }
    if (fault.kind === 'hang') return;
    const answer = fault.kind === 'status' ? this.refusal(fault) : this.answer(station, request);
    entry.status = answer.status;
    if (answer.charge !== undefined) {
      station.bill.push({ ...answer.charge, atMs: this.clock.now().getTime() });
    }
    await this.send(outgoing, answer, fault);
  }

  private draw(station: Station, request: SimulatedRequest): { fault: Fault; latencyMs: number } {
    const { plan } = station;
    const key = `${request.method} ${request.path}?${request.query.toString()}`;
    if (station.repetitions.size > REPETITIONS_MAX) station.repetitions.clear();
    const repetition = station.repetitions.get(key) ?? 0;
    station.repetitions.set(key, repetition + 1);
    const draw = { connectorId: station.simulator.connectorId, request: key, repetition };
    const scripted = plan.script?.[station.scripted];
    if (scripted !== undefined) station.scripted += 1;
    return { fault: scripted ?? drawFault(plan, draw), latencyMs: drawLatencyMs(plan, draw) };
  }

  private refusal(fault: Extract<Fault, { kind: 'status' }>): SimulatedResponse {
    const body = { error: `simulated ${fault.status}` };
    if (fault.retryAfter === undefined) return { status: fault.status, body };
    const { seconds, as } = fault.retryAfter;
    const at = new Date(this.clock.now().getTime() + seconds * 1000);
    const value = as === 'seconds' ? String(seconds) : at.toUTCString();
    return { status: fault.status, headers: { 'retry-after': value }, body };
  }

  private answer(station: Station, request: SimulatedRequest): SimulatedResponse {
    const { simulator } = station;
    const served = station.received - 1;
    const refusal = simulator.auth?.(request) ?? simulator.quota?.(request, served) ?? null;
    if (refusal !== null) return refusal;
    const match = matchRoute(simulator.routes, request.method, request.path);
    if (match === null) {
      return simulator.notFound?.(request) ?? { status: 404, body: { error: 'not found' } };
    }
    return match.route.handle({ ...request, params: match.params }, this.world);
  }

  private async send(
    outgoing: ServerResponse,
    answer: SimulatedResponse,
    fault: Fault,
  ): Promise<void> {
    const whole = bytesOf(answer);
    const bytes = fault.kind === 'truncated-json' ? whole.subarray(0, whole.length >> 1) : whole;
    outgoing.writeHead(answer.status, {
      'content-type': 'application/json',
      ...answer.headers,
      'content-length': String(bytes.length),
    });
    if (fault.kind === 'slow-body') {
      outgoing.flushHeaders();
      await this.wait(fault.ms);
    }
    outgoing.end(bytes);
  }

  /** Sleeps unless the server closes meanwhile. */
  private wait(ms: number): Promise<void> {
    const { signal } = this.closing;
    if (ms <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}

/** A simulator that fails is a mistake of ours: say it where the client can read it. */
function confess(outgoing: ServerResponse, error: unknown): void {
  if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy();
  outgoing.writeHead(500, { 'content-type': 'text/plain' });
  outgoing.end(`the simulator failed: ${errorMessage(error)}`);
}

function bytesOf(answer: SimulatedResponse): Buffer {
  const { body } = answer;
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}

function simulatedRequest(incoming: IncomingMessage, url: URL, body: Json): SimulatedRequest {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    method: (incoming.method ?? 'GET') as SimulatedMethod,
    path: decodePath(`/${url.pathname.split('/').slice(2).join('/')}`),
    params: {},
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body,
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function logEntry(request: SimulatedRequest, url: URL, fault: Fault): LoggedRequest {
  return {
    method: request.method,
    path: request.path,
    query: url.search.slice(1),
    headers: request.headers,
    body: request.body,
    status: null,
    fault: fault.kind,
    atMs: 0,
  };
}

async function readBody(incoming: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      return reject(
        configError('SIMULATOR_PORT_TAKEN', `port ${port} on ${host} is in use`, {
          place: { host, field: 'port' },
          remedy: 'Choose another port, or 0 for any free one.',
        }),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
