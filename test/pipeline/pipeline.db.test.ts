import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sequenceEvents, type EventType } from '../../src/alerts';
import { rescore } from '../../src/pipeline';
import { JUDGMENTS } from '../../src/demo/registry/history';
import { faultsOf } from '../alerts/events/valid-events';
import { useDemoHub, type DemoTenant } from './demo-hub';

const NOTHING = {
  ...{
    scoringRunId: null,
    customers: 0,
    assessmentsStored: 0,
    gradesChanged: 0,
    limitsChanged: 0,
    alertsRaised: 0,
    alertsResolved: 0,
  },
};

describe('the pipeline', () => {
  const demo = useDemoHub();
  let first: DemoTenant;
  beforeAll(async () => {
    // An older cut of the current year lies in the folder too, and is read before it.
    const { folder } = demo().parts;
    const [latest = ''] = readdirSync(folder).sort().reverse();
    const lines = readFileSync(join(folder, latest), 'utf8').split('\n');
    const cut = lines.slice(0, Math.floor(lines.length / 2)).join('\n');
    writeFileSync(join(folder, '000-older-cut.txt'), `${cut}\n`);
    first = await demo().tenant();
  });

  it('takes books and registries to grades, limits and alerts', async () => {
    const result = await first.run();
    expect(result.customers).toBeGreaterThan(25);
    const [counts] = await first.rows<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM customer WHERE tenant_id = $1 AND company_id IS NOT NULL) AS matched,
         (SELECT count(*)::int FROM credit_assessment WHERE tenant_id = $1 AND grade IS NOT NULL) AS graded,
         (SELECT count(*)::int FROM credit_limit WHERE tenant_id = $1) AS limits,
         (SELECT count(*)::int FROM risk_alert WHERE tenant_id = $1) AS alerts`,
    );
    expect(counts?.['matched']).toBeGreaterThan(15);
    expect(counts?.['graded']).toBeGreaterThan(15);
    expect(counts?.['limits']).toBeGreaterThan(10);
    expect(counts?.['alerts']).toBe(result.alertsRaised);
    expect(result.alertsRaised).toBeGreaterThan(0);
  }, 60_000);

  it('run again writes nothing, and scoring everybody again writes nothing either', async () => {
    const before = await first.digest();
    expect(await first.run()).toEqual(NOTHING);
    expect(await first.digest()).toEqual(before);
    const signal = new AbortController().signal;
    const all = { tenantId: first.tenantId, customerIds: null, signal };
    const { customers, scoringRunId, ...changes } = await rescore(demo().hub, all);
    expect(customers).toBeGreaterThan(25);
    expect(scoringRunId).not.toBeNull();
    expect({ ...changes, customers: 0, scoringRunId: null }).toEqual(NOTHING);
    expect(await first.digest()).toEqual(before);
  }, 60_000);

  it('makes one alert, one event and a limit of zero of an insolvency notice', async () => {
    const [matched] = await first.rows<{ siren: string }>(
      `SELECT siren FROM company m JOIN customer c USING (tenant_id, company_id)
       JOIN receivable r USING (tenant_id, customer_id)
       WHERE m.tenant_id = $1 AND insolvency = 'NONE' AND struck_off_on IS NULL AND m.status = 'ACTIVE'
       GROUP BY 1 HAVING sum(r.open_minor) > 0 ORDER BY 1 LIMIT 1`,
    );
    const siren = matched?.siren ?? '';
    const company = demo().living.world.company(siren);
    company?.notices.push({
      ...{ id: 'A2026004499999', bulletin: 'A', parution: '20260044', number: 99999 },
      ...{ publishedOn: '2026-03-02', kind: 'LIQUIDATION_OPENED', nature: JUDGMENTS.liquidation },
      ...{ decidedOn: '2026-02-25', complement: null, court: 'TRIBUNAL DE COMMERCE DE NANTES' },
      ...{ accountsClosedOn: null, accountsConfidential: false },
    });
    for (let runs = 0; runs < 2; runs++) await first.run();
    const alerts = await first.rows<{ id: string; customer: string; told: number }>(
      `SELECT a.risk_alert_id AS id, a.customer_id AS customer,
         (SELECT count(*)::int FROM event e WHERE e.tenant_id = $1 AND e.subject_id = a.risk_alert_id) AS told
       FROM risk_alert a JOIN customer c USING (tenant_id, customer_id)
       JOIN company m USING (tenant_id, company_id)
       WHERE a.tenant_id = $1 AND m.siren = '${siren}' AND a.rule = 'INSOLVENCY_NOTICE'`,
    );
    expect(alerts).toEqual([expect.objectContaining({ told: 1 })]);
    expect(
      await first.rows(`SELECT limit_minor, binding_term FROM credit_limit
        WHERE tenant_id = $1 AND status = 'ACTIVE' AND customer_id = '${alerts[0]?.customer}'`),
    ).toEqual([{ limit_minor: '0', binding_term: 'OVERRIDE' }]);
  }, 60_000);

  it('withdraws a proposal it would not make again, and says so once', async () => {
    const [limit] = await first.rows<{ customer_id: string }>(
      `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status,
         effective_from, decided_by, decided_at, binding_term, terms, policy_version, told_at)
       SELECT tenant_id, gen_random_uuid(), customer_id, limit_minor + 90000000, currency, 'PROPOSED', effective_from,
         'policy', decided_at, binding_term, terms, policy_version, now()
       FROM credit_limit l WHERE tenant_id = $1 AND status = 'ACTIVE' AND NOT EXISTS (
         SELECT FROM credit_limit p WHERE p.customer_id = l.customer_id AND p.status = 'PROPOSED')
       ORDER BY customer_id LIMIT 1 RETURNING customer_id`,
    );
    const customerIds = [limit?.customer_id ?? ''];
    const signal = new AbortController().signal;
    const again = { tenantId: first.tenantId, customerIds, signal };
    expect(await rescore(demo().hub, again)).toMatchObject({ limitsChanged: 1 });
    expect(await rescore(demo().hub, again)).toMatchObject({ limitsChanged: 0 });
    expect(
      await first.rows(`SELECT e.data ->> 'status' AS status, count(*)::int FROM event e
        JOIN credit_limit l ON l.tenant_id = $1 AND l.credit_limit_id = e.subject_id
        WHERE e.tenant_id = $1 AND l.customer_id = '${customerIds[0]}' AND l.limit_minor > 90000000
        GROUP BY 1`),
    ).toEqual([{ status: 'SUPERSEDED', count: 1 }]);
  }, 60_000);

  it('gives events the positions 1 to n without a gap', async () => {
    const { hub } = demo();
    while ((await hub.database.tenant(first.tenantId, sequenceEvents)) > 0);
    const [row] = await first.rows(
      `SELECT count(*) = max(position) AND min(position) = 1 AND count(position) = count(*) AS "isWhole"
       FROM event WHERE tenant_id = $1`,
    );
    expect(row).toEqual({ isWhole: true });
  });

  it('writes of every event what its schema says, in the version of today', async () => {
    const events = await first.rows<{ type: EventType; data: Record<string, unknown> }>(
      'SELECT type, data FROM event WHERE tenant_id = $1 AND schema_version = 1',
    );
    const [all] = await first.rows('SELECT count(*)::int FROM event WHERE tenant_id = $1');
    expect(all).toEqual({ count: events.length });
    expect(faultsOf(events)).toEqual([]);
    const types = [...new Set(events.map(({ type }) => type))];
    expect(types).toEqual(
      expect.arrayContaining(['RISK_ALERT_RAISED', 'CREDIT_LIMIT_CHANGED', 'GRADE_CHANGED']),
    );
  });

  it('run twice at once by two processes decides and tells everything once', async () => {
    const twin = await demo().tenant();
    await Promise.all([twin.run(), twin.run()]);
    await twin.run();
    const repeated = await twin.rows(
      `SELECT 'assessments' AS what, customer_id FROM credit_assessment WHERE tenant_id = $1
         GROUP BY 2, decision HAVING count(*) > 1
       UNION ALL
       SELECT 'limits', customer_id FROM credit_limit WHERE tenant_id = $1
         GROUP BY 2, limit_minor, status HAVING count(*) > 1
       UNION ALL
       -- Only what was in force: a proposal at one grade may be granted at a better one, once more is known.
       SELECT 'superseded at once', customer_id FROM credit_limit WHERE tenant_id = $1 AND replaced_at IS NOT NULL
         AND EXISTS (SELECT FROM credit_limit n WHERE n.tenant_id = $1
           AND n.customer_id = credit_limit.customer_id AND n.limit_minor = credit_limit.limit_minor
           AND n.credit_limit_id <> credit_limit.credit_limit_id)
       UNION ALL
       SELECT type, customer_id FROM event WHERE tenant_id = $1
         GROUP BY 1, 2, subject_id, data HAVING count(*) > 1`,
    );
    expect(repeated).toEqual([]);
    const [reference] = await first.rows(`SELECT count(*)::int AS customers,
      count(*) FILTER (WHERE company_id IS NOT NULL)::int AS matched FROM customer WHERE tenant_id = $1`);
    const [own] = await twin.rows(`SELECT count(*)::int AS customers,
      count(*) FILTER (WHERE company_id IS NOT NULL)::int AS matched FROM customer WHERE tenant_id = $1`);
    expect(own).toEqual(reference);
    const before = await twin.digest();
    expect(await twin.run()).toEqual(NOTHING);
    expect(await twin.digest()).toEqual(before);
  }, 90_000);

  it('scores the books when every provider is down, and takes up the rest when they are back', async () => {
    const { providers } = demo().parts;
    const ids = ['recherche-entreprises', 'bodacc', 'pappers', 'ecb'];
    const tenant = await demo().tenant();
    // An answer that no retry mends, so that the test does not wait for retries.
    const refused = { always: { kind: 'status', status: 401 } } as const;
    for (const id of ids) providers.setFaults(id, refused);
    try {
      expect((await tenant.run()).customers).toBeGreaterThan(25);
    } finally {
      for (const id of ids) providers.setFaults(id, {});
    }
    await tenant.rows(`UPDATE connection SET status = 'ACTIVE' WHERE tenant_id = $1`);
    await tenant.run();
    const [row] = await tenant.rows<{ matched: number }>(
      `SELECT count(company_id)::int AS matched FROM customer WHERE tenant_id = $1`,
    );
    expect(row?.matched).toBeGreaterThan(15);
  }, 60_000);
});
