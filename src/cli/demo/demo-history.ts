import { simulators } from '../../../connectors';
import { addDays, FixedClock, silentLogger, type LocalDate, type Progress } from '../../kernel';
import { startSimulators, type RunningSimulators } from '../../connector-kit/simulator';
import { worldAsOf, writeDemoFiles, type DemoWorld } from '../../demo';
import type { Hub } from '../../hub';
import { runPipeline } from '../../pipeline';
import { connectionsOf } from '../../reports';
import { connectDemo } from './demo-connections';
import { matchByHand } from './demo-people';

/** Longer ago than anything that compares with earlier looks: a drift looks back half a year, and data goes stale after it. */
export const HISTORY_DAYS = 200;

export interface History {
  tenantId: string;
  world: DemoWorld;
  booksFolder: string;
  signal: AbortSignal;
  progress?: Progress;
}

/**
 * Loads the demo once as it stood some months ago, with the books and what everybody said then: so that today's first load
 * has something to differ from. Leaves the old books in the folder. May be run again as long as today has not been loaded.
 */
export async function loadHistory(hub: Hub, history: History): Promise<void> {
  const { tenantId, world, booksFolder, signal, progress } = history;
  const on: LocalDate = addDays(world.genesis, -HISTORY_DAYS);
  const then: Hub = { ...hub, clock: new FixedClock(new Date(`${on}T09:00:00Z`)) };
  await writeDemoFiles(world, booksFolder, { asOf: on });
  const running = await startSimulators({ simulators, world: worldAsOf(world, on) });
  try {
    await connectDemo(then, tenantId, { booksFolder, simulators: running });
    const run = { tenantId, connectionIds: null, signal };
    await runPipeline(then, { ...run, ...(progress === undefined ? {} : { progress }) });
    await matchByHand(then, { tenantId, world, signal });
    await failForADay(then, { tenantId, simulators: running, signal });
  } finally {
    await running.stop();
  }
}

/** Answers pages of maintenance instead of notices, so that the demo has a connection that failed, and goes well again. */
const FAILING = 'bodacc';
/** Hours after the load at which it is tried in vain: often enough, and for long enough, to be told. */
const TRIED_AFTER_HOURS = [2, 9, 16];
const HOUR_MS = 3_600_000;

async function failForADay(
  then: Hub,
  outage: { tenantId: string; simulators: RunningSimulators; signal: AbortSignal },
): Promise<void> {
  const { tenantId, simulators, signal } = outage;
  const connections = await then.database.tenant(tenantId, connectionsOf);
  const connectionIds = connections.flatMap(({ connectorId, connectionId }) =>
    connectorId === FAILING ? [connectionId] : [],
  );
  simulators.setFaults(FAILING, { html: { share: 1 } });
  for (const hours of TRIED_AFTER_HOURS) {
    const clock = new FixedClock(new Date(then.clock.now().getTime() + hours * HOUR_MS));
    // It is meant to fail: nobody who starts the demo is to be frightened by the log.
    await runPipeline(
      { ...then, clock, logger: silentLogger },
      { tenantId, connectionIds, signal },
    );
  }
}
