/** Scheduled runs after one another until a run leaves nothing to be done. */
import type { Client } from 'pg';
import type { Progress } from '../../src/kernel';
import { releaseHeld } from '../../src/purchasing';
import { syncProviders } from '../../src/use-cases/sync-providers';
import type { Portfolio } from './portfolio';

/** When the schedule reads again, and when a company that was answered badly is due again. */
const NEXT_RUN_MS = 15 * 60_000;
const NEXT_DAY_MS = 24 * 3_600_000;
const RUNS_MAX = 12;

export interface CompletedSync {
  runs: number;
  /** Of all runs, and of the first alone. */
  seconds: number;
  firstSeconds: number;
  /** Streams that ended early, "connector stream code" by run. */
  failures: string[][];
  /** Companies left for the next day, by run. */
  incomplete: number[];
  /** Seconds by stream, all runs together. */
  streams: Map<string, number>;
  isComplete: boolean;
}

/**
 * Syncs as a schedule per connector would, all of them at once, the clock moved on between the runs; gives up after a
 * dozen. Providers leave some companies for the next day without any fault: so many may be left.
 */
export async function syncUntilComplete(
  client: Pick<Client, 'query'>,
  portfolio: Portfolio,
  leftMax = Infinity,
): Promise<CompletedSync> {
  const { hub, clock, tenantId, connectionIds } = portfolio;
  const done: CompletedSync = {
    ...{ runs: 0, seconds: 0, firstSeconds: 0 },
    ...{ failures: [], incomplete: [], streams: new Map(), isComplete: false },
  };
  const { signal } = new AbortController();
  while (done.runs < RUNS_MAX && !done.isComplete) {
    const since = clock.now();
    const started = performance.now();
    await Promise.all(
      [...connectionIds.values()].map((connectionId) => {
        const progress = stopwatch(done.streams);
        return syncProviders(hub, { tenantId, connectionIds: [connectionId], signal, progress });
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    done.runs += 1;
    done.seconds += seconds;
    if (done.runs === 1) done.firstSeconds = seconds;
    const failures = await failuresSince(client, since);
    const incomplete = await incompleteCount(client);
    done.failures.push(failures);
    done.incomplete.push(incomplete);
    done.isComplete = failures.length === 0 && incomplete <= leftMax;
    if (done.isComplete) break;
    await letBuyAgain(portfolio);
    clock.advanceMs(failures.length > 0 ? NEXT_RUN_MS : NEXT_DAY_MS);
  }
  return done;
}

/** Whoever reads that answers could not be read says that they may be bought again: `encours budgets repeat`. */
async function letBuyAgain({ hub, tenantId, connectionIds }: Portfolio): Promise<void> {
  await hub.database.tenant(tenantId, async (tx) => {
    for (const connectionId of connectionIds.values()) await releaseHeld(tx, connectionId, null);
  });
}

function stopwatch(streams: Map<string, number>): Progress {
  let running: { stream: string; since: number } | null = null;
  const stop = (): void => {
    if (running === null) return;
    const { stream, since } = running;
    streams.set(stream, (streams.get(stream) ?? 0) + (performance.now() - since) / 1000);
    running = null;
  };
  return {
    start: (stream) => {
      stop();
      running = { stream, since: performance.now() };
    },
    advance: () => undefined,
    finish: stop,
  };
}

async function failuresSince(client: Pick<Client, 'query'>, since: Date): Promise<string[]> {
  const { rows } = await client.query<{ failure: string }>(
    `SELECT concat_ws(' ', c.connector_id, r.stream, r.error_code) AS failure
     FROM sync_run r JOIN connection c USING (tenant_id, connection_id)
     WHERE r.status <> 'SUCCEEDED' AND r.started_at >= $1 ORDER BY 1`,
    [since],
  );
  return rows.map(({ failure }) => failure);
}

async function incompleteCount(client: Pick<Client, 'query'>): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM subject_reading WHERE outcome = 'INCOMPLETE'`,
  );
  return rows[0]?.count ?? 0;
}
