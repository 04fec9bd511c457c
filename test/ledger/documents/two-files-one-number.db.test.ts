/** Two e-invoices of one seller, number and year that do not ask for the same: the later counts, and it is said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eInvoice } from '../../../connectors/e-invoice';
import { fixture } from '../../../connectors/e-invoice/e-invoice.test-support';
import type { FileWarning } from '../../../src/connector-kit';
import type { Hub } from '../../../src/hub';
import { countSourceConflicts, listSourceConflicts } from '../../../src/reports';
import { importFile } from '../../../src/use-cases/import-file';
import { importFiles } from '../../../src/use-cases/import-files';
import { aSeller, hubOf, useHubs } from '../../use-cases/seller';

const opened = useHubs();
const folder = mkdtempSync(join(tmpdir(), 'encours-two-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of 1,200 euros some is paid in advance, the rest is asked for. */
function asking(euros: number, name = `${euros}.xml`): string {
  const path = join(folder, name);
  const text = fixture('typical-ubl.txt')
    .toString()
    .replace('EUR">200.00</cbc:Prepaid', `EUR">${1_200 - euros}.00</cbc:Prepaid`)
    .replace('EUR">1000.00</cbc:Payable', `EUR">${euros}.00</cbc:Payable`);
  writeFileSync(path, text);
  return path;
}

async function aHub(): Promise<{ hub: Hub; tenantId: string }> {
  const hub = hubOf(opened(), { connectors: [eInvoice] });
  return { hub, tenantId: await aSeller(hub) };
}

function replacements(warnings: readonly FileWarning[]): string[] {
  const own = warnings.filter(({ code }) => code === 'DOCUMENT_REPLACED');
  return own.map(({ message }) => message.split(';')[0] ?? '');
}

const ALL = { codes: null, customerIds: null };

async function known(hub: Hub, tenantId: string): Promise<object> {
  return hub.database.tenant(tenantId, async (tx) => {
    const page = { first: 10, after: null } as const;
    const { items: rows } = await listSourceConflicts(tx, ALL, page);
    const claims = await tx.query<{ open: string }>(
      `SELECT open_minor::text AS open FROM receivable WHERE tenant_id = $1 AND open_minor <> 0`,
      [tenantId],
    );
    expect(await countSourceConflicts(tx, ALL)).toBe(rows.length);
    return {
      open: claims.map(({ open }) => open),
      conflicts: rows.map(({ code, said, counted }) => `${code} said ${said} counted ${counted}`),
    };
  });
}

const signal = new AbortController().signal;
const AMOUNT = 'F-2026-0042 asks for 900.00 EUR here and for 1000.00 EUR in 1000.xml';

it('is said when the second comes later, and once', async () => {
  const { hub, tenantId } = await aHub();
  const tell = async (path: string): Promise<string[]> => {
    const request = { tenantId, connectorId: 'e-invoice', path, signal };
    const { warnings } = await importFile(hub, request);
    return replacements(warnings);
  };
  expect(await tell(asking(1_000))).toEqual([]);
  expect(await tell(asking(900))).toEqual([AMOUNT]);
  const expected = { open: ['90000'], conflicts: ['AMOUNT said 100000 counted 90000'] };
  expect(await known(hub, tenantId)).toEqual(expected);
  await tell(asking(1_000));
  expect(await known(hub, tenantId)).toEqual(expected);
}, 60_000);

it('is said within one batch too', async () => {
  const { hub, tenantId } = await aHub();
  const warnings: Record<string, string[]> = {};
  const paths = [asking(1_000), asking(900)];
  const request = { tenantId, connectorId: 'e-invoice', paths, signal };
  for await (const { path, imported, error } of importFiles(hub, request)) {
    expect(error).toBeNull();
    warnings[path] = replacements(imported?.warnings ?? []);
  }
  expect(warnings).toEqual({ [paths[0] ?? '']: [], [paths[1] ?? '']: [AMOUNT] });
  expect(await known(hub, tenantId)).toEqual({
    open: ['90000'],
    conflicts: ['AMOUNT said 100000 counted 90000'],
  });
}, 60_000);

it('is nothing to say when both ask for the same', async () => {
  const { hub, tenantId } = await aHub();
  const again = asking(1_000, 'again.xml');
  const paths = [asking(1_000), again];
  writeFileSync(again, `${fixture('typical-ubl.txt').toString()}\n<!-- sent again -->`);
  for await (const { imported } of importFiles(hub, {
    ...{ tenantId, connectorId: 'e-invoice', paths, signal },
  })) {
    expect(replacements(imported?.warnings ?? [])).toEqual([]);
  }
  expect(await known(hub, tenantId)).toEqual({ open: ['100000'], conflicts: [] });
}, 60_000);
