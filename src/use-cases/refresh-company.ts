/** Somebody asks for one company, now, whatever it is to us: a customer or a prospect. */
import { domainError, isEncoursError, money, formatAmount, type EncoursError } from '../kernel';
import { secretValues, type ReadSubject } from '../connector-kit';
import type { Hub } from '../hub';
import { failLatestRun, readingsOf, type SkipReason } from '../landing';
import { rescore } from '../pipeline';
import { spentInRun } from '../purchasing';
import { customersOfCompanies } from '../unify';
import { openReading } from './open-reading';
import {
  costOfPlan,
  planRefresh,
  type PlannedConnection,
  type PlannedStream,
} from './plan-refresh';
import { readStream, type StreamOutcome } from './read-stream';
import { isBudgetStop, waterfallOf } from './sync-providers';

export interface CompanyRefreshRequest {
  tenantId: string;
  siren: string;
  /** Connectors to ask; null for all that read companies. */
  connectorIds: readonly string[] | null;
  /** Cents of EUR that it may cost by the estimate; null for what the budgets allow. */
  maxCostMinor: bigint | null;
  /** Reads and buys also what is fresh, or known from a connector that stands earlier. */
  evenIfFresh: boolean;
  signal: AbortSignal;
}

export interface CompanyReading {
  connectionId: string;
  connectorId: string;
  /** Null when the connection could not be opened at all. */
  stream: string | null;
  /** FRESH: read recently enough; SKIPPED: left out on purpose; FAILED: `code` says why. */
  outcome: ReadSubject['outcome'] | 'FRESH' | 'SKIPPED' | 'FAILED';
  code: string | null;
  message: string | null;
  /** When its stream last read the company. */
  readAt: Date | null;
  calls: number;
  /** Cents of EUR; null when the price is not known. */
  costMinor: bigint | null;
}

export interface CompanyRefreshed {
  readings: CompanyReading[];
  /** Calls that count against budgets. */
  calls: number;
  /** Cents of EUR of those whose price is known. */
  spentMinor: bigint;
}

/**
 * Reads a company at every connection that reads companies, stores what they say and re-scores its customers. What one
 * connection cannot give is its outcome and does not keep the others from answering; what another run is buying is
 * waited for, never bought twice. Throws CONNECTOR_UNKNOWN, CONNECTION_NOT_ACTIVE, MAX_COST_EXCEEDED and PRICE_NOT_SET
 * before anything is sent, and the budget's refusal when it let nothing be read.
 */
export async function refreshCompany(
  hub: Hub,
  request: CompanyRefreshRequest,
): Promise<CompanyRefreshed> {
  const { tenantId, siren, signal } = request;
  const run: Run = { hub, request, neededSince: hub.clock.now(), companyIds: new Set() };
  const plan = await planRefresh(hub, { ...request, sirens: [siren] });
  requireWithin(plan, request.maxCostMinor);
  const readings: CompanyReading[] = [];
  const refusals: EncoursError[] = [];
  for (const planned of plan) {
    if (planned.failure !== null) readings.push(failed(planned, null, planned.failure));
    for (const stream of planned.streams) {
      const { reading, error } = await readOne(run, planned, stream);
      readings.push(reading);
      if (isBudgetStop(error)) refusals.push(error);
    }
  }
  const [refusal] = refusals;
  if (refusal !== undefined && refusals.length === readings.length) throw refusal;
  const customerIds = await hub.database.tenant(tenantId, (tx) =>
    customersOfCompanies(tx, [...run.companyIds]),
  );
  await rescore(hub, { tenantId, customerIds, signal });
  return {
    readings,
    calls: readings.reduce((sum, { calls }) => sum + calls, 0),
    spentMinor: readings.reduce((sum, { costMinor }) => sum + (costMinor ?? 0n), 0n),
  };
}

interface Run {
  hub: Hub;
  request: CompanyRefreshRequest;
  neededSince: Date;
  companyIds: Set<string>;
}

function requireWithin(plan: readonly PlannedConnection[], maxMinor: bigint | null): void {
  if (maxMinor === null) return;
  const cost = costOfPlan(plan);
  if (cost === null) {
    const calls = plan.flatMap(({ connector, calls: planned }) =>
      planned
        .filter(({ costMinor }) => costMinor === null)
        .map(({ call }) => `${connector.id} ${call}`),
    );
    throw domainError(
      'PRICE_NOT_SET',
      `what it would cost is not known: no price of ${calls.join(', ')}`,
      { remedy: 'set what you agreed with setProviderPrice, or ask without maxCost' },
    );
  }
  if (cost <= maxMinor) return;
  const euros = (minor: bigint): string => `${formatAmount(money(minor, 'EUR'))} EUR`;
  throw domainError(
    'MAX_COST_EXCEEDED',
    `it may cost ${euros(cost)}, which is more than ${euros(maxMinor)}; nothing was sent`,
    { remedy: 'name fewer connectors, or allow more' },
  );
}

