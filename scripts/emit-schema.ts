/** Writes schema.graphql from the code; with --check, only says whether it is up to date (exit code 1 when not). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchemaText } from '../src/api';

const path = join(__dirname, '..', 'schema.graphql');
const text = printSchemaText();

function current(): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not written yet
  }
}

if (!process.argv.includes('--check')) {
  writeFileSync(path, text);
  process.stdout.write(`schema.graphql: ${text.split('\n').length} lines\n`);
} else if (current() !== text) {
  process.stderr.write('schema.graphql is not what the code says. Run: npm run schema\n');
  process.exitCode = 1;
}
