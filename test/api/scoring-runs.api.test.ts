import type { Api } from '../../src/api';
import { createApiKey } from '../../src/database';
import { createHub } from '../../src/hub';
import { silentLogger } from '../../src/kernel';
import { rescore } from '../../src/pipeline';
import { useTenants, type Tenant } from '../unify/tenant';
import { startApi } from './api-harness';

const newTenant = useTenants();

const RUNS = `{ scoringRuns(first: 1) { totalCount pageInfo { hasNextPage } nodes { id kind status asOf customersTotal
  customersDone limitsChanged decisionsDigest finishedAt errorCode modelVersion policyVersion } } }`;

describe('scoring runs over GraphQL', () => {
  let api: Api | undefined;
  afterEach(() => api?.close());

  async function serve(tenant: Tenant): Promise<(query: string) => Promise<unknown>> {
    const served = await startApi(tenant.hub, { clock: tenant.clock });
    api = served;
    const key = await tenant.hub.tenant(tenant.tenantId, (tx) =>
      createApiKey(tx, { role: 'VIEWER', label: 'test' }),
    );
    return async (query) => {
      const response = await fetch(`${served.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query }),
      });
      return response.json();
    };
  }

  async function score(tenant: Tenant): Promise<string | null> {
    const { hub: database, clock, tenantId } = tenant;
    const hub = createHub({ database, clock, logger: silentLogger, connectors: [] });
    const { signal } = new AbortController();
    return (await rescore(hub, { tenantId, customerIds: null, signal })).scoringRunId;
  }

  it('are listed newest first, found by id, and only one’s own', async () => {
    const tenant = await newTenant();
    const other = await newTenant();
    for (const each of [tenant, other]) {
      await each.customers('C1=Acme', 'C2=Other');
      await score(each);
    }
    tenant.clock.advanceMs(60_000);
    await score(tenant);
    const ask = await serve(tenant);
    const answer = (await ask(RUNS)) as { data: { scoringRuns: { nodes: { id: string }[] } } };
    const [run] = answer.data.scoringRuns.nodes;
    expect(answer.data.scoringRuns).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: true },
      nodes: [
        {
          ...{ kind: 'REQUESTED', status: 'DONE', asOf: '2026-03-01', errorCode: null },
          // The second run found nothing that differs, and stored nothing.
          ...{ customersTotal: 2, customersDone: 2, decisionsDigest: '0'.repeat(32) },
        },
      ],
    });
    const query = `{ node(id: "${run?.id}") { id ... on ScoringRun { status } } }`;
    expect(await ask(query)).toMatchObject({
      data: { node: { id: run?.id, status: 'DONE' } },
    });
  });

  it('and what waits for one are measured for whoever watches the installation', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme', 'C2=Other');
    await serve(tenant);
    const metrics = await (await fetch(`${api?.url}/metrics`)).text();
    const [, waiting] = /^encours_rescore_customers_waiting (\d+)$/m.exec(metrics) ?? [];
    expect(Number(waiting)).toBeGreaterThanOrEqual(2);
    expect(metrics).toMatch(/^encours_scoring_runs_running 0$/m);
  });
});
