// curl, where there is none: the options that docs/bi uses, by fetch. Anything else is refused.
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { URL } from 'node:url';

const FLAGS = new Set(['-s', '-S', '-sS', '--compressed']);
const HTTP_FAILED = 22;

const asked = readArguments(process.argv.slice(2));
if (asked.body === '@-') asked.body = await buffer(process.stdin);
const response = await fetch(addressOf(asked), {
  method: asked.body === null ? 'GET' : 'POST',
  headers: asked.headers,
  ...(asked.body === null ? {} : { body: asked.body }),
});
const body = Buffer.from(await response.arrayBuffer());
const hasFailed = response.status >= 400 && asked.fails !== null;
if (!hasFailed || asked.fails === 'with body') {
  if (asked.output === null) process.stdout.write(body);
  else writeFileSync(asked.output, body);
}
if (asked.write !== null) {
  const told = asked.write.replaceAll('%{http_code}', String(response.status));
  process.stdout.write(told.replaceAll('\\n', '\n'));
}
if (hasFailed) {
  console.error(`curl: (22) The requested URL returned error: ${response.status}`);
  process.exitCode = HTTP_FAILED;
}

function readArguments(args) {
  const found = {
    ...{ url: null, headers: {}, body: null, query: [], isGet: false },
    ...{ output: null, write: null, fails: null },
  };
  const left = [...args];
  while (left.length > 0) readOne(found, left.shift(), () => left.shift());
  return found;
}

function readOne(found, option, next) {
  if (FLAGS.has(option)) return;
  if (option === '-G') found.isGet = true;
  else if (option === '--fail') found.fails = 'without body';
  else if (option === '--fail-with-body') found.fails = 'with body';
  else if (option === '-o') found.output = next();
  else if (option === '-w') found.write = next();
  else if (option === '-H') {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(next());
    found.headers[name] = value;
  } else if (option === '-d') found.body = next();
  else if (option === '--data-binary') found.body = dataOf(next());
  else if (option === '--data-urlencode') found.query.push(next());
  else if (option.startsWith('-') || found.url !== null) throw new Error(`no stand-in: ${option}`);
  else found.url = option;
}

function dataOf(text) {
  return text === '@-' || !text.startsWith('@') ? text : readFileSync(text.slice(1));
}

function addressOf({ url, query, isGet }) {
  if (query.length > 0 && !isGet) throw new Error('no stand-in: --data-urlencode without -G');
  const address = new URL(url);
  for (const pair of query) {
    const at = pair.indexOf('=');
    address.searchParams.append(pair.slice(0, at), pair.slice(at + 1));
  }
  return address;
}
