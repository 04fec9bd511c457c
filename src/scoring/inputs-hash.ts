import { hash } from 'node:crypto';
import type { ScoringInput } from './types';

/** sha256 (hex) of the input and the model version: the same hash means the same decision. Key order does not matter. */
export function inputsHash(input: ScoringInput, modelVersion: string): string {
  return inputTextHash(canonicalJson(input), modelVersion);
}

/** The same of an input whose canonical JSON is there already. */
export function inputTextHash(text: string, modelVersion: string): string {
  return hash('sha256', `${modelVersion}\n${text}`);
}

/**
 * JSON with sorted keys; undefined members are left out like absent ones, and integers beyond JSON's are decimal strings.
 * Every run writes megabytes of it: one string is added to, and nothing is mapped or joined.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const member of value) text += (text === '' ? '' : ',') + canonicalJson(member);
    return `[${text}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** Amounts, dates, codes and names of members: nothing in them needs escaping. */
const PLAIN = /^[\w .:+-]*$/;

/** The same as JSON.stringify, whose call costs more than a look at a short text. */
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
