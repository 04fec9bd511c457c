/** Whom a look finds though nothing was learnt of them: credit was set aside, others paid, or a day has passed. */
import { createHub, type Hub } from '../../src/hub';
import { addDays, silentLogger } from '../../src/kernel';
import { customerFigures, paceWindows } from '../../src/ledger';
import {
  commitReservation,
  grantException,
  releaseReservation,
  reserveCredit,
  setCreditLimit,
} from '../../src/limits';
import { rescoreMarked } from '../../src/pipeline';
import { syncJob } from '../../src/schedule/jobs/sync';
import { useTenants, type Tenant } from '../unify/tenant';
import { withBooks } from './plain-books';

const newTenant = useTenants();
const HOUR = 3_600_000;

function hubOf({ hub: database, clock }: Tenant): Hub {
  return createHub({ database, clock, logger: silentLogger, connectors: [] });
}

/** What a look at the marks tells. */
async function tick(tenant: Tenant, kind: 'PIPELINE' | 'NIGHTLY' = 'PIPELINE'): Promise<string[]> {
  tenant.clock.advanceMs(1_000);
  const since = tenant.clock.now().toISOString();
  const { tenantId } = tenant;
  await rescoreMarked(hubOf(tenant), { tenantId, kind, signal: new AbortController().signal });
  const rows = await tenant.one<{ told: string }>(
    `SELECT account || ' ' || rule || ' ' || severity || CASE WHEN over_at IS NULL THEN '' ELSE ' ' || over_because END AS told
     FROM risk_alert JOIN customer USING (tenant_id, customer_id)
     WHERE tenant_id = $1 AND (raised_at >= '${since}' OR over_at >= '${since}') ORDER BY 1`,
  );
  return rows.map(({ told }) => told);
}

async function marks(tenant: Tenant): Promise<string[]> {
  const rows = await tenant.one<{ mark: string }>(
    `SELECT account || ' ' || reason AS mark FROM rescore_mark JOIN customer USING (tenant_id, customer_id)
     WHERE tenant_id = $1 ORDER BY mark_id`,
  );
  return rows.map(({ mark }) => mark);
}

/** Three customers that owe 5,000 each, the first with a limit of 10,000. */
async function seller(): Promise<Tenant> {
  const tenant = await newTenant();
  await withBooks(tenant, 3);
  await tenant.hub.tenant(tenant.tenantId, (tx) =>
    setCreditLimit(tx, {
      ...{ customerId: tenant.customerId('C0'), limitMinor: 1_000_000n, currency: 'EUR' },
      ...{
        decidedBy: 'marie',
        decidedByKey: null,
        reason: 'a large order',
        expiresOn: '2026-05-20',
      },
      ...{ asOf: '2026-03-01', at: tenant.clock.now() },
    }),
  );
  await tick(tenant, 'NIGHTLY');
  expect(await marks(tenant)).toEqual([]);
  return tenant;
}

let keys = 0;

async function reserved(tenant: Tenant, amountMinor: bigint, inSeconds = 3_600): Promise<string> {
  const outcome = await tenant.hub.tenant(tenant.tenantId, (tx) =>
    reserveCredit(
      tx,
      {
        ...{ customerId: tenant.customerId('C0'), amountMinor, currency: 'EUR', by: 'shop' },
        ...{ idempotencyKey: `k${(keys += 1)}`, reference: null, expiry: { inSeconds } },
      },
      tenant.clock,
    ),
  );
  if (!outcome.isGiven) throw new Error(outcome.code);
  return outcome.reservationId;
}

