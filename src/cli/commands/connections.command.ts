import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import type { ConnectOptions } from './connections';
import { loadWork, withExamples, withJson, withTenant } from './declaration';

const work = (): typeof import('./connections') => loadWork('connections');

export function declareConnections(program: Command): void {
  const connections = program
    .command('connections')
    .description('Connect providers and folders of accounting files, and see how they do');
  const create = connections
    .command('create')
    .description(
      'Connect, or change the settings of a connection that exists; resumes one that was paused',
    )
    .argument('<connector>', 'fec, recherche-entreprises, bodacc, pappers …')
    .option('--name <name>', 'tells two connections of one connector apart', 'main')
    .option(
      '--set <name=value...>',
      'settings, as the connector names them; values are JSON or plain text',
    )
    .action((connector: string, options: ConnectOptions) =>
      work().connectCommand(connector, options),
    );
  withExamples(
    withJson(withTenant(create)),
    'connections create bodacc --tenant acme',
    'connections create fec --tenant acme --set folder=/srv/books',
    'connections create pappers --tenant acme --set apiKey=… --set refreshAfterDays=60',
  );
  const list = connections
    .command('list')
    .description('List connections with their state and last run; settings are not shown')
    .action((options: OutputOptions & { tenant: string }) =>
      work().listConnectionsCommand(options),
    );
  withExamples(withJson(withTenant(list)), 'connections list --tenant acme');
}
