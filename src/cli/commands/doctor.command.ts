import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson } from './declaration';

const work = (): typeof import('./doctor') => loadWork('doctor');

export function declareDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description(
      'Check environment, database, connections and ledgers, and say what to do; changes nothing',
    )
    .action((options: OutputOptions) => work().doctorCommand(options));
  withExamples(withJson(command), 'doctor', 'doctor --json');
}
