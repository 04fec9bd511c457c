/** The XML of an invoice or message to what it says; found by its outermost element, within bounds. */
import {
  contractError,
  isEncoursError,
  XmlEvents,
  xmlStrayText,
  type XmlNode,
} from '../../src/connector-kit';
import { isCiiSection, readCii } from './cii';
import type { InvoiceFacts } from './invoice-facts';
import { isLifeCycleSection } from './life-cycle';
import { refusal } from './refusal';
import { isUblSection, readUbl } from './ubl';

export type EDocument =
  | { kind: 'invoice'; facts: InvoiceFacts; encoding: string }
  | { kind: 'lifeCycle'; root: XmlNode; encoding: string };

interface Format {
  namespace: string;
  isSection(path: readonly string[]): boolean;
  read: ((root: XmlNode) => InvoiceFacts) | null;
}

const UBL = 'urn:oasis:names:specification:ubl:schema:xsd:';
const UNCEFACT = 'urn:un:unece:uncefact:data:standard:';
const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['Invoice', { namespace: `${UBL}Invoice-2`, isSection: isUblSection, read: readUbl }],
  ['CreditNote', { namespace: `${UBL}CreditNote-2`, isSection: isUblSection, read: readUbl }],
  [
    'CrossIndustryInvoice',
    { namespace: `${UNCEFACT}CrossIndustryInvoice:`, isSection: isCiiSection, read: readCii },
  ],
  [
    'CrossIndustryDocument',
    { namespace: 'urn:ferd:CrossIndustryDocument:', isSection: isCiiSection, read: readCii },
  ],
  [
    'CrossDomainAcknowledgementAndResponse',
    {
      namespace: `${UNCEFACT}CrossDomainAcknowledgementAndResponse:`,
      isSection: isLifeCycleSection,
      read: null,
    },
  ],
]);
/** Of UBL, and Order-X. */
const ORDERS =
  /^(?:SCRDMCC\w{0,40}|CrossIndustryOrder\w{0,20}|Order|OrderResponse(?:Simple)?|OrderChange|OrderCancellation|Quotation|RequestForQuotation)$/;
const ITALIAN = 'FatturaElettronica';
/** What networks send documents in: a header with the addresses, and one document. */
const ENVELOPE = {
  name: 'StandardBusinessDocument',
  header: 'StandardBusinessDocumentHeader',
  namespace: 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader',
};

/** Deep enough for any schema, wide enough for ten thousand lines. */
const LIMITS = { depth: 64, attributes: 64, textLength: 10 * 1024 * 1024, nodes: 20_000 };
const SECTION_NODES_MAX = 50_000;
const PIECE = 1 << 16;

export const ROOTS: readonly string[] = [...FORMATS.keys()];

/** Throws CONTRACT: XML_… for what is no sound XML, EINVOICE_… for what is no invoice. */
export function readDocument(bytes: Uint8Array): EDocument {
  const collector = new SectionCollector();
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      collector.events.write(bytes.subarray(at, at + PIECE));
    }
    collector.events.end();
  } catch (error) {
    throw looksLikeXml(bytes) ? error : asRefusal(error);
  }
  const { root, format } = collector;
  if (root === null || format === null) {
    const what = collector.isEnveloped ? 'the envelope holds no document' : 'the document is empty';
    throw refusal('EINVOICE_NOT_RECOGNISED', what, { line: 1 });
  }
  const { encoding } = collector.events;
  if (format.read === null) return { kind: 'lifeCycle', root, encoding };
  return { kind: 'invoice', facts: format.read(root), encoding };
}

/** What is no XML at all is told so, and not where its first "<" is missing. */
function asRefusal(error: unknown): unknown {
  if (!isEncoursError(error) || error.code !== 'XML_MALFORMED') return error;
  return refusal('EINVOICE_NOT_RECOGNISED', 'it is neither XML nor PDF', { line: 1 });
}

/** Whether the first character, whatever it is encoded in, is one that XML begins with. */
export function looksLikeXml(content: Uint8Array): boolean {
  const head = Buffer.from(content.subarray(0, 200).filter((byte) => byte !== 0));
  return /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*</.test(head.toString('latin1'));
}

/** Keeps the sections that matter below the root; all else goes by. */
class SectionCollector {
  root: XmlNode | null = null;
  format: Format | null = null;
  isEnveloped = false;
  private kept = 0;
  readonly events: XmlEvents = new XmlEvents(
    {
      opened: (element, path) => {
        if (path.length === 1) this.open(element);
        else if (this.isEnveloped && path.length === 2 && element.name !== ENVELOPE.header) {
          this.begin(element);
        }
      },
      isWanted: (path) =>
        path.length > 1 &&
        (this.format?.isSection(this.isEnveloped ? path.slice(1) : path) ?? false),
      node: (section) => {
        this.kept += 1;
        if (this.kept > SECTION_NODES_MAX) {
          throw this.events.refusal('XML_LIMIT_EXCEEDED', 'it has too many elements in its header');
        }
        refuseStrayText(section);
        this.root?.children.push(section);
      },
    },
    LIMITS,
  );

  private open(element: XmlNode): void {
    const { name, namespace } = ENVELOPE;
    this.isEnveloped = element.name === name && this.events.namespace === namespace;
    if (!this.isEnveloped) this.begin(element);
  }

  private begin(element: XmlNode): void {
    const { name, line } = element;
    const namespace = this.events.namespace ?? '';
    if (this.root !== null) {
      const at = { line, path: name.slice(0, 60) };
      throw refusal('EINVOICE_NOT_RECOGNISED', 'the envelope holds several documents', at);
    }
    const format = FORMATS.get(name);
    if (format === undefined || !namespace.startsWith(format.namespace)) {
      throw foreign(element, namespace);
    }
    this.root = { ...element, children: [] };
    this.format = format;
  }
}

/** Where something was overwritten, a date or an amount may be gone without a trace. */
function refuseStrayText(section: XmlNode): void {
  const stray = xmlStrayText(section);
  if (stray === null) return;
  throw contractError(
    'EINVOICE_TEXT_STRAY',
    `line ${stray.textLine}: text stands within ${stray.name}, where only elements may`,
    {
      place: { line: stray.textLine, path: stray.name },
      remedy: 'Ask for the document again: a part of it was overwritten.',
    },
  );
}

function foreign({ name, line }: XmlNode, namespace: string): Error {
  const at = { line, path: name.slice(0, 60) };
  if (ORDERS.test(name)) {
    return refusal('EINVOICE_IS_ORDER', `its outermost element is ${name}: it is an order`, at);
  }
  if (name.startsWith(ITALIAN)) {
    return refusal('EINVOICE_IS_FATTURAPA', 'it is an Italian FatturaPA', at);
  }
  const shown = `${name.slice(0, 60)} of ${JSON.stringify(namespace.slice(0, 100))}`;
  return refusal(
    'EINVOICE_NOT_RECOGNISED',
    `its outermost element is ${shown}: neither UBL 2.1 nor CII nor a life-cycle message`,
    at,
  );
}
