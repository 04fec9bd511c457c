/** Writes, kills at random, waits until everything has come, and compares. */
import { setTimeout as sleep } from 'node:timers/promises';
import { brokenPromises, compareAll, type Reception } from './compare';
import { Random } from './random';
import { ChaosWorld, VICTIMS, type Victim } from './world';
import { write } from './writers';

export interface ChaosOrder {
  events: number;
  writers: number;
  tenants: number;
  seed: number;
  /** How long is written and killed. */
  seconds: number;
  /** From one kill to the next, on average. */
  killEachMs: number;
  /** How long the last event may take after the last kill. */
  patienceMs: number;
  say: (line: string) => void;
}

export interface ChaosReport {
  /** Events in the log, of which so many were answered with a commit. */
  written: number;
  answered: number;
  brokenTransactions: number;
  kills: Record<Victim, number>;
  /** Ends that nobody brought about. */
  ownEnds: Record<string, number>;
  receptions: Reception[];
  /** First of what the log itself does not hold of its promise; null for nothing. */
  brokenPromise: string | null;
  drainedMs: number;
}

export async function runChaos(order: ChaosOrder): Promise<ChaosReport> {
  const world = await ChaosWorld.open(order.tenants);
  try {
    const { tenantIds, databaseUrl: url } = world;
    const kills = Object.fromEntries(VICTIMS.map((victim) => [victim, 0])) as ChaosReport['kills'];
    const state = { isWriting: true };
    const killing = killAtRandom(world, order, { kills, state });
    const { events, writers, seconds, seed } = order;
    const written = await write({ url, tenantIds, events, writers, seconds, seed }).finally(() => {
      state.isWriting = false;
      // Nothing is brought back any more once the world is closed.
      return killing;
    });
    order.say(`written; ${JSON.stringify(kills)}`);
    const startedAt = Date.now();
    const receptions = await untilReceived(world, order);
    const log = await world.log();
    return {
      ...{ written: log.length, answered: written.marks.flat().length },
      ...{ brokenTransactions: written.broken, kills, ownEnds: world.ownEnds(), receptions },
      brokenPromise: brokenPromises(written.marks, log),
      drainedMs: Date.now() - startedAt,
    };
  } finally {
    await world.close();
  }
}

async function killAtRandom(
  world: ChaosWorld,
  { seed, killEachMs }: ChaosOrder,
  { kills, state }: { kills: ChaosReport['kills']; state: { isWriting: boolean } },
): Promise<void> {
  const random = new Random(seed);
  for (;;) {
    // Each in turn, in an order nobody foresees.
    for (const victim of random.shuffled(VICTIMS)) {
      await sleep(random.between(killEachMs / 2, killEachMs * 1.5));
      if (!state.isWriting) return;
      if (await world.kill(victim)) kills[victim] += 1;
      await world.letTimeGoBy().catch(() => undefined);
    }
  }
}

/** Looks until nothing is missing, or until patience ends. */
async function untilReceived(world: ChaosWorld, order: ChaosOrder): Promise<Reception[]> {
  const deadline = Date.now() + order.patienceMs;
  for (;;) {
    await sleep(1_000);
    await world.letTimeGoBy();
    const isOver = Date.now() > deadline;
    const log = await world.log().catch((error: unknown) => {
      if (isOver) throw error;
      return null;
    });
    if (log === null) continue;
    const receptions = compareAll(world.folder, log);
    const counts = receptions.map(
      ({ delivery, due, received }) => `${delivery} ${received}/${due}`,
    );
    order.say(`${log.length} in the log: ${counts.join(', ')}`);
    if (isOver || receptions.every(({ due, received }) => received >= due)) return receptions;
  }
}
