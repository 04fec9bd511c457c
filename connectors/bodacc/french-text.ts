/** Repairs and reads the text of notices: encoding accidents, typography and the four dialects of dates. Pure. */
import { formatLocalDate, isCalendarDay, type LocalDate } from '../../src/connector-kit';

const MOJIBAKE = /[ÂÃÅ][\u0080-\u00bf]|â[\u0080\u0082]/;

/** Undoes UTF-8 that was read as Latin-1 upstream ("procÃ©dure"); any other text is returned as it is. */
export function repairEncoding(text: string): string {
  if (!MOJIBAKE.test(text)) return text;
  const hasWideCharacter = [...text].some((character) => (character.codePointAt(0) ?? 0) > 0xff);
  if (hasWideCharacter) return text;
  const repaired = Buffer.from(text, 'latin1').toString('utf8');
  return repaired.includes('\ufffd') ? text : repaired;
}

/** One spelling for comparison: plain apostrophes and spaces, lower case, one space between words. */
export function comparable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[’‘ʼ´`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

const MONTHS: readonly string[] = [
  'janvier',
  'fevrier',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'aout',
  'septembre',
  'octobre',
  'novembre',
  'decembre',
];

/**
 * The day in "2009-12-10", "10/12/2009", "10 décembre 2009" or "1er mars 2012", also with no-break spaces.
 * Null when it says anything else: a notice is not lost because a clerk wrote its date in another way.
 */
export function frenchDate(text: string | null): LocalDate | null {
  if (text === null) return null;
  const plain = comparable(text)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(plain);
  if (iso !== null) return calendarDay(iso[1], iso[2], iso[3]);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/.exec(plain);
  if (slashed !== null) return calendarDay(slashed[3], slashed[2], slashed[1]);
  const spelled = /^(?:le )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})(?!\d)/.exec(plain);
  const month = MONTHS.indexOf(spelled?.[2] ?? '') + 1;
  return month === 0 ? null : calendarDay(spelled?.[3], String(month), spelled?.[1]);
}

function calendarDay(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): LocalDate | null {
  const parts: [number, number, number] = [Number(year), Number(month), Number(day)];
  return isCalendarDay(...parts) ? formatLocalDate(...parts) : null;
}
