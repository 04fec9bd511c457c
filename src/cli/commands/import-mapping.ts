import { readFile } from 'node:fs/promises';
import { configError, errorMessage } from '../../kernel';
import type { FileGuide, Json } from '../../connector-kit';

export interface MappingOptions {
  /** Ask for each column on the terminal. */
  map?: boolean;
  /** A file with the mapping as JSON. */
  mapping?: string;
  /** "number=N° facture", "dateOrder=DMY". */
  set?: readonly string[];
  dryRun?: boolean;
}

type Mapping = { [key: string]: Json };

/** Whether anything is said of the columns, or only a look is wanted. */
export function isMapped(options: MappingOptions): boolean {
  const { map, mapping, set, dryRun } = options;
  return map === true || mapping !== undefined || (set ?? []).length > 0 || dryRun === true;
}

/** What decides which columns there are, said before any of them: the kind of list, its sheet, the line of its header. */
export async function toldFrame(options: MappingOptions): Promise<Mapping> {
  const file = options.mapping === undefined ? {} : await mappingFile(options.mapping);
  const told: Mapping = {};
  for (const name of FRAME) {
    const set = (options.set ?? []).find((each) => each.startsWith(`${name}=`));
    const value = set === undefined ? file[name] : settingOf(name, set.slice(name.length + 1));
    if (value !== undefined) told[name] = value;
  }
  return told;
}

const FRAME = ['kind', 'sheet', 'headerLine'] as const;

/**
 * The mapping the options say, over what the file seems to be; null when they say nothing. Throws MAPPING_NOT_READABLE and
 * MAPPING_SETTING_INVALID.
 */
export async function toldMapping(
  options: MappingOptions,
  guide: FileGuide | null,
): Promise<Mapping | null> {
  const sets = options.set ?? [];
  if (options.mapping === undefined && sets.length === 0) return null;
  const told = options.mapping === undefined ? {} : await mappingFile(options.mapping);
  const columns = { ...object(guide?.mapping['columns']), ...object(told['columns']) };
  const mapping: Mapping = { ...guide?.mapping, ...told, columns };
  for (const each of sets) applySetting(mapping, each, guide);
  return mapping;
}

const NAMED_VALUES: Readonly<Record<string, Json>> = { true: true, false: false };
const SETTINGS = [
  ...['kind', 'sheet', 'headerLine', 'dateOrder', 'decimalMark', 'currency', 'asOf', 'isWhole'],
];

function applySetting(mapping: Mapping, written: string, guide: FileGuide | null): void {
  const at = written.indexOf('=');
  const [name, value] = [written.slice(0, at).trim(), written.slice(at + 1).trim()];
  const columns = object(mapping['columns']);
  if (at > 0 && SETTINGS.includes(name)) {
    mapping[name] = settingOf(name, value);
  } else if (at > 0 && (guide === null || guide.fields.some((field) => field.name === name))) {
    mapping['columns'] = { ...columns, [name]: value };
  } else throw settingInvalid(written, guide);
}

function settingOf(name: string, written: string): Json {
  const value = written.trim();
  return name === 'headerLine' ? Number(value) : (NAMED_VALUES[value] ?? value);
}

async function mappingFile(path: string): Promise<Mapping> {
  try {
    return object(JSON.parse(await readFile(path, 'utf8')) as Json);
  } catch (error) {
    throw configError('MAPPING_NOT_READABLE', `${path} is no mapping: ${errorMessage(error)}`, {
      cause: error,
      place: { file: path },
      remedy: 'write it as JSON: {"kind": "INVOICES", "columns": {"number": "N° facture"}}',
    });
  }
}

function object(value: Json | undefined): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function settingInvalid(written: string, guide: FileGuide | null): Error {
  const fields = guide?.fields.map(({ name }) => name) ?? [];
  return configError(
    'MAPPING_SETTING_INVALID',
    `${written} is no setting; known are ${[...SETTINGS, ...fields].join(', ')}`,
    { place: { field: '--set' }, remedy: 'write --set field="title of its column"' },
  );
}

/**
 * Asks what each column is, with what it seems to be as the answer of an empty line; of another kind than it seemed,
 * `guideAs` says what the columns seem to be. Throws MAPPING_SETTING_INVALID.
 */
export async function askMapping(
  seen: FileGuide,
  ask: (question: string) => Promise<string>,
  guideAs: (kind: string) => Promise<FileGuide | null>,
): Promise<Mapping> {
  const asked = await ask(`What does the file hold? ${seen.kinds.join(', ')} [${seen.kind}] `);
  const kind = asked.trim() === '' ? seen.kind : asked.trim().toUpperCase();
  if (!seen.kinds.includes(kind)) throw settingInvalid(`kind=${kind}`, seen);
  const guide = kind === seen.kind ? seen : ((await guideAs(kind)) ?? seen);
  const columns: Record<string, string> = {};
  const names = guide.fields.map(({ name, isRequired }) => (isRequired ? `${name}*` : name));
  const help = `Fields (* needed): ${names.join(', ')}; "-" for none`;
  for (const [index, column] of guide.columns.entries()) {
    const example = column.samples.slice(0, 2).join(' | ');
    const lead = index === 0 ? `${help}\n` : '';
    const answer = await ask(`${lead}${column.title} (${example}) [${column.field ?? '-'}] `);
    const field = answer.trim() === '' ? column.field : answer.trim();
    if (field === null || field === '-') continue;
    if (!guide.fields.some(({ name }) => name === field)) throw settingInvalid(field, guide);
    columns[field] = column.title;
  }
  return { ...guide.mapping, kind, columns };
}
