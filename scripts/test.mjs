// `npm test`: packages, then all tests, then one line a machine can read: "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, root } from './ensure-dependencies.mjs';
import { whenOrphaned } from './when-orphaned.mjs';

/**
 * A test that leaves something open fails (test/support/environment.cjs), but must not hold up the
 * run for ever.
 */
const EXIT_GRACE_MS = 10_000;

await ensureDependencies({ dev: true });

const folder = mkdtempSync(join(tmpdir(), 'encours-jest-'));
const report = join(folder, 'report.json');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const args = [jest, '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
const status = await runJest();
const { passed, failed } = count(readReport(), status);
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function runJest() {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['inherit', 2, 2] });
  // Ctrl-C reaches Jest by itself; we stay to give the last line.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  whenOrphaned(() => child.kill('SIGTERM'));
  let reportedAt = Infinity;
  const watch = setInterval(() => {
    if (reportedAt === Infinity && existsSync(report)) reportedAt = Date.now();
    if (Date.now() - reportedAt > EXIT_GRACE_MS) child.kill('SIGKILL');
  }, 500);
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  }).finally(() => clearInterval(watch));
}

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null; // the run ended before its report: a broken set-up, a crash, a signal
  }
}

/**
 * A suite that failed without running a test, and a run that failed without naming one, count as
 * one failure each.
 */
function count(result, status) {
  if (result === null) return { passed: 0, failed: 1 };
  const silent = result.testResults.filter(
    (suite) =>
      suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = result.numFailedTests + silent.length;
  return {
    passed: result.numPassedTests,
    failed: status === 0 ? failed : Math.max(1, failed),
  };
}
