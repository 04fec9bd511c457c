/** The writing process: alerts, each in a transaction of its own, as the stage writes them, at a steady rate. */
import { setTimeout as sleep } from 'node:timers/promises';
import { tellAlerts } from '../../src/alerts';
import { Database, type Transaction } from '../../src/database';
import { silentLogger, stableId } from '../../src/kernel';
import { alertOf, moment, type BenchAlert } from './filters';

/** Where the bare yardstick listens. */
export const ECHO_CHANNEL = 'bench_echo';

export interface WriteOrder {
  url: string;
  tenantId: string;
  /** First number of the alerts, so that runs do not meet. */
  from: number;
  count: number;
  perSecond: number;
}

export interface Written {
  alert: BenchAlert;
  /** When COMMIT was about to be sent, and when it had returned. */
  before: number;
  after: number;
}

/** Most writes begun and not over: where the machine cannot keep the rate, no write waits for a connection for ever. */
const UNDER_WAY = 200;

/** Keeps to the plan whatever single writes take: late ones are not forgiven to the server. */
export async function write(order: WriteOrder): Promise<Written[]> {
  const { url, from, count, perSecond } = order;
  const database = await Database.connect({ url, poolSize: 4, logger: silentLogger });
  const begun = moment();
  const writes: Promise<Written>[] = [];
  const underWay = new Set<Promise<unknown>>();
  for (let n = 0; n < count; n += 1) {
    const early = begun + (n * 1000) / perSecond - moment();
    if (early > 1) await sleep(early);
    while (underWay.size >= UNDER_WAY) await Promise.race(underWay);
    const one = writeOne(database, order.tenantId, from + n);
    writes.push(one);
    const over = one.finally(() => underWay.delete(over));
    underWay.add(over);
  }
  const written = await Promise.all(writes);
  await database.close();
  return written;
}

async function writeOne(database: Database, tenantId: string, n: number): Promise<Written> {
  const alert = alertOf(n, stableId(tenantId, 'bench-alert', String(n)));
  let before = 0;
  await database.tenant(tenantId, async (tx) => {
    await raise(tx, alert);
    before = moment();
  });
  return { alert, before, after: moment() };
}

/** The row, its event, and the same news for the yardstick. */
async function raise(tx: Transaction, alert: BenchAlert): Promise<void> {
  const at = new Date();
  await tx.execute(
    `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, after,
       text_key, params, evidence)
     VALUES ($1, $2, $3, $4, $5, 'OPEN', $8, $6, '{}', 'LIMIT_EXCEEDED', $7,
       '[{"kind": "ledger", "sourceKey": "f:1"}]')`,
    [
      ...[tx.tenantId, alert.alertId, customerId(tx.tenantId, alert.customer)],
      ...[alert.rule, alert.severity, at, PARAMS, alert.alertId],
    ],
  );
  await tx.query('SELECT pg_notify($1, $2)', [ECHO_CHANNEL, JSON.stringify(alert)]);
  await tellAlerts(tx, [{ alertId: alert.alertId, change: 'RAISED' }], at);
}

const PARAMS = JSON.stringify({
  customer: 'Customer of the benchmark',
  over: { amountMinor: '123456', currency: 'EUR' },
});

export function customerId(tenantId: string, n: number): string {
  return stableId(tenantId, 'bench-customer', String(n));
}
