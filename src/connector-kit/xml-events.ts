/**
 * Large XML as it streams by: elements are told when they open and close, or handed over whole where the reader asks for
 * it, so that memory does not grow with the document. Nothing is expanded, included or fetched: a document type is
 * refused, only the five entities of XML itself and character references are known. Names come without their prefix.
 */
import { SaxesParser } from 'saxes';
import { contractError, type EncoursError } from '../kernel';
import { XmlText } from './xml-text';

export interface XmlLimits {
  /** Elements within each other. */
  depth: number;
  attributes: number;
  /** UTF-16 units of one text, name or attribute, and of what lies between two tags. */
  textLength: number;
  /** Elements in one that is handed over whole. */
  nodes: number;
}

const LIMITS: XmlLimits = { depth: 64, attributes: 64, textLength: 1024 * 1024, nodes: 50_000 };
/** The parser is fed in pieces, so that what exceeds a limit is seen before much more of it is kept. */
const PIECE = 64 * 1024;

/** An element with all it holds. */
export interface XmlNode {
  /** Without its prefix. */
  name: string;
  /** By their names without prefix; namespace declarations left out. */
  attributes: Readonly<Record<string, string>>;
  /** Its own text, trimmed; "" when it has none. */
  text: string;
  children: XmlNode[];
  /** 1-based, of its opening tag's end. */
  line: number;
  /** Where its own text ends; 0 when it has none. */
  textLine: number;
}

export interface XmlHandler {
  /** An element begins; `path` names it and those around it, the root first. It is the same array each time: copy what is kept. */
  opened?(element: XmlNode, path: readonly string[]): void;
  /** Whether the element that begins is handed over whole to `node` when it ends. */
  isWanted?(path: readonly string[]): boolean;
  /** An element that was wanted, complete. Those within it are not told apart from it. */
  node?(node: XmlNode, path: readonly string[]): void;
  /** An element ends, with its own text; not told of a wanted one. */
  closed?(element: XmlNode, path: readonly string[]): void;
}

/**
 * Reads a document written to it in chunks of bytes, cut anywhere. Throws CONTRACT XML_MALFORMED, XML_FORBIDDEN (a document
 * type or an entity), XML_LIMIT_EXCEEDED and XML_ENCODING_UNKNOWN with line and column; after that it is of no more use.
 */
export class XmlEvents {
  private readonly parser = new SaxesParser<{ xmlns: false; position: true }>({
    xmlns: false,
    position: true,
  });
  private readonly decoder = new XmlText();
  private readonly limits: XmlLimits;
  private readonly path: string[] = [];
  private readonly open: XmlNode[] = [];
  /** How many of the open elements belong to the wanted one; 0 outside of any. */
  private wantedDepth = 0;
  private nodes = 0;
  private attributes = 0;
  private lastEventAt = 0;
  /** Namespaces declared by elements that are open, the innermost last; those within a wanted one are not looked at. */
  private readonly declared: { depth: number; prefix: string; namespace: string }[] = [];
  private prefix = '';
  private hasText = false;
  /** Lines before the document's first character, which the parser is not shown. */
  private skippedLines = 0;

  constructor(
    private readonly handler: XmlHandler,
    limits: Partial<XmlLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
    const { parser } = this;
    // Seven at most: with an eighth the engine keeps the parser as a hash table, and all of it takes six times as long.
    parser.on('error', (error) => {
      throw this.refusal('XML_MALFORMED', plainReason(error.message));
    });
    parser.on('doctype', () => {
      throw this.refusal('XML_FORBIDDEN', 'it declares a document type');
    });
    parser.on('attribute', () => this.countAttribute());
    parser.on('text', (text) => this.addText(text));
    parser.on('cdata', (text) => this.addText(text));
    parser.on('opentag', (tag) => this.begin(tag.name, tag.attributes));
    parser.on('closetag', () => this.finish());
  }

  /** What the bytes turned out to be: "utf-8", "iso-8859-15". Known after the first write. */
  get encoding(): string {
    return this.decoder.encoding;
  }

  /** What the name of the element told last by `opened` belongs to; null where nothing says so. */
  get namespace(): string | null {
    return this.declared.findLast(({ prefix }) => prefix === this.prefix)?.namespace ?? null;
  }

  /** Where the reading stands. */
  get line(): number {
    return this.parser.line + this.skippedLines;
  }

  write(bytes: Uint8Array): void {
    this.feed(this.begun(this.decoder.write(bytes)));
  }

  /** The document ends here. */
  end(): void {
    this.feed(this.begun(this.decoder.end()));
    this.parser.close();
  }

  /** An error at the place the reading stands. */
  refusal(code: string, reason: string): EncoursError {
    const { line } = this;
    const { column } = this.parser;
    const path = this.path.join('/');
    return contractError(code, `line ${line}, column ${column}: ${reason.slice(0, 200)}`, {
      place: path === '' ? { line } : { line, path },
      remedy: REMEDIES[code] ?? 'Correct the file at the line named, or ask for it again.',
    });
  }

  private feed(text: string): void {
    for (let at = 0; at < text.length; at += PIECE) {
      this.parser.write(text.slice(at, at + PIECE));
      const pending = this.parser.position - this.lastEventAt;
      if (pending > this.limits.textLength + PIECE) {
        throw this.refusal(
          'XML_LIMIT_EXCEEDED',
          `a text, tag or declaration is longer than ${this.limits.textLength} characters`,
        );
      }
    }
  }

