import type { Command } from 'commander';
import type { OutputOptions } from '../command-run';
import type { AuthorizeOptions } from './authorize';
import type { ConnectOptions, ResumeOptions } from './connections';
import { loadWork, wholeNumber, withExamples, withJson, withTenant } from './declaration';

const work = (): typeof import('./connections') => loadWork('connections');
const consent = (): typeof import('./authorize') => loadWork('authorize');

/** Registered with the provider as http://localhost:8914/callback. */
const CONSENT_PORT = 8_914;

export function declareConnections(program: Command): void {
  const connections = program
    .command('connections')
    .description('Connect providers and folders of accounting files, and see how they do');
  const create = connections
    .command('create')
    .description(
      'Connect, or change some settings of a connection that exists, the others stay; resumes one that was paused',
    )
    .argument('<connector>', 'fec, recherche-entreprises, bodacc, pappers …')
    .option('--name <name>', 'tells two connections of one connector apart', 'main')
    .option(
      '--set <name=value...>',
      'settings, as the connector names them; values are JSON or plain text',
    )
    .option(
      '--set-from <name=file...>',
      'settings read from files, "-" for standard input: so that credentials stay out of the list of processes',
    )
    .option('--replace', 'begin with no settings instead of those the connection has')
    .action((connector: string, options: ConnectOptions) =>
      work().connectCommand(connector, options),
    );
  withExamples(
    withJson(withTenant(create)),
    'connections create bodacc --tenant acme',
    'connections create fec --tenant acme --set folder=/srv/books',
    'connections create pappers --tenant acme --set-from apiKey=pappers.key --set refreshAfterDays=60',
    'connections create pappers --tenant acme --set-from apiKey=- < pappers.key',
    'connections create pappers --tenant acme --set refreshAfterDays=90',
  );
  declareAuthorize(connections);
  const resume = connections
    .command('resume')
    .description('Let a paused connection be synced again with the settings it has')
    .argument('<connector>', 'its connector')
    .option('--name <name>', 'its name', 'main')
    .action((connector: string, options: ResumeOptions) =>
      work().resumeCommand(connector, options),
    );
  withExamples(withJson(withTenant(resume)), 'connections resume pappers --tenant acme');
  const test = connections
    .command('test')
    .description('Ask a source one question, to see whether it answers and takes the credentials')
    .argument('<connector>', 'its connector')
    .option('--name <name>', 'its name', 'main')
    .action((connector: string, options: ResumeOptions) => work().testCommand(connector, options));
  withExamples(withJson(withTenant(test)), 'connections test pappers --tenant acme');
  const disconnect = connections
    .command('disconnect')
    .description(
      'End a connection: it is not synced any more and its credentials are forgotten; what it brought stays',
    )
    .argument('<connector>', 'its connector')
    .option('--name <name>', 'its name', 'main')
    .action((connector: string, options: ResumeOptions) =>
      work().disconnectCommand(connector, options),
    );
  withExamples(withJson(withTenant(disconnect)), 'connections disconnect pappers --tenant acme');
  const list = connections
    .command('list')
    .description('List connections with their state and last run; settings are not shown')
    .action((options: OutputOptions & { tenant: string }) =>
      work().listConnectionsCommand(options),
    );
  withExamples(withJson(withTenant(list)), 'connections list --tenant acme');
}

function declareAuthorize(connections: Command): void {
  const authorize = connections
    .command('authorize')
    .description(
      'Connect accounting software whose owner consents in a browser (OAuth 2), or renew that consent; other settings stay',
    )
    .argument('<connector>', 'quickbooks, xero, sage-accounting, zoho-books')
    .option('--name <name>', 'tells two connections of one connector apart', 'main')
    .option('--set <name=value...>', 'settings, clientId among them; values are JSON or plain text')
    .option(
      '--set-from <name=file...>',
      'settings read from files, clientSecret among them; "-" for standard input',
    )
    .option(
      '--port <port>',
      'where this machine waits for the browser: http://localhost:<port>/callback',
      wholeNumber(0, 65_535),
      CONSENT_PORT,
    )
    .option(
      '--redirect-uri <address>',
      'another address registered with the provider: what it leads to is pasted',
    )
    .action((connector: string, options: AuthorizeOptions) =>
      consent().authorizeCommand(connector, options),
    );
  withExamples(
    withJson(withTenant(authorize)),
    'connections authorize xero --tenant acme --set clientId=0A1B2C3D --set-from clientSecret=xero.secret',
    'connections authorize xero --tenant acme',
    'connections authorize quickbooks --tenant acme --redirect-uri https://example.com/consented',
  );
}
