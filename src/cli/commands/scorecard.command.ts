import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson } from './declaration';
import type { ScoreOptions } from './scorecard';

const work = (): typeof import('./scorecard') => loadWork('scorecard');

const FILE = 'CSV, gzipped or not, with the 19 ratios as columns (docs/scoring.md)';

export function declareScorecard(program: Command): void {
  const scorecard = program
    .command('scorecard')
    .description(
      'Score files of accounting ratios, and judge the scorecard; no database is needed',
    );
  const evaluate = scorecard
    .command('evaluate')
    .description(
      'Judge the scorecard on companies whose fate is known (column failed), by origin and in all',
    )
    .argument('<csv>', FILE)
    .action((path: string, options: OutputOptions) => work().evaluateCommand(path, options));
  withExamples(
    withJson(evaluate),
    'scorecard evaluate ratios.csv.gz',
    'scorecard evaluate ratios.csv --json   # {"total":{"n":…,"failures":…,"auc":…},"origins":{…}}',
  );
  const score = scorecard
    .command('score')
    .description('Append score, probability of failing within a year and grade to each line')
    .argument('<csv>', FILE)
    .option('-o, --out <file>', 'file to write (default: stdout)')
    .action((path: string, options: ScoreOptions) => work().scoreCommand(path, options));
  withExamples(
    score,
    'scorecard score ratios.csv > scored.csv',
    'scorecard score ratios.csv.gz -o scored.csv',
  );
}
