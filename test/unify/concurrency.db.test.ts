import { setTimeout as sleep } from 'node:timers/promises';
import type { LegalEventRecord } from '../../src/connector-kit';
import { raiseAlerts, resolveRiskAlert } from '../../src/alerts';
import type { Transaction } from '../../src/database';
import { ensureConnection } from '../../src/landing';
import { storeCompanyRecords } from '../../src/unify/store-company-records';
import { company, notice, SIREN, useTenants, type Tenant } from './tenant';

const newTenant = useTenants();

/** Long enough for the other transaction to come to a lock. */
const UNTIL_IT_WAITS_MS = 300;

/** Does `first`, lets `second` run into its locks, does `then` in the same transaction, and commits. */
async function overlap(
  tenant: Tenant,
  second: () => Promise<unknown>,
  work: {
    first: (tx: Transaction) => Promise<unknown>;
    then?: (tx: Transaction) => Promise<unknown>;
  },
): Promise<void> {
  let waiting: Promise<unknown> = Promise.resolve();
  await tenant.hub.tenant(tenant.tenantId, async (tx) => {
    await work.first(tx);
    waiting = second();
    waiting.catch(() => undefined);
    await sleep(UNTIL_IT_WAITS_MS);
    await work.then?.(tx);
  });
  await waiting;
}

describe('two at once', () => {
  it('an import does not meet a scoring run head-on, in whatever order its file names customers', async () => {
    const tenant = await newTenant();
    const accounts = ['C1', 'C2'].sort((a, b) =>
      tenant.customerId(a) < tenant.customerId(b) ? -1 : 1,
    );
    const [low = '', high = ''] = accounts;
    await tenant.customers(`${low}=Low`, `${high}=High`);
    const lock =
      (account: string) =>
      (tx: Transaction): Promise<unknown> =>
        tx.query(`SELECT 1 FROM customer WHERE customer_id = $1 FOR NO KEY UPDATE`, [
          tenant.customerId(account),
        ]);
    await overlap(tenant, () => tenant.customers(`${high}=New high`, `${low}=New low`), {
      first: lock(low),
      then: lock(high),
    });
    const names = await tenant.one(`SELECT name FROM customer WHERE tenant_id = $1 ORDER BY name`);
    expect(names).toEqual([{ name: 'New high' }, { name: 'New low' }]);
  });

  it('what one source says of a company is not undone by another that did not know of it', async () => {
    const tenant = await newTenant();
    await tenant.hear('recherche-entreprises', company());
    const { tenantId, clock, hub } = tenant;
    const store = async (
      tx: Transaction,
      connectorId: string,
      record: LegalEventRecord,
    ): Promise<unknown> => {
      const { connectionId } = await ensureConnection(tx, { connectorId, name: 'x', config: {} });
      const at = clock.now();
      const source = { connectionId, connectorId, stream: 's', sourceKey: 'k', fetchedAt: at };
      const when = { at, asOf: '2026-03-01', types: ['legalEvent'] as const };
      return storeCompanyRecords(tx, [{ record, source }], when);
    };
    const older = notice({
      sourceKey: 'A202500001',
      kind: 'SAFEGUARD_OPENED',
      publishedOn: '2025-02-01',
    });
    const newerThenOlder = async (): Promise<void> => {
      const newer = hub.tenant(tenantId, (tx) => store(tx, 'bodacc', notice()));
      await sleep(UNTIL_IT_WAITS_MS / 3);
      await Promise.all([newer, hub.tenant(tenantId, (tx) => store(tx, 'pappers', older))]);
    };
    await overlap(tenant, newerThenOlder, {
      first: (tx) => tx.query('SELECT 1 FROM company FOR NO KEY UPDATE'),
    });
    expect(await tenant.company()).toMatchObject({ siren: SIREN, insolvency: 'LIQUIDATION' });
  });

  it('an alert that a person resolves while its condition is seen to end is told once', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme');
    const { tenantId, clock, hub } = tenant;
    const customerId = tenant.customerId('C1');
    await hub.tenant(tenantId, (tx) =>
      tx.execute(
        `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at,
           text_key, params, evidence)
         VALUES ($1, $2, $2, 'LIMIT_EXCEEDED', 'HIGH', 'OPEN', $3, $4, 'LIMIT_EXCEEDED', '{}', '[]')`,
        [tenantId, customerId, `LIMIT_EXCEEDED:${customerId}:1`, clock.now()],
      ),
    );
    const ruling = { riskAlertId: customerId, by: 'marie', comment: null, at: clock.now() };
    const context = { database: hub, clock, signal: new AbortController().signal };
    await overlap(tenant, () => raiseAlerts(context, { tenantId, customerIds: [customerId] }), {
      first: (tx) => resolveRiskAlert(tx, ruling),
    });
    const told = await tenant.one(
      `SELECT 1 FROM event WHERE tenant_id = $1 AND type = 'RISK_ALERT_RESOLVED'`,
    );
    expect(told).toHaveLength(1);
    const alerts = await tenant.one(
      `SELECT resolved_by, over_at IS NOT NULL AS "isOver" FROM risk_alert WHERE tenant_id = $1`,
    );
    expect(alerts).toEqual([{ resolved_by: 'marie', isOver: true }]);
  });
});
