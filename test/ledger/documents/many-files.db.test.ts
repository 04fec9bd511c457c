/** Many small files imported together: bad ones among them, again, and by two at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eInvoice } from '../../../connectors/e-invoice';
import { fixture } from '../../../connectors/e-invoice/e-invoice.test-support';
import { isEncoursError } from '../../../src/kernel';
import { importFiles, type ImportOutcome } from '../../../src/use-cases/import-files';
import { aSeller, hubOf, useHubs } from '../../use-cases/seller';

const opened = useHubs();
const folder = mkdtempSync(join(tmpdir(), 'encours-many-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Invoices that differ in their number alone. */
function invoices(count: number): string[] {
  const text = fixture('typical-ubl.txt').toString();
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `${index}.xml`);
    writeFileSync(path, text.replaceAll('F-2026-0042', `F-2026-${1_000 + index}`));
    return path;
  });
}

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it('takes the good ones, says what is wrong with each of the others, and writes nothing the second time', async () => {
  const hub = hubOf(opened(), { connectors: [eInvoice] });
  const tenantId = await aSeller(hub);
  const good = invoices(230);
  const order = '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>';
  const bad = [written('order.xml', order), written('empty.xml', ''), join(folder, 'none.xml')];
  const paths = [...good.slice(0, 100), ...bad, ...good.slice(100), ...good.slice(0, 2)];
  const run = async (): Promise<ImportOutcome[]> => {
    const outcomes: ImportOutcome[] = [];
    const signal = new AbortController().signal;
    const request = { tenantId, connectorId: 'e-invoice', paths, signal };
    for await (const outcome of importFiles(hub, request)) outcomes.push(outcome);
    return outcomes;
  };
  const written_ = async (): Promise<unknown> =>
    hub.database.tenant(tenantId, async (tx) => ({
      claims: await tx.query(
        'SELECT count(*)::int AS n, sum(open_minor)::text AS open FROM receivable WHERE tenant_id = $1',
        [tenantId],
      ),
      runs: await tx.query('SELECT count(*)::int AS n FROM receivable_entry WHERE tenant_id = $1', [
        tenantId,
      ]),
      marks: await tx.query('SELECT 1 FROM rebuild_mark WHERE tenant_id = $1', [tenantId]),
      files: await tx.query(
        `SELECT status, count(*)::int AS n FROM source_file WHERE tenant_id = $1 AND status = 'APPLIED' GROUP BY 1`,
        [tenantId],
      ),
    }));
  const first = await run();
  expect(first.map(({ path }) => path)).toEqual([...new Set(paths)]);
  const failed = first.filter(({ imported }) => imported === null);
  expect(failed.map(({ path }) => path)).toEqual(bad);
  expect(failed.every(({ error }) => isEncoursError(error))).toBe(true);
  const after = await written_();
  expect(after).toEqual({
    claims: [{ n: 230, open: '23000000' }],
    runs: [{ n: 230 }],
    marks: [],
    files: [{ status: 'APPLIED', n: 230 }],
  });
  const second = await run();
  expect(second.filter(({ imported }) => imported?.isUnchanged === true)).toHaveLength(230);
  expect(await written_()).toEqual(after);
}, 60_000);

it('is one import when two run at once', async () => {
  const hub = hubOf(opened(), { connectors: [eInvoice] });
  const tenantId = await aSeller(hub);
  const paths = invoices(40);
  const run = async (): Promise<void> => {
    const signal = new AbortController().signal;
    const request = { tenantId, connectorId: 'e-invoice', paths, signal };
    for await (const { error } of importFiles(hub, request)) expect(error).toBeNull();
  };
  await Promise.all([run(), run()]);
  const [row] = await hub.database.tenant(tenantId, (tx) =>
    tx.query<{ open: string; entries: number }>(
      `SELECT (SELECT sum(open_minor)::text FROM receivable WHERE tenant_id = $1) AS open,
         (SELECT count(*)::int FROM receivable_entry WHERE tenant_id = $1) AS entries`,
      [tenantId],
    ),
  );
  expect(row).toEqual({ open: '4000000', entries: 40 });
}, 60_000);
