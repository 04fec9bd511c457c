/**
 * A reader for the little of XML that the ECB's rate files use: a declaration, elements, attributes and text, in one
 * pass over a text the client has bounded. There are no document types, entities, comments, CDATA or processing
 * instructions in these files, and whatever has them is refused: nothing here expands, includes or fetches anything.
 */
import { contractError, type EncoursError } from '../../src/connector-kit';

export interface Tag {
  kind: 'open' | 'close';
  /** Name as written, "gesmes:Envelope". */
  name: string;
  attributes: ReadonlyMap<string, string>;
}

const DECLARATION =
  /^\uFEFF?<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])utf-8\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/i;
const TEXT = /[^<&]+/y;
const TAG = /<(\/?)([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)([^<>&]*)>/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;

const DEPTH_MAX = 8;
const TAG_LENGTH_MAX = 2_000;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** The error for a document that is not of the one form we read; `path` is the place in it. */
export function documentInvalid(path: string, found: string): EncoursError {
  return contractError('ECB_DOCUMENT_INVALID', `${path}: ${found}`, {
    place: { path },
    remedy: 'Look at the file in a browser; when the ECB has changed its form, ecb needs mending.',
  });
}

/**
 * The tags of a document in order, an empty element as an opening and a closing one. Well-formedness is checked on the
 * way. Throws CONTRACT ECB_DOCUMENT_INVALID with the path of the elements open at that point.
 */
export function* readTags(document: string): Generator<Tag> {
  const open: string[] = [];
  const refuse = (found: string): EncoursError => documentInvalid(`/${open.join('/')}`, found);
  const declaration = DECLARATION.exec(document);
  if (declaration === null) throw refuse('it does not begin as XML 1.0 in UTF-8');
  let hasRoot = false;
  const afterText = (from: number): number => {
    const text = textAt(document, from);
    if (open.length > 0 || text.trim() === '') return from + text.length;
    throw refuse('there is text outside of the document');
  };
  let at = afterText(declaration[0].length);
  while (at < document.length) {
    TAG.lastIndex = at;
    const match = TAG.exec(document);
    if (match === null) throw refuse(`not a tag: ${excerpt(document, at)}`);
    const [whole, slash, name = '', rest = ''] = match;
    if (whole.length > TAG_LENGTH_MAX) throw refuse(`a tag is too long: ${excerpt(document, at)}`);
    at += whole.length;
    if (slash === '/') {
      if (rest.trim() !== '' || open.pop() !== name) throw refuse(`</${name}> closes nothing`);
      yield { kind: 'close', name, attributes: NO_ATTRIBUTES };
    } else {
      if (open.length === 0 && hasRoot) throw refuse(`<${name}> follows the document's end`);
      hasRoot = true;
      const isEmpty = rest.endsWith('/');
      open.push(name);
      if (open.length > DEPTH_MAX) throw refuse('elements are nested too deep');
      const attributes = readAttributes(isEmpty ? rest.slice(0, -1) : rest, refuse);
      yield { kind: 'open', name, attributes };
      if (isEmpty) {
        open.pop();
        yield { kind: 'close', name, attributes: NO_ATTRIBUTES };
      }
    }
    at = afterText(at);
  }
  if (open.length > 0) throw refuse('the document ends in the middle');
  if (!hasRoot) throw refuse('the document is empty');
}

type Refuse = (found: string) => EncoursError;

function textAt(document: string, at: number): string {
  TEXT.lastIndex = at;
  return TEXT.exec(document)?.[0] ?? '';
}

function readAttributes(written: string, refuse: Refuse): ReadonlyMap<string, string> {
  if (written.trim() === '') return NO_ATTRIBUTES;
  const attributes = new Map<string, string>();
  let at = 0;
  while (written.slice(at).trim() !== '') {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(written);
    const name = match?.[1];
    if (match === null || name === undefined) {
      throw refuse(`not an attribute: ${excerpt(written, at)}`);
    }
    if (attributes.has(name)) throw refuse(`the attribute ${name} is there twice`);
    attributes.set(name, match[2] ?? match[3] ?? '');
    at += match[0].length;
  }
  return attributes;
}

function excerpt(text: string, at: number): string {
  return JSON.stringify(text.slice(at, at + 40));
}
