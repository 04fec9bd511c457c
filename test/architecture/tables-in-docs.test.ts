import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

it('names every table in docs/architecture.md', () => {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const named = new Set(page.match(/[a-z][a-z_]*/g));
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const tables = files
    .filter((path) => path.endsWith('.entity.ts'))
    .flatMap(
      (path) =>
        /@Entity\('([a-z_]+)'/.exec(readFileSync(join(ROOT, 'src', path), 'utf8'))?.[1] ?? [],
    );
  expect(tables.length).toBeGreaterThan(50);
  expect(tables.filter((table) => !named.has(table))).toEqual([]);
});