describe('credit that is set aside', () => {
  it('is told by the next look when it uses up the limit, and that it was given back', async () => {
    const tenant = await seller();
    const id = await reserved(tenant, 450_000n);
    expect(await marks(tenant)).toEqual(['C0 RESERVATION']);
    expect(await tick(tenant)).toEqual(['C0 LIMIT_UTILISATION LOW']);
    await tenant.hub.tenant(tenant.tenantId, (tx) =>
      releaseReservation(tx, { reservationId: id, by: 'shop' }, tenant.clock),
    );
    expect(await tick(tenant)).toEqual(['C0 LIMIT_UTILISATION LOW USE_RECEDED']);
    expect(await tick(tenant)).toEqual([]);
    expect(await marks(tenant)).toEqual([]);
  });

  it('marks its customer once, however many orders come before the look', async () => {
    const tenant = await seller();
    for (let order = 0; order < 20; order += 1) await reserved(tenant, 1_000n);
    expect(await marks(tenant)).toEqual(['C0 RESERVATION']);
  });

  it('is looked at by the sync of a seller whose connections all rest', async () => {
    const tenant = await seller();
    await tenant.one(`UPDATE connection SET status = 'PAUSED' WHERE tenant_id = $1`);
    await reserved(tenant, 450_000n);
    const job = syncJob({ name: 'sync', cron: '*/15 * * * *', connectors: null });
    const { signal } = new AbortController();
    await job.run(hubOf(tenant), {
      ...{ tenantId: tenant.tenantId, occurrence: tenant.clock.now(), isRetry: false, signal },
      queue: { tidy: () => Promise.resolve() },
    });
    expect(await marks(tenant)).toEqual([]);
    const told = await tenant.one('SELECT rule FROM risk_alert WHERE tenant_id = $1');
    expect(told).toContainEqual({ rule: 'LIMIT_UTILISATION' });
  });

  it('is told when it has expired, once, by whoever looks first', async () => {
    const tenant = await seller();
    await reserved(tenant, 450_000n, 600);
    await tick(tenant);
    expect(await tick(tenant)).toEqual([]);
    tenant.clock.advanceMs(HOUR);
    const signal = new AbortController().signal;
    const run = { tenantId: tenant.tenantId, kind: 'PIPELINE' as const, signal };
    const both = await Promise.all([1, 2].map(() => rescoreMarked(hubOf(tenant), run)));
    expect(both.map(({ alertsResolved }) => alertsResolved).sort()).toEqual([0, 1]);
    expect(await tick(tenant)).toEqual([]);
    const runs = await tenant.one('SELECT 1 FROM scoring_run WHERE tenant_id = $1');
    await tick(tenant);
    expect(await tenant.one('SELECT 1 FROM scoring_run WHERE tenant_id = $1')).toEqual(runs);
  });

  it('is told again when an expired one is committed after all, and when its invoice never comes', async () => {
    const tenant = await seller();
    const id = await reserved(tenant, 450_000n, 600);
    await tick(tenant);
    tenant.clock.advanceMs(HOUR);
    expect(await tick(tenant)).toEqual(['C0 LIMIT_UTILISATION LOW USE_RECEDED']);
    await tenant.hub.tenant(tenant.tenantId, (tx) =>
      commitReservation(tx, { reservationId: id, invoiceNumber: 'F9', by: 'shop' }, tenant.clock),
    );
    expect(await tick(tenant)).toEqual(['C0 LIMIT_UTILISATION LOW']);
    tenant.clock.advanceMs(60 * 24 * HOUR);
    expect(await tick(tenant)).toContain('C0 LIMIT_UTILISATION LOW USE_RECEDED');
  });

  it('has what an exception lets through told as such', async () => {
    const tenant = await seller();
    await reserved(tenant, 500_000n);
    expect(await tick(tenant)).toContain('C0 LIMIT_UTILISATION MEDIUM');
    const ceiling = { amountMinor: 2_000_000n, currency: 'EUR' };
    await tenant.hub.tenant(tenant.tenantId, (tx) =>
      grantException(
        tx,
        {
          ...{ customerId: tenant.customerId('C0'), kind: 'LIMIT_EXCEEDED', reason: 'a fair' },
          ...{ terms: null, ceiling, isOneShot: false, requestedBy: 'paul', by: 'marie' },
          ...{ expiresAt: new Date(tenant.clock.now().getTime() + 24 * HOUR) },
          ...{ customerToldBy: null, customerToldOn: null },
        },
        tenant.clock,
      ),
    );
    expect(await tick(tenant)).toEqual(['C0 LIMIT_UTILISATION MEDIUM USE_RECEDED']);
  });
});

