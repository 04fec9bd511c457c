// Error codes as the code throws them against docs/errors.md, which promises every one of them.
//   node scripts/error-codes.mjs           lists what differs; exit code 1 when something does
//   node scripts/error-codes.mjs --write   adds missing rows, for you to describe; drops dead ones
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs', 'errors.md');
const THROWN =
  /\b(transient|auth|config|contract|domain|conflict|bug)Error\(\s*(?:['"`]([A-Z][A-Z0-9_]+)['"`])/g;
/**
 * Quarantine, warnings and refusals of credit carry a code without throwing it: `{ code: 'X', … }`.
 * Elsewhere, and where receipts are matched to claims, that is a reason.
 */
const CARRIERS =
  /[\\/](?:(?:connectors|connector-kit|landing|ledger)[\\/](?!cash-application[\\/])|limits[\\/]decide-reservation\.ts$)/;
const CARRIED = /\bcode: '([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g;
const ROW = /^\| `([A-Z0-9_]+)` \| ([A-Z, ]*) \|(.*)\|\s*$/;
const MISSING = '(to be described)';
const HEADER = `# Error codes

Every error has a family (what to do about it), a code (what happened), a place and a remedy. A
code is a promise: once published, it never means something else. The rows are added by
\`node scripts/error-codes.mjs --write\`.

| code | family | what happened, and what to do |
|---|---|---|`;

const thrown = codesInSource();
const rows = rowsOfPage();
const missing = [...thrown.keys()].filter((code) => !rows.has(code)).sort();
const undescribed = [...rows].filter(([, row]) => row.meaning === MISSING).map(([code]) => code);
// A code may reach its error through a variable, so a row is dead only when no source file quotes
// it.
const quoted = sourceFiles()
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const dead = [...rows.keys()].filter((code) => !quoted.includes(`'${code}'`)).sort();

if (process.argv.includes('--write')) write();
else report();

function report() {
  const lines = [
    ...missing.map(
      (code) => `not in docs/errors.md: ${code} (${[...thrown.get(code).files].join(', ')})`,
    ),
    ...undescribed.map((code) => `without a description in docs/errors.md: ${code}`),
    ...dead.map((code) => `in docs/errors.md, but thrown nowhere: ${code}`),
  ];
  for (const line of lines) console.log(line);
  process.exitCode = lines.length === 0 ? 0 : 1;
}

function write() {
  const codes = [...new Set([...thrown.keys(), ...rows.keys()])]
    .filter((code) => !dead.includes(code))
    .sort();
  const body = codes.map((code) => {
    const found = [...(thrown.get(code)?.families ?? [])].sort().join(', ');
    const row = rows.get(code);
    return `| \`${code}\` | ${found || (row?.families ?? '')} | ${row?.meaning ?? MISSING} |`;
  });
  const { before, after } = aroundTable();
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, [before, ...body, after].join('\n').trimEnd() + '\n');
  console.log(`docs/errors.md: ${body.length} codes, ${missing.length} of them new`);
}

/** The text around the table is the authors' and stays. */
function aroundTable() {
  const lines = existsSync(page) ? readFileSync(page, 'utf8').split('\n') : [];
  const first = lines.findIndex((line) => ROW.test(line));
  if (first === -1) return { before: HEADER, after: '' };
  const last = lines.findLastIndex((line) => ROW.test(line));
  return {
    before: lines.slice(0, first).join('\n'),
    after: lines.slice(last + 1).join('\n'),
  };
}

function rowsOfPage() {
  const found = new Map();
  if (!existsSync(page)) return found;
  for (const line of readFileSync(page, 'utf8').split('\n')) {
    const match = ROW.exec(line);
    if (match !== null) found.set(match[1], { families: match[2], meaning: match[3].trim() });
  }
  return found;
}

function codesInSource() {
  const found = new Map();
  for (const file of sourceFiles()) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(THROWN)) add(match[2], match[1].toUpperCase(), file);
    if (!CARRIERS.test(file)) continue;
    for (const match of text.matchAll(CARRIED)) add(match[1], null, file);
  }
  return found;

  function add(code, family, file) {
    const entry = found.get(code) ?? { families: new Set(), files: new Set() };
    if (family !== null) entry.families.add(family);
    entry.files.add(relative(root, file));
    found.set(code, entry);
  }
}

function sourceFiles() {
  return ['src', 'connectors']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](?:mutants|fixtures|_template)[\\/]/.test(path));
}
