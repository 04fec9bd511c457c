// psql, where there is none: one statement of -c, as CSV or by COPY. Anything else is refused.
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

const [url, ...options] = process.argv.slice(2);
const statement = options.pop();
const isKnown = options.every((option) => ['-X', '-q', '--csv', '-c'].includes(option));
if (options.at(-1) !== '-c' || !isKnown) throw new Error(`no stand-in: ${options.join(' ')}`);

const client = new pg.Client({ connectionString: url, options: process.env.PGOPTIONS });
await client.connect();
if (/^\s*COPY\b/.test(statement)) {
  await pipeline(client.query(copyTo(statement)), process.stdout, { end: false });
} else {
  const types = { getTypeParser: () => (text) => text };
  const { fields, rows } = await client.query({ text: statement, rowMode: 'array', types });
  const lines = [fields.map(({ name }) => name), ...rows];
  const text = lines.map((cells) => `${cells.map(cellOf).join(',')}\n`).join('');
  process.stdout.write(text);
}
await client.end();

function cellOf(value) {
  const text = value ?? '';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
