/** A provider that changes its format without a word: one field of an answer under another type or another name. */
import type { Json } from '../json';

interface Field {
  /** "siege.code_postal", with positions of lists left out. */
  path: string;
  owner: { [key: string]: Json };
  key: string;
}

/**
 * A copy of the answer in which one field has drifted: drawn by the seed among all of them, or the one at `path`. An
 * XML text has an element renamed. What has no such field is given back as it is.
 */
export function drifted(body: Json, seed: number, path?: string): Json {
  if (typeof body === 'string') return driftedXml(body, seed, path);
  const copy = structuredClone(body);
  const fields = fieldsOf(copy, '').filter((field) => path === undefined || field.path === path);
  const field = fields[seed % Math.max(1, fields.length)];
  if (field === undefined) return copy;
  const { owner, key } = field;
  const value = owner[key] ?? null;
  if (seed % 2 === 0) owner[key] = ofAnotherType(value);
  else {
    owner[`${key}_v2`] = value;
    Reflect.deleteProperty(owner, key);
  }
  return copy;
}

function fieldsOf(value: Json, path: string): Field[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, path));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return [{ path: here, owner: value, key }, ...fieldsOf(item, here)];
  });
}

function ofAnotherType(value: Json): Json {
  if (typeof value === 'string') return { value };
  if (typeof value === 'number' || typeof value === 'boolean') return `~${String(value)}`;
  return value === null ? { value: null } : 'drifted';
}

function driftedXml(text: string, seed: number, path?: string): string {
  const names = [...new Set([...text.matchAll(/<([A-Za-z][\w:.-]*)/g)].map((match) => match[1]))];
  const wanted = path?.split('.').at(-1);
  const name = wanted ?? names[seed % Math.max(1, names.length)];
  if (name === undefined || !names.includes(name)) return text;
  return text.replace(new RegExp(`(</?)${name}(?=[\\s/>])`, 'g'), `$1${name}_v2`);
}
