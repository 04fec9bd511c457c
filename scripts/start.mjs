// `npm start`: packages, then the whole of Encours with its demo (bin/encours.mjs start).
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, root } from './ensure-dependencies.mjs';
import { whenOrphaned } from './when-orphaned.mjs';

/** A second signal this soon is the first one arriving by another way, not somebody insisting. */
const SAME_SIGNAL_MS = 1_000;

await ensureDependencies({ dev: false });

// Ctrl-C reaches every process of the terminal's group, and npm hands it on once more. In a group
// of its own the hub hears it from us alone, exactly once; the channel tells it when we are killed.
const child = spawn(
  process.execPath,
  [
    '--import',
    pathToFileURL(join(root, 'scripts', 'stop-with-parent.mjs')).href,
    join(root, 'bin', 'encours.mjs'),
    'start',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  },
);

let lastSignalAt = -Infinity;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    const now = performance.now();
    if (now - lastSignalAt > SAME_SIGNAL_MS) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    lastSignalAt = now;
  });
}
whenOrphaned(() => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`The hub could not be started: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});
