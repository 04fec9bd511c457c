/** Field 86 of MT940: what the bank says of a movement, in subfields (?20), in SWIFT's words (/EREF/) or as free text. */
import { ibanIn, ibanWithin } from './iban';
import { present, tidy } from './values';

export interface Mt940Details {
  name: string | null;
  account: string | null;
  endToEndId: string | null;
  references: string[];
  text: string;
  /** The bank's code of the transaction, where the field begins with it. */
  code: string | null;
  returnReason: string | null;
}

/** German codes of debits and transfers that came back. */
const RETURN_CODES: ReadonlySet<string> = new Set(['108', '109', '159', '181']);
const FULL_LINE = 65;
/** Lines of one length from here on are folded at it. */
const WIDTH_MIN = 60;
/** All a field says is looked at once, in this length. */
const TEXT_MAX = 20_000;

export function detailsOf(lines: readonly string[]): Mt940Details {
  const joined = lines.join('').slice(0, TEXT_MAX);
  const structured = /^\s*(\d{3})([?>~^<+])(?=\d{2})/.exec(joined);
  if (structured?.[1] !== undefined && structured[2] !== undefined) {
    return subfields(joined.trimStart().slice(3), structured[2], structured[1]);
  }
  // A value between two words may be folded; its own end is a word.
  const swift = swiftWords(unfolded(lines, ({ length }) => length >= WIDTH_MIN));
  return swift ?? freeText(lines);
}

function subfields(text: string, mark: string, code: string): Mt940Details {
  const parts = new Map<string, string>();
  for (const piece of text.split(mark)) {
    const key = piece.slice(0, 2);
    if (/^\d{2}$/.test(key)) parts.set(key, `${parts.get(key) ?? ''}${piece.slice(2)}`);
    // The mark itself stands in the text.
    else if (piece !== '') appendTo(parts, mark + piece);
  }
  const [main, more] = [purposeOf(parts, '20', '29'), purposeOf(parts, '60', '63')];
  // ?60 goes on where ?29 stopped; without ?29 it says something of its own.
  const words = sepaWords(parts.has('29') ? main + more : main);
  const apart = parts.has('29') ? '' : more;
  return {
    name: present(`${parts.get('32') ?? ''}${parts.get('33') ?? ''}`),
    account: accountIn(parts),
    endToEndId: present(words.get('EREF')),
    references: [],
    text: tidy([parts.get('00'), words.get('SVWZ') ?? words.get(''), apart].join(' ')),
    code,
    returnReason: RETURN_CODES.has(code) ? (present(parts.get('34')) ?? code) : null,
  };
}

function accountIn(parts: ReadonlyMap<string, string>): string | null {
  const [first = '', second = ''] = [parts.get('38'), parts.get('31')];
  return ibanIn(first) ?? ibanIn(second) ?? present(second === '' ? first : second);
}

function purposeOf(parts: ReadonlyMap<string, string>, first: string, last: string): string {
  return [...parts]
    .filter(([key]) => key >= first && key <= last)
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([, said]) => said)
    .join('');
}

function appendTo(parts: Map<string, string>, text: string): void {
  const last = [...parts.keys()].at(-1);
  if (last !== undefined) parts.set(last, `${parts.get(last) ?? ''}${text}`);
}

const SEPA_WORD = /(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP)\+/;

/** "EREF+123SVWZ+INVOICE 7" by its words; under "" what stands before the first. */
function sepaWords(purpose: string): Map<string, string> {
  const pieces = purpose.split(SEPA_WORD);
  const words = new Map<string, string>();
  const [before = ''] = pieces;
  if (before.trim() !== '') words.set('', before);
  for (let at = 1; at + 1 < pieces.length; at += 2) {
    const word = pieces[at] ?? '';
    words.set(word, `${words.get(word) ?? ''}${pieces[at + 1] ?? ''}`);
  }
  // Without its word of purpose, all is purpose.
  if (!words.has('SVWZ') && !words.has('')) words.set('', purpose);
  return words;
}

const SWIFT_KEYS = [
  ...['ACCW', 'BENM', 'BIC', 'CDTR', 'CHGS', 'CNTP', 'CSID', 'CREF', 'DBTR', 'EREF', 'EXCH'],
  ...['IBAN', 'INST', 'IREF', 'ISDT', 'KREF', 'MARF', 'NAME', 'NRTX', 'OCMT', 'ORDP', 'PREF'],
  ...['PURP', 'REMI', 'RTRN', 'RETN', 'SVCL', 'TRCD', 'TRTP', 'ULTC', 'ULTD', 'ADDR', 'ID', 'CD'],
];
const SWIFT_WORD = new RegExp(`/(${SWIFT_KEYS.join('|')})/`);

/** "/EREF/123//REMI/USTD//INVOICE 7/BENM//NAME/JOHN" by its words; null when it is not written so. */
function swiftWords(joined: string): Mt940Details | null {
  const pieces = joined.split(SWIFT_WORD);
  if (pieces.length < 3 || (pieces[0] ?? '').trim().length > 20) return null;
  const words = new Map<string, string>();
  for (let at = 1; at + 1 < pieces.length; at += 2) {
    const word = pieces[at] ?? '';
    if (!words.has(word)) words.set(word, pieces[at + 1] ?? '');
  }
  const said = (word: string): string | null =>
    present((words.get(word) ?? '').replace(/^\/+|\/+$/g, ''));
  const party = (words.get('CNTP') ?? '').split('/');
  const { text, references } = remittanceOf(said('REMI') ?? '');
  return {
    name: said('NAME') ?? present(party[2]),
    account: ibanIn(said('IBAN') ?? '') ?? ibanIn(party[0] ?? '') ?? ibanWithin(joined),
    endToEndId: said('EREF'),
    references,
    text: text === '' ? tidy(joined) : text,
    code: null,
    returnReason: said('RTRN') ?? said('RETN'),
  };
}

/** "USTD//INVOICE 7" is text, "STRD/CUR/9047..." a reference that stands at its end. */
function remittanceOf(said: string): { text: string; references: string[] } {
  const pieces = said.split('//');
  const text = tidy(pieces.filter((each) => each !== 'USTD' && each !== 'STRD').join(' '));
  const isStructured = /^(STRD|CUR|ISO)/.test(pieces[0] ?? '');
  const last = present(text.split('/').at(-1));
  return { text, references: isStructured && last !== null ? [last] : [] };
}

/** Words of a full line go on in the next one; a shorter line ends with a word. */
function unfolded(
  lines: readonly string[],
  isFull: (line: string, index: number) => boolean,
): string {
  return lines
    .map((line, index) => (isFull(line.trimEnd(), index) ? line.trimEnd() : `${line} `))
    .join('')
    .slice(0, TEXT_MAX);
}

/** Folded where lines are as long as they may be, or several as long as each other; other long lines are whole. */
function freeText(lines: readonly string[]): Mt940Details {
  const lengths = lines.map((line) => line.trimEnd().length);
  const longest = Math.max(...lengths, 0);
  const isWidth = longest >= WIDTH_MIN && lengths.filter((each) => each === longest).length > 1;
  const text = unfolded(lines, ({ length }, index) => {
    const isFirstFull = index === 0 && length === FULL_LINE - ':86:'.length;
    return length >= FULL_LINE || isFirstFull || (isWidth && length === longest);
  });
  return {
    name: null,
    account: ibanWithin(text),
    endToEndId: null,
    references: [],
    text: tidy(text),
    code: null,
    returnReason: null,
  };
}
