import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, withExamples, withJson } from './declaration';

const work = (): typeof import('./secrets') => loadWork('secrets');

export function declareSecrets(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('Look after the keys that the credentials of connections are sealed with');
  const rotate = secrets
    .command('rotate')
    .description(
      'Seal all credentials anew under the first key given; the old keys are needed until it is done',
    )
    .action((options: OutputOptions) => work().rotateSecretsCommand(options));
  withExamples(
    withJson(rotate),
    'secrets rotate',
    'secrets rotate   # with ENCOURS_SECRET_KEYS="<new key> <old key>", then drop the old one',
  );
}
