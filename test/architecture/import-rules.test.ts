/**
 * Breaks every import rule on purpose, in a small copy of the tree, and sees that the rule says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const LAYERS = [
  'kernel',
  'database',
  'connector-kit',
  'purchasing',
  'landing',
  'unify',
  'ledger',
  'scoring',
  'limits',
  'alerts',
  'reports',
  'api',
];
const PACKAGES = ['axios', 'class-validator', 'pg', 'typeorm'];

/**
 * A tree that keeps the rules: every layer uses the one before it, the kit is used as connectors
 * use it.
 */
const SOUND_TREE: Record<string, string> = {
  'tsconfig.json': '{"compilerOptions":{"module":"nodenext","moduleResolution":"nodenext"}}',
  'package.json': JSON.stringify({
    dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0'])),
    devDependencies: { 'fast-check': '1.0.0' },
  }),
  ...Object.fromEntries(
    [...PACKAGES, 'fast-check', 'undeclared'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
      [`node_modules/${name}/index.js`, 'module.exports = {};'],
    ]),
  ),
  ...Object.fromEntries(
    LAYERS.flatMap((name, index) => [
      [`src/${name}/index.ts`, `export { x } from './inside';`],
      [
        `src/${name}/inside.ts`,
        index === 0 ? 'export const x = 1;' : `export { x } from '../${LAYERS[index - 1] ?? ''}';`,
      ],
    ]),
  ),
  'src/connector-kit/simulator/index.ts': 'export const simulator = 1;',
  'src/connector-kit/audits/index.ts': 'export const audits = 1;',
  'src/connector-kit/http.ts': `import 'axios';`,
  'src/demo/world.ts': imports('../kernel', '../connector-kit', '../connector-kit/simulator'),
  'src/config.ts': imports('./kernel'),
  'src/hub.ts': imports('./config', './api', './schedule/ticks', '../connectors'),
  'src/use-cases/import-file.ts': imports('../landing', '../ledger', 'node:fs'),
  'src/schedule/ticks.ts': imports('../landing', '../kernel'),
  'src/cli/main.ts': imports('../hub', '../demo/world', 'node:fs'),
  'connectors/index.ts': imports('./good'),
  'connectors/good/index.ts': imports('./map', '../../src/connector-kit', 'class-validator'),
  'connectors/good/map.ts': imports('node:crypto'),
  'connectors/good/simulator.ts': imports('../../src/connector-kit/simulator'),
  'connectors/good/good.test.ts': imports(
    './index',
    './reading.test-support',
    '../../src/connector-kit/audits',
    'fast-check',
  ),
  'connectors/good/reading.test-support.ts': imports('node:fs'),
  'migrations/index.ts': imports('typeorm'),
};

