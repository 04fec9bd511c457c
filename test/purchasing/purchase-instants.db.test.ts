/** What happens to a purchase at the instants at which money could be lost: while it is booked, and while it ends. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BookedCall, Purchase, Purchases } from '../../src/connector-kit';
import { FixedClock, isEncoursError, silentLogger, transientError } from '../../src/kernel';
import { expireBookings, openPurchases } from '../../src/purchasing';
import { NOW, usePaidHub, type Buyer } from './paid-hub';
import { sirens } from './paid-provider';

const paid = usePaidHub();
const [ONE = ''] = sirens(1, 3_000);
const REQUEST = { method: 'GET', path: '/reports/x' };
const REPORT: Purchase = { call: 'report', subject: ONE };
const ANSWER = { status: 200, headers: {}, body: Buffer.from('{}') };
const LEASE_AND_MORE_MS = 6 * 60_000;

interface Desk {
  buyer: Buyer;
  clock: FixedClock;
  purchases: Purchases;
  /** So many of the next transactions find no database. */
  failures: { left: number };
}

async function desk(): Promise<Desk> {
  const clock = new FixedClock(NOW);
  const buyer = await paid().buyer({ clock });
  await buyer.budget({ monthlyCallsMax: 10 });
  const [connector] = [...buyer.hub.connectors.values()];
  if (connector === undefined) throw new Error('no connector');
  const real = buyer.hub.database;
  const failures = { left: 0 };
  const tenant: typeof real.tenant = (...args) => {
    if (failures.left === 0) return real.tenant(...args);
    failures.left -= 1;
    return Promise.reject(transientError('DATABASE_UNREACHABLE', 'gone'));
  };
  const database = Object.assign(Object.create(real) as typeof real, { tenant });
  const { tenantId, connection } = buyer;
  const purchases = openPurchases(
    { database, clock, logger: silentLogger },
    { tenantId, connection, connector, neededSince: clock.now(), stream: 'reports' },
  );
  return { buyer, clock, purchases, failures };
}

async function book(purchases: Purchases): Promise<BookedCall> {
  const begun = await purchases.begin(REPORT, REQUEST);
  if (begun.kind !== 'booked') throw new Error('was kept');
  return begun.booked;
}

async function outcomeOf(purchases: Purchases): Promise<string> {
  return purchases.begin(REPORT, REQUEST).then(
    ({ kind }) => kind,
    (error: unknown) => (isEncoursError(error) ? error.code : String(error)),
  );
}

async function untilSomebodyWaits(): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const [waits] = await paid().database.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waits !== undefined) return;
    await delay(10);
  }
  throw new Error('nobody waits');
}

it('holds a dead call also from whoever waits to book the same at the instant it is given up', async () => {
  const { buyer, clock, purchases } = await desk();
  await book(purchases);
  clock.advanceMs(LEASE_AND_MORE_MS);
  let waiting: Promise<string> | undefined;
  await buyer.hub.database.tenant(buyer.tenantId, async (tx) => {
    await expireBookings(tx, buyer.connection.connectionId, clock.now());
    waiting = outcomeOf(purchases);
    // Until it waits for this transaction, past its own first look.
    await untilSomebodyWaits();
  });
  expect(await waiting).toBe('PURCHASE_HELD');
  expect(await buyer.months()).toMatchObject([{ calls: 1 }]);
});

it('keeps a paid answer though the database cannot be reached at the moment it comes', async () => {
  const { buyer, purchases, failures } = await desk();
  const call = await book(purchases);
  failures.left = 2;
  await call.answered(ANSWER, { isCharged: true, units: 1 });
  expect(await outcomeOf(purchases)).toBe('kept');
  expect(await buyer.calls()).toMatchObject([{ status: 'SETTLED', counted: 1 }]);
});
