import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const SOURCES = ['src', 'connectors', 'migrations', 'test', 'bench', 'scripts', 'docs'];
const VAGUE = /^(?:utils?|helpers?|common|shared|misc|lib)$/;
/**
 * What src may hold: the layers and what puts them together. A new room is added here and to the
 * import rules.
 */
const ROOMS = [
  ...[
    'kernel',
    'database',
    'connector-kit',
    'purchasing',
    'landing',
    'unify',
    'ledger',
    'scoring',
    'limits',
  ],
  ...['alerts', 'reports', 'api', 'use-cases', 'schedule', 'demo', 'cli'],
];

it('names every folder after what is in it', () => {
  const folders = SOURCES.flatMap((name) => foldersBelow(join(ROOT, name)));
  expect(folders.filter((path) => VAGUE.test(path.split('/').at(-1) ?? ''))).toEqual([]);
});

it('knows every folder of src, so that the import rules cover it', () => {
  const found = readdirSync(join(ROOT, 'src'), { withFileTypes: true });
  const unknown = found.filter((entry) => entry.isDirectory() && !ROOMS.includes(entry.name));
  expect(unknown.map((entry) => entry.name)).toEqual([]);
});

it('names every file in lower case with hyphens', () => {
  const files = SOURCES.flatMap((name) => filesBelow(join(ROOT, name)));
  const odd = files.filter((path) => /\.(?:ts|mjs|cjs)$/.test(path) && !isKebab(path));
  expect(odd).toEqual([]);
});

function isKebab(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)+$/.test(name);
}

function foldersBelow(folder: string): string[] {
  return below(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function filesBelow(folder: string): string[] {
  return below(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function below(folder: string) {
  const isThere = readdirSync(ROOT).includes(relative(ROOT, folder));
  return isThere ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
}
