import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const NPM_OWN = new Set(['ci', 'install', 'init', 'view', 'ls', 'version', 'help', 'run']);

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const pages = documents();

it.each(pages)('every npm command shown in %s exists', (page) => {
  const shown = [...read(page).matchAll(/\bnpm (run )?(?:--?[\w-]+ )*([\w:-]+)/g)];
  const unknown = shown
    .map((match) => ({ isRun: match[1] !== undefined, name: match[2] ?? '' }))
    .filter(({ isRun, name }) => !(name in scripts) && (isRun || !NPM_OWN.has(name)))
    .filter(({ isRun, name }) => isRun || /^(?:start|test|t|stop|restart)$/.test(name));
  expect(unknown.map(({ name }) => name)).toEqual([]);
});

it.each(pages)('every script and benchmark named in %s exists', (page) => {
  const text = read(page);
  const files = [...text.matchAll(/\b((?:scripts|bench|bin)\/[\w./-]+\.(?:ts|mjs|cjs))\b/g)];
  const benches = [...text.matchAll(/npm run bench -- ([\w-]+)/g)];
  const paths = [
    ...files.map((match) => match[1] ?? ''),
    ...benches.map((match) => `bench/${match[1] ?? ''}.bench.ts`),
  ];
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('every script of package.json runs a file that exists', () => {
  const files = Object.values(scripts).flatMap((command) =>
    command.split(' ').filter((word) => /\.(?:ts|mjs|cjs)$/.test(word)),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

/** The pages people copy commands from. */
function documents(): string[] {
  const inDocs = existsSync(join(ROOT, 'docs'))
    ? readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md'))
        .map((path) => join('docs', path))
    : [];
  const top = ['README.md', 'CONTRIBUTING.md', 'test/README.md', 'connectors/README.md'];
  return [...top.filter((path) => existsSync(join(ROOT, path))), ...inDocs];
}

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}
