/**
 * Writes what is generated from the code for its readers: schema.graphql and the JSON Schema of every event. With --check
 * only says whether they are up to date (exit code 1 when not).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { EVENT_SCHEMAS } from '../src/alerts';
import { printSchemaText } from '../src/api';

const root = join(__dirname, '..');

interface Generated {
  /** Beneath the root. */
  path: string;
  text: string;
}

async function generated(): Promise<Generated[]> {
  const options = { ...(await resolveConfig(join(root, 'package.json'))), parser: 'json' };
  const events = EVENT_SCHEMAS.map(async ({ name, schema }) => ({
    path: `docs/events/${name}.schema.json`,
    text: await format(JSON.stringify(schema), options),
  }));
  return [{ path: 'schema.graphql', text: printSchemaText() }, ...(await Promise.all(events))];
}

function isCurrent({ path, text }: Generated): boolean {
  try {
    return readFileSync(join(root, path), 'utf8') === text;
  } catch {
    return false; // not written yet
  }
}

async function main(): Promise<void> {
  const files = await generated();
  const stale = files.filter((file) => !isCurrent(file));
  if (process.argv.includes('--check')) {
    if (stale.length === 0) return;
    const names = stale.map(({ path }) => path).join(', ');
    process.stderr.write(`${names}: not what the code says. Run: npm run schema\n`);
    process.exitCode = 1;
    return;
  }
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  process.stdout.write(`${files.length} files, ${stale.length} of them written\n`);
}

void main();
