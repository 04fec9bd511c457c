// Lets `npx encours` find this checkout's own command: npm links the bins of dependencies, not of the root project.
import { mkdirSync, rmSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'node_modules', '.bin');
mkdirSync(folder, { recursive: true });
const link = join(folder, 'encours');
rmSync(link, { force: true });
if (process.platform === 'win32') {
  writeFileSync(`${link}.cmd`, `@node "%~dp0\\..\\..\\bin\\encours.mjs" %*\r\n`);
} else {
  symlinkSync('../../bin/encours.mjs', link);
  chmodSync(join(root, 'bin', 'encours.mjs'), 0o755);
}
