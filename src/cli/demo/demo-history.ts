import { simulators } from '../../../connectors';
import { addDays, FixedClock, type LocalDate, type Progress } from '../../kernel';
import { startSimulators } from '../../connector-kit/simulator';
import { worldAsOf, writeDemoFiles, type DemoWorld } from '../../demo';
import type { Hub } from '../../hub';
import { runPipeline } from '../../pipeline';
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
  } finally {
    await running.stop();
  }
}
