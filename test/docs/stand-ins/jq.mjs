// jq, where there is none: jq itself, compiled to WebAssembly.
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { raw } from 'jq-wasm';

const TAKES_TWO = new Set(['--arg', '--argjson']);

const flags = [];
const words = [];
const left = process.argv.slice(2);
while (left.length > 0) {
  const word = left.shift();
  if (TAKES_TWO.has(word)) flags.push(word, left.shift(), left.shift());
  else if (/^-[a-z]+$/.test(word)) flags.push(...[...word.slice(1)].map((letter) => `-${letter}`));
  else words.push(word);
}
const [filter, ...files] = words;
const input = flags.includes('-n')
  ? 'null'
  : files.length === 0
    ? await text(process.stdin)
    : files.map((file) => readFileSync(file, 'utf8')).join('');
const { stdout, stderr, exitCode } = await raw(input, filter, flags);
// It leaves out the last line end, which jq writes.
process.stdout.write(stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`);
if (stderr !== '') console.error(stderr);
process.exitCode = exitCode;
