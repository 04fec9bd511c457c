import { createHub } from '../../src/hub';
import { silentLogger } from '../../src/kernel';
import { rescore } from '../../src/pipeline';
import { useTenants } from '../unify/tenant';
import { withBooks } from './plain-books';

const newTenant = useTenants();

describe('scoring everybody again', () => {
  it('writes only whom something changed for: a payment elsewhere or a day is not one', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 210);
    const late = (days: number, accounts: string): Promise<unknown[]> =>
      tenant.one(
        `UPDATE receivable_entry e SET effective_on = effective_on + ${days} FROM receivable r, customer c
         WHERE e.tenant_id = $1 AND e.kind = 'PAYMENT' AND r.tenant_id = $1 AND r.receivable_id = e.receivable_id
           AND c.tenant_id = $1 AND c.customer_id = r.customer_id AND c.account IN (${accounts})`,
      );
    const payLate = Array.from({ length: 42 }, (_, n) => `'C${n}'`).join();
    await late(30, payLate);
    const { hub: database, clock } = tenant;
    const hub = createHub({ database, clock, logger: silentLogger, connectors: [] });
    const everybody = {
      tenantId: tenant.tenantId,
      customerIds: null,
      signal: new AbortController().signal,
    };
    const assessments = async (): Promise<unknown> => {
      await rescore(hub, everybody);
      const [row] = await tenant.one(
        'SELECT count(*)::int AS n FROM credit_assessment WHERE tenant_id = $1',
      );
      return row;
    };
    expect(await assessments()).toEqual({ n: 210 });
    tenant.clock.advanceMs(86_400_000);
    expect(await assessments()).toEqual({ n: 210 });
    await late(-30, `'C7'`);
    expect(await assessments()).toEqual({ n: 211 });
  });
});
