// `npm run bench -- <name> [options]`: one committed benchmark; without a name, the list of them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root } from './ensure-dependencies.mjs';

const SUFFIX = '.bench.ts';
const folder = join(root, 'bench');
const [name, ...args] = process.argv.slice(2);
const names = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));

if (name === undefined || !names.includes(name)) {
  const isHelp = name === undefined || name === '--help';
  const say = isHelp ? console.log : console.error;
  if (!isHelp) say(`There is no benchmark "${name}".`);
  say(`npm run bench -- <name> [options], where <name> is one of:\n  ${names.join('\n  ')}`);
  process.exitCode = isHelp ? 0 : 1;
} else {
  await ensureDependencies({ dev: true });
  const file = join(folder, `${name}${SUFFIX}`);
  const command = ['--import', 'tsx', file, ...args];
  const outcome = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  process.exitCode = outcome.status ?? 1;
}
