/** The demo's bureau, insurer and books tell of one underlying health: two of them far apart are news, not the rule. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors, simulators } from '../../connectors';
import { connectDemo } from '../../src/cli/demo/demo-connections';
import { startSimulators } from '../../src/connector-kit';
import { createTenant, Database } from '../../src/database';
import { generateWorld, writeDemoFiles } from '../../src/demo';
import { createHub } from '../../src/hub';
import { SecretKeys } from '../../src/landing';
import { FixedClock, silentLogger } from '../../src/kernel';
import { runPipeline } from '../../src/pipeline';
import type { AssessmentInputs } from '../../src/reports';
import { CURRENT_MODEL, isDisagreement, opinionsOf, spreadOf } from '../../src/scoring';
import { useDatabase } from '../support/postgres';

jest.setTimeout(240_000);

const TODAY = '2026-03-02';
const database = useDatabase();

/** Of every customer of the demo, what its assessment rests on. */
async function assessed(customers: number): Promise<AssessmentInputs[]> {
  const world = generateWorld({ seed: 7, today: TODAY, customers });
  const folder = mkdtempSync(join(tmpdir(), 'encours-demo-'));
  await writeDemoFiles(world, folder);
  const opened = await Database.connect({ url: database().url, logger: silentLogger });
  const running = await startSimulators({ simulators, world });
  try {
    const clock = new FixedClock(new Date(`${TODAY}T09:00:00Z`));
    const secretKeys = SecretKeys.of([Buffer.alloc(32, 7)]);
    const hub = createHub({
      ...{ database: opened, clock, logger: silentLogger, connectors, secretKeys },
    });
    const { tenantId } = await createTenant(opened, { slug: 'demo' });
    await connectDemo(hub, tenantId, { booksFolder: folder, simulators: running });
    const signal = new AbortController().signal;
    await runPipeline(hub, { tenantId, connectionIds: null, signal });
    return await database().query<AssessmentInputs>(
      `SELECT inputs, decision, grade, grade_state AS "gradeState" FROM credit_assessment
       WHERE tenant_id = $1 AND is_current`,
      [tenantId],
    );
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
    await running.stop();
  }
}

it('has opinions far apart of a few customers only', async () => {
  const rows = await assessed(100);
  const compared = rows.map((row) => opinionsOf(row.inputs, row, CURRENT_MODEL));
  const spreads = compared.map(spreadOf).filter((spread) => spread !== null);
  const apart = spreads.filter(isDisagreement).length / spreads.length;
  expect(spreads.length).toBeGreaterThan(rows.length / 2);
  // A seventh of the whole demo; some more or less in so small a part of it.
  expect(apart).toBeLessThan(0.2);
});
