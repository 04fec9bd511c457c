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
