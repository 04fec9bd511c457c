import { hash } from 'node:crypto';
import type { Json } from '../connector-kit';
import { canonicalJson } from '../scoring';
import type { LimitInput } from './limit-types';

/** Amounts are named for their unit all through an input, wherever in it they stand. */
const AMOUNT = 'Minor';
const INTEGER = /^-?\d+$/;

/** A limit's input as canonical JSON: amounts are decimal strings of minor units, since JSON has no integers that large. */
export function limitInputText(input: LimitInput): string {
  return canonicalJson(input);
}

/** The input that limitInputText wrote; what was unknown then is null or absent as it was. */
export function limitInputOf(stored: Json): LimitInput {
  return revived(stored) as LimitInput;
}

function revived(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((member) => revived(member));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => [name, revived(member, name)]);
    return Object.fromEntries(members);
  }
  const isAmount = key.endsWith(AMOUNT) && typeof value === 'string' && INTEGER.test(value);
  return isAmount ? BigInt(value) : value;
}

/** sha256 (hex) of a stored input, whatever the order of its keys. */
export function limitInputHash(stored: Json): string {
  return limitTextHash(canonicalJson(stored));
}

/** The same of what limitInputText wrote. */
export function limitTextHash(text: string): string {
  return hash('sha256', text);
}
