import { configError, isEncoursError, parseMoney, type Money } from '../kernel';
import type { MoneyInput } from './money.type';

/** More than any order: beyond it somebody gave minor units for units. Ten thousand billion. */
export const MOST_MINOR = 1_000_000_000_000_000n;
const KEY_MAX = 200;
const REASON_MAX = 2_000;

/** An amount, with the place it was given at when it is none. Throws INVALID_AMOUNT. */
export function amountGiven(input: MoneyInput, field: string): Money {
  try {
    return parseMoney(input.amount, input.currency);
  } catch (error) {
    if (!isEncoursError(error, 'CONFIG')) throw error;
    const { message, remedy = '' } = error;
    const place = { field: `${field}.amount` };
    throw configError('INVALID_AMOUNT', message, { cause: error, place, remedy });
  }
}

/** An amount above zero. Throws INVALID_AMOUNT. */
export function amountOfCredit(input: MoneyInput, field: string): Money {
  const amount = amountGiven(input, field);
  if (amount.amountMinor > 0n && amount.amountMinor <= MOST_MINOR) return amount;
  throw configError('INVALID_AMOUNT', 'credit is asked for an amount above zero, within reason', {
    place: { field: `${field}.amount` },
    remedy: 'give the amount of the order in units of its currency',
  });
}

/** Throws IDEMPOTENCY_KEY_INVALID. */
export function keyGiven(key: string, field: string): string {
  if (key.trim() !== '' && key.length <= KEY_MAX && !key.includes('\0')) return key;
  throw configError('IDEMPOTENCY_KEY_INVALID', `a key has 1 to ${KEY_MAX} characters`, {
    place: { field },
    remedy: 'use the number of the order, or a UUID made once per order and kept with it',
  });
}

/** Short words somebody gave, trimmed; null for none. Throws TEXT_TOO_LONG. */
export function wordsGiven(words: string | null | undefined, field: string): string | null {
  return textGiven(words, field, KEY_MAX);
}

/** A sentence or several, trimmed; null for none. Throws TEXT_TOO_LONG. */
export function sentencesGiven(words: string | null | undefined, field: string): string | null {
  return textGiven(words, field, REASON_MAX);
}

function textGiven(words: string | null | undefined, field: string, most: number): string | null {
  const text = words?.trim() ?? '';
  if (text === '') return null;
  if (text.length <= most && !text.includes('\0')) return text;
  throw configError('TEXT_TOO_LONG', `${field} has up to ${most} characters, none of them NUL`, {
    place: { field },
    remedy: 'shorten it',
  });
}
