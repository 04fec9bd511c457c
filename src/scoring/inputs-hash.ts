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
 * Every run writes megabytes of it and keeps them for a while: the pieces are joined into one flat text. A text that is
 * added to stays a tree of its pieces, and every collection of garbage goes through all of them.
 */
export function canonicalJson(value: unknown): string {
  const pieces: string[] = [];
  write(value, pieces);
  return pieces.join('');
}

function write(value: unknown, pieces: string[]): void {
  if (typeof value === 'string') pieces.push(quoted(value));
  else if (typeof value === 'bigint') pieces.push(`"${value}"`);
  else if (typeof value !== 'object' || value === null) pieces.push(JSON.stringify(value));
  else if (Array.isArray(value)) writeArray(value, pieces);
  else writeRecord(value as Readonly<Record<string, unknown>>, pieces);
}

function writeArray(members: readonly unknown[], pieces: string[]): void {
  let before = '[';
  for (const member of members) {
    pieces.push(before);
    before = ',';
    write(member, pieces);
  }
  pieces.push(before === '[' ? '[]' : ']');
}

function writeRecord(record: Readonly<Record<string, unknown>>, pieces: string[]): void {
  let before = '{';
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    pieces.push(before, quoted(key), ':');
    before = ',';
    write(member, pieces);
  }
  pieces.push(before === '{' ? '{}' : '}');
}

/** Amounts, dates, codes and names of members: nothing in them needs escaping. */
const PLAIN = /^[\w .:+-]*$/;

/** The same as JSON.stringify, whose call costs more than a look at a short text. */
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
