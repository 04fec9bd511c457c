/**
 * XML to plain JSON and back, for providers that speak it. Nothing is expanded, included or fetched: a document type is
 * refused, only the five entities of XML itself and character references are known.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { contractError, errorMessage, type EncoursError } from '../kernel';
import { optionalText, payloadInvalid, type Decoder } from './decode';
import type { Json } from './json';

const DEPTH_MAX = 64;
/** As large as the largest answer the client takes, counted in UTF-16 units. */
const LENGTH_MAX = 20 * 1024 * 1024;
const TEXT_KEY = '#text';
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][\dA-Fa-f]{1,6});)/;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: TEXT_KEY,
  // "007" is a code and "1e3" a reference: what a text means is for decoders to say.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // The root is not counted by the parser.
  maxNestedTags: DEPTH_MAX - 1,
  // Character references; of the names it knows besides, none gets past refuseEntities.
  htmlEntities: true,
  processEntities: { enabled: true, maxExpandedLength: LENGTH_MAX },
});

/**
 * A document as JSON: an element with children is an object, one with text alone a string ("" when empty), attributes
 * are "@name" and the text beside them "#text", an element that is repeated an array (decode it with `oneOrMany`), names
 * keep their prefix. Texts stay strings, trimmed. Throws CONTRACT PROVIDER_BAD_XML with line and column.
 */
export function readXml(document: string): Json {
  const text = document.startsWith('\uFEFF') ? document.slice(1) : document;
  if (text.length > LENGTH_MAX) throw badXml('it is larger than 20 MB', text, LENGTH_MAX);
  refuseDeclarations(text);
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) {
    const { msg, line, col } = verdict.err as { msg: string; line?: number; col?: number };
    throw badXmlAt(msg, line ?? 1, col ?? 1);
  }
  const end = text.lastIndexOf('>') + 1;
  if (text.slice(end).trim() !== '') throw badXml('there is text after its end', text, end);
  const parsed = parseValid(text);
  const roots = Object.keys(parsed).length;
  if (roots !== 1) throw badXml(`it has ${roots} outermost elements`, text, text.length);
  return parsed;
}

function parseValid(text: string): { [key: string]: Json } {
  try {
    return parser.parse(text) as { [key: string]: Json };
  } catch (error) {
    throw badXml(errorMessage(error), text, text.length);
  }
}

/** Text made safe inside an element or a quoted attribute; characters that XML cannot hold are left out. */
export function xmlText(value: string | number | bigint): string {
  return String(value)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The text of an element, with or without attributes; null when the element is missing or empty. */
export const elementText: Decoder<string | null> = (value, path) => {
  if (typeof value !== 'object' || value === null) return optionalText(value, path);
  if (Array.isArray(value)) throw payloadInvalid(path, 'one element', value);
  const fields = value as Record<string, unknown>;
  const hasChildren = Object.keys(fields).some((key) => key !== TEXT_KEY && !key.startsWith('@'));
  if (hasChildren) throw payloadInvalid(path, 'an element with text alone', value);
  return optionalText(fields[TEXT_KEY], `${path}.${TEXT_KEY}`);
};

/** Finds what the parser would act on, outside of comments and CDATA; in one pass, whatever the document does. */
function refuseDeclarations(text: string): void {
  let at = 0;
  for (let next = text.indexOf('<!', at); next >= 0; next = text.indexOf('<!', at)) {
    refuseEntities(text, at, next);
    const end = endOfSkipped(text, next);
    if (end === null) throw badXml('it declares a document type or an entity', text, next);
    if (end < 0) throw badXml('a comment or CDATA section is never closed', text, next);
    at = end;
  }
  refuseEntities(text, at, text.length);
}

/** Where the comment or CDATA section that begins here ends; -1 when nowhere, null when it is neither. */
function endOfSkipped(text: string, start: number): number | null {
  const closing = text.startsWith('<!--', start)
    ? '-->'
    : text.startsWith('<![CDATA[', start)
      ? ']]>'
      : null;
  if (closing === null) return null;
  const end = text.indexOf(closing, start + 4);
  return end < 0 ? -1 : end + closing.length;
}

function refuseEntities(text: string, from: number, to: number): void {
  // A slice, so that no search goes past it: a document of many comments stays linear.
  const at = text.slice(from, to).search(ENTITY);
  if (at >= 0) throw badXml('an entity that XML does not know, or a bare &', text, from + at);
}

function badXml(reason: string, text: string, offset: number): EncoursError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return badXmlAt(reason, line, offset - before.lastIndexOf('\n'));
}

function badXmlAt(reason: string, line: number, column: number): EncoursError {
  const shown = reason.slice(0, 200);
  return contractError('PROVIDER_BAD_XML', `line ${line}, column ${column}: ${shown}`, {
    place: { path: `line ${line}, column ${column}` },
    remedy: 'Look at what the provider answered; it is not XML this hub reads.',
  });
}
