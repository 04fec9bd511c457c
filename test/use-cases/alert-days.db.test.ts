import { createHub } from '../../src/hub';
import { silentLogger } from '../../src/kernel';
import { setCreditLimit } from '../../src/limits';
import { rescoreMarked } from '../../src/pipeline';
import { useTenants, type Tenant } from '../unify/tenant';
import { withBooks } from './plain-books';

const newTenant = useTenants();

/** The night of a day, on which nothing has been learnt: what it tells of each customer that it looks at. */
async function night(tenant: Tenant, day: string): Promise<string[]> {
  const { clock, tenantId } = tenant;
  const hub = createHub({ database: tenant.hub, clock, logger: silentLogger, connectors: [] });
  clock.advanceMs(Date.parse(`${day}T09:00:00Z`) - clock.now().getTime());
  const { signal } = new AbortController();
  await rescoreMarked(hub, { tenantId, kind: 'NIGHTLY', signal });
  const rows = await tenant.one<{ told: string }>(
    `SELECT account || ' ' || rule || ' ' || severity || CASE WHEN over_at IS NULL THEN '' ELSE ' over' END AS told
     FROM risk_alert JOIN customer USING (tenant_id, customer_id)
     WHERE tenant_id = $1 AND (raised_at >= '${day}' OR over_at >= '${day}') ORDER BY 1`,
  );
  return rows.map(({ told }) => told);
}

const COPIED = `tenant_id, customer_id, connection_id, kind, label, account, issued_on, due_on, due_date_source, currency,
  total_minor, open_minor, last_effective_on, changed_at, is_doubtful, source_file_id, source_line`;

/** Paid so many more invoices, each like its first. */
async function paidMore(tenant: Tenant, account: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await tenant.one(
      `WITH old AS (
         SELECT r.* FROM receivable r WHERE r.tenant_id = $1 AND r.customer_id = '${tenant.customerId(account)}'
           AND r.open_minor = 0 ORDER BY receivable_id LIMIT 1
       ), copy AS (
         INSERT INTO receivable (receivable_id, number, ${COPIED})
         SELECT gen_random_uuid(), 'M${n}', ${COPIED} FROM old
         RETURNING receivable_id)
       INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
         source_file_id, source_line)
       SELECT e.tenant_id, copy.receivable_id, e.kind, e.amount_minor, e.effective_on, e.recorded_at, gen_random_uuid(),
         e.source_file_id, e.source_line
       FROM receivable_entry e JOIN old USING (tenant_id, receivable_id), copy`,
    );
  }
}

async function grantUntil(tenant: Tenant, account: string, expiresOn: string): Promise<void> {
  await tenant.hub.tenant(tenant.tenantId, (tx) =>
    setCreditLimit(tx, {
      ...{ customerId: tenant.customerId(account), limitMinor: 1_000_000n, currency: 'EUR' },
      ...{ decidedBy: 'marie', decidedByKey: null, reason: 'a large order', expiresOn },
      ...{ asOf: '2026-03-01', at: tenant.clock.now() },
    }),
  );
}

/** As if the customer had been scored 100 days ago for the first time, as the same but safer, and was to be looked at. */
async function wasBetter(tenant: Tenant, account: string): Promise<void> {
  await tenant.one(
    `WITH now AS (
       SELECT * FROM credit_assessment WHERE tenant_id = $1 AND customer_id = '${tenant.customerId(account)}' AND is_current
     ), old AS (
       INSERT INTO credit_assessment SELECT (jsonb_populate_record(NULL::credit_assessment, to_jsonb(now) || jsonb_build_object('is_current', false,
         'credit_assessment_id', gen_random_uuid(), 'score', least(100, score + 15), 'assessed_on', assessed_on - 100,
         'probability_of_default', probability_of_default / 3, 'assessed_at', assessed_at - interval '100 days'))).* FROM now)
     INSERT INTO rescore_mark (tenant_id, customer_id, reason) SELECT tenant_id, customer_id, 'CUSTOMER' FROM now`,
  );
}

describe('a night on which only the day is new', () => {
  it('tells of a score that slid on the day the better one has held for long enough to be its own', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 3);
    await night(tenant, '2026-03-01');
    await wasBetter(tenant, 'C1');
    await night(tenant, '2026-03-01');
    expect(await night(tenant, '2026-03-19')).toEqual([]);
    expect(await night(tenant, '2026-03-20')).toEqual(['C1 GRADE_DRIFT LOW']);
  });

  it('tells of the end of a limit so many days before it, and of the first delay so many days after', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 3);
    await paidMore(tenant, 'C2', 3);
    await grantUntil(tenant, 'C1', '2026-03-20');
    await night(tenant, '2026-03-01');
    expect(await night(tenant, '2026-03-05')).toEqual([]);
    expect(await night(tenant, '2026-03-06')).toEqual(['C1 LIMIT_EXPIRED LOW']);
    // Due on 22 March: told once it is more than five days late, of who has a record of paying in time.
    expect(await night(tenant, '2026-03-27')).not.toContain('C2 FIRST_LATE LOW');
    expect(await night(tenant, '2026-03-28')).toEqual(['C2 FIRST_LATE LOW']);
    expect(await night(tenant, '2026-03-29')).toEqual([]);
  });

  it('ends the news of a returned payment once it is 90 days old, set against the payment or not', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 1);
    await tenant.one(
      `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
         due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
         source_file_id, source_line)
       SELECT tenant_id, gen_random_uuid(), customer_id, connection_id, 'RETURNED_PAYMENT', 'R', '', '411', '2026-02-20',
         NULL, 'LEGAL_DEFAULT', 'EUR', 500000, 0, '2026-02-20', now(), false, gen_random_uuid(), 1
       FROM customer WHERE tenant_id = $1`,
    );
    expect(await night(tenant, '2026-03-01')).toContain('C0 RETURNED_PAYMENT MEDIUM');
    const over = 'C0 RETURNED_PAYMENT MEDIUM over';
    expect(await night(tenant, '2026-05-21')).not.toContain(over);
    expect(await night(tenant, '2026-05-22')).toContain(over);
  });

  it('tells that one customer owes most of all, and that it does no more', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 3);
    await tenant.one(
      `UPDATE receivable SET open_minor = 5000000, total_minor = 5000000
       WHERE tenant_id = $1 AND customer_id = '${tenant.customerId('C1')}' AND open_minor > 0`,
    );
    expect(await night(tenant, '2026-03-01')).toContain('C1 CONCENTRATION MEDIUM');
    await tenant.one(
      `UPDATE receivable SET open_minor = 0, changed_at = now()
       WHERE tenant_id = $1 AND customer_id = '${tenant.customerId('C1')}'`,
    );
    expect(await night(tenant, '2026-04-10')).toContain('C1 CONCENTRATION MEDIUM over');
  });
});
