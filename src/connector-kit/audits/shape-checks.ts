/** Checks that shapes of records are made of. */
import { isCurrency, isLocalDate, isSiren } from '../../kernel';
import type { RecordType, UnifiedRecord } from '../records';

export interface Check {
  expected: string;
  holds: (value: unknown) => boolean;
}

export type Shape<T extends RecordType> = {
  [K in keyof Extract<UnifiedRecord, { type: T }>]-?: Check;
};

export function check(expected: string, holds: (value: unknown) => boolean): Check {
  return { expected, holds };
}

export function orNull(inner: Check): Check {
  return check(`${inner.expected} or null`, (value) => value === null || inner.holds(value));
}

export function oneOf(values: readonly string[]): Check {
  return check(`one of ${values.join(', ')}`, (value) => values.includes(String(value)));
}

export function matching(expected: string, pattern: RegExp): Check {
  return check(expected, (value) => typeof value === 'string' && pattern.test(value));
}

export const text = check(
  'a non-empty string (absent is null)',
  (value) => typeof value === 'string' && value.trim() !== '',
);
/** Accounting software leaves labels empty and they are copied as they stand. */
export const anyText = check('a string', (value) => typeof value === 'string');
export const date = check(
  'a date YYYY-MM-DD',
  (value) => typeof value === 'string' && isLocalDate(value),
);
export const minor = check('a bigint of minor units', (value) => typeof value === 'bigint');
export const flag = check('true or false', (value) => typeof value === 'boolean');
export const count = check(
  'a whole number from 0',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
export const position = check(
  'a whole number from 1',
  (value) => Number.isSafeInteger(value) && Number(value) >= 1,
);
export const siren = check('a SIREN', (value) => typeof value === 'string' && isSiren(value));
export const currency = check(
  'an ISO 4217 code',
  (value) => typeof value === 'string' && isCurrency(value),
);

export const decimal = matching('an exact decimal as text, "12.5"', /^-?\d{1,15}(\.\d{1,10})?$/);
export const month = matching('YYYY-MM, never a day', /^\d{4}-(0[1-9]|1[0-2])$/);
export const country = matching('an ISO 3166 code', /^[A-Z]{2}$/);
export const activity = matching('an activity code with its dot', /^\d{2}\.\d{1,2}[A-Z]?$/);
export const texts = check(
  'an array of non-empty strings',
  (value) => Array.isArray(value) && value.every((each) => text.holds(each)),
);

export function listOf(expected: string, holds: (each: Record<string, unknown>) => boolean): Check {
  return check(
    `an array of ${expected}`,
    (value) =>
      Array.isArray(value) && value.every((each: unknown) => isObject(each) && holds(each)),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
