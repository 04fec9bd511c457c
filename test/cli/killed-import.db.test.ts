import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateWorld, writeDemoFiles } from '../../src/demo';
import { useDatabase } from '../support/postgres';
import { encours, startEncours } from './run-encours';

jest.setTimeout(180_000);

const database = useDatabase();
let folder: string;
let files: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-kill-'));
  const world = generateWorld({ seed: 11, today: '2026-06-30' });
  ({ files } = await writeDemoFiles(world, folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an import leaves of a tenant, without when it was recorded; ids contain the tenant's, so they are left out. */
const TABLES: readonly [table: string, columns: string][] = [
  ['customer', 'account, name, is_pooled, match_status'],
  ['receivable', 'kind, number, account, issued_on, due_on, total_minor, open_minor, source_line'],
  ['receivable_entry', 'kind, reversed_kind, amount_minor, effective_on, source_line'],
  ['quarantined_record', 'stream, line, code, payload'],
  ['credit_assessment', 'grade, score, is_current'],
  ['risk_alert', 'rule, severity, status, text_key, deadline_on'],
];

async function digest(slug: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const [table, columns] of TABLES) {
    const [row] = await database().query<{ digest: string }>(
      `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS digest
       FROM (SELECT ${columns} FROM ${table}
         WHERE tenant_id = (SELECT tenant_id FROM tenant WHERE slug = $1)) t`,
      [slug],
    );
    digests[table] = row?.digest ?? '';
  }
  return digests;
}

function importArgs(slug: string): string[] {
  return ['import', ...files, '--connector', 'fec', '--tenant', slug, '--json'];
}

it('killed at many moments and run again, an import ends as if run once', async () => {
  const env = { DATABASE_URL: database().url };
  for (const slug of ['whole', 'killed']) await encours(['tenants', 'create', slug], env);
  const startedAt = performance.now();
  const whole = await encours(importArgs('whole'), env);
  const tookMs = performance.now() - startedAt;
  expect(whole.code).toBe(0);
  // The later a kill, the more of the way it cuts; each run goes on where the last one got to.
  for (const share of [0.25, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9]) {
    const run = startEncours(importArgs('killed'), env);
    await sleep(tookMs * share);
    run.child.kill('SIGKILL');
    await run.ended;
  }
  const last = await encours(importArgs('killed'), env);
  expect(last.stdout).toBe(whole.stdout);
  expect(await digest('killed')).toEqual(await digest('whole'));
});
