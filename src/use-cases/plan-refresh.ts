/** What reading companies now would ask, of whom, and cost at most. Nothing is written, nothing is sent. */
import { domainError, isEncoursError, type EncoursError } from '../kernel';
import {
  purchasesOf,
  readsSubjects,
  type Connector,
  type PlannedPurchase,
  type Stream,
} from '../connector-kit';
import type { Transaction } from '../database';
import { configOf, type Hub } from '../hub';
import { listConnections, type Connection, type SkipReason } from '../landing';
import { billedSince, budgetsOf, costMinor, pricesOf, type BudgetState } from '../purchasing';
import { allButHeld, whoIsDue } from './read-stream';
import { wantedStreams, waterfallOf } from './sync-providers';

export interface RefreshQuestion {
  tenantId: string;
  sirens: readonly string[];
  /** Connectors to ask; null for all that read companies. */
  connectorIds: readonly string[] | null;
  /** Reads also what is fresh or known from a connector that stands earlier. */
  evenIfFresh: boolean;
}

export interface PlannedStream {
  declared: Stream<object>;
  due: readonly string[];
  skipped: ReadonlyMap<SkipReason, number>;
}

/** A call of the price list, over all streams of a connection that buy it. */
export interface PlannedCall {
  call: string;
  buys: string;
  /** Calls at most; a repetition that the provider does not bill is none. */
  calls: number;
  unitPriceMinor: bigint | null;
  /** Cents of EUR at most; null when the price of a unit is not known. */
  costMinor: bigint | null;
}

export interface PlannedConnection {
  connection: Connection;
  connector: Connector;
  streams: PlannedStream[];
  calls: PlannedCall[];
  costMinor: bigint | null;
  /** Null without one: then nothing is bought. */
  budget: BudgetState | null;
  /** Code of why not all of it could be bought; null when it fits. */
  obstacle: string | null;
  /** Its settings cannot be used, so it has no streams. */
  failure: EncoursError | null;
}

/** By connection, those that are free first. Throws DOMAIN CONNECTOR_UNKNOWN and CONNECTION_NOT_ACTIVE. */
export async function planRefresh(
  hub: Hub,
  question: RefreshQuestion,
): Promise<PlannedConnection[]> {
  const { tenantId } = question;
  const connections = await hub.database.tenant(tenantId, listConnections);
  const order = await waterfallOf(hub, tenantId);
  const chosen = chosenConnections(hub, connections, question.connectorIds);
  return hub.database.tenant(
    tenantId,
    async (tx) => {
      const at = hub.clock.now();
      const budgets = new Map((await budgetsOf(tx, at)).map((one) => [one.connectionId, one]));
      const planned: PlannedConnection[] = [];
      for (const { connection, connector } of chosen) {
        const budget = budgets.get(connection.connectionId) ?? null;
        const place = { connection, connector, budget, order, at };
        const plan = await planConnection(tx, hub, { question, place });
        if (plan !== null) planned.push(plan);
      }
      return planned;
    },
    { readOnly: true },
  );
}

function chosenConnections(
  hub: Hub,
  connections: readonly Connection[],
  connectorIds: readonly string[] | null,
): { connection: Connection; connector: Connector }[] {
  const reading = connections.flatMap((connection) => {
    const connector = hub.connectors.get(connection.connectorId);
    const reads = connector?.streams?.some(readsSubjects) === true;
    return connector === undefined || !reads ? [] : [{ connection, connector }];
  });
  const active = reading.filter(({ connection }) => connection.status === 'ACTIVE');
  for (const id of connectorIds ?? []) requireActive(id, reading, active);
  const chosen = active.filter(({ connector }) => connectorIds?.includes(connector.id) ?? true);
  const isPaid = (connector: Connector): number => (connector.prices === undefined ? 0 : 1);
  return chosen.sort((one, other) => isPaid(one.connector) - isPaid(other.connector));
}

function requireActive(
  connectorId: string,
  reading: readonly { connection: Connection; connector: Connector }[],
  active: readonly { connector: Connector }[],
): void {
  const known = [...new Set(reading.map(({ connector }) => connector.id))];
  if (!known.includes(connectorId)) {
    throw domainError(
      'CONNECTOR_UNKNOWN',
      `no connection of ${JSON.stringify(connectorId)} reads companies here`,
      { remedy: known.length === 0 ? 'connect a provider' : `use one of ${known.join(', ')}` },
    );
  }
  if (active.some(({ connector }) => connector.id === connectorId)) return;
  const resting = reading.find(({ connector }) => connector.id === connectorId);
  throw domainError('CONNECTION_NOT_ACTIVE', `the connection of ${connectorId} rests`, {
    remedy: resting?.connection.statusReason ?? 'resume it',
  });
}

