/** connector:new in a copy of the tree: what it writes must pass connector:check, its own tests' audits included. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { KINDS, scaffold, withConnector } from '../../../src/connector-kit/cli/scaffold';

const ROOT = resolve(__dirname, '../../..');
const EMPTY_LIST = `import type { Connector, Simulator } from '../src/connector-kit';

export const connectors: readonly Connector[] = [];

export const simulators: readonly Simulator[] = [];
`;
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'encours-connector-'));
  mkdirSync(join(root, 'connectors'));
  cpSync(join(ROOT, 'connectors/_template'), join(root, 'connectors/_template'), {
    recursive: true,
  });
  writeFileSync(join(root, 'connectors/index.ts'), EMPTY_LIST);
  for (const name of ['src', 'node_modules', 'package.json']) {
    symlinkSync(join(ROOT, name), join(root, name));
  }
  const include = [join(ROOT, 'src'), join(root, 'connectors')];
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), include };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(tsconfig));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function run(script: string, ...args: string[]): { status: number | null; stdout: string } {
  const path = join(ROOT, 'src/connector-kit/cli', script);
  const command = ['--import', 'tsx', path, ...args, '--root', root];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    encoding: 'utf8',
    // tsx compiles decorators for files of its tsconfig only, and these lie outside the checkout.
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
  });
  return { status, stdout: stdout + stderr };
}

const read = (path: string): string => readFileSync(join(root, 'connectors', path), 'utf8');

it.each([
  ['acme-credit', 'bureau'],
  ['acme-ledger', 'file'],
])(
  'ends green for %s of kind %s',
  (id, kind) => {
    const made = run('connector-new.ts', id, '--kind', kind);
    expect(made.stdout).toContain('silver');
    expect(made.status).toBe(0);
    expect(read(`${id}/index.ts`)).toContain(`kind: '${kind}'`);
    expect(JSON.parse(read(`${id}/report.json`))).toMatchObject({ connector: id, tier: 'silver' });
    expect(run('connector-check.ts', id, '--compare').status).toBe(0);
  },
  120_000,
);

it('ends green for every other kind too', () => {
  const kinds = KINDS.filter((kind) => kind !== 'bureau' && kind !== 'file');
  for (const kind of kinds) scaffold({ root, id: `acme-${kind}`, kind });
  const checked = run('connector-check.ts', ...kinds.map((kind) => `acme-${kind}`));
  expect(checked.stdout.match(/silver/g)).toHaveLength(kinds.length);
  expect(checked.status).toBe(0);
}, 120_000);

it('fails on a MUST that does not stand, and on a report nobody renewed', () => {
  scaffold({ root, id: 'acme', kind: 'registry' });
  const map = join(root, 'connectors/acme/map.ts');
  writeFileSync(map, readFileSync(map, 'utf8').replace('name: company.name', "name: ''"));
  const checked = run('connector-check.ts', 'acme');
  expect(checked.status).toBe(1);
  expect(checked.stdout).toMatch(/acme C03 MUST/);
  writeFileSync(map, readFileSync(map, 'utf8').replace("name: ''", 'name: company.name'));
  const compared = run('connector-check.ts', 'acme', '--compare');
  expect(compared.stdout).toContain('report.json is out of date for acme');
  expect(compared.status).toBe(1);
}, 120_000);

it('leaves no trace of the template in what it writes', () => {
  const folder = scaffold({ root, id: 'acme-credit', kind: 'insurer' });
  const files = ['index.ts', 'config.ts', 'simulator.ts', 'acme-credit.test.ts', 'README.md'];
  const written = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  expect(written).not.toMatch(/template-http|TemplateHttp|templateHttp|Template Provider/);
  expect(written).toContain('acmeCreditSimulator');
  expect(written).not.toContain('../../../src');
});

it.each([
  ['Acme', 'bureau'],
  ['acme', 'bank'],
  ['../acme', 'bureau'],
  ['_template', 'bureau'],
])('refuses %s of kind %s and changes nothing', (id, kind) => {
  expect(() => scaffold({ root, id, kind })).toThrow(/./);
  expect(read('index.ts')).toBe(EMPTY_LIST);
});

it('does not touch a connector that is there', () => {
  scaffold({ root, id: 'acme', kind: 'bureau' });
  const before = read('index.ts');
  expect(() => scaffold({ root, id: 'acme', kind: 'bureau' })).toThrow(/already there/);
  expect(read('index.ts')).toBe(before);
});

it('adds to the real list after what it holds', () => {
  const index = readFileSync(join(ROOT, 'connectors/index.ts'), 'utf8');
  const longer = withConnector(index, 'acme-credit', true);
  expect(longer).toMatch(/\n {2}acmeCredit,\n\];/);
  expect(longer).toMatch(/\n {2}acmeCreditSimulator,\n\];/);
  expect(longer).toContain("import { acmeCredit } from './acme-credit';");
  expect(longer.length - index.length).toBeLessThan(200);
});
