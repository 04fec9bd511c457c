import { type Command, Option } from 'commander';
import type { OutputOptions } from '../command-run';
import { loadWork, wholeNumber, withExamples, withJson, withTenant } from './declaration';
import type { CreateKeyOptions } from './keys';

const work = (): typeof import('./keys') => loadWork('keys');
/** As in the database; repeated here because help must not load it. A test compares them. */
export const KEY_ROLES = ['VIEWER', 'ANALYST', 'CREDIT_MANAGER', 'APPROVER', 'INTEGRATOR', 'ADMIN'];

export function declareKeys(program: Command): void {
  const keys = program.command('keys').description('Create, list and revoke API keys');
  const create = keys
    .command('create')
    .description(
      'Create a key and print it alone on stdout; it is shown this once and never stored',
    )
    .addOption(
      new Option('-r, --role <role>', 'what it may do').choices(KEY_ROLES).makeOptionMandatory(),
    )
    .option('--label <text>', 'what it is for, shown as the author of decisions', 'cli')
    .option(
      '--expires-in-days <days>',
      'end of its validity (default: none)',
      wholeNumber(1, 36_500),
    )
    .option(
      '--sql',
      'also make a PostgreSQL login for BI tools, for ANALYST and ADMIN; its connection string goes to stderr',
    )
    .action((options: CreateKeyOptions) => work().createKeyCommand(options));
  withExamples(
    withJson(withTenant(create)),
    'keys create --tenant acme --role ADMIN',
    'keys create --tenant acme --role VIEWER --label dashboard',
    'keys create --tenant acme --role ANALYST --label "Power BI" --sql',
  );
  const list = keys
    .command('list')
    .description('List the keys of a tenant, without their text')
    .action((options: OutputOptions & { tenant: string }) => work().listKeysCommand(options));
  withExamples(withJson(withTenant(list)), 'keys list --tenant acme');
  const revoke = keys
    .command('revoke')
    .description('End a key at once')
    .argument('<keyId>', 'its id, from `keys list`')
    .action((keyId: string, options: OutputOptions & { tenant: string }) =>
      work().revokeKeyCommand(keyId, options),
    );
  withExamples(
    withJson(withTenant(revoke)),
    'keys revoke 7b0c6d4e-0000-4000-8000-000000000000 --tenant acme',
  );
}
