/** What became of those assessed a year ago: only what came after, once each, and only whole years. */
import { completeSiren } from '../../src/kernel';
import type { LegalEventRecord } from '../../src/connector-kit';
import { calibration, type Calibration } from '../../src/reports';
import { company, notice, useTenants, type Tenant } from '../unify/tenant';

const newTenant = useTenants();
const TODAY = '2026-03-01';
const sirenOf = (place: number): string => completeSiren(String(10_000_000 + place));

async function tenantOf(customers: number): Promise<Tenant> {
  const tenant = await newTenant();
  for (let place = 1; place <= customers; place++) {
    const siren = sirenOf(place);
    await tenant.customers(`C${place}=Acme ${place}`);
    await tenant.hear('bodacc', company({ siren }));
    await tenant.confirm(`C${place}`, siren);
  }
  return tenant;
}

async function assessed(
  tenant: Tenant,
  account: string,
  on: string,
  [grade, probability]: readonly [string, number],
): Promise<void> {
  await tenant.one(
    `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score,
       probability_of_default, confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision, grade_state)
     VALUES ($1, gen_random_uuid(), '${tenant.customerId(account)}', false, '${grade}', 50, ${probability}, 'HIGH',
       'encours-3', '${on}T03:00:00Z', '${on}', '', '{}', '{}', '{}')`,
  );
}

let notices = 0;
function hear(tenant: Tenant, place: number, told: Partial<LegalEventRecord>): Promise<void> {
  const sourceKey = told.sourceKey ?? `N${++notices}`;
  return tenant.hear('bodacc', notice({ siren: sirenOf(place), ...told, sourceKey }));
}

/** An invoice of 100 euros, paid so many days after its due date; null: never. */
async function invoice(tenant: Tenant, account: string, due: string, paidAfter: number | null) {
  const entries =
    paidAfter === null
      ? `('ISSUE', 10000, 0)`
      : `('ISSUE', 10000, 0), ('PAYMENT', -10000, ${paidAfter})`;
  await tenant.one(
    `WITH r AS (
       INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account,
         issued_on, due_on, due_date_source, currency, total_minor, open_minor, is_doubtful, source_file_id, source_line,
         last_effective_on, changed_at)
       SELECT $1, gen_random_uuid(), customer_id, connection_id, 'INVOICE', 'F', '', account, '${due}'::date - 30, '${due}',
         'DOCUMENT', 'EUR', 10000, ${paidAfter === null ? 10000 : 0}, false, gen_random_uuid(), 1, '${due}', now()
       FROM customer WHERE customer_id = '${tenant.customerId(account)}' RETURNING receivable_id)
     INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
       source_file_id, source_line)
     SELECT $1, receivable_id, e.kind, e.amount, '${due}'::date + e.after, now(), gen_random_uuid(), gen_random_uuid(), 1
     FROM r, (VALUES ${entries}) e (kind, amount, after)`,
  );
}

function calibrate(tenant: Tenant, today = TODAY): Promise<Calibration> {
  return tenant.hub.tenant(tenant.tenantId, (tx) => calibration(tx, today), { readOnly: true });
}

