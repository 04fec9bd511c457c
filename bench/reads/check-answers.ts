import { isDeepStrictEqual } from 'node:util';
import type { ReadCase, Reader } from './read-case';

/** Throws, naming the place, when a case's two answers differ; looks at its first request and its last. */
export async function checkAnswers(asked: ReadCase, reader: Reader): Promise<void> {
  const [first, last] = [asked.requests[0], asked.requests.at(-1)];
  for (const request of new Set([first, last])) {
    if (request === undefined) throw new Error(`case ${asked.name} asks nothing`);
    const ours = await reader.ask(asked.query, request.variables);
    const [row] = await reader.select<Record<string, string>>(asked.sql, request.params);
    const limit: unknown = JSON.parse(Object.values(row ?? {})[0] ?? 'null');
    const difference = firstDifference(ours, limit, 'data');
    if (difference !== null) {
      throw new Error(`case ${asked.name}: the two answers differ at ${difference}`);
    }
  }
}

function firstDifference(ours: unknown, limit: unknown, path: string): string | null {
  if (isDeepStrictEqual(ours, limit)) return null;
  if (isObject(ours) && isObject(limit) && Array.isArray(ours) === Array.isArray(limit)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(limit)])) {
      const found = firstDifference(ours[key], limit[key], `${path}.${key}`);
      if (found !== null) return found;
    }
  }
  return `${path}: ours ${shown(ours)}, hand-written ${shown(limit)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value).slice(0, 200);
}
