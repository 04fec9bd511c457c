/** A folder of e-invoices, some of them bad, imported by the command; killed half-way, and once more. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pdf, ubl } from '../../connectors/e-invoice/e-invoice.test-support';
import { createTenant, Database } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { useDatabase } from '../support/postgres';
import { encours, startEncours } from './run-encours';

jest.setTimeout(120_000);

const GOOD = 60;
const BAD: readonly [name: string, content: string | Uint8Array, code: string][] = [
  ['amount.xml', ubl({ number: 'B1', due: '1,00' }), 'EINVOICE_AMOUNT_INVALID'],
  ['cut.xml', ubl({ number: 'B2' }).slice(0, -50), 'XML_MALFORMED'],
  ['list.xml', 'number;date\nF1;2026-01-01\n', 'EINVOICE_NOT_RECOGNISED'],
  [
    'other.xml',
    ubl({ number: 'B3' }).replaceAll('732829320', '552100554'),
    'EINVOICE_OTHER_SELLER',
  ],
  ['scan.pdf', pdf([]), 'EINVOICE_PDF_WITHOUT_XML'],
];
const folder = mkdtempSync(join(tmpdir(), 'encours-folder-'));
const database = useDatabase();
let hub: Database;

beforeAll(async () => {
  hub = await Database.connect({ url: database().url, logger: silentLogger });
  for (let index = 0; index < GOOD; index++) {
    writeFileSync(join(folder, `good-${index}.xml`), ubl({ number: `F-${index}` }));
  }
  for (const [name, content] of BAD) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, '.hidden'), 'x');
  mkdirSync(join(folder, 'inner'));
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

async function aTenant(slug: string): Promise<string> {
  const { tenantId } = await createTenant(hub, { slug });
  const config = { ownIdentifiers: ['732829320'] };
  await hub.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'e-invoice', name: 'files', config }),
  );
  return tenantId;
}

function importArgs(path: string, slug: string): string[] {
  return ['import', path, '-c', 'e-invoice', '-t', slug, '--no-rescore'];
}

/** How many documents, what they add up to, and which transactions wrote them. */
async function written(tenantId: string): Promise<{ documents: number; rows: string }> {
  const [row] = await database().query<{ documents: number; rows: string }>(
    `SELECT (SELECT count(*)::int FROM accounting_document WHERE tenant_id = $1) AS documents,
       concat_ws(' ', (SELECT string_agg(xmin::text, ',' ORDER BY receivable_id) FROM receivable WHERE tenant_id = $1),
         (SELECT sum(open_minor) FROM receivable WHERE tenant_id = $1),
         (SELECT string_agg(xmin::text, ',' ORDER BY source_file_id) FROM source_file WHERE tenant_id = $1)) AS rows`,
    [tenantId],
  );
  return row ?? { documents: 0, rows: '' };
}

it('gives what is good in it, names each file that is not, and changes nothing the second time', async () => {
  const env = { DATABASE_URL: database().url };
  const tenantId = await aTenant('folder');
  const killed = startEncours(importArgs(folder, 'folder'), env);
  while (killed.child.exitCode === null && (await written(tenantId)).documents === 0)
    await sleep(5);
  killed.child.kill('SIGKILL');
  await killed.ended;

  const first = await encours(importArgs(folder, 'folder'), env);
  expect(first.code).toBe(1);
  expect(first.stderr).toContain(`${BAD.length} of ${GOOD + BAD.length} files were not imported`);
  for (const [name, , code] of BAD) {
    expect(first.stderr).toContain(`${join(folder, name)}: ${code}: `);
  }
  const after = await written(tenantId);
  expect(after.documents).toBe(GOOD);

  const second = await encours(importArgs(folder, 'folder'), env);
  expect(second.code).toBe(1);
  expect(await written(tenantId)).toEqual(after);

  const empty = await encours(importArgs(join(folder, 'inner'), 'folder'), env);
  expect(empty.stderr).toContain('FOLDER_EMPTY');
});
