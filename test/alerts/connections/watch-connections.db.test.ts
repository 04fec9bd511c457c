import {
  acknowledgeConnectionAlert,
  readEvents,
  resolveConnectionAlert,
  sequenceEvents,
  watchConnections,
} from '../../../src/alerts';
import type { Transaction } from '../../../src/database';
import { transientError } from '../../../src/kernel';
import {
  ensureConnection,
  finishSyncRun,
  startSyncRun,
  type ConnectionStatus,
} from '../../../src/landing';
import { setBudget } from '../../../src/purchasing';
import { openAlertsOfConnections, type ConnectionAlertRow } from '../../../src/reports';
import { faultsOf } from '../events/valid-events';
import { aSeller, hubOf, useHubs } from '../../use-cases/seller';

const opened = useHubs();
const START = new Date('2026-03-01T09:00:00Z');
const after = (hours: number): Date => new Date(START.getTime() + hours * 3_600_000);

class Watched {
  private constructor(
    readonly tenantId: string,
    readonly connectionId: string,
    readonly run: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>,
  ) {}

  static async open(): Promise<Watched> {
    const hub = hubOf(opened(), { connectors: [] });
    const tenantId = await aSeller(hub);
    const run = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
      hub.database.tenant(tenantId, work);
    const draft = { connectorId: 'bodacc', name: 'main', config: {} };
    const { connectionId } = await run((tx) => ensureConnection(tx, draft));
    const of = new Watched(tenantId, connectionId, run);
    await of.set(`created_at = '2026-03-01T00:00:00Z'`);
    return of;
  }

  /** A run of a stream at an hour that ends so. */
  sync(hours: number, end: 'well' | 'badly' | 'for want of budget' = 'well', stream = 'notices') {
    return this.run(async (tx) => {
      const at = after(hours);
      const id = await startSyncRun(tx, this.connectionId, { stream, at });
      const code = end === 'badly' ? 'HTTP_STATUS' : 'BUDGET_EXHAUSTED';
      const error = transientError(code, 'no', { remedy: 'wait' });
      await finishSyncRun(tx, id, end === 'well' ? { at } : { at, error });
    });
  }

  async look(hours: number): Promise<string> {
    const { raised, resolved } = await this.run((tx) => watchConnections(tx, null, after(hours)));
    return `+${raised} -${resolved}`;
  }

  set(what: string): Promise<unknown> {
    return this.run((tx) =>
      tx.execute(`UPDATE connection SET ${what} WHERE tenant_id = $1 AND connection_id = $2`, [
        ...[this.tenantId, this.connectionId],
      ]),
    );
  }

  stand(status: ConnectionStatus): Promise<unknown> {
    return this.set(`status = '${status}'`);
  }

  async alerts(): Promise<ConnectionAlertRow[]> {
    const alerts = await this.run((tx) => openAlertsOfConnections(tx, [this.connectionId]));
    return alerts.get(this.connectionId) ?? [];
  }

  async told(): Promise<string[]> {
    await this.run(sequenceEvents);
    const { events } = await this.run((tx) => readEvents(tx, { after: 0, first: 100 }));
    expect(faultsOf(events)).toEqual([]);
    return events.map(
      ({ type, data }) =>
        `${type.replace('CONNECTION_ALERT_', '')} ${String(data['rule'])} ${String(data['severity'])}`,
    );
  }
}

describe('a connection whose runs fail', () => {
  it('is told once, by however many looks, worse when it lasts, and over when it goes well', async () => {
    const of = await Watched.open();
    await of.sync(0);
    for (const hour of [1, 6, 13]) await of.sync(hour, 'badly');
    expect(await of.look(12)).toBe('+0 -0');
    expect((await Promise.all([of.look(14), of.look(14), of.look(14)])).sort()).toEqual([
      ...['+0 -0', '+0 -0', '+1 -0'],
    ]);
    expect(await of.look(15)).toBe('+0 -0');
    expect(await of.look(80)).toBe('+0 -0');
    await of.sync(81);
    expect(await of.look(82)).toBe('+0 -1');
    expect(await of.look(83)).toBe('+0 -0');
    expect(await of.told()).toEqual([
      'RAISED CONNECTION_FAILING MEDIUM',
      'UPDATED CONNECTION_FAILING HIGH',
      'RESOLVED CONNECTION_FAILING HIGH',
    ]);
  });

  it('is told again when it begins to fail again', async () => {
    const of = await Watched.open();
    for (const hour of [1, 6, 13]) await of.sync(hour, 'badly');
    await of.look(14);
    await of.sync(15);
    await of.look(16);
    for (const hour of [17, 20, 30]) await of.sync(hour, 'badly');
    expect(await of.look(31)).toBe('+1 -0');
  });

  it('is judged by its worst stream, and not by what a budget stopped', async () => {
    const of = await Watched.open();
    for (const hour of [1, 6, 13]) {
      await of.sync(hour, 'well', 'companies');
      await of.sync(hour, 'for want of budget', 'scores');
    }
    expect(await of.look(14)).toBe('+0 -0');
    for (const hour of [15, 20, 30]) await of.sync(hour, 'badly', 'scores');
    expect(await of.look(31)).toBe('+1 -0');
  });

  it('is told at once when it is paused, and ends when it is disconnected', async () => {
    const of = await Watched.open();
    await of.stand('PAUSED');
    expect(await of.look(1)).toBe('+1 -0');
    await of.stand('DISCONNECTED');
    expect(await of.look(2)).toBe('+0 -1');
  });
});