async function readOne(
  run: Run,
  planned: PlannedConnection,
  stream: PlannedStream,
): Promise<{ reading: CompanyReading; error: EncoursError | null }> {
  const [why] = stream.skipped.keys();
  if (why !== undefined)
    return { reading: await skipped(run, { planned, stream, why }), error: null };
  const { hub, request } = run;
  try {
    const outcome = await read(run, planned, stream);
    for (const companyId of outcome.companyIds) run.companyIds.add(companyId);
    request.signal.throwIfAborted();
    const spent = await spending(run, outcome);
    const { failure } = outcome;
    if (failure !== null && !isEncoursError(failure.error)) throw failure.error;
    const error = failure === null ? outcome.drift : failure.error;
    if (isEncoursError(error)) {
      return { reading: { ...failed(planned, stream, error), ...spent }, error };
    }
    const [left] = outcome.skipped.keys();
    if (left !== undefined) {
      return { reading: await skipped(run, { planned, stream, why: left }), error: null };
    }
    return { reading: { ...(await told(run, planned, stream)), ...spent }, error: null };
  } catch (error) {
    if (!isEncoursError(error) || request.signal.aborted) throw error;
    hub.logger.warn(`${planned.connector.name} did not answer about a company`, {
      reason: error.message,
    });
    return { reading: failed(planned, stream, error), error };
  }
}

async function read(
  { hub, request, neededSince }: Run,
  { connection, connector }: PlannedConnection,
  { declared }: PlannedStream,
): Promise<StreamOutcome> {
  const { tenantId, siren, evenIfFresh, signal } = request;
  const { config, tokens } = openReading(hub, {
    ...{ tenantId, connection, connector, signal, neededSince },
    ...{ stream: null, subjects: [] },
  });
  const outcome = await readStream(hub, {
    ...{ tenantId, connection, connector, declared, signal, evenIfFresh, neededSince },
    ...(await waterfallOf(hub, tenantId)),
    secrets: () => [...secretValues(config), ...tokens.secrets()],
    subjects: [siren],
    isAwaited: true,
    openedRunId: null,
  });
  const { drift } = outcome;
  if (drift !== null) {
    const { connectionId } = connection;
    const drifted = { connectionId, stream: declared.name, at: hub.clock.now(), error: drift };
    await hub.database.tenant(tenantId, (tx) => failLatestRun(tx, drifted));
  }
  return outcome;
}

async function spending(
  { hub, request }: Run,
  { syncRunId }: StreamOutcome,
): Promise<Pick<CompanyReading, 'calls' | 'costMinor'>> {
  if (syncRunId === null) return NOTHING_SPENT;
  return hub.database.tenant(request.tenantId, (tx) => spentInRun(tx, syncRunId));
}

const NOTHING_SPENT = { calls: 0, costMinor: 0n };

async function told(
  { hub, request }: Run,
  planned: PlannedConnection,
  stream: PlannedStream,
): Promise<Omit<CompanyReading, 'calls' | 'costMinor'>> {
  const place = placeOf(planned, stream);
  const readings = await hub.database.tenant(request.tenantId, (tx) =>
    readingsOf(tx, { ...place, stream: stream.declared.name }, [request.siren]),
  );
  const { readAt = null, outcome = null } = readings.get(request.siren) ?? {};
  return { ...place, outcome: outcome ?? 'INCOMPLETE', code: null, message: null, readAt };
}

/** What a caller is told of a company that was left out. */
const WHY: Readonly<
  Record<SkipReason, { outcome: 'FRESH' | 'SKIPPED'; code: string; message: string }>
> = {
  FRESH: { outcome: 'FRESH', code: 'FRESH', message: 'it was read recently enough' },
  KNOWN: {
    ...{ outcome: 'SKIPPED', code: 'KNOWN_ELSEWHERE' },
    message: 'a connector that stands earlier in the waterfall has told all of it',
  },
  HELD: {
    ...{ outcome: 'SKIPPED', code: 'PURCHASE_HELD' },
    message:
      'a call on it may have been billed without an answer: say with releaseUnansweredCall whether it was',
  },
  BUYING: {
    ...{ outcome: 'SKIPPED', code: 'PURCHASE_IN_PROGRESS' },
    message: 'another run is buying it',
  },
  REFUSING: {
    ...{ outcome: 'SKIPPED', code: 'NOT_ANSWERED' },
    message: 'calls on it were not answered again and again: it is left alone for a day',
  },
};

async function skipped(
  run: Run,
  { planned, stream, why }: { planned: PlannedConnection; stream: PlannedStream; why: SkipReason },
): Promise<CompanyReading> {
  const { outcome, code, message } = WHY[why];
  const last = await told(run, planned, stream);
  const said = outcome === 'FRESH' ? null : code;
  return { ...last, outcome, code: said, message, ...NOTHING_SPENT };
}

function failed(
  planned: PlannedConnection,
  stream: PlannedStream | null,
  { code, message }: EncoursError,
): CompanyReading {
  const place = placeOf(planned, stream);
  return { ...place, outcome: 'FAILED', code, message, readAt: null, ...NOTHING_SPENT };
}

function placeOf(
  { connection, connector }: PlannedConnection,
  stream: PlannedStream | null,
): Pick<CompanyReading, 'connectionId' | 'connectorId' | 'stream'> {
  const { connectionId } = connection;
  return { connectionId, connectorId: connector.id, stream: stream?.declared.name ?? null };
}
