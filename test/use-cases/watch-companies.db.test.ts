import fc from 'fast-check';
import { openContext, type Monitoring, type RefusedSubject } from '../../src/connector-kit';
import { isEncoursError, silentLogger, transientError } from '../../src/kernel';
import { ensureConnection, listConnections } from '../../src/landing';
import { watchedPortfolios } from '../../src/reports';
import { watchCompanies, type WatchCounts } from '../../src/use-cases/watch-companies';
import type { Hub } from '../../src/hub';
import { loginConnector } from './login-provider';
import { aSeller, haveCustomers, hubOf, sirenOf, useHubs } from './seller';

const opened = useHubs();
const DAY_MS = 86_400_000;

/** A provider's portfolio, with what may go wrong in between. */
class Provider implements Monitoring<object> {
  batchMax = 3;
  readonly portfolio = new Set<string>();
  readonly refuses = new Set<string>();
  /** Calls until one fails; whether it has taken effect by then. */
  failure: { after: number; isDone: boolean } | null = null;
  readonly batches: number[] = [];

  isWanted = (): boolean => true;

  watched? = async function* (this: Provider): AsyncIterable<readonly string[]> {
    const all = [...this.portfolio];
    for (let at = 0; at < all.length; at += 2) yield await Promise.resolve(all.slice(at, at + 2));
  };

  watch = (_context: unknown, sirens: readonly string[]): Promise<RefusedSubject[]> =>
    this.call(sirens, () => {
      for (const siren of sirens) if (!this.refuses.has(siren)) this.portfolio.add(siren);
      return sirens.filter((siren) => this.refuses.has(siren));
    });

  unwatch = (_context: unknown, sirens: readonly string[]): Promise<RefusedSubject[]> =>
    this.call(sirens, () => {
      for (const siren of sirens) this.portfolio.delete(siren);
      return [];
    });

  private async call(sirens: readonly string[], work: () => string[]): Promise<RefusedSubject[]> {
    this.batches.push(sirens.length);
    await Promise.resolve();
    const fails = this.failure !== null && this.failure.after-- <= 0;
    if (fails && this.failure?.isDone === false) throw transientError('PROVIDER_DOWN', 'is down');
    const refused = work().map((siren) => ({ siren, reason: 'not in our register' }));
    if (fails) throw transientError('PROVIDER_DOWN', 'went down after it had done it');
    return refused;
  }
}

interface Watching {
  hub: Hub & { clock: { advanceMs(ms: number): void } };
  tenantId: string;
  connectionId: string;
  provider: Provider;
  keep(): Promise<WatchCounts>;
  customers(...numbers: number[]): Promise<void>;
}

async function watching(): Promise<Watching> {
  const hub = hubOf(opened(), { connectors: [loginConnector] });
  const tenantId = await aSeller(hub);
  const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'login-bureau', name: 'main', config: {} }),
  );
  const provider = new Provider();
  const signal = new AbortController().signal;
  const config = Object.assign(new loginConnector.config(), { baseUrl: 'http://127.0.0.1:1' });
  const reading = openContext(loginConnector, { config, logger: silentLogger, signal });
  const source = { tenantId, connectionId, monitoring: provider, reading };
  return {
    hub,
    tenantId,
    connectionId,
    provider,
    keep: () => watchCompanies({ ...hub, signal }, source),
    customers: (...numbers) => haveCustomers(hub, tenantId, numbers.map(sirenOf)),
  };
}

const statuses = (watch: Watching): Promise<Record<string, unknown>[]> =>
  watch.hub.database.tenant(watch.tenantId, (tx) =>
    tx.query('SELECT siren, status FROM watched_company WHERE tenant_id = $1 ORDER BY siren', [
      watch.tenantId,
    ]),
  );

const sorted = (numbers: readonly number[]): string[] => numbers.map(sirenOf).sort();

it('has the provider watch the customers, batch by batch, and then has nothing more to say', async () => {
  const watch = await watching();
  await watch.customers(1, 2, 3, 4, 5, 6, 7);
  expect(await watch.keep()).toMatchObject({ watched: 7, left: 0, refused: 0 });
  expect(watch.provider.batches).toEqual([3, 3, 1]);
  expect([...watch.provider.portfolio].sort()).toEqual(sorted([1, 2, 3, 4, 5, 6, 7]));
  expect(await watch.keep()).toMatchObject({ watched: 0, left: 0 });
  expect(watch.provider.batches).toHaveLength(3);
});

it('lets go of who left, and leaves alone what others had it watch', async () => {
  const watch = await watching();
  const foreign = sirenOf(900);
  watch.provider.portfolio.add(foreign);
  await watch.customers(1, 2, 3);
  await watch.keep();
  await watch.customers(2);
  expect(await watch.keep()).toMatchObject({ watched: 0, left: 2 });
  expect([...watch.provider.portfolio].sort()).toEqual([sirenOf(2), foreign].sort());
});

it('empties the portfolio of a tenant without customers, and no other', async () => {
  const watch = await watching();
  const other = await watching();
  await watch.customers(1, 2);
  await other.customers(1);
  await Promise.all([watch.keep(), other.keep()]);
  await watch.customers();
  await watch.keep();
  expect(watch.provider.portfolio.size).toBe(0);
  expect([...other.provider.portfolio]).toEqual([sirenOf(1)]);
});