  /** Scripts print blank lines before the declaration, where XML has none and nothing is lost by them. */
  private begun(text: string): string {
    if (this.hasText) return text;
    const document = text.trimStart();
    this.hasText = document !== '';
    this.skippedLines += lineEndsAfter(text.slice(0, text.length - document.length), 0);
    return document;
  }

  private mark(): void {
    this.lastEventAt = this.parser.position;
  }

  private countAttribute(): void {
    this.mark();
    this.attributes += 1;
    if (this.attributes > this.limits.attributes) {
      throw this.refusal(
        'XML_LIMIT_EXCEEDED',
        `an element has more than ${this.limits.attributes} attributes`,
      );
    }
  }

  private addText(text: string): void {
    this.mark();
    const element = this.open.at(-1);
    // What only sets children apart would add up in an element that goes on through the whole document.
    if (element === undefined || (element.text === '' && text.trim() === '')) return;
    // The parser tells a text when it has seen what follows it.
    const end = text.trimEnd().length;
    if (end > 0) element.textLine = this.line - lineEndsAfter(text, end);
    element.text = element.text === '' ? text : element.text + text;
    if (element.text.length > this.limits.textLength) {
      throw this.refusal(
        'XML_LIMIT_EXCEEDED',
        `a text is longer than ${this.limits.textLength} characters`,
      );
    }
  }

  private begin(name: string, attributes: Record<string, string>): void {
    this.mark();
    this.attributes = 0;
    if (this.open.length >= this.limits.depth) {
      throw this.refusal(
        'XML_LIMIT_EXCEEDED',
        `elements are nested deeper than ${this.limits.depth}`,
      );
    }
    const element: XmlNode = {
      name: localName(name),
      attributes: localAttributes(attributes),
      text: '',
      children: [],
      line: this.line,
      textLine: 0,
    };
    this.path.push(element.name);
    if (this.wantedDepth > 0) this.nest(element);
    else this.beginOutside(name, element, attributes);
    this.open.push(element);
  }

  /** Of an element that is within no wanted one. */
  private beginOutside(name: string, element: XmlNode, attributes: Record<string, string>): void {
    for (const key in attributes) {
      if (key !== 'xmlns' && !key.startsWith('xmlns:')) continue;
      const declaration = { prefix: key.slice(6), namespace: attributes[key] ?? '' };
      this.declared.push({ depth: this.open.length, ...declaration });
    }
    this.prefix = name.slice(0, Math.max(name.indexOf(':'), 0));
    if (this.handler.isWanted?.(this.path) === true) {
      this.wantedDepth = 1;
      this.nodes = 1;
    } else this.handler.opened?.(element, this.path);
  }

  private nest(element: XmlNode): void {
    this.wantedDepth += 1;
    this.nodes += 1;
    if (this.nodes > this.limits.nodes) {
      throw this.refusal(
        'XML_LIMIT_EXCEEDED',
        `an element holds more than ${this.limits.nodes} others`,
      );
    }
    this.open.at(-1)?.children.push(element);
  }

  private finish(): void {
    this.mark();
    const element = this.open.pop();
    if (element === undefined) return;
    while ((this.declared.at(-1)?.depth ?? -1) >= this.open.length) this.declared.pop();
    element.text = element.text.trim();
    if (this.wantedDepth === 0) this.handler.closed?.(element, this.path);
    else {
      this.wantedDepth -= 1;
      if (this.wantedDepth === 0) this.handler.node?.(element, this.path);
    }
    this.path.pop();
  }
}

/** The first child of that name, down a path of names; undefined where there is none. */
export function xmlChild(node: XmlNode, ...names: string[]): XmlNode | undefined {
  return names.reduce<XmlNode | undefined>(
    (parent, name) => parent?.children.find((child) => child.name === name),
    node,
  );
}

/** All children of that name. */
export function xmlChildren(node: XmlNode | undefined, name: string): XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** The first element within which text stands beside elements, where a format has none; null when there is none. */
export function xmlStrayText(node: XmlNode): XmlNode | null {
  if (node.children.length > 0 && node.text !== '') return node;
  for (const child of node.children) {
    const found = xmlStrayText(child);
    if (found !== null) return found;
  }
  return null;
}

/** The text at a path of names; null where there is none or it is blank. */
export function xmlTextAt(node: XmlNode | undefined, ...names: string[]): string | null {
  const found = node === undefined ? undefined : xmlChild(node, ...names);
  return found === undefined || found.text === '' ? null : found.text;
}

const REMEDIES: Record<string, string> = {
  XML_FORBIDDEN: 'Ask for the file without a document type: none of these formats has one.',
  XML_LIMIT_EXCEEDED: 'Ask for the file in smaller parts; no honest file of this format is so.',
};

/** The parser begins its messages with the place, which is told apart. */
function plainReason(message: string): string {
  return message.replace(/^\d+:\d+: /, '');
}

function lineEndsAfter(text: string, from: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** As they are where none has a prefix, which is nearly always. */
function localAttributes(
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = Object.keys(attributes);
  if (!names.some(isPrefixed)) return attributes;
  const local: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const name of names) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:'))
      local[localName(name)] = attributes[name] ?? '';
  }
  return local;
}

function isPrefixed(name: string): boolean {
  return name === 'xmlns' || name.includes(':');
}
