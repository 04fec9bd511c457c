/** What a team is measured by, as BI reads it: through a login of its own, which sees one seller. */
import { Client } from 'pg';
import {
  acknowledgeRiskAlert,
  assignRiskAlert,
  reopenRiskAlert,
  resolveRiskAlert,
  snoozeRiskAlert,
} from '../../src/alerts';
import { createSqlLogin, type Database, type Transaction } from '../../src/database';
import { newId } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import { connectApp, createSeller, NOW, type Seller } from './seller-fixture';

let app: Database;
let seller: Seller;
let bi: Client;
let roleName: string;

afterAll(async () => {
  await bi.end();
  await database().query('DELETE FROM sql_login');
  await database().query(`DROP ROLE ${roleName}`);
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'measured', customers: 2 });
  const login = await createSqlLogin(app, { tenantId: seller.tenantId, key: seller.keys.ANALYST });
  ({ roleName } = login);
  bi = new Client({ connectionString: login.url });
  await bi.connect();
});

async function anAlert(of: Seller, restriction = 'NONE'): Promise<string> {
  const id = newId();
  await database().query(
    `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, after,
       text_key, params, evidence, use_restriction)
     VALUES ($1, $2::uuid, $3, 'GRADE_DROP', 'HIGH', 'OPEN', ($2::uuid)::text, $4, '{}', 'GRADE_DROP', '{}', '[]', $5)`,
    [of.tenantId, id, of.customerId('C001'), NOW, restriction],
  );
  return id;
}

const after = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const ruling = (riskAlertId: string, minutes: number, by = 'claire') => ({
  ...{ riskAlertId, by, comment: null, at: after(minutes) },
});
const does = (work: (tx: Transaction) => Promise<unknown>): Promise<unknown> =>
  app.tenant(seller.tenantId, work);

async function measured(id: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await bi.query<Record<string, unknown>>(
    `SELECT status, assigned_to, is_actionable, acknowledged_by, first_response_by, minutes_to_response::int AS minutes,
       snoozed_until IS NOT NULL AS asleep FROM bi.risk_alerts WHERE risk_alert_id = $1`,
    [id],
  );
  return rows[0];
}

it('keeps the first response when the alert is closed, reopened and handled by others', async () => {
  const id = await anAlert(seller);
  expect(await measured(id)).toMatchObject({ is_actionable: true, minutes: null });
  await does((tx) => assignRiskAlert(tx, { ...ruling(id, 42), to: 'paul' }));
  await does((tx) => acknowledgeRiskAlert(tx, ruling(id, 90, 'paul')));
  await does((tx) => resolveRiskAlert(tx, ruling(id, 100, 'paul')));
  expect(await measured(id)).toMatchObject({ status: 'RESOLVED', is_actionable: false });
  await does((tx) => reopenRiskAlert(tx, ruling(id, 200, 'anne')));
  expect(await measured(id)).toEqual({
    ...{ status: 'OPEN', assigned_to: 'paul', is_actionable: true, acknowledged_by: null },
    ...{ first_response_by: 'claire', minutes: 42, asleep: false },
  });
  await does((tx) => snoozeRiskAlert(tx, { ...ruling(id, 201), until: after(9_000) }));
  expect(await measured(id)).toMatchObject({ is_actionable: false, asleep: true, minutes: 42 });
});

it('shows neither what may not be passed on nor another seller’s', async () => {
  const stranger = await createSeller(app, database(), { slug: 'unmeasured', customers: 1 });
  expect(await measured(await anAlert(stranger))).toBeUndefined();
  expect(await measured(await anAlert(seller, 'NO_REDISTRIBUTION'))).toBeUndefined();
});
