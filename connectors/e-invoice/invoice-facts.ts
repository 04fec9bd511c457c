/** What an e-invoice says, before anything is read into it: the same form for every syntax. */
import { xmlChildren, type XmlNode } from '../../src/connector-kit';

/** A value as written, with its business term of EN 16931 and its place. */
export interface Written {
  text: string;
  /** "BT-115". */
  term: string;
  /** "LegalMonetaryTotal/PayableAmount". */
  path: string;
  line: number;
  attributes: Readonly<Record<string, string>>;
}

export interface Identifier {
  /** Of ISO 6523 or as the document names it; null when it names none. */
  scheme: string | null;
  value: string;
}

export interface PartyFacts {
  /** Registered name, else the trade name. */
  name: string | null;
  /** BT-29, 46: numbers others gave it. */
  identifiers: Identifier[];
  /** BT-30, 47. */
  registration: Identifier | null;
  /** BT-31, 48. */
  vatNumber: string | null;
  /** BT-34, 49. */
  endpoint: Identifier | null;
  country: string | null;
  email: string | null;
  phone: string | null;
}

/** One group of payment terms. */
export interface TermFacts {
  words: string | null;
  dueOn: Written | null;
  amount: Written | null;
  percent: Written | null;
}

export interface InvoiceFacts {
  syntax: 'UBL' | 'CII' | 'ZUGFeRD 1';
  /** The document is a credit note by its root, whatever its type code. */
  isCreditNote: boolean;
  /** BT-24. */
  profile: string | null;
  /** BT-23, "S1". */
  framework: string | null;
  number: Written | null;
  issuedOn: Written | null;
  typeCode: Written | null;
  currency: Written | null;
  /** BT-9 where it stands on its own. */
  dueOn: Written | null;
  terms: TermFacts[];
  /** Each of them may be told in several currencies. */
  grandTotal: Written[];
  prepaid: Written[];
  rounding: Written[];
  due: Written[];
  seller: PartyFacts | null;
  buyer: PartyFacts | null;
  payee: PartyFacts | null;
  references: string[];
  preceding: { number: string; issuedOn: Written | null }[];
  notes: string[];
}

/** The texts at a path below an element, with their places; blank ones left out. */
export function writtenAll(root: XmlNode | undefined, term: string, path: string): Written[] {
  let nodes = root === undefined ? [] : [root];
  for (const name of path.split('/')) {
    if (nodes.length === 0) return [];
    nodes =
      nodes.length === 1
        ? xmlChildren(nodes[0], name)
        : nodes.flatMap((node) => xmlChildren(node, name));
  }
  return nodes
    .filter(({ text }) => text !== '')
    .map(({ text, line, attributes }) => ({ text, term, path, line, attributes }));
}

/** The first of `writtenAll`; null when there is none. */
export function written(root: XmlNode | undefined, term: string, path: string): Written | null {
  return writtenAll(root, term, path)[0] ?? null;
}

/** The text at a path as one line; null when there is none. */
export function lineAt(root: XmlNode | undefined, path: string): string | null {
  const text = written(root, '', path)?.text;
  return text === undefined ? null : oneLine(text, 300);
}

/** Identifiers at a path, with their schemes. */
export function identifiersAt(root: XmlNode | undefined, path: string): Identifier[] {
  return writtenAll(root, '', path).map(({ text, attributes }) => ({
    scheme: blankAsNull(attributes['schemeID']),
    value: oneLine(text, 100),
  }));
}

/** White space and control characters as single spaces, no longer than `length`. */
export function oneLine(text: string, length: number): string {
  return text
    .slice(0, length * 4)
    .replace(/[\s\p{Cc}\u00a0\u2007\u202f]+/gu, ' ')
    .trim()
    .slice(0, length)
    .trim();
}

function blankAsNull(text: string | undefined): string | null {
  const trimmed = text?.trim().slice(0, 60) ?? '';
  return trimmed === '' ? null : trimmed;
}
