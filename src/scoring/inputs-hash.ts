import { createHash } from 'node:crypto';
import type { ScoringInput } from './types';

/** sha256 (hex) of the input and the model version: the same hash means the same decision. Key order does not matter. */
export function inputsHash(input: ScoringInput, modelVersion: string): string {
  return createHash('sha256')
    .update(modelVersion)
    .update('\n')
    .update(canonicalJson(input))
    .digest('hex');
}

/** JSON with sorted keys; undefined members are left out like absent ones. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members: string[] = [];
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}
