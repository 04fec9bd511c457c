import { unreachable } from './assert';
import { configError } from './error';
import type { Locale } from './locale-text';
import {
  areUsableSteps,
  type CashDiscount,
  type PaymentTerms,
  type TermStep,
  type TermSteps,
} from './payment-terms';

const WORDING_MAX = 200;

/**
 * Reads terms as people write them, in French or English: "45 jours fin de mois", "fin de mois 45 jours", "30 J FDM le
 * 15", "comptant", "net 30", "EOM 45", "2% 10 net 30", "escompte 2 % 10 jours". A bare number is days, "le 15" the first
 * 15th on or after the day reached. What is not understood wholly is refused: PAYMENT_TERMS_UNKNOWN.
 */
export function parsePaymentTerms(wording: string): PaymentTerms {
  if (wording.length > WORDING_MAX) throw unknown(wording);
  const { discount, rest } = takeDiscount(folded(wording));
  const words = rest.split(' ').filter((word) => word !== '' && !SILENT.has(word));
  if (words.length === 0 && discount !== null) return { due: null, discount };
  const due = readSteps(words);
  const isUsable = due !== null && (discount === null || isUsableDiscount(discount));
  if (!isUsable) throw unknown(wording);
  return { due, discount };
}

function unknown(wording: string): Error {
  const shown = JSON.stringify(wording.slice(0, WORDING_MAX));
  return configError('PAYMENT_TERMS_UNKNOWN', `${shown} is not understood as payment terms`, {
    remedy:
      'write them like "30 jours", "45 jours fin de mois", "30 jours fin de mois le 15", "comptant" or "2% 10 net 30"',
  });
}

