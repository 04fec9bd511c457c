/** Writes a new connector from a template and adds it to the list. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { configError } from '../../kernel';
import type { ConnectorKind } from '../connector';

export const KINDS: readonly ConnectorKind[] = [
  'registry',
  'bureau',
  'insurer',
  'accounting',
  'reference',
  'file',
];

export interface ScaffoldOptions {
  /** The folder that holds connectors/. */
  root: string;
  id: string;
  kind: string;
}

/** Creates connectors/<id> and lists it; returns the folder. Throws CONFIG CONNECTOR_NEW_REFUSED, changing nothing. */
export function scaffold({ root, id, kind }: ScaffoldOptions): string {
  const connectors = join(root, 'connectors');
  const folder = join(connectors, id);
  refuseUnless(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id), 'id', `${id} is not kebab-case`);
  refuseUnless(
    (KINDS as readonly string[]).includes(kind),
    'kind',
    `no kind ${kind}: ${KINDS.join(', ')}`,
  );
  refuseUnless(!existsSync(folder), 'id', `connectors/${id} is already there`);
  const template = templateOf(kind);
  const index = join(connectors, 'index.ts');
  const listed = withConnector(readFileSync(index, 'utf8'), id, kind !== 'file');
  mkdirSync(folder);
  cpSync(join(connectors, '_template', template), folder, {
    recursive: true,
    filter: (path) => basename(path) !== 'report.json',
  });
  for (const path of files(folder)) rename(path, { template, id, kind });
  writeFileSync(index, listed);
  return folder;
}

function templateOf(kind: string): string {
  if (kind === 'file') return 'template-file';
  return kind === 'accounting' ? 'template-accounting' : 'template-http';
}

/** The text of connectors/index.ts with one more connector, after the others. */
export function withConnector(index: string, id: string, hasSimulator: boolean): string {
  const name = camelCase(id);
  const imports = [`import { ${name} } from './${id}';`];
  if (hasSimulator) imports.push(`import { ${name}Simulator } from './${id}/simulator';`);
  const lines = index.split('\n');
  const lastImport = lines.findLastIndex((line) => line.startsWith('import '));
  lines.splice(lastImport + 1, 0, ...imports);
  const list = appended(lines.join('\n'), 'connectors', name);
  return hasSimulator ? appended(list, 'simulators', `${name}Simulator`) : list;
}

/** Puts a name at the end of `export const <list>: … = [ … ];`, one per line. */
function appended(source: string, list: string, name: string): string {
  const pattern = new RegExp(`(export const ${list}: [^=]+= \\[)([^\\]]*)\\];`);
  const match = pattern.exec(source);
  refuseUnless(match !== null, 'index', `connectors/index.ts has no list "${list}"`);
  const [whole, open = '', inner = ''] = match;
  const names = inner.split(',').map((part) => part.trim());
  const all = [...names.filter((part) => part !== ''), name];
  return source.replace(whole, `${open}\n${all.map((each) => `  ${each},\n`).join('')}];`);
}

function rename(path: string, to: { template: string; id: string; kind: string }): void {
  const { template, id, kind } = to;
  const text = readFileSync(path, 'utf8')
    .replaceAll(template, id)
    .replaceAll(camelCase(template), camelCase(id))
    .replaceAll(pascalCase(template), pascalCase(id))
    .replaceAll('Template Provider', titleCase(id))
    .replaceAll('Template Format', titleCase(id))
    .replace(`kind: 'registry'`, `kind: '${kind}'`)
    .replaceAll('../../../src/', '../../src/');
  writeFileSync(path, text);
  const name = basename(path);
  if (name.includes(template)) renameSync(path, path.replace(name, name.replace(template, id)));
}

function files(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function refuseUnless(condition: boolean, field: string, message: string): asserts condition {
  if (condition) return;
  throw configError('CONNECTOR_NEW_REFUSED', message, {
    place: { field },
    remedy: `npm run connector:new -- <id> --kind ${KINDS.join('|')}`,
  });
}

function words(id: string): string[] {
  return id.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
}

function titleCase(id: string): string {
  return words(id).join(' ');
}

function pascalCase(id: string): string {
  return words(id).join('');
}

function camelCase(id: string): string {
  const pascal = pascalCase(id);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}
