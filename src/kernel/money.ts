import { assert } from './assert';
import { currencyDecimals } from './currency';
import { configError } from './error';

/** An exact amount: minor units (cents for EUR) and an ISO 4217 code. Never a JS number. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: string;
}

export function money(amountMinor: bigint, currency: string): Money {
  return { amountMinor, currency };
}

export function addMoney(left: Money, right: Money): Money {
  assert(left.currency === right.currency, `cannot add ${right.currency} to ${left.currency}`);
  return { amountMinor: left.amountMinor + right.amountMinor, currency: left.currency };
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** "1234.5" with 2 decimals → 123450n. Throws INVALID_AMOUNT, also when digits would be lost. */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = DECIMAL.exec(text);
  const fraction = match?.[3] ?? '';
  if (match === null || /[1-9]/.test(fraction.slice(decimals))) {
    throw configError(
      'INVALID_AMOUNT',
      `${JSON.stringify(text)} is not a decimal with at most ${decimals} decimals`,
      { remedy: decimals === 0 ? 'Write it like "1234".' : 'Write it like "1234.50".' },
    );
  }
  const digits = (match[2] ?? '') + fraction.slice(0, decimals).padEnd(decimals, '0');
  const magnitude = BigInt(digits);
  return match[1] === '-' ? -magnitude : magnitude;
}

/** 123450n with 2 decimals → "1234.50". */
export function formatDecimal(amountMinor: bigint, decimals: number): string {
  const sign = amountMinor < 0n ? '-' : '';
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor)
    .toString()
    .padStart(decimals + 1, '0');
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

export function parseMoney(text: string, currency: string): Money {
  return { amountMinor: parseDecimal(text, currencyDecimals(currency)), currency };
}

/** The amount as an exact decimal string in major units. */
export function formatAmount(value: Money): string {
  return formatDecimal(value.amountMinor, currencyDecimals(value.currency));
}

export function minorMin(first: bigint, ...rest: bigint[]): bigint {
  return rest.reduce((least, value) => (value < least ? value : least), first);
}

export function minorMax(first: bigint, ...rest: bigint[]): bigint {
  return rest.reduce((most, value) => (value > most ? value : most), first);
}

const SCALE = 1_000_000n;

/** amount × factor, rounded half away from zero; the factor is taken to six decimals so that the result is reproducible. */
export function multiplyMinor(amountMinor: bigint, factor: number): bigint {
  assert(Number.isFinite(factor), 'a factor must be finite');
  const product = amountMinor * BigInt(Math.round(factor * Number(SCALE)));
  const half = SCALE / 2n;
  return product < 0n ? -((-product + half) / SCALE) : (product + half) / SCALE;
}

/** Rounds towards zero to a multiple of step. */
export function roundDownMinor(amountMinor: bigint, stepMinor: bigint): bigint {
  assert(stepMinor > 0n, 'a rounding step must be positive');
  return amountMinor - (amountMinor % stepMinor);
}