describe('what became of those assessed', () => {
  it('counts what came within twelve months after the day, and nothing before or later', async () => {
    const tenant = await tenantOf(7);
    const outcomes: [published: string, kind: LegalEventRecord['kind']][] = [
      ['2025-03-01', 'RECEIVERSHIP_OPENED'],
      ['2026-02-28', 'LIQUIDATION_OPENED'],
      ['2025-06-01', 'STRUCK_OFF'],
      ['2025-02-28', 'SAFEGUARD_OPENED'],
      ['2024-01-01', 'LIQUIDATION_OPENED'],
      ['2026-03-01', 'LIQUIDATION_OPENED'],
      ['2025-06-01', 'ACCOUNTS_FILED'],
    ];
    for (const [index, [publishedOn, kind]] of outcomes.entries()) {
      await assessed(tenant, `C${index + 1}`, '2025-02-01', ['C', 0.03]);
      await hear(tenant, index + 1, { publishedOn, kind });
    }
    const { cohorts, total, customers, firstCompleteOn } = await calibrate(tenant);
    // The day a year and a day ago: C4 and C5 had failed by then.
    expect(cohorts.map(({ day }) => day)).toEqual(['2025-02-28']);
    expect(total).toEqual([
      {
        ...{ grade: 'C', modelVersion: 'encours-3', customers: 5, failures: 3 },
        ...{ expectedFailures: 0.15, severelyLate: 0, withDueClaims: 0 },
      },
    ]);
    expect({ customers, firstCompleteOn }).toEqual({ customers: 5, firstCompleteOn: null });
  });

  it('leaves out notices that were annulled', async () => {
    const tenant = await tenantOf(1);
    await assessed(tenant, 'C1', '2025-02-01', ['B', 0.01]);
    await hear(tenant, 1, { publishedOn: '2025-06-01', sourceKey: 'WRONG' });
    await hear(tenant, 1, {
      ...{ publishedOn: '2025-06-10', relation: 'CANCELS' as const, relatedKey: 'WRONG' },
    });
    expect((await calibrate(tenant)).failures).toBe(0);
  });

  it('takes of each customer the assessment in force, once a year, and counts no failure twice', async () => {
    const tenant = await tenantOf(2);
    await assessed(tenant, 'C1', '2023-01-10', ['A', 0.002]);
    await assessed(tenant, 'C1', '2024-12-01', ['D', 0.08]);
    await assessed(tenant, 'C1', '2025-06-01', ['E', 1]);
    await assessed(tenant, 'C2', '2024-06-01', ['B', 0.01]);
    await hear(tenant, 1, { publishedOn: '2025-04-01', kind: 'LIQUIDATION_OPENED' });
    const { cohorts, failures } = await calibrate(tenant);
    expect(
      cohorts.map(({ day, rows }) => [day, ...rows.map((row) => [row.grade, row.failures])]),
    ).toEqual([
      ['2025-02-28', ['B', 0], ['D', 1]],
      ['2024-02-28', ['A', 0]],
      ['2023-02-28', ['A', 0]],
    ]);
    expect(failures).toBe(1);
  });

  it('tells severe lateness apart from failing', async () => {
    const tenant = await tenantOf(3);
    for (const account of ['C1', 'C2', 'C3'])
      await assessed(tenant, account, '2025-02-01', ['C', 0.03]);
    for (const due of ['2025-05-01', '2025-06-01', '2025-07-01', '2025-08-01', '2025-09-01']) {
      await invoice(tenant, 'C1', due, due === '2025-05-01' ? 91 : 5);
      await invoice(tenant, 'C2', due, 90);
    }
    // Falls due too late in the year to be 90 days late within it.
    await invoice(tenant, 'C3', '2026-01-15', null);
    const [row] = (await calibrate(tenant)).total;
    expect(row).toMatchObject({ failures: 0, severelyLate: 1, withDueClaims: 2 });
  });

  it('says so when no assessment is a year old, or when there is none', async () => {
    const tenant = await tenantOf(1);
    const nothing = { cohorts: [], total: [], customers: 0, failures: 0 };
    expect(await calibrate(tenant)).toMatchObject({ ...nothing, firstCompleteOn: null });
    await assessed(tenant, 'C1', '2025-03-01', ['A', 0.001]);
    expect(await calibrate(tenant)).toMatchObject({ ...nothing, firstCompleteOn: '2026-03-02' });
    expect((await calibrate(tenant, '2026-03-02')).customers).toBe(1);
  });

  it('shows each assessment with its own twelve months to BI', async () => {
    const tenant = await tenantOf(2);
    await assessed(tenant, 'C1', '2024-06-01', ['B', 0.01]);
    await assessed(tenant, 'C1', '2025-06-15', ['D', 0.08]);
    await assessed(tenant, 'C2', '2025-09-01', ['A', 0.001]);
    await hear(tenant, 1, { publishedOn: '2025-06-01', kind: 'RECEIVERSHIP_OPENED' });
    const rows = await tenant.hub.tenant(tenant.tenantId, async (tx) => {
      await tx.query(`SELECT set_config('app.today', $1, true)`, [TODAY]);
      return tx.query(
        `SELECT customer_account AS account, assessed_on::text AS "on", is_complete AS complete,
           was_failed_before AS before, has_failed AS failed, insolvency_on::text AS insolvency
         FROM bi.assessment_outcomes ORDER BY assessed_on`,
      );
    });
    expect(rows).toEqual([
      {
        ...{ account: 'C1', on: '2024-06-01', complete: true, before: false, failed: true },
        insolvency: '2025-06-01',
      },
      {
        ...{ account: 'C1', on: '2025-06-15', complete: false, before: true, failed: false },
        insolvency: null,
      },
      {
        ...{ account: 'C2', on: '2025-09-01', complete: false, before: false, failed: false },
        insolvency: null,
      },
    ]);
  });
});
