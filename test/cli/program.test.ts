import type { Command } from 'commander';
import { buildProgram } from '../../src/cli/program';
import { KEY_ROLES } from '../../src/cli/commands/keys.command';
import { API_ROLES } from '../../src/database/api-key.entity';

const program = buildProgram();
const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
const commands = leaves(program).map((command): [string, Command] => [pathOf(command), command]);

function pathOf(command: Command): string {
  const above = command.parent;
  return above?.parent == null ? command.name() : `${pathOf(above)} ${command.name()}`;
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

it('has the commands that are promised', () => {
  expect(commands.map(([path]) => path).sort()).toEqual([
    'aged-balance reconcile',
    'alerts acknowledge',
    'alerts assign',
    'alerts comment',
    'alerts list',
    'alerts mute',
    'alerts mutes',
    'alerts reopen',
    'alerts resolve',
    'alerts snooze',
    'alerts unmute',
    'alerts wake',
    'budgets list',
    'budgets repeat',
    'budgets set',
    'cash confirm',
    'cash list',
    'cash reject',
    'cash run',
    'connections authorize',
    'connections create',
    'connections disconnect',
    'connections list',
    'connections resume',
    'connections test',
    'doctor',
    'figures',
    'import',
    'keys create',
    'keys list',
    'keys revoke',
    'maintenance',
    'migrate',
    'models list',
    'models use',
    'outcomes',
    'policy diff',
    'policy history',
    'policy preview',
    'policy publish',
    'policy schema',
    'policy show',
    'policy validate',
    'prices list',
    'prices set',
    'recipients add',
    'recipients list',
    'recipients remove',
    'recipients test',
    'refresh',
    'replay',
    'rescore',
    'scorecard evaluate',
    'scorecard score',
    'secrets rotate',
    'serve',
    'shadow',
    'simulate',
    'spend',
    'start',
    'sync',
    'tenants create',
    'tenants list',
    'terms set',
    'terms show',
    'webhooks create',
    'webhooks enable',
    'webhooks list',
    'webhooks replay',
    'webhooks rotate',
    'webhooks test',
    'worker',
  ]);
});

it.each(commands)('%s has help with a description and an example of itself', (path, command) => {
  const help = helpOf(command);
  expect(command.description()).not.toBe('');
  expect(help).toContain(`$ npx encours ${path}`);
});

it('offers the roles the database knows', () => {
  expect(KEY_ROLES).toEqual([...API_ROLES]);
});