describe('what others owe', () => {
  it('makes one customer stand out when they pay, and no more when they order again', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 8);
    expect((await tick(tenant, 'NIGHTLY')).join()).not.toContain('CONCENTRATION');
    const owe = (minor: number): Promise<unknown> =>
      tenant.one(
        `UPDATE receivable SET open_minor = ${minor}, changed_at = now() FROM customer c
         WHERE receivable.tenant_id = $1 AND c.tenant_id = $1 AND c.customer_id = receivable.customer_id
           AND c.account <> 'C7' AND number = 'F2'`,
      );
    await tenant.one(
      `UPDATE receivable SET open_minor = 2000000 WHERE tenant_id = $1 AND open_minor > 0
       AND customer_id = '${tenant.customerId('C7')}'`,
    );
    await tenant.one('DELETE FROM rescore_mark WHERE tenant_id = $1');
    await owe(100_000);
    expect(await tick(tenant)).toContain('C7 CONCENTRATION MEDIUM');
    await owe(100_001);
    expect((await tick(tenant)).join()).not.toContain('CONCENTRATION');
    await owe(500_000_00);
    expect(await tick(tenant)).toContain('C7 CONCENTRATION MEDIUM SHARE_RECEDED');
  });
});

describe('a day', () => {
  /** Fourteen payments, one every four weeks up to 20 March, the last three of which came 13 days later than usual. */
  async function slowing(): Promise<Tenant> {
    const tenant = await newTenant();
    await tenant.customers('S0=Slow');
    await tenant.one(
      `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
         due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
         source_file_id, source_line)
       SELECT tenant_id, gen_random_uuid(), customer_id, connection_id, 'INVOICE', 'M' || n, '', '411',
         date '2026-03-20' - n * 28 - 60, date '2026-03-20' - n * 28 - CASE WHEN n < 3 THEN 13 ELSE 0 END, 'DOCUMENT', 'EUR',
         500000, 0, date '2026-03-20' - n * 28, now(), false, gen_random_uuid(), 1
       FROM customer, generate_series(0, 13) AS n WHERE tenant_id = $1`,
    );
    await tenant.one(
      `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
         source_file_id, source_line)
       SELECT tenant_id, receivable_id, e.kind, CASE e.kind WHEN 'ISSUE' THEN total_minor ELSE -total_minor END,
         CASE e.kind WHEN 'ISSUE' THEN issued_on ELSE last_effective_on END, now(), gen_random_uuid(), gen_random_uuid(), 1
       FROM receivable, unnest(ARRAY['ISSUE', 'PAYMENT']) AS e (kind) WHERE tenant_id = $1`,
    );
    return tenant;
  }

  it('tells that a customer pays more slowly on the very day that becomes true by its passing', async () => {
    const tenant = await slowing();
    const day = (on: string): Promise<string[]> => {
      tenant.clock.advanceMs(Date.parse(`${on}T04:10:00Z`) - tenant.clock.now().getTime());
      return tick(tenant, 'NIGHTLY');
    };
    await day('2026-03-21');
    // On the 26th the payment of 26 December, which came in time, is 90 days old: the last three are 13 days late.
    expect((await day('2026-03-25')).join()).not.toContain('PAYMENT_SLOWDOWN');
    expect(await day('2026-03-26')).toEqual(['S0 PAYMENT_SLOWDOWN LOW']);
    expect(await day('2026-03-27')).toEqual([]);
    // Nobody was paid for 90 days.
    expect(await day('2026-06-17')).toEqual([]);
    expect(await day('2026-06-18')).toEqual(['S0 PAYMENT_SLOWDOWN LOW NO_RECENT_PAYMENTS']);
  });

  it('reads the same pace for the look as for the score, of every customer and day', async () => {
    const tenant = await slowing();
    const ids = (
      await tenant.one<{ id: string }>(
        'SELECT customer_id AS id FROM customer WHERE tenant_id = $1',
      )
    ).map(({ id }) => id);
    for (let day = 0; day < 500; day += 29) {
      const asOf = addDays('2026-01-10', day);
      await tenant.hub.tenant(tenant.tenantId, async (tx) => {
        const figures = await customerFigures(tx, asOf, ids);
        for (const pace of await paceWindows(tx, asOf, ids)) {
          expect(figures.find(({ customerId }) => customerId === pace.customerId)).toMatchObject(
            pace,
          );
        }
      });
    }
  });
});