it('keeps what the provider refuses with its reason, and asks again only after a month', async () => {
  const watch = await watching();
  watch.provider.refuses.add(sirenOf(2));
  await watch.customers(1, 2);
  expect(await watch.keep()).toMatchObject({ watched: 1, refused: 1 });
  const [row] = await watch.hub.database.tenant(watch.tenantId, (tx) =>
    watchedPortfolios(tx, [watch.connectionId]),
  );
  expect(row).toMatchObject({ wanted: 2, watched: 1, refused: 1 });
  const told = watch.provider.batches.length;
  watch.hub.clock.advanceMs(29 * DAY_MS);
  await watch.keep();
  expect(watch.provider.batches).toHaveLength(told);
  watch.provider.refuses.clear();
  watch.hub.clock.advanceMs(2 * DAY_MS);
  await watch.keep();
  expect(watch.provider.portfolio.has(sirenOf(2))).toBe(true);
});

it.each([true, false])(
  'goes on where it was cut off, whether the provider had done it (%s) or not',
  async (isDone) => {
    const watch = await watching();
    await watch.customers(1, 2, 3, 4, 5);
    watch.provider.failure = { after: 1, isDone };
    await expect(watch.keep()).rejects.toMatchObject({ code: 'PROVIDER_DOWN' });
    watch.provider.failure = null;
    // Told that it watches them or not: who left meanwhile must not stay with it.
    await watch.customers(1, 2);
    await watch.keep();
    expect([...watch.provider.portfolio].sort()).toEqual(sorted([1, 2]));
  },
);

it('adds again what the provider lost, and removes again what it kept, once its list is read', async () => {
  const watch = await watching();
  await watch.customers(1, 2, 3);
  await watch.keep();
  await watch.customers(1, 2);
  await watch.keep();
  watch.provider.portfolio.delete(sirenOf(1));
  watch.provider.portfolio.add(sirenOf(3)); // it had said it let go
  expect(await watch.keep()).toMatchObject({ isReconciled: false });
  watch.hub.clock.advanceMs(8 * DAY_MS);
  expect(await watch.keep()).toMatchObject({ isReconciled: true, lost: 1, watched: 1, left: 1 });
  expect([...watch.provider.portfolio].sort()).toEqual(sorted([1, 2]));
  watch.hub.clock.advanceMs(8 * DAY_MS);
  await watch.keep();
  expect(await statuses(watch)).toHaveLength(2); // and what left is forgotten
});

it('works with a provider that has no list', async () => {
  const watch = await watching();
  delete watch.provider.watched;
  await watch.customers(1, 2);
  await watch.keep();
  await watch.customers(1);
  expect(await watch.keep()).toMatchObject({ left: 1, isReconciled: false });
  expect(await statuses(watch)).toEqual([{ siren: sirenOf(1), status: 'WATCHED' }]);
});

it('is done by one at a time, and by two at once all the same', async () => {
  const watch = await watching();
  await watch.customers(1, 2, 3, 4, 5, 6, 7, 8);
  const outcomes = await Promise.allSettled([watch.keep(), watch.keep(), watch.keep()]);
  const done = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(done.length).toBeGreaterThanOrEqual(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    expect(outcome.reason).toMatchObject({ family: 'CONFLICT', code: 'SYNC_ALREADY_RUNNING' });
  }
  expect(watch.provider.batches).toEqual([3, 3, 2]);
});

it('refuses an answer about a company that was not asked about', async () => {
  const watch = await watching();
  await watch.customers(1);
  watch.provider.watch = () => Promise.resolve([{ siren: sirenOf(77), reason: 'who?' }]);
  await expect(watch.keep()).rejects.toMatchObject({ code: 'ANSWER_FOR_ANOTHER_COMPANY' });
  expect(await statuses(watch)).toEqual([{ siren: sirenOf(1), status: 'WANTED' }]);
});

it('comes to watch exactly the customers, whatever joins, leaves and failures came before', async () => {
  const steps = fc.array(
    fc.record({
      customers: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 }),
      failure: fc.option(fc.record({ after: fc.nat(3), isDone: fc.boolean() })),
      loses: fc.option(fc.integer({ min: 1, max: 9 })),
      days: fc.constantFrom(0, 1, 8),
    }),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const watch = await watching();
      const foreign = sirenOf(901);
      watch.provider.portfolio.add(foreign);
      for (const { customers, failure, loses, days } of history) {
        await watch.customers(...customers);
        watch.provider.failure = failure;
        if (loses !== null) watch.provider.portfolio.delete(sirenOf(loses));
        watch.hub.clock.advanceMs(days * DAY_MS);
        await watch.keep().catch((error: unknown) => {
          if (!isEncoursError(error, 'TRANSIENT')) throw error;
        });
      }
      watch.provider.failure = null;
      watch.hub.clock.advanceMs(8 * DAY_MS);
      await watch.keep();
      const last = history.at(-1)?.customers ?? [];
      expect([...watch.provider.portfolio].sort()).toEqual([...sorted(last), foreign].sort());
    }),
    { numRuns: 15 },
  );
}, 60_000);

it('belongs to its tenant alone', async () => {
  const watch = await watching();
  await watch.customers(1);
  await watch.keep();
  const stranger = await aSeller(watch.hub);
  const seen = await watch.hub.database.tenant(stranger, async (tx) => [
    await tx.query('SELECT 1 FROM watched_company'),
    await watchedPortfolios(tx, [watch.connectionId]),
    await listConnections(tx),
  ]);
  expect(seen).toEqual([[], [], []]);
});
