/** A process that works off the marks of a tenant, as the nightly job or a pipeline does, and says what it took. */
import { Database } from '../../src/database';
import { entities } from '../../src/entities';
import { createHub } from '../../src/hub';
import { silentLogger, systemClock } from '../../src/kernel';
import { rescoreMarked, type RescoreResult } from '../../src/pipeline';

export interface WorkOrder {
  url: string;
  tenantId: string;
  kind: 'NIGHTLY' | 'PIPELINE';
}

export interface WorkDone {
  result: RescoreResult;
  seconds: number;
  peakMb: number;
}

async function work({ url, tenantId, kind }: WorkOrder): Promise<WorkDone> {
  const database = await Database.connect({ url, logger: silentLogger, poolSize: 4, entities });
  const hub = createHub({ database, clock: systemClock, logger: silentLogger, connectors: [] });
  const started = performance.now();
  try {
    const { signal } = new AbortController();
    const result = await rescoreMarked(hub, { tenantId, kind, signal });
    const seconds = (performance.now() - started) / 1000;
    return { result, seconds, peakMb: process.resourceUsage().maxRSS / 1024 };
  } finally {
    await database.close();
  }
}

process.once('message', (order: WorkOrder) => {
  void work(order).then((done) => {
    process.send?.(done);
    process.disconnect();
  });
});
process.send?.('ready');
