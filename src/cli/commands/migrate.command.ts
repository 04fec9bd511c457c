import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson } from './declaration';

const work = (): typeof import('./migrate') => loadWork('migrate');

export function declareMigrate(program: Command): void {
  const migrate = program
    .command('migrate')
    .description('Bring the database to the schema of this version; run twice, it does nothing')
    .action((options: OutputOptions) => work().migrateCommand(options));
  withExamples(
    withJson(migrate),
    'migrate',
    'migrate --json   # {"applied":["CreateFoundation1763769600000"],"alreadyApplied":0}',
  );
}