interface Place {
  connection: Connection;
  connector: Connector;
  budget: BudgetState | null;
  order: Awaited<ReturnType<typeof waterfallOf>>;
  at: Date;
}

/** Null for a connection whose settings want no stream of companies. */
async function planConnection(
  tx: Transaction,
  hub: Hub,
  { question, place }: { question: RefreshQuestion; place: Place },
): Promise<PlannedConnection | null> {
  const { connection, connector, budget, order, at } = place;
  const bare = { connection, connector, budget, streams: [], calls: [], costMinor: 0n };
  let config: object;
  try {
    config = configOf(hub, tx.tenantId, connection);
  } catch (error) {
    if (!isEncoursError(error)) throw error;
    return { ...bare, obstacle: error.code, failure: error };
  }
  const subjects = [...new Set(question.sirens)].sort();
  const streams: PlannedStream[] = [];
  for (const declared of wantedStreams(connector, config).filter(readsSubjects)) {
    const read = { connection, connector, declared, subjects, ...order, isAwaited: true };
    const { due, skipped } = question.evenIfFresh
      ? await allButHeld(tx, read, at)
      : await whoIsDue(tx, hub, read);
    streams.push({ declared, due, skipped });
  }
  if (streams.length === 0) return null;
  const wanted = streams.flatMap(({ declared, due }) =>
    purchasesOf(declared, config).map((purchase) => ({ purchase, due })),
  );
  const calls = await planCalls(tx, place, wanted);
  const cost = sumOf(calls.map((call) => call.costMinor));
  const obstacle = obstacleOf(calls, cost, budget);
  return { ...bare, streams, calls, costMinor: cost, obstacle, failure: null };
}

interface WantedCall {
  purchase: PlannedPurchase;
  due: readonly string[];
}

async function planCalls(
  tx: Transaction,
  { connection, connector, at }: Place,
  wanted: readonly WantedCall[],
): Promise<PlannedCall[]> {
  const agreed = await pricesOf(tx, connection.connectionId);
  const planned: PlannedCall[] = [];
  for (const { call, buys, unitPriceMinor, repeatFreeDays } of connector.prices ?? []) {
    const ours = wanted.filter(({ purchase }) => purchase.call === call);
    if (ours.length === 0) continue;
    const listed = unitPriceMinor === null ? null : BigInt(unitPriceMinor);
    const price = agreed.get(call) ?? listed;
    const { connectionId } = connection;
    const sirens = [...new Set(ours.flatMap(({ due }) => due))];
    const since = new Date(at.getTime() - repeatFreeDays * DAY_MS);
    const billed =
      repeatFreeDays === 0 ? null : await billedSince(tx, { connectionId, call, sirens, since });
    planned.push({ call, buys, unitPriceMinor: price, ...atMost(ours, price, billed) });
  }
  return planned;
}

const DAY_MS = 86_400_000;

/** `billed`: companies that cost nothing any more; null when every call is billed. */
function atMost(
  wanted: readonly WantedCall[],
  price: bigint | null,
  billed: Set<string> | null,
): { calls: number; costMinor: bigint | null } {
  let calls = 0;
  let cost: bigint | null = 0n;
  for (const { purchase, due } of wanted) {
    const owed = due.filter((siren) => billed?.has(siren) !== true).length;
    for (const siren of due) billed?.add(siren);
    calls += owed;
    const each = costMinor(purchase.units, price);
    if (owed > 0) cost = cost === null || each === null ? null : cost + each * BigInt(owed);
  }
  return { calls, costMinor: cost };
}

function sumOf(costs: readonly (bigint | null)[]): bigint | null {
  return costs.reduce<bigint | null>(
    (sum, cost) => (sum === null || cost === null ? null : sum + cost),
    0n,
  );
}

function obstacleOf(
  calls: readonly PlannedCall[],
  cost: bigint | null,
  budget: BudgetState | null,
): string | null {
  const count = calls.reduce((sum, call) => sum + call.calls, 0);
  if (count === 0) return null;
  if (budget === null) return 'BUDGET_NOT_SET';
  const { leftCalls, leftMinor } = budget;
  if (leftMinor !== null && cost === null) return 'PRICE_NOT_SET';
  const isBeyond =
    (leftCalls !== null && count > leftCalls) ||
    (leftMinor !== null && cost !== null && cost > leftMinor);
  return isBeyond ? 'BUDGET_EXHAUSTED' : null;
}

/** What the whole plan costs at most; null when a price is not known. */
export function costOfPlan(plan: readonly PlannedConnection[]): bigint | null {
  return sumOf(plan.map(({ costMinor: cost }) => cost));
}
