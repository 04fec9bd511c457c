/** Company names as they are compared: without accents, case, punctuation and legal form. */

/** Words that say what a company is in law, not who it is. Accountants write them, registries often do not. */
const LEGAL_FORMS: ReadonlySet<string> = new Set([
  'SA',
  'SAS',
  'SASU',
  'SARL',
  'EURL',
  'SNC',
  'SCI',
  'SCM',
  'SCP',
  'SCOP',
  'SCA',
  'SELARL',
  'SELAS',
  'SELAFA',
  'EARL',
  'GAEC',
  'GIE',
  'EI',
  'EIRL',
  'ME',
  'SE',
  'SC',
  'SCEA',
  'SEM',
  'SPL',
]);
/** Abbreviations of the same words; all dropped, since registries and books disagree on them. */
const FILLERS: ReadonlySet<string> = new Set([
  'STE',
  'SOC',
  'SOCIETE',
  'ETS',
  'ETABLISSEMENTS',
  'ETABLISSEMENT',
  'ENTREPRISE',
  'ENT',
  'CIE',
  'COMPAGNIE',
  'ET',
  'DE',
  'DU',
  'DES',
  'LA',
  'LE',
  'LES',
  'L',
  'D',
  'AND',
  'M',
  'MR',
  'MME',
  'MONSIEUR',
  'MADAME',
]);

/** "Sté L'Élan & Fils S.A.S." → "ELAN FILS"; a name made of such words only keeps them. */
export function foldName(name: string): string {
  const words = plainWords(name);
  const meaningful = words.filter((word) => !LEGAL_FORMS.has(word) && !FILLERS.has(word));
  return (meaningful.length > 0 ? meaningful : words).join(' ');
}

function plainWords(name: string): string[] {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .toUpperCase()
    .replace(/\b([A-Z])\.(?=[A-Z]\b)/g, '$1')
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
  return plain === '' ? [] : plain.split(' ');
}

/** Similarity of two folded names, 0..1: shared trigrams over all (Dice), as robust to word order as to typing errors. */
export function nameSimilarity(left: string, right: string): number {
  if (left === right) return left === '' ? 0 : 1;
  const a = trigrams(left);
  const b = trigrams(right);
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const gram of a) if (b.has(gram)) shared++;
  return (2 * shared) / (a.size + b.size);
}

/** Accounting software cuts names at some width from 20 to 40 characters, most at 30 to 35. */
const CUT_FROM = 20;
const USUAL_CUT_FROM = 30;

/**
 * Whether a name in the books is a registry's name cut off. A name that merely begins like another ("Boulangerie Martin"
 * and "Boulangerie Martin Lyon") is none: it must be as long as cut names are, or end within a word.
 */
export function isTruncation(bookName: string, registryName: string): boolean {
  const cut = foldName(bookName);
  const whole = foldName(registryName);
  if (cut.length >= whole.length || !whole.startsWith(cut)) return false;
  const width = bookName.trim().length;
  const endsWithinWord = whole[cut.length] !== ' ';
  return width >= (endsWithinWord ? CUT_FROM : USUAL_CUT_FROM);
}

function trigrams(text: string): Set<string> {
  const grams = new Set<string>();
  for (const word of text.split(' ')) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) grams.add(padded.slice(at, at + 3));
  }
  return grams;
}
