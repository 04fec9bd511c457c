/** Days and instants as Xero writes them in JSON: "/Date(1539993600000+0000)/". */
import { isoDay, payloadInvalid, type Decoder, type LocalDate } from '../../src/connector-kit';

const WRITTEN = /^\/Date\((-?\d{1,14})(?:([+-])(\d{2})(\d{2}))?\)\/$/;
/** Beyond these no calendar goes. */
const MS_MAX = 8_640_000_000_000_000;

/** An instant, ISO in UTC. Throws CONTRACT PAYLOAD_INVALID. */
export const xeroInstant: Decoder<string> = (value, path) => {
  const match = typeof value === 'string' ? WRITTEN.exec(value) : null;
  if (match === null) throw payloadInvalid(path, 'an instant "/Date(…)/"', value);
  return isoOf(Number(match[1]), value, path);
};

/** A day: the one it is in the zone that is written; also where it comes as ISO. */
export const xeroDay: Decoder<LocalDate> = (value, path) => {
  const match = typeof value === 'string' ? WRITTEN.exec(value) : null;
  if (match === null) return isoDay(value, path);
  const [, ms = '', sign = '+', hours = '0', minutes = '0'] = match;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = Number(ms) + (sign === '-' ? -offsetMs : offsetMs);
  return isoDay(isoOf(local, value, path), path);
};

function isoOf(ms: number, value: unknown, path: string): string {
  if (Math.abs(ms) > MS_MAX) throw payloadInvalid(path, 'an instant "/Date(…)/"', value);
  return new Date(ms).toISOString();
}
