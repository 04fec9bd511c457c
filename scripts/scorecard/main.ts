/**
 * The training tool of the ratio scorecard. The same file and seed give the same table, byte for byte.
 *   npm run scorecard:train -- <csv or csv.gz> [--seed 1] [--out src/scoring/scorecards/tables/ratio-1.json]
 *   npm run scorecard:cross-validate -- <csv or csv.gz> [--seed 1] [--chosen]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crossValidate, schemesOf, type SchemeResult } from './cross-validate';
import { CHOSEN, COMPARED } from './fit-scorecard';
import { readTrainingSet } from './training-set';
import { buildTable, tableText } from './write-table';

const TABLE = join(__dirname, '../../src/scoring/scorecards/tables/ratio-1.json');
const USAGE =
  'usage: main.ts train|cross-validate <csv or csv.gz> [--seed 1] [--out file] [--chosen]';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: TABLE },
      chosen: { type: 'boolean', default: false },
    },
  });
  const [verb, path, ...rest] = positionals;
  const seed = Number(values.seed);
  if (path === undefined || rest.length > 0 || !Number.isInteger(seed)) throw new Error(USAGE);
  if (verb === 'train') await train(path, { seed, out: values.out });
  else if (verb === 'cross-validate') await compare(path, { seed, isChosenOnly: values.chosen });
  else throw new Error(USAGE);
}

async function train(path: string, { seed, out }: { seed: number; out: string }): Promise<void> {
  const set = await readTrainingSet(path);
  const table = buildTable(set, seed);
  writeFileSync(out, tableText(table));
  const { rows, failures } = table.training;
  process.stdout.write(`${out}: ${table.version} from ${rows} rows with ${failures} failures\n`);
}

async function compare(
  path: string,
  { seed, isChosenOnly }: { seed: number; isChosenOnly: boolean },
): Promise<void> {
  const set = await readTrainingSet(path);
  const schemes = schemesOf(set, seed);
  const compared = isChosenOnly ? { chosen: CHOSEN } : COMPARED;
  for (const [name, settings] of Object.entries(compared)) {
    process.stdout.write(`${name}\n`);
    for (const scheme of schemes) {
      for (const result of crossValidate(set, [scheme], settings)) {
        process.stdout.write(`  ${resultLine(result)}\n`);
      }
    }
  }
}

function resultLine({ name, n, failures, auc, aucLow, aucHigh }: SchemeResult): string {
  const interval = `[${aucLow.toFixed(3)}, ${aucHigh.toFixed(3)}]`;
  return `${name.padEnd(36)} n ${n}, failures ${failures}, AUC ${auc.toFixed(4)} ${interval}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
