import { bugError } from './error';

/** Throws a BUG when a condition that must hold does not: both a check and a sentence for the reader. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw bugError('ASSERTION_FAILED', message);
}

/** Narrows away null and undefined where the surrounding code guarantees a value. */
export function defined<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw bugError('ASSERTION_FAILED', `${what} is missing`);
  return value;
}

/** Makes a switch over a union exhaustive at compile time. */
export function unreachable(value: never): never {
  throw bugError('ASSERTION_FAILED', `unexpected value ${JSON.stringify(value)}`);
}
