// `npm run check`: types, lint, format, import rules, dead code, and what is generated or written twice (schema,
// migrations and entities, connector reports). One line per check, what they found at the end.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, root } from './ensure-dependencies.mjs';

await ensureDependencies({ dev: true });

const tool = (name, ...path) => join(root, 'node_modules', name, ...path);
const SOURCES = ['src', 'connectors', 'migrations', 'test', 'bench', 'docs'].filter((folder) =>
  existsSync(join(root, folder)),
);
// The slow ones first, so that they overlap.
const CHECKS = [
  { name: 'lint', args: [tool('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0'] },
  { name: 'types', args: [tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', root] },
  {
    name: 'format',
    args: [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
  },
  {
    name: 'import rules',
    args: [
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config=.dependency-cruiser.cjs',
      ...SOURCES,
    ],
  },
  { name: 'dead code', args: [tool('knip', 'bin', 'knip.js'), '--no-progress'] },
  {
    name: 'generated schemas',
    args: ['--import', 'tsx', join(root, 'scripts', 'emit-schema.ts'), '--check'],
  },
  {
    name: 'migrations',
    args: [
      tool('jest', 'bin', 'jest.js'),
      'test/architecture/migrations.db.test.ts',
      '--selectProjects=db',
      '--silent',
    ],
  },
  {
    name: 'connector reports',
    args: [
      '--import',
      'tsx',
      join(root, 'src', 'connector-kit', 'cli', 'connector-check.ts'),
      '--compare',
    ],
  },
];

const failures = [];
const queue = [...CHECKS];
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
for (const { name, output } of failures) console.error(`\n---- ${name} ----\n${output.trim()}`);
console.log(`\n${CHECKS.length - failures.length} of ${CHECKS.length} checks passed`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function work() {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const started = performance.now();
    const { status, output } = await run(check.args);
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${seconds} s  ${check.name}`);
    if (status !== 0) failures.push({ name: check.name, output });
  }
}

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => (output += chunk);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ status: 1, output: error.message }));
    child.on('close', (status) => resolve({ status, output }));
  });
}
