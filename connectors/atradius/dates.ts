/** Days as Atradius writes them: plain, or instants in UTC or British summer time that mean a day of the policy. */
import {
  isLocalDate,
  listed,
  localDateAt,
  optionalText,
  payloadInvalid,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?([A-Z]{1,3}|[+-]\d{2}:?\d{2})?$/;
const WORDY = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{3}) (\d{4})$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ZONES: Readonly<Record<string, string>> = { Z: 'Z', UTC: 'Z', GMT: 'Z', BST: '+01:00' };

/** The day in Paris of an instant, or the day as written; null when missing or blank. */
export const policyDay: Decoder<LocalDate | null> = (value, path) => {
  const written = optionalText(value, path);
  if (written === null) return null;
  const day = isLocalDate(written) ? written : dayOfInstant(isoOf(written));
  if (day === null) throw payloadInvalid(path, 'a date, or an instant in UTC or BST', value);
  return day;
};

interface Instant {
  day: string;
  time: string;
  /** As ISO 8601 writes it; null when none is given. */
  zone: string | null;
}

function isoOf(written: string): Instant | null {
  const iso = INSTANT.exec(written);
  if (iso?.[1] !== undefined && iso[2] !== undefined) {
    return instant(iso[1], iso[2], iso[3] ?? null);
  }
  const wordy = WORDY.exec(written);
  const month = MONTHS.indexOf(wordy?.[1] ?? '') + 1;
  if (wordy === null || month === 0) return null;
  const day = `${wordy[5] ?? ''}-${String(month).padStart(2, '0')}-${wordy[2] ?? ''}`;
  return instant(day, wordy[3] ?? '', wordy[4] ?? null);
}

function instant(day: string, time: string, zone: string | null): Instant | null {
  if (!isLocalDate(day)) return null;
  if (zone === null) return { day, time, zone };
  const offset = /^[+-]/.test(zone)
    ? zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2')
    : listed(ZONES, zone);
  return offset === undefined ? null : { day, time, zone: offset };
}

/** Midnight in London is one o'clock in Paris, so that an instant keeps the day that was meant. */
function dayOfInstant(written: Instant | null): LocalDate | null {
  if (written === null) return null;
  if (written.zone === null) return written.day;
  const ms = Date.parse(`${written.day}T${written.time}${written.zone}`);
  return Number.isNaN(ms) ? null : localDateAt(new Date(ms));
}
