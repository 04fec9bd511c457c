import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { generateWorld, writeBenchFec, writeDemoFiles } from '../../src/demo';
import { isReceivable, readFec, sums } from './fec-reading';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encours-demo-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the demo files are named by law, complete and counted', async () => {
  const world = generateWorld({ seed: 3, today: '2026-03-09', customers: 40 });
  const progress: number[] = [];
  const written = await writeDemoFiles(world, join(folder, 'books'), {
    onProgress: ({ bytes }) => void progress.push(bytes),
  });
  const names = written.files.map((file) => basename(file));
  const { siren } = world.seller;
  expect(names).toEqual([2024, 2025, 2026].map((year) => `${siren}FEC${year}1231.txt`));
  expect((await readdir(join(folder, 'books'))).sort()).toEqual(names);
  let lines = 0;
  for (const file of written.files) lines += readFec(await readFile(file, 'utf8')).length;
  expect(written).toMatchObject({ lines, invoices: 1_000 });
  expect(progress.length).toBeGreaterThanOrEqual(3);
});

test.each([10, 11, 12, 13, 14, 15, 101, 5_003, 20_000])(
  'a bench ledger of %i lines has exactly so many and balances',
  async (wanted) => {
    const path = join(folder, 'bench.txt');
    await writeBenchFec(path, wanted, 1);
    const lines = readFec(await readFile(path, 'utf8'));
    expect(lines).toHaveLength(wanted);
    expect(sums(lines, (line) => line.entry)).toEqual(new Map());
    for (const line of lines) expect(line.day.startsWith('2025')).toBe(true);
    if (wanted < 20_000) return;
    const receivables = lines.filter(isReceivable);
    const lettered = receivables.filter((line) => line.letter !== '');
    expect(receivables.length / lines.length).toBeCloseTo(0.39, 1);
    expect(lettered.length / receivables.length).toBeCloseTo(0.9, 1);
  },
);
