/** Numbers of documents in what a payer wrote, in whatever way it spelled them. */

/** A text is looked at up to here; banks carry 140 characters, some four times that. */
const TEXT_MAX = 4_000;
const WORDS_MAX = 400;
/** "FA 2025 0112" is one number in three words. */
const WORDS_JOINED = 4;
/** Shorter ones stand in any text by chance. */
const LENGTH_MIN = 3;
const LENGTH_MAX = 40;

/** One spelling of a number: letters and digits in upper case, without leading zeros. */
export function numberKey(number: string): string {
  return number
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .replace(/^0+/, '');
}

/** Every key the text may hold: its words, and words that follow each other joined. At most 1,600. */
export function keysInText(text: string): Set<string> {
  const words = text
    .slice(0, TEXT_MAX)
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX);
  const keys = new Set<string>();
  for (let from = 0; from < words.length; from += 1) {
    let joined = '';
    for (let count = 0; count < WORDS_JOINED && from + count < words.length; count += 1) {
      joined += words[from + count] ?? '';
      if (joined.length > LENGTH_MAX) break;
      addKey(keys, joined);
    }
  }
  return keys;
}

function addKey(keys: Set<string>, joined: string): void {
  const key = joined.replace(/^0+/, '');
  if (key.length >= LENGTH_MIN && /\d/.test(key)) keys.add(key);
}

/** Whether a number tells one document from all others: not "12", not a year. */
export function isTelling(key: string): boolean {
  if (key.length < 4 || !/\d{2}/.test(key)) return false;
  if (/^(19|20)\d{2}$/.test(key)) return false;
  return /\p{L}/u.test(key) || key.length >= 5;
}

/** Digits alone tell a document from here on: payers leave out the letters before them. */
const DIGITS_TELLING = 7;
/** Letters before a number that are a word and not its series; longer ones are words all the same. */
const SERIES_MAX = 3;
const NUMBER_WORDS: ReadonlySet<string> = new Set([
  ...[
    'N',
    'NO',
    'NR',
    'NUM',
    'REF',
    'FAC',
    'INV',
    'RE',
    'ET',
    'DU',
    'DE',
    'LA',
    'LE',
    'AND',
    'UND',
  ],
]);

/** The digits of a number with letters, where they are enough to know it by; else null. */
export function digitsOf(number: string): string | null {
  const key = numberKey(number);
  const digits = key.replace(/\p{L}+/gu, '').replace(/^0+/, '');
  return digits !== key && digits.length >= DIGITS_TELLING ? digits : null;
}

/** Whether digits stand in the text as those of another series: "AV 2025 0012" is no FA-2025-0012. */
export function isOfOtherSeries(digits: string, keys: ReadonlySet<string>): boolean {
  for (const key of keys) {
    if (!key.endsWith(digits)) continue;
    const before = key.slice(0, -digits.length);
    const isSeries = /^\p{L}+$/u.test(before) && before.length <= SERIES_MAX;
    if (isSeries && !NUMBER_WORDS.has(before)) return true;
  }
  return false;
}

/** "FA202500371" is FA and nine digits: numbers of one series have one shape; "" has none. */
export function shapeOf(key: string): string {
  // Digits alone could be a date or a telephone: those of a series begin alike.
  if (/^\d+$/.test(key))
    return key.length < DIGITS_TELLING ? '' : `${key.slice(0, 4)}#${key.length}`;
  return /\d{3}/.test(key) ? key.replace(/\d+/g, (digits) => `#${digits.length}`) : '';
}
