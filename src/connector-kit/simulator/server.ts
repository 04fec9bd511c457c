/** The one HTTP server in which all simulators live. */
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assert, configError, defined, errorMessage, systemClock, type Clock } from '../../kernel';
import { CONTROL, control } from './control';
import { drifted } from './drift';
import type { Fault, FaultPlan } from './faults';
import { simulatedRequest } from './incoming';
import type { SimulatedRequest, SimulatedResponse, Simulator } from './simulator';
import { refusal, Station, type BilledCharge, type LoggedRequest } from './station';
import type { SimulatedWorld } from './world';

export type { BilledCharge, LoggedRequest } from './station';

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

export interface RunningSimulators {
  port: number;
  baseUrl(connectorId: string): string;
  /** Where other processes read log and bill, and set faults: /_control/<connectorId>/log and so on. */
  controlUrl(connectorId: string): string;
  /** The last 10,000 requests, in order of arrival. */
  log(connectorId: string): readonly LoggedRequest[];
  clearLog(connectorId: string): void;
  /** Everything the provider would put on its bill, in order; never cut short. */
  bill(connectorId: string): readonly BilledCharge[];
  setFaults(connectorId: string, plan: FaultPlan): void;
  /** Off: connections are reset, as when the provider is down. */
  setOnline(connectorId: string, isOnline: boolean): void;
  /** Moves the server's clock ahead of the one it was given: dates of Retry-After, log and bill. */
  advanceClock(ms: number): void;
  stop(): Promise<void>;
}

/** Starts all simulators on one port. Throws CONFIG SIMULATOR_PORT_TAKEN when it is in use. */
export async function startSimulators(options: StartSimulatorsOptions): Promise<RunningSimulators> {
  const stations = new Map<string, Station>();
  for (const simulator of options.simulators) {
    const { connectorId } = simulator;
    assert(!stations.has(connectorId), `simulator ${connectorId} is there twice`);
    stations.set(connectorId, new Station(simulator, options.faults ?? {}));
  }
  const host = options.host ?? '127.0.0.1';
  const clock = new AdvancedClock(options.clock ?? systemClock);
  const desk = new FrontDesk(stations, options.world, clock);
  const server = createServer((request, response) => {
    desk.serve(request, response).catch((error: unknown) => confess(response, error));
  });
  const port = await listen(server, host, options.port ?? 0);
  const station = (id: string): Station => defined(stations.get(id), `simulator ${id}`);
  return {
    port,
    baseUrl: (id) => `http://${host}:${port}/${station(id).simulator.connectorId}`,
    controlUrl: (id) => `http://${host}:${port}/${CONTROL}/${station(id).simulator.connectorId}`,
    log: (id) => station(id).log,
    clearLog: (id) => void station(id).log.splice(0),
    bill: (id) => station(id).bill,
    setFaults: (id, plan) => station(id).setFaults(plan),
    setOnline: (id, isOnline) => Object.assign(station(id), { isOnline }),
    advanceClock: (ms) => clock.advance(ms),
    stop: () => {
      desk.close();
      return close(server);
    },
  };
}

class AdvancedClock implements Clock {
  private aheadMs = 0;

  constructor(private readonly base: Clock) {}

  now(): Date {
    return new Date(this.base.now().getTime() + this.aheadMs);
  }

  advance(ms: number): void {
    this.aheadMs += ms;
  }
}

class FrontDesk {
  private readonly closing = new AbortController();

  constructor(
    private readonly stations: ReadonlyMap<string, Station>,
    private readonly world: SimulatedWorld,
    private readonly clock: AdvancedClock,
  ) {
    // Every answer that is held back listens.
    setMaxListeners(0, this.closing.signal);
  }

  close(): void {
    this.closing.abort();
  }

  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://simulator');
    const [, id = ''] = url.pathname.split('/');
    const request = await simulatedRequest(incoming, url);
    if (id === CONTROL) {
      const desk = {
        stations: this.stations,
        advanceClock: (ms: number) => this.clock.advance(ms),
        world: this.world,
        now: () => this.clock.now(),
      };
      return this.send(outgoing, control(desk, request), { kind: 'none' });
    }
    const station = this.stations.get(id);
    if (station === undefined) {
      outgoing.writeHead(404).end(`no simulator called ${id}`);
      return;
    }
    await this.simulate(station, request, { url, outgoing });
  }

  private async simulate(
    station: Station,
    request: SimulatedRequest,
    { url, outgoing }: { url: URL; outgoing: ServerResponse },
  ): Promise<void> {
    const atMs = this.clock.now().getTime();
    const seen = { query: url.search.slice(1), atMs };
    const { fault, entry, latencyMs, served } = station.receive(request, seen);
    await this.wait(latencyMs);
    // It may have been switched off while the request waited.
    if (!station.isOnline || fault.kind === 'reset') {
      outgoing.destroy();
      return;
    }
    if (fault.kind === 'hang') return;
    const answer =
      fault.kind === 'status'
        ? refusal(fault, this.clock.now())
        : station.answer(request, served, this.world);
    entry.status = answer.status;
    if (answer.charge !== undefined) {
      station.bill.push({ ...answer.charge, atMs: this.clock.now().getTime() });
    }
    await this.send(outgoing, shaped(answer, fault), fault);
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

/** The answer under a fault that changes what it says. */
function shaped(answer: SimulatedResponse, fault: Fault): SimulatedResponse {
  const { body } = answer;
  if (fault.kind === 'html') {
    const page = '<!doctype html><title>Maintenance</title><p>Back in a moment<br>';
    return { status: 200, headers: { 'content-type': 'text/html' }, body: page };
  }
  if (fault.kind !== 'drift' || answer.status !== 200 || body instanceof Uint8Array) return answer;
  return { ...answer, body: drifted(body, fault.seed, fault.path) };
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
