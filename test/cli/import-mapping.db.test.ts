import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTenant, Database } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

jest.setTimeout(120_000);

const database = useDatabase();
let folder: string;

const ROWS = ['Chrono;Jour;Qui;Combien', 'A-2026-1;03/04/2026;Durand;1,200'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-mapping-'));
  const hub = await Database.connect({ url: database().url, logger: silentLogger });
  for (const slug of ['set', 'map', 'aged']) await createTenant(hub, { slug });
  await hub.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<Ended> {
  return answering('', ...args);
}

function answering(input: string, ...args: string[]): Promise<Ended> {
  const env = { DATABASE_URL: database().url, ENCOURS_HOME: folder };
  return encours(args, env, { cwd: folder, input });
}

function put(name: string, rows: readonly string[]): string {
  writeFileSync(join(folder, name), rows.join('\n'));
  return name;
}

async function claims(slug: string): Promise<unknown> {
  return database().query(
    `SELECT r.number, r.kind, r.total_minor::text AS total FROM receivable r JOIN tenant t USING (tenant_id)
     WHERE t.slug = $1 AND r.total_minor <> 0 ORDER BY 1`,
    [slug],
  );
}

const IMPORT = ['import', '-c', 'ledger-file', '-t'];

it('what --set says is looked at without a trace, imported, and remembered for the next file', async () => {
  const file = put('ventes.csv', ROWS);
  const sets = ['--set', 'amount=Combien', '--set', 'decimalMark=.', '--set', 'dateOrder=MDY'];
  const looked = await run(...IMPORT, 'set', file, ...sets, '--dry-run', '--json');
  expect(JSON.parse(looked.stdout)).toMatchObject([
    {
      ...{ path: 'ventes.csv', refusal: null, quarantined: 0 },
      sums: [{ currency: 'EUR', owedMinor: '120000' }],
      records: [{ type: 'party' }, { number: 'A-2026-1', issuedOn: '2026-03-04' }],
    },
  ]);
  expect(
    await database().query('SELECT FROM source_file UNION ALL SELECT FROM file_mapping'),
  ).toEqual([]);
  expect((await run(...IMPORT, 'set', file, ...sets)).code).toBe(0);
  const next = put('ventes-05.csv', [ROWS[0] ?? '', 'A-2026-2;05/04/2026;Durand;2,500']);
  expect((await run(...IMPORT, 'set', next)).code).toBe(0);
  expect(await claims('set')).toMatchObject([
    { number: 'A-2026-1', total: '120000' },
    { number: 'A-2026-2', total: '250000' },
  ]);
  const renamed = put('ventes-06.csv', ['Chrono;Jour;Qui;Montant dû ?', 'A-2026-3;05/04/2026;D;1']);
  const refused = await run(...IMPORT, 'set', renamed);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('no column "Combien" (amount) any more');
  expect(await claims('set')).toHaveLength(2);
});

it('--map asks for each column; of another kind than it seemed, with the fields of that kind', async () => {
  const file = put('recettes.csv', ['Chrono;Jour;Qui;Combien', 'R1;13/04/2026;Durand;12,00']);
  const map = [...IMPORT, 'map', file, '--map'];
  const short = await answering('\n\n', ...map);
  expect([short.code, short.stderr]).toEqual([
    2,
    expect.stringContaining('MAPPING_NOT_ANSWERED') as unknown,
  ]);
  expect(await claims('map')).toEqual([]);
  const proposed = await answering('\n'.repeat(5), ...map);
  expect(proposed.stderr).toContain('Fields (* needed): number*');
  expect(await claims('map')).toMatchObject([{ kind: 'INVOICE', number: 'R1', total: '1200' }]);
  const payments = await answering('payments\n-\n\n\namount\n', ...map);
  expect(payments.stderr).toContain('paidOn*');
  expect(await claims('map')).toMatchObject([{ total: '-1200' }]);
});

it('an imported aged balance is set beside ours, and becomes no claim', async () => {
  const aged = ['aged-balance', 'reconcile', '-t', 'aged'];
  const invoices = put('factures.csv', [
    'N° facture;Date facture;Code client;Client;Échéance;Montant TTC;Reste à payer',
    'F-2026-1;05/01/2026;C1;Durand;04/02/2026;100,00;100,00',
  ]);
  const balance = put('balance.csv', [
    'Balance âgée au 25/02/2026',
    'Code;Client;Total;Non échu;0-30 j;+ de 30 j',
    'C1;Durand;100,00;100,00;;',
  ]);
  await run(...IMPORT, 'aged', invoices, balance);
  const ended = await run(...aged, '--json');
  expect(JSON.parse(ended.stdout)).toMatchObject({
    ...{ asOf: '2026-02-25', count: 1, differing: 0 },
    rows: [
      {
        ...{ partyCode: 'C1', matchedBy: 'CODE', theirs: '100.00', difference: '0.00' },
        buckets: [{ difference: '100.00' }, { difference: '-100.00' }, { difference: '0.00' }],
      },
    ],
  });
  expect(await claims('aged')).toHaveLength(1);
});
