import type { Random } from './random';
import { SHOP_SIGNS } from './catalog/vocabulary';
import { foldName } from './registry/names';

const MAX = 32;

const ABBREVIATIONS: readonly (readonly [RegExp, string])[] = [
  [/\bETABLISSEMENTS\b/g, 'ETS'],
  [/\bSOCIETE\b/g, 'STE'],
  [/\bCOMPAGNIE\b/g, 'CIE'],
  [/\bSAINT\b/g, 'ST'],
];

/** The label an accountant types for a company: capitals, abbreviations, sometimes its legal form, cut at 32. */
export function easyLabel(name: string, legalForm: string, random: Random): string {
  let label = foldName(name);
  for (const [word, short] of ABBREVIATIONS) label = label.replace(word, short);
  const form = legalForm === 'EI' ? '' : legalForm;
  const shape = random.unit();
  if (shape < 0.22) label = `${form} ${label}`;
  else if (shape < 0.42) label = `${label} ${form}`;
  else if (shape < 0.47) label = `STE ${label}`;
  return cut(label);
}

const MUTILATIONS: readonly ((words: string[], random: Random) => string)[] = [
  (words) => words.map((word) => word.slice(0, 4)).join(' '),
  (words) => words.map((word) => (word.length > 6 ? `${word.slice(0, 5)}.` : word)).join(' '),
  (words, random) => misspelt(words.join(' '), random),
  (words) =>
    words.length > 2 ? words.map((word) => word[0]).join('.') : words.join('').slice(0, 8),
  (_words, random) => foldName(random.pick(SHOP_SIGNS)),
];

/** A label that does not lead straight to the company: initials, clippings, spelling, or the shop's sign. */
export function hardLabel(name: string, random: Random): string {
  const folded = foldName(name);
  const label = cut(random.pick(MUTILATIONS)(folded.split(' '), random));
  return folded.startsWith(label) ? cut(misspelt(folded, random)) : label;
}

function misspelt(text: string, random: Random): string {
  const at = random.int(1, Math.max(1, text.length - 3));
  const swapped = text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
  const letter = random.int(1, Math.max(1, swapped.length - 2));
  return swapped.slice(0, letter) + swapped.slice(letter + 1);
}

function cut(label: string): string {
  return label.replace(/\s+/g, ' ').trim().slice(0, MAX).trim();
}
