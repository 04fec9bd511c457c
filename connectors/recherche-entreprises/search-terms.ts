/** From a customer's name in the books to what the search accepts. Pure. */

const LEGAL_FORMS: ReadonlySet<string> = new Set(
  (
    'SA SAS SASU SARL EURL SCI SNC SCS SCA SCOP SCP SELARL SELAS EARL GAEC GIE EI EIRL ' +
    'STE SOCIETE ETS ETABLISSEMENTS M MR MME MLLE'
  ).split(' '),
);

/** The registry answers no shorter query unless a filter narrows it. */
export const TERMS_LENGTH_MIN = 3;

/** The name without legal form, titles and punctuation; the name itself when nothing else would be left. */
export function searchTerms(name: string): string {
  const dotless = name.replace(/\b((?:\p{L}\.){2,})/gu, (initials) => initials.replace(/\./g, ''));
  const words = dotless
    .normalize('NFC')
    .toUpperCase()
    .split(/[^\p{L}\p{N}&'’]+/u)
    .map((word) => word.replace(/^['’&]+$|^['’]+|['’]+$/g, ''))
    .filter((word) => word !== '');
  const telling = words.filter((word) => !LEGAL_FORMS.has(unaccented(word)));
  return (telling.length > 0 ? telling : words).join(' ');
}

/** Department a postcode lies in: three digits overseas, 2A and 2B in Corsica; null for anything else. */
export function departmentOf(postcode: string): string | null {
  if (!/^\d{5}$/.test(postcode)) return null;
  if (postcode.startsWith('97') || postcode.startsWith('98')) return postcode.slice(0, 3);
  if (!postcode.startsWith('20')) return postcode.slice(0, 2);
  return Number(postcode) < 20_200 ? '2A' : '2B';
}

/** Whether every word searched for stands in one of the names. */
export function isPlausible(terms: string, names: readonly (string | null)[]): boolean {
  const present = new Set(names.flatMap((name) => folded(name ?? '')));
  return folded(terms).every((word) => present.has(word));
}

function folded(text: string): string[] {
  return unaccented(text.toUpperCase())
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
}

function unaccented(text: string): string {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}