it('a connection with a rhythm is missed by it', async () => {
  const of = await Watched.open();
  for (const day of [0, 1, 2, 3]) await of.sync(day * 24);
  expect(await of.look(5 * 24)).toBe('+0 -0');
  expect(await of.look(6 * 24)).toBe('+1 -0');
  expect((await of.alerts())[0]).toMatchObject({ rule: 'CONNECTION_STALE', severity: 'MEDIUM' });
  await of.sync(6 * 24 + 1);
  expect(await of.look(6 * 24 + 2)).toBe('+0 -1');
});

describe('a budget', () => {
  const spent = (of: Watched, minor: number, isExhausted = false): Promise<unknown> =>
    of.run((tx) =>
      tx.execute(
        `INSERT INTO provider_budget_month (tenant_id, connection_id, month_on, booked_minor, booked_calls, exhausted_at)
         VALUES ($1, $2, '2026-03-01', $3, 0, $4) ON CONFLICT (tenant_id, connection_id, month_on)
         DO UPDATE SET booked_minor = EXCLUDED.booked_minor, exhausted_at = EXCLUDED.exhausted_at`,
        [of.tenantId, of.connectionId, minor, isExhausted ? after(2) : null],
      ),
    );
  const limit = (of: Watched, minor: bigint): Promise<void> =>
    of.run((tx) =>
      setBudget(tx, of.connectionId, {
        ...{ monthlyLimitMinor: minor, monthlyCallsMax: null, setBy: 'marie', at: after(3) },
      }),
    );

  it('is told when nearly spent, worse when it stops a call, and over when raised', async () => {
    const of = await Watched.open();
    await limit(of, 10_000n);
    await spent(of, 7_900);
    expect(await of.look(1)).toBe('+0 -0');
    await spent(of, 8_000);
    expect(await of.look(1)).toBe('+1 -0');
    await spent(of, 10_000, true);
    await of.look(2);
    await limit(of, 50_000n);
    expect(await of.look(3)).toBe('+0 -1');
    expect(await of.told()).toEqual([
      'RAISED BUDGET_NEARLY_SPENT MEDIUM',
      'UPDATED BUDGET_NEARLY_SPENT HIGH',
      'RESOLVED BUDGET_NEARLY_SPENT HIGH',
    ]);
  });

  it('is over with its month, by the calendar of the seller', async () => {
    const of = await Watched.open();
    await limit(of, 10_000n);
    await spent(of, 9_000);
    await of.sync(0);
    await of.look(1);
    // 31 March, 23:30 in Paris; then the first minutes of April there, still March in UTC.
    const at = (instant: string): Promise<{ raised: number; resolved: number }> =>
      of.run((tx) => watchConnections(tx, [of.connectionId], new Date(instant)));
    expect(await at('2026-03-31T21:30:00Z')).toMatchObject({ resolved: 0 });
    expect(await at('2026-03-31T22:10:00Z')).toMatchObject({ resolved: 1 });
  });
});

describe('what people do', () => {
  const ruling = { by: 'marie', comment: 'called them', at: after(2) };

  it('is told once, and a resolved one is silent until it gets worse', async () => {
    const of = await Watched.open();
    for (const hour of [1, 6, 13]) await of.sync(hour, 'badly');
    await of.look(14);
    const [alert] = await of.alerts();
    const connectionAlertId = alert?.connectionAlertId ?? '';
    const acknowledge = (): Promise<void> =>
      of.run((tx) => acknowledgeConnectionAlert(tx, { ...ruling, connectionAlertId }));
    await Promise.all([acknowledge(), acknowledge()]);
    await of.run((tx) => resolveConnectionAlert(tx, { ...ruling, connectionAlertId }));
    await of.run((tx) => resolveConnectionAlert(tx, { ...ruling, connectionAlertId }));
    await expect(acknowledge()).rejects.toMatchObject({ code: 'CONNECTION_ALERT_RESOLVED' });
    expect(await of.look(20)).toBe('+0 -0');
    await of.look(90);
    expect(await of.alerts()).toMatchObject([{ status: 'OPEN', severity: 'HIGH' }]);
    expect((await of.told()).map((line) => line.split(' ')[0])).toEqual([
      ...['RAISED', 'UPDATED', 'RESOLVED', 'UPDATED'],
    ]);
  });

  it('is not told twice when its end comes after somebody closed it', async () => {
    const of = await Watched.open();
    await of.stand('PAUSED');
    await of.look(1);
    const [alert] = await of.alerts();
    const connectionAlertId = alert?.connectionAlertId ?? '';
    await of.run((tx) => resolveConnectionAlert(tx, { ...ruling, connectionAlertId }));
    await of.stand('ACTIVE');
    await of.sync(2);
    expect(await of.look(3)).toBe('+0 -0');
    expect(await of.told()).toHaveLength(2);
  });

  it('reaches no alert of another tenant', async () => {
    const [mine, theirs] = [await Watched.open(), await Watched.open()];
    await theirs.stand('PAUSED');
    await theirs.look(1);
    const [alert] = await theirs.alerts();
    const connectionAlertId = alert?.connectionAlertId ?? '';
    await expect(
      mine.run((tx) => resolveConnectionAlert(tx, { ...ruling, connectionAlertId })),
    ).rejects.toMatchObject({ code: 'CONNECTION_ALERT_NOT_FOUND' });
    expect(await mine.look(2)).toBe('+0 -0');
    expect(await theirs.alerts()).toHaveLength(1);
  });
});
