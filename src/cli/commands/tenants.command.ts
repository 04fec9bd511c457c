import type { Command } from 'commander';
import { loadWork, withExamples, withJson } from './declaration';
import type { CreateTenantOptions } from './tenants';
import type { OutputOptions } from '../command-run';

const work = (): typeof import('./tenants') => loadWork('tenants');

export function declareTenants(program: Command): void {
  const tenants = program.command('tenants').description('Create and list tenants (sellers)');
  const create = tenants
    .command('create')
    .description('Create a tenant; one that exists is left as it is')
    .argument('<slug>', 'short name: lower-case letters, digits and hyphens')
    .option('--name <name>', 'full name (default: the slug)')
    .option('--currency <code>', 'ISO 4217 currency of the books (default: EUR)')
    .option('--time-zone <zone>', 'IANA zone that decides which day it is (default: Europe/Paris)')
    .action((slug: string, options: CreateTenantOptions) =>
      work().createTenantCommand(slug, options),
    );
  withExamples(withJson(create), 'tenants create acme', 'tenants create acme --name "ACME SAS"');
  const list = tenants
    .command('list')
    .description('List all tenants')
    .action((options: OutputOptions) => work().listTenantsCommand(options));
  withExamples(withJson(list), 'tenants list', 'tenants list --json');
}
