/** The training tool on a small file whose truth is known. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binRatios } from '../../scripts/scorecard/bin-ratios';
import { minimise } from '../../scripts/scorecard/box-newton';
import { seededRandom } from '../../scripts/scorecard/seeded-random';
import { readTrainingSet, rowsWhere } from '../../scripts/scorecard/training-set';
import { buildTable, tableText } from '../../scripts/scorecard/write-table';
import { RATIO_NAMES, scoreRatios, type Ratios } from '../../src/scoring';

const folder = mkdtempSync(join(tmpdir(), 'encours-training-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Failure follows the margin; growth is noise with holes; the other ratios never vary. */
function syntheticCsv(rows: number): string {
  const random = seededRandom(7);
  const lines = Array.from({ length: rows }, (_, row) => {
    const margin = random() - 0.5;
    const growth = row % 5 === 0 ? '' : random().toFixed(3);
    const failed = random() < 1 / (1 + Math.exp(2 + 6 * margin)) ? 1 : 0;
    const ratios = RATIO_NAMES.map((name) =>
      name === 'net_margin' ? margin.toFixed(4) : name === 'sales_growth' ? growth : '1',
    );
    return [row % 2 === 0 ? 'us' : 'pl', ...ratios, failed].join(',');
  });
  return [['origin', ...RATIO_NAMES, 'failed'].join(','), ...lines, ''].join('\n');
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const NONE = Object.fromEntries(RATIO_NAMES.map((name) => [name, null])) as Ratios;

it('writes the same bytes for the same file and seed, and finds what the file hides', async () => {
  const path = written('small.csv', syntheticCsv(1000));
  const table = buildTable(await readTrainingSet(path), 1);
  expect(tableText(buildTable(await readTrainingSet(path), 1))).toBe(tableText(table));
  const at = (margin: number): number =>
    scoreRatios({ ...NONE, net_margin: margin }, table).logLikelihoodRatio;
  // The truth is 6 × 0.8 = 4.8 between these two, shrunk by the little there is to learn from.
  expect(at(-0.4) - at(0.4)).toBeGreaterThan(2);
  expect(at(-0.4) - at(0.4)).toBeLessThan(6);
  const growth = table.ratios.sales_growth.bins.map((bin) => bin.logOdds);
  expect(Math.max(...growth) - Math.min(...growth)).toBeLessThan(1.2);
  expect(table.ratios.current_ratio.bins).toHaveLength(1);
  expect(table.training.rows).toBe(1000);
  expect(table.training.sha256).toMatch(/^\w{64}$/);
}, 120_000);

it('makes bins that hold about the same, and one edge of a value that occurs often', async () => {
  const set = await readTrainingSet(written('bins.csv', syntheticCsv(400)));
  const { edges, bins } = binRatios(
    set,
    rowsWhere(set, () => true),
    8,
  );
  const margin = RATIO_NAMES.indexOf('net_margin');
  expect(edges[margin]).toHaveLength(7);
  const counts = Array.from({ length: 8 }, (_, bin) =>
    bins[margin]?.filter((each) => each === bin),
  );
  for (const count of counts) expect(Math.abs((count?.length ?? 0) - 50)).toBeLessThanOrEqual(2);
  expect(edges[0]).toHaveLength(0);
  const growth = bins[RATIO_NAMES.indexOf('sales_growth')];
  expect(growth?.filter((each) => each === -1)).toHaveLength(80);
});

it('takes following rows of one origin with rising years for one company', async () => {
  const [header = '', ...lines] = syntheticCsv(6).trim().split('\n');
  const years = ['2001', '2002', '2002', '2003', '', ''];
  const rows = lines.map((line, row) => `${years[row] ?? ''},${line.replace(/^\w+/, 'us')}`);
  const set = await readTrainingSet(written('years.csv', [`year,${header}`, ...rows].join('\n')));
  expect([...set.company]).toEqual([0, 0, 2, 2, 4, 5]);
});

it('finds the least value inside the bounds', () => {
  // (a − 1)² + (b + 2)² + ab with b ≥ 0: b stays at its bound, a at 1.
  const least = minimise(
    {
      size: 2,
      lower: Float64Array.of(-Infinity, 0),
      value: ([a = 0, b = 0]) => (a - 1) ** 2 + (b + 2) ** 2 + a * b,
      slope: ([a = 0, b = 0]) => ({
        gradient: Float64Array.of(2 * (a - 1) + b, 2 * (b + 2) + a),
        hessian: Float64Array.of(2, 1, 1, 2),
      }),
    },
    Float64Array.of(5, 5),
  );
  expect([...least]).toEqual([expect.closeTo(1, 9), 0]);
});
