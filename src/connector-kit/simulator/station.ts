/** One simulated provider at work: its faults, its log and its bill. */
import type { Json } from '../json';
import { drawFault, drawLatencyMs, type Fault, type FaultPlan, type RetryAfter } from './faults';
import {
  matchRoute,
  type SimulatedCharge,
  type SimulatedRequest,
  type SimulatedResponse,
  type Simulator,
} from './simulator';
import type { SimulatedWorld } from './world';

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

/** A line of the bill. */
export interface BilledCharge extends SimulatedCharge {
  atMs: number;
}

const LOG_ENTRIES_MAX = 10_000;
const REPETITIONS_MAX = 100_000;

export class Station {
  readonly log: LoggedRequest[] = [];
  /** Never cut short: it is compared with what was booked. */
  readonly bill: BilledCharge[] = [];
  isOnline = true;
  private scripted = 0;
  /** Requests since it was opened, and since its faults were last set. */
  private received = 0;
  private underPlan = 0;
  private readonly repetitions = new Map<string, number>();

  constructor(
    readonly simulator: Simulator,
    private plan: FaultPlan,
  ) {}

  setFaults(plan: FaultPlan): void {
    this.plan = plan;
    this.scripted = 0;
    this.underPlan = 0;
  }

  /** Enters a request in the log and draws what becomes of it. */
  receive(request: SimulatedRequest, seen: { query: string; atMs: number }): Reception {
    const key = `${request.method} ${request.path}?${request.query.toString()}`;
    if (this.repetitions.size > REPETITIONS_MAX) this.repetitions.clear();
    const repetition = this.repetitions.get(key) ?? 0;
    this.repetitions.set(key, repetition + 1);
    this.received += 1;
    this.underPlan += 1;
    const draw = { connectorId: this.simulator.connectorId, request: key, repetition };
    const fault = this.isOnline ? this.faultOf(draw) : ({ kind: 'reset' } as const);
    const entry = logEntry(request, fault.kind, seen);
    this.log.push(entry);
    if (this.log.length > LOG_ENTRIES_MAX) this.log.shift();
    return { fault, entry, latencyMs: drawLatencyMs(this.plan, draw), served: this.received - 1 };
  }

  /** The provider's own answer: refused by its auth or quota, or by a route from the world. */
  answer(request: SimulatedRequest, served: number, world: SimulatedWorld): SimulatedResponse {
    const { simulator } = this;
    const refusal = simulator.auth?.(request, world) ?? simulator.quota?.(request, served) ?? null;
    if (refusal !== null) return refusal;
    const match = matchRoute(simulator.routes, request.method, request.path);
    if (match === null) {
      return simulator.notFound?.(request) ?? { status: 404, body: { error: 'not found' } };
    }
    return match.route.handle({ ...request, params: match.params }, world);
  }

  private faultOf(draw: Parameters<typeof drawFault>[1]): Fault {
    const { script, quota } = this.plan;
    const scripted = script?.[this.scripted];
    if (scripted !== undefined) {
      this.scripted += 1;
      return scripted;
    }
    if (quota !== undefined && this.underPlan > quota.requests) {
      return { kind: 'status', status: quota.status };
    }
    return drawFault(this.plan, draw);
  }
}

export interface Reception {
  fault: Fault;
  entry: LoggedRequest;
  latencyMs: number;
  /** Requests received before this one. */
  served: number;
}

/** The answer of a fault that has a status, with its Retry-After counted from now. */
export function refusal(
  fault: { status: number; retryAfter?: RetryAfter },
  now: Date,
): SimulatedResponse {
  const body = { error: `simulated ${fault.status}` };
  if (fault.retryAfter === undefined) return { status: fault.status, body };
  const { seconds, as } = fault.retryAfter;
  const at = new Date(now.getTime() + seconds * 1000);
  const value = as === 'seconds' ? String(seconds) : at.toUTCString();
  return { status: fault.status, headers: { 'retry-after': value }, body };
}

function logEntry(
  request: SimulatedRequest,
  fault: Fault['kind'],
  seen: { query: string; atMs: number },
): LoggedRequest {
  const { method, path, headers, body } = request;
  return { method, path, query: seen.query, headers, body, status: null, fault, atMs: seen.atMs };
}