/** Lower case without accents or punctuation; each phrase that means one thing becomes one word in capitals. */
function folded(wording: string): string {
  const plain = wording
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(\d),(?=\d)/g, '$1.')
    .replace(/\bf\. ?d\. ?m\b/g, 'fdm')
    .replace(/\bd\. ?d\. ?f\b/g, 'ddf')
    // A minus before a number stays, and is not understood.
    .replace(/(?<!\d)\.|\.(?!\d)|[,;:()+'’–—]|-(?!\d)|(?<=[^ ])-/g, ' ')
    // "2/10 n/30": a rate and its days, then the net days.
    .replace(/\bn ?\/ ?(?=\d)/g, 'net ')
    .replace(/(\d) ?\/ ?(\d+)(?= +(?:n|net)\b)/g, '$1 % $2')
    .replace(/([\d%])(?=[a-z])/g, '$1 ')
    .replace(/([a-z])(?=\d)/g, '$1 ')
    .replace(/%/g, ' % ');
  const spaced = ` ${plain} `.replace(/\s+/g, ' ');
  return PHRASES.reduce((text, [phrase, word]) => text.replace(phrase, word), spaced).trim();
}

const INVOICE = '(?: (?:de (?:la )?|of (?:the )?)?(?:facture|invoice))?';
const PHRASES = (
  [
    ['(?:sans|pas d|no) (?:escompte|discount)', ''],
    ['(?:la )?fin (?:de |du )?mois (?:suivant|prochain)', ' 1 MONTH EOM'],
    ['(?:the )?end of (?:the )?(?:next|following) month', ' 1 MONTH EOM'],
    ['(?:la )?fin (?:de |du )?mois(?: civil)?', ' EOM'],
    ['(?:(?:the )?end of (?:the )?month|(?<!\\d )month end|eom|fdm)', ' EOM'],
    ['jfd?m', ' DAY EOM'],
    ['(?:la )?fin (?:de |du )?(?:la )?decade', ' EOTD'],
    ['(?:the )?end of (?:the )?ten days?', ' EOTD'],
    ['du mois (?:suivant|prochain)', ' NEXT'],
    ['of (?:the )?(?:next|following) month', ' NEXT'],
    ['(?:of )?(?:the )?month following(?: the)?(?: invoice)?', ' NEXT'],
    ['mfi', ' NEXT'],
    ['(?:du mois|of the month)', ''],
    ['(?:jours?|jrs?|days?)', ' DAY'],
    ['(?:mois|months?)', ' MONTH'],
    ['(?:semaines?|weeks?)', ' WEEK'],
    ['(?:a (?:compter|partir) d[eu]|apres|after|from)', ' AFTER'],
    ['(?:la )?date (?:de (?:la )?|d )?(?:facture|emission|facturation)', ''],
    ['(?:date of (?:the )?invoice|(?:the )?invoice date|ddf)', ''],
    [`(?:a |la |due |up|on )*(?:reception|receipt)${INVOICE}`, ' RECEIPT'],
    ['(?:au )?(?:comptant|immediat|immediate(?:ly|ment)?|cash on delivery|cod|cash)', ' ATONCE'],
  ] as const
).map(([phrase, word]) => [new RegExp(` ${phrase}(?= )`, 'g'), word] as const);

/** Words that say nothing about when. */
const SILENT = new Set(
  (
    'a au en de la l des du sous dans par et si net nets n in within of by is due if the ' +
    'payable paiement paye reglement regle echeance delai conditions payment paid pay terms calendar calendaires ' +
    'invoice facture virement cheque lcr traite prelevement sepa bank transfer'
  ).split(' '),
);

/** A rate, then the days (and month end) that earn it. */
const DISCOUNT = new RegExp(
  '(?<=^| )(?:(?:escompte|discount|skonto)(?: de| of)? )?(\\d{1,3}(?:\\.\\d{1,2})?) %' +
    '(?: (?:d )?(?:escompte|discount|skonto))?(?: (?:si|if|pour|for|paye|paid|paiement|payment|reglement|a|sous|in|within|dans|by))*' +
    ' (?:(\\d{1,3})(?: DAY| d| j)?( EOM)?|ATONCE|RECEIPT)(?= |$)',
);

function takeDiscount(text: string): { discount: CashDiscount | null; rest: string } {
  const match = DISCOUNT.exec(text);
  if (match === null) return { discount: null, rest: text };
  const days = Number(match[2] ?? 0);
  const steps: TermStep[] = days === 0 ? [] : [{ kind: 'DAYS', days }];
  if (match[3] !== undefined) steps.push({ kind: 'END_OF_MONTH' });
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  return { discount: { basisPoints: Math.round(Number(match[1]) * 100), steps }, rest };
}

function isUsableDiscount({ basisPoints }: CashDiscount): boolean {
  return basisPoints > 0 && basisPoints < 10_000;
}

/** The steps the words say, in order; null when a word or their order makes no sense. */
function readSteps(words: readonly string[]): TermSteps | null {
  if (words.length === 1 && (words[0] === 'ATONCE' || words[0] === 'RECEIPT')) return [];
  const steps: TermStep[] = [];
  for (let at = 0; at < words.length;) {
    const used = readStep(words, at, steps);
    if (used === 0) return null;
    at += used;
  }
  const said = steps.filter((step) => step.kind !== 'DAYS' || step.days > 0);
  return steps.length > 0 && areUsableSteps(said) ? said : null;
}

/** Appends the step that begins at a word and answers how many words it took; 0 for none. */
function readStep(words: readonly string[], at: number, steps: TermStep[]): number {
  const [word = '', next = ''] = words.slice(at);
  if (word === 'EOM') return steps.push({ kind: 'END_OF_MONTH' }) && 1;
  if (word === 'EOTD') return steps.push({ kind: 'END_OF_TEN_DAYS' }) && 1;
  if (word === 'AFTER') return readAnchor(next, steps);
  if (word === 'RECEIPT') return steps.length > 0 ? 1 : 0;
  if (word === 'le' || word === 'on') {
    if (!isNumber(next)) return 0;
    return 1 + readDayOfMonth(words.slice(at + 1), steps);
  }
  return isNumber(word) ? readNumber(words.slice(at), steps) : 0;
}

/** "45 DAY", "2 MONTH", "15 th", or a bare number, which is days. */
function readNumber(words: readonly string[], steps: TermStep[]): number {
  const [word = '', unit = ''] = words;
  if (ORDINAL.test(unit) || unit === 'NEXT') return readDayOfMonth(words, steps);
  if (unit === 'MONTH') return steps.push({ kind: 'MONTHS', months: Number(word) }) && 2;
  steps.push({ kind: 'DAYS', days: unit === 'WEEK' ? 7 * Number(word) : Number(word) });
  return unit === 'DAY' || unit === 'WEEK' || unit === 'j' ? 2 : 1;
}

const ORDINAL = /^(?:st|nd|rd|th|er|eme)$/;

function isNumber(word: string): boolean {
  return /^\d{1,4}$/.test(word);
}

/** "45 days after the end of the month": what is counted from comes first. */
function readAnchor(anchor: string, steps: TermStep[]): number {
  if (anchor !== 'EOM' && anchor !== 'EOTD') return 1;
  const kind = anchor === 'EOM' ? 'END_OF_MONTH' : 'END_OF_TEN_DAYS';
  steps.splice(Math.max(0, steps.length - 1), 0, { kind });
  return 2;
}

/** "15", "15 th", "15 NEXT": a day of the month reached, or of the month after it. */
function readDayOfMonth([day, ...rest]: readonly string[], steps: TermStep[]): number {
  const suffixes = ORDINAL.test(rest[0] ?? '') ? 1 : 0;
  const isNext = rest[suffixes] === 'NEXT';
  if (isNext && steps.at(-1)?.kind !== 'END_OF_MONTH') steps.push({ kind: 'END_OF_MONTH' });
  steps.push({ kind: 'DAY_OF_MONTH', day: Number(day) });
  return 1 + suffixes + (isNext ? 1 : 0);
}

/** Terms in words that parsePaymentTerms reads back as the same terms. */
export function describePaymentTerms(terms: PaymentTerms, locale: Locale): string {
  const due = terms.due === null ? '' : stepsInWords(terms.due, locale);
  if (terms.discount === null) return due;
  const { basisPoints, steps } = terms.discount;
  const rate = String(basisPoints / 100);
  const within = stepsInWords(steps, locale);
  if (locale === 'en') return `${rate}% ${within}${due === '' ? '' : `, net ${due}`}`;
  return `${due === '' ? '' : `${due}, `}escompte ${rate.replace('.', ',')} % ${within}`;
}

function stepsInWords(steps: TermSteps, locale: Locale): string {
  if (steps.length === 0) return locale === 'fr' ? 'comptant' : 'on receipt';
  return steps.map((step) => (locale === 'fr' ? inFrench(step) : inEnglish(step))).join(' ');
}

function inFrench(step: TermStep): string {
  switch (step.kind) {
    case 'DAYS':
      return step.days === 1 ? '1 jour' : `${step.days} jours`;
    case 'MONTHS':
      return `${step.months} mois`;
    case 'END_OF_MONTH':
      return 'fin de mois';
    case 'END_OF_TEN_DAYS':
      return 'fin de décade';
    case 'DAY_OF_MONTH':
      return step.day === 1 ? 'le 1er' : `le ${step.day}`;
    default:
      return unreachable(step);
  }
}

function inEnglish(step: TermStep): string {
  switch (step.kind) {
    case 'DAYS':
      return step.days === 1 ? '1 day' : `${step.days} days`;
    case 'MONTHS':
      return step.months === 1 ? '1 month' : `${step.months} months`;
    case 'END_OF_MONTH':
      return 'EOM';
    case 'END_OF_TEN_DAYS':
      return 'end of ten days';
    case 'DAY_OF_MONTH':
      return `on the ${step.day}${ordinal(step.day)}`;
    default:
      return unreachable(step);
  }
}

function ordinal(day: number): string {
  if (day % 10 === 1 && day !== 11) return 'st';
  if (day % 10 === 2 && day !== 12) return 'nd';
  return day % 10 === 3 && day !== 13 ? 'rd' : 'th';
}
