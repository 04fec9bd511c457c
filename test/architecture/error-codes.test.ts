import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

it('documents every error code in docs/errors.md, and none that no longer exists', () => {
  const script = join(resolve(__dirname, '../..'), 'scripts/error-codes.mjs');
  const { stdout, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  // Run `node scripts/error-codes.mjs --write`, then describe the new rows.
  expect(stdout.split('\n').filter((line) => line !== '')).toEqual([]);
  expect(status).toBe(0);
});
