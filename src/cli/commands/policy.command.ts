import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { PolicyOptions, PublishPolicyOptions } from './policy';

const work = (): typeof import('./policy') => loadWork('policy');

const FILE = 'the document, a file of JSON';

export function declarePolicy(program: Command): void {
  const policy = program
    .command('policy')
    .description('Show, check, preview and publish the rules of credit');
  declareReading(policy);
  declareWriting(policy);
}

function declareReading(policy: Command): void {
  const show = policy
    .command('show')
    .description('Print the document of a version, by default of the one in force')
    .argument('[version]', 'its number; 0 is the built-in one')
    .action((version: string | undefined, options: PolicyOptions) =>
      work().showPolicyCommand(version, options),
    );
  withExamples(
    withJson(withTenant(show)),
    'policy show --tenant acme > policy.json',
    'policy show 0 --tenant acme',
  );
  const history = policy
    .command('history')
    .description('List the versions, newest first')
    .action((options: PolicyOptions) => work().policyHistoryCommand(options));
  withExamples(withJson(withTenant(history)), 'policy history --tenant acme');
  const diff = policy
    .command('diff')
    .description('Print the values that differ between two versions')
    .argument('<before>', 'number of a version')
    .argument('<after>', 'number of another')
    .action((before: string, after: string, options: PolicyOptions) =>
      work().policyDiffCommand(before, after, options),
    );
  withExamples(withJson(withTenant(diff)), 'policy diff 0 1 --tenant acme');
}

function declareWriting(policy: Command): void {
  const validate = policy
    .command('validate')
    .description('Say everything that is wrong with a document; needs no database')
    .argument('<file>', FILE)
    .action((file: string, options: { json?: boolean }) =>
      work().validatePolicyCommand(file, options),
    );
  withExamples(withJson(validate), 'policy validate policy.json');
  const schema = policy
    .command('schema')
    .description('Print the JSON Schema of the document, for editors')
    .action(() => work().policySchemaCommand());
  withExamples(schema, 'policy schema > credit-policy.schema.json');
  const preview = policy
    .command('preview')
    .description('Say which limits would change if a document were published; writes nothing')
    .argument('<file>', FILE)
    .action((file: string, options: PolicyOptions) => work().previewPolicyCommand(file, options));
  withExamples(withJson(withTenant(preview)), 'policy preview policy.json --tenant acme');
  const publish = policy
    .command('publish')
    .description('Publish a document; in force at once, decide all limits by it')
    .argument('<file>', FILE)
    .option('--effective-on <date>', 'first day it is in force, YYYY-MM-DD (default: today)')
    .option('--comment <text>', 'why; kept with the version')
    .option('--by <name>', 'who publishes it', 'cli')
    .action((file: string, options: PublishPolicyOptions) =>
      work().publishPolicyCommand(file, options),
    );
  withExamples(
    withJson(withTenant(publish)),
    'policy publish policy.json --tenant acme',
    'policy publish policy.json --tenant acme --effective-on 2027-01-01 --comment "new year"',
  );
}