/** rule, the file that breaks it, what it imports */
const BREACHES: [rule: string, file: string, imported: string][] = [
  ...LAYERS.slice(0, -1).map((name, index): [string, string, string] => [
    `${name}-imports-leftward`,
    `src/${name}/breach.ts`,
    `../${LAYERS[index + 1] ?? ''}`,
  ]),
  ['through-the-index', 'src/unify/breach-deep.ts', '../landing/inside'],
  ['through-the-index', 'src/schedule/breach-deep.ts', '../ledger/inside'],
  ['through-the-index', 'src/landing/breach-kit.ts', '../connector-kit/http'],
  ['composition-through-the-index', 'src/main.ts', './scoring/inside'],
  ['layers-know-no-composition', 'src/ledger/breach-config.ts', '../config'],
  ['layers-know-no-composition', 'src/api/breach-schedule.ts', '../schedule/ticks'],
  ['layers-know-no-composition', 'src/api/breach-use-case.ts', '../use-cases/import-file'],
  ['layers-know-no-connector', 'src/landing/breach-connectors.ts', '../../connectors'],
  ['connectors-through-the-list', 'src/cli/breach-connector.ts', '../../connectors/good/map'],
  ['demo-is-a-provider', 'src/demo/breach.ts', '../ledger'],
  ['connectors-stand-alone', 'connectors/bad/other.ts', '../good'],
  ['connectors-stand-alone', 'connectors/bad/kernel.ts', '../../src/kernel'],
  ['connectors-stand-alone', 'connectors/bad/deep.ts', '../../src/connector-kit/http'],
  ['connectors-stand-alone', 'connectors/bad/audits.ts', '../../src/connector-kit/audits'],
  ['connector-tests-stand-alone', 'connectors/bad/bad.test.ts', '../../src/landing'],
  ['connectors-use-the-kit', 'connectors/bad/orm.ts', 'typeorm'],
  ['connectors-use-the-kit', 'connectors/bad/http.ts', 'axios'],
  ['connectors-use-the-kit', 'connectors/bad/files.ts', 'node:fs'],
  ['connector-builtins-compute', 'connectors/bad/events.ts', 'node:events'],
  ['api-reads-through-the-stages', 'src/api/breach-orm.ts', 'typeorm'],
  ['api-reads-through-the-stages', 'src/api/breach-pg.ts', 'pg'],
  ['http-only-in-the-kit', 'src/landing/breach-http.ts', 'axios'],
  ['pure-files-do-no-io', 'src/scoring/z.scorecard.ts', 'node:fs/promises'],
  ['pure-files-do-no-io', 'src/limits/least.policy.ts', 'pg'],
  ['pure-files-do-no-io', 'src/alerts/late.rule.ts', 'typeorm'],
  ['pure-files-do-no-io', 'connectors/bad/map.ts', 'node:http'],
  ['pure-files-do-no-io', 'src/kernel/breach-io.ts', 'node:fs'],
  ['kernel-needs-nothing', 'src/kernel/breach-package.ts', 'class-validator'],
  ['no-cycle', 'src/ledger/one.ts', './two'],
  ['no-vague-folder', 'src/ledger/vague.ts', './utils/sum'],
  ['no-vague-home', 'src/ledger/utils/sum.ts', '../inside'],
  ['production-needs-no-tools', 'src/ledger/tools.ts', '../../scripts/tool'],
  ['production-needs-no-dev-package', 'src/ledger/dev.ts', 'fast-check'],
  ['declared-and-found', 'src/ledger/lost.ts', './nowhere'],
  ['declared-package', 'src/ledger/undeclared.ts', 'undeclared'],
];

interface Violation {
  rule: { name: string };
  from: string;
}

let folder = '';
let before: Violation[] = [];
let after: Violation[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'encours-import-rules-'));
  for (const [path, content] of Object.entries(SOUND_TREE)) write(path, content);
  before = cruise();
  write('scripts/tool.ts', 'export const tool = 1;');
  write('src/ledger/two.ts', imports('./one'));
  for (const [, path, imported] of BREACHES) write(path, imports(imported));
  write('src/ledger/typed.ts', `import type { x } from '../scoring';\nexport type Y = typeof x;`);
  after = cruise();
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds nothing in a tree that keeps the rules', () => {
  expect(before).toEqual([]);
});

it.each(BREACHES)('%s: %s may not import %s', (rule, file) => {
  expect(after.filter((found) => found.from === file).map((found) => found.rule.name)).toContain(
    rule,
  );
});

it('counts type imports', () => {
  const found = after.filter((violation) => violation.from === 'src/ledger/typed.ts');
  expect(found.map((violation) => violation.rule.name)).toContain('ledger-imports-leftward');
});

it('reports no file that keeps the rules', () => {
  const broken = new Set([...BREACHES.map(([, file]) => file), 'src/ledger/typed.ts']);
  expect(after.filter((found) => !broken.has(found.from))).toEqual([]);
});

it('has a breach for every rule', () => {
  const config = jest.requireActual<{ forbidden: { name: string }[] }>(
    join(ROOT, '.dependency-cruiser.cjs'),
  );
  const proven = new Set(BREACHES.map(([rule]) => rule));
  expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
});

function imports(...targets: string[]): string {
  const lines = targets.map((target) => `import ${JSON.stringify(target)};`);
  return [...lines, 'export const value = 1;'].join('\n');
}

function write(path: string, content: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Runs the real configuration on the tree, as `npm run check` does on ours. */
function cruise(): Violation[] {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = `--config=${join(ROOT, '.dependency-cruiser.cjs')}`;
  const folders = ['src', 'connectors', 'migrations'];
  const args = [program, config, '--output-type=json', ...folders];
  const outcome = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const report = JSON.parse(outcome.stdout) as { summary: { violations: Violation[] } };
  return report.summary.violations;
}
