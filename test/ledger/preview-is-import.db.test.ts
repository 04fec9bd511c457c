/** What a preview says of a file is what importing it leaves, to the line and the cent. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isEncoursError } from '../../src/kernel';
import { importFile } from '../../src/use-cases/import-file';
import { previewFile, rememberMapping, type FilePreview } from '../../src/use-cases/preview-file';
import { useShelf, type Books } from './books';

const shelf = useShelf();
const { signal } = new AbortController();

/** Cells as people leave them: most are good, each may be blank, doubtful or wrong. */
const amount = fc.constantFrom(
  '100,00',
  '1 234,56',
  '(50,00)',
  '12,5',
  '',
  'abc',
  '1.234',
  '€ 80,00',
  '7-',
);
const day = fc.constantFrom(
  '15/01/2026',
  '03/02/2026',
  '31/02/2026',
  '',
  '2026-01-20',
  '20 janv. 2026',
);
const name = fc.constantFrom('Durand', 'Martin & Fils', '', 'Total Énergies', '"L"Atelier"');
const number = fc.constantFrom('F-2026-1', 'F-2026-2', 'F-2026-3', 'AV-2026-4', '', 'F-2026-5');
const line = fc
  .tuple(number, day, name, amount, amount)
  .map((cells) => cells.join(';'))
  .filter((text) => text.replaceAll(';', '') !== '');
const lists = fc.array(line, { minLength: 1, maxLength: 12 });
const HEADER = 'N° facture;Date facture;Client;Montant TTC;Reste à payer';

const STORED = `
  SELECT (SELECT count(*)::int FROM accounting_document WHERE tenant_id = $1 AND gone_at IS NULL) AS documents,
    (SELECT coalesce(sum(amount_minor), 0)::text FROM accounting_document
      WHERE tenant_id = $1 AND amount_minor > 0 AND gone_at IS NULL) AS owed,
    (SELECT coalesce(-sum(amount_minor), 0)::text FROM accounting_document
      WHERE tenant_id = $1 AND amount_minor < 0 AND gone_at IS NULL) AS settled,
    (SELECT coalesce(jsonb_agg(q.line || ' ' || q.code || ' ' || coalesce(q.path, '') ORDER BY q.line, q.code), '[]')
      FROM quarantined_record q WHERE tenant_id = $1) AS aside`;

function saidBy(preview: FilePreview): object {
  const count = preview.counts.find(({ type }) => type === 'accountingDocument')?.count ?? 0;
  const sum = (pick: (sums: FilePreview['sums'][number]) => bigint): string =>
    String(preview.sums.reduce((total, sums) => total + pick(sums), 0n));
  const lines = [...preview.quarantine].sort(
    (a, b) => a.line - b.line || (a.code < b.code ? -1 : 1),
  );
  return {
    documents: count,
    owed: sum(({ owedMinor }) => owedMinor),
    settled: sum(({ settledMinor }) => settledMinor),
    aside: lines.map((each) => `${each.line} ${each.code} ${each.field ?? ''}`),
  };
}

let files = 0;
/** What a preview with the mapping says, and what the import leaves after it was remembered. */
async function both(
  books: Books,
  rows: readonly string[],
  mapping: Parameters<typeof rememberMapping>[1]['mapping'] | null = null,
): Promise<{ said: object; left: unknown; refusal: string | null }> {
  const { hub, folder } = shelf();
  const { tenantId } = books;
  const content = Buffer.from(rows.join('\r\n'));
  const file = { name: 'list.csv', chunks: () => [{ firstLine: 1, content }] };
  const request = { tenantId, connectorId: 'ledger-file', file, signal };
  const preview = await previewFile(hub, { ...request, mapping });
  const fingerprint = preview.guide?.fingerprint ?? '';
  if (mapping !== null) {
    await rememberMapping(hub, { ...request, fingerprint, mapping, savedBy: 'test' });
  }
  const path = join(folder, `preview-${++files}.csv`);
  writeFileSync(path, content);
  const refusal = await importFile(hub, { ...request, path }).then(
    () => null,
    (error: unknown) => (isEncoursError(error) ? error.code : 'none'),
  );
  expect(refusal).toBe(preview.refusal?.code ?? null);
  const [left] = await books.query(STORED);
  return { said: saidBy(preview), left, refusal };
}

it('holds for lists of any good and bad lines', async () => {
  let imported = 0;
  await fc.assert(
    fc.asyncProperty(lists, async (lines) => {
      const { said, left, refusal } = await both(await shelf().openBooks(), [HEADER, ...lines]);
      if (refusal !== null) return;
      imported += 1;
      expect(left).toEqual(said);
    }),
    { seed: 71, numRuns: 15 },
  );
  expect(imported).toBeGreaterThan(6);
});

it('holds for a mapping told over another that was saved for the same header', async () => {
  const books = await shelf().openBooks();
  const rows = ['Chrono;Jour;Qui;Combien;Net', 'A-2026-1;03/04/2026;Durand;1,200;5,00'];
  const columns = { number: 'Chrono', issuedOn: 'Jour', partyName: 'Qui', amount: 'Combien' };
  const first = { kind: 'INVOICES', columns, decimalMark: '.' };
  const told = await both(books, rows, first);
  expect(told).toMatchObject({ left: { owed: '120000' }, said: { owed: '120000' } });
  const byPlace = { ...columns, amount: '#5' };
  for (const mapping of [
    { ...first, columns: { ...columns, amount: 'Net' } },
    { kind: 'INVOICES', columns: { number: '#1', issuedOn: '#2', partyName: '#3', amount: '#4' } },
    { kind: 'INVOICES', columns: byPlace, dateOrder: 'MDY' },
    { kind: 'INVOICES', columns: {} },
  ]) {
    const { said, left, refusal } = await both(books, rows, mapping);
    if (refusal === null) expect(left).toMatchObject({ ...said });
  }
});
