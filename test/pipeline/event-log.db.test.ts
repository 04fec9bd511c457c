import { setTimeout as sleep } from 'node:timers/promises';
import { appendEvents, lastPosition, readEvents, sequenceEvents } from '../../src/alerts';
import { createTenant, Database } from '../../src/database';
import { newId, silentLogger } from '../../src/kernel';
import { useDatabase } from '../support/postgres';

let hub: Database | undefined;
afterAll(() => hub?.close());
const database = useDatabase();
beforeAll(async () => {
  hub = await Database.connect({ url: database().url, poolSize: 20, logger: silentLogger });
});
let tenants = 0;

async function newTenant(): Promise<{ hub: Database; tenantId: string }> {
  if (hub === undefined) throw new Error('not connected');
  const { tenantId } = await createTenant(hub, { slug: `log-${++tenants}` });
  return { hub, tenantId };
}

/** Writes events in a transaction that stays open for a while. */
function write(
  { hub: log, tenantId }: { hub: Database; tenantId: string },
  ids: readonly string[],
  openMs: number,
): Promise<void> {
  return log.tenant(tenantId, async (tx) => {
    const drafts = ids.map((subjectId) => ({
      ...{ type: 'GRADE_CHANGED' as const, customerId: null, subjectId },
      data: { grade: 'C', previousGrade: 'B' } as const,
    }));
    await appendEvents(tx, drafts, new Date());
    await sleep(openMs);
  });
}

it('a reader that goes on from its position hears every event once, whatever order they commit in', async () => {
  const log = await newTenant();
  const written: string[] = [];
  const heard: { position: number; subjectId: string | null }[] = [];
  let isWriting = true;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let turn = 0; turn < 12; turn++) {
      const ids = Array.from({ length: 1 + ((writer + turn) % 3) }, newId);
      written.push(...ids);
      // Some stay open for long, so that later ones commit before them.
      await write(log, ids, (writer * 7 + turn * 13) % 40);
    }
  });
  const sequencer = async (): Promise<void> => {
    while (isWriting) {
      await log.hub.tenant(log.tenantId, sequenceEvents);
      await sleep(1);
    }
  };
  const reader = async (): Promise<void> => {
    let after = 0;
    while (isWriting || heard.length < written.length) {
      await sleep(2);
      const { events } = await log.hub.tenant(log.tenantId, (tx) =>
        readEvents(tx, { after, first: 5 }),
      );
      heard.push(...events);
      after = events.at(-1)?.position ?? after;
      if (!isWriting) await log.hub.tenant(log.tenantId, sequenceEvents);
    }
  };
  const others = [sequencer(), sequencer(), reader()];
  await Promise.all(writers);
  isWriting = false;
  await Promise.all(others);
  expect(heard.map(({ position }) => position)).toEqual(written.map((_, index) => index + 1));
  expect(heard.map(({ subjectId }) => subjectId).sort()).toEqual([...written].sort());
});

it('events of one transaction keep their order', async () => {
  const log = await newTenant();
  const ids = Array.from({ length: 30 }, newId);
  await write(log, ids, 0);
  await log.hub.tenant(log.tenantId, sequenceEvents);
  const { events, hasMore } = await log.hub.tenant(log.tenantId, (tx) =>
    readEvents(tx, { after: 0, first: 30 }),
  );
  expect([events.map(({ subjectId }) => subjectId), hasMore]).toEqual([ids, false]);
});

it('an event of a transaction that is rolled back is never told', async () => {
  const log = await newTenant();
  const failing = log.hub.tenant(log.tenantId, async (tx) => {
    const data = { connectorId: 'sirene', code: 'HTTP_STATUS', message: 'it answered 500' };
    const draft = { type: 'SYNC_FAILED', customerId: null, subjectId: newId(), data } as const;
    await appendEvents(tx, [draft], new Date());
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  await write(log, [newId()], 0);
  expect(await log.hub.tenant(log.tenantId, sequenceEvents)).toBe(1);
  expect(await log.hub.tenant(log.tenantId, lastPosition)).toBe(1);
});
