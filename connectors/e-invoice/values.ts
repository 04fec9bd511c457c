/** Days, instants and amounts as e-invoices write them. */
import {
  currencyDecimals,
  formatLocalDate,
  isCalendarDay,
  type LocalDate,
} from '../../src/connector-kit';
import type { Written } from './invoice-facts';
import { refusal } from './refusal';

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]{1,20})?(?:Z|[+-]\d{2}:\d{2})?$/;
/** 102 is a day; 203, 204 and 205 go on with a time of day. */
const COMPACT_DAY = /^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?(?:Z|[+-]?\d{4})?$/;
const COMPACT_FORMATS: ReadonlySet<string> = new Set(['', '102', '203', '204', '205']);

/** The day as written, whatever its zone. Throws EINVOICE_DATE_INVALID. */
export function dayOf(value: Written): LocalDate {
  const day = dayIn(value);
  if (day !== null) return day;
  throw refusal(
    'EINVOICE_DATE_INVALID',
    `it must be a day of the calendar, as 2026-06-17 or 20260617 with format 102`,
    value,
  );
}

/** The day as written; null where it is none. */
export function dayIn({ text, attributes }: Written): LocalDate | null {
  const compact = text.replace(/\s+/g, '');
  const isCompact = COMPACT_FORMATS.has(attributes['format']?.trim() ?? '');
  const match = ISO_DAY.exec(compact) ?? (isCompact ? COMPACT_DAY.exec(compact) : null);
  if (match === null) return null;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const isUsual = year >= 1970 && year <= 2199 && isCalendarDay(year, month, day);
  return isUsual ? formatLocalDate(year, month, day) : null;
}

const INSTANT =
  /^(\d{4})-?(\d{2})-?(\d{2})T?(?:(\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d{1,9})?)?)?(.*)$/;
const ZONE = /^(?:Z|([+-]?)(\d{2}):?(\d{2}))$/;

/**
 * An instant with its zone: "20260617143000" of format 204 names none and is taken for the legal time of France, a day
 * alone for its beginning there. Null where it is no instant.
 */
export function instantIn({ text }: Written): string | null {
  const match = INSTANT.exec(text.replace(/\s+/g, '').slice(0, 60));
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', rest = ''] =
    match;
  const isDay = isCalendarDay(Number(year), Number(month), Number(day)) && year > '1969';
  if (!isDay || hour > '23' || minute > '59' || second > '59') return null;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const zone = rest === '' ? parisOffset(local) : zoneIn(rest);
  return zone === null ? null : `${local}${zone}`;
}

function zoneIn(text: string): string | null {
  const match = ZONE.exec(text);
  if (match === null) return null;
  const [, sign = '', hours, minutes] = match;
  if (hours === undefined || minutes === undefined) return 'Z';
  return hours > '14' || minutes > '59' ? null : `${sign === '-' ? '-' : '+'}${hours}:${minutes}`;
}

const PARIS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  timeZoneName: 'longOffset',
});

/** Of the hour that clocks show twice, the second. */
function parisOffset(local: string): string {
  const name = PARIS.formatToParts(new Date(`${local}+01:00`)).find(
    ({ type }) => type === 'timeZoneName',
  );
  return /[+-]\d{2}:\d{2}/.exec(name?.value ?? '')?.[0] ?? '+01:00';
}

const DECIMAL = /^([+-]?)(\d{0,30})(?:\.(\d{0,30}))?$/;
/** Sums of many amounts must fit 64 bits. */
const MINOR_MAX = BigInt(Number.MAX_SAFE_INTEGER);

export interface Amount {
  minor: bigint;
  /** The document wrote more decimals than the currency has. */
  isRounded: boolean;
}

/**
 * An amount in minor units of the currency. What is beyond them is rounded half away from zero, as whoever pays has to.
 * Throws EINVOICE_AMOUNT_INVALID for what is no decimal number with a dot.
 */
export function amountOf(value: Written, currency: string): Amount {
  const match = DECIMAL.exec(value.text.replace(/\s+/g, ''));
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null || whole + fraction === '') {
    throw refusal('EINVOICE_AMOUNT_INVALID', 'it must be a decimal number with a dot', value);
  }
  const decimals = currencyDecimals(currency);
  const kept = BigInt(`0${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
  const rest = fraction.slice(decimals);
  const magnitude = kept + (/^[5-9]/.test(rest) ? 1n : 0n);
  if (magnitude > MINOR_MAX) {
    throw refusal('EINVOICE_AMOUNT_INVALID', 'it is larger than any invoice', value);
  }
  return { minor: sign === '-' ? -magnitude : magnitude, isRounded: /[1-9]/.test(rest) };
}

/** A percentage in millionths of a percent; null where it is none from 0 to 100. */
export function percentIn({ text }: Written): bigint | null {
  const match = /^(\d{1,3})(?:\.(\d{0,6})0*)?$/.exec(text.trim());
  if (match === null) return null;
  const millionths = BigInt(`${match[1] ?? ''}${(match[2] ?? '').padEnd(6, '0')}`);
  return millionths <= 100_000_000n ? millionths : null;
}
