// `npx encours` in a test: bin/encours.mjs of this checkout.
import { spawnSync } from 'node:child_process';
import { fileURLToPath, URL } from 'node:url';

const [command, ...args] = process.argv.slice(2);
if (command !== 'encours') throw new Error(`no stand-in: npx ${command}`);
const cwd = fileURLToPath(new URL('../../..', import.meta.url));
const { status } = spawnSync(process.execPath, ['bin/encours.mjs', ...args], {
  cwd,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
