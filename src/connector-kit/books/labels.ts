/**
 * What words on journals, entries and accounts mean. Patterns read accented and bare spelling alike, because
 * exporters drop accents and because folding every label would cost more than the matching.
 */

const OPENING_JOURNAL_CODES = new Set(['AN', 'ANO', 'ANX', 'A-N', 'RAN', 'OUV', 'ANOUV']);
const OPENING_JOURNAL = anyOf(
  '(?<!\\p{L})[aà]\\W{0,3}nouv(?!el)',
  '\\breports?\\b',
  'ouverture',
  'balance initiale',
);
const OPENING_LABEL = anyOf(
  '\\breports?\\W+\\S{0,2}\\W*nouv',
  '(?<!\\p{L})[aà][ .-]{0,2}nouv(eaux?|x)?(?!\\p{L})',
  '(bilan|balance|soldes?)\\W+(d\\W)?(ouverture|initia)',
);
const RETURN_LABEL = /impay[eé]|rejet|retour|(?<!\p{L})rjt|contre-?pass/iu;
const REFUND_LABEL = /rembours|(?<!\p{L})remb(t|\b)|(?<!\p{L})avoir(?!\p{L})/iu;
const FACTOR_LABEL =
  /factor(?!y)|facto(france|rem)|affactur|(?<!\p{L})cession|(?<!\p{L})bpi(?!\p{L})|quittance|dailly/iu;

/** What all label patterns share: most labels have none of it and are done with in one look. */
const TELLING =
  /nouv|ouvert|initia|facto|affact|cession|bpi|quitt|dailly|impay|rejet|retour|rjt|contre/i;

function anyOf(...patterns: string[]): RegExp {
  return new RegExp(patterns.join('|'), 'iu');
}

/** Whether the label may say anything of what follows here; cheap, for use on every line. */
export function isTelling(label: string): boolean {
  return TELLING.test(label);
}

/** Whether the journal holds opening entries: its code is a usual one, or its name says so. */
export function isOpeningJournal(code: string, label: string): boolean {
  if (OPENING_JOURNAL_CODES.has(code.toUpperCase())) return true;
  // "AD" is Quadra's detailed opening, but also somebody's "achats divers".
  if (code.toUpperCase() === 'AD' && label === '') return true;
  return OPENING_JOURNAL.test(label);
}

export function saysOpening(label: string): boolean {
  return OPENING_LABEL.test(label);
}

/** The label tells of a payment that came back; "remboursement retour marchandise" is a refund. */
export function saysReturn(label: string): boolean {
  return RETURN_LABEL.test(label) && !REFUND_LABEL.test(label);
}

/** 467 is also meal vouchers and the like: only a word of the trade makes it a factor. */
export function saysFactor(label: string): boolean {
  return FACTOR_LABEL.test(label);
}

/** Accounts shared by many customers: "DIVERS", counter sales, one account per means of payment. */
export const DEFAULT_POOLED_PATTERNS: readonly string[] = [
  '^[0-9c]{0,4}divers?\\d*$',
  '(?<!\\p{L})(clients?|cpte|comptes?) divers|^divers(?!\\p{L})',
  'clients?( de)? (passage|comptoir|internet|magasin|particuliers?)|vente(s)? (au )?comptoir',
  '^(411)?c?(cb|esp|chq|chèq|cheq|amex)\\d*$',
  '^(clients? )?(cartes? (bancaires?|bleues?)|esp[eè]ces|ch[eè]ques|caisse|tickets? restaurants?)$',
];

const BARE_COLLECTIVE = /^(411[17]?|413|416|419[1678]?)0*$/;
const GENERIC_NAME = /^(comptes? )?clients?( (collectifs?|divers|france|export|[eé]trangers?))?$/iu;

/** Decides whether a party is one customer or a shared account. */
export function pooledAccountRule(patterns: readonly string[]): PooledAccountRule {
  const rules = patterns.map((pattern) => new RegExp(pattern, 'iu'));
  return ({ account, auxiliary, name }) => {
    if (auxiliary === '' && (BARE_COLLECTIVE.test(account) || GENERIC_NAME.test(name))) return true;
    const code = auxiliary === '' ? account : auxiliary;
    return rules.some((rule) => rule.test(code) || rule.test(name));
  };
}

export interface PartyFacts {
  account: string;
  /** Code of the auxiliary account, '' when the line has none. */
  auxiliary: string;
  name: string;
}
export type PooledAccountRule = (party: PartyFacts) => boolean;
