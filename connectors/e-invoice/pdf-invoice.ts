/** The invoice inside a Factur-X or ZUGFeRD PDF: found by the name of the attachment, then by its outermost element. */
import {
  contractError,
  isEncoursError,
  pdfAttachments,
  WarningLog,
  type EncoursError,
  type PdfAttachment,
} from '../../src/connector-kit';
import { oneLine } from './invoice-facts';
import { mapInvoice } from './map';
import { looksLikeXml, readDocument, type EDocument } from './read-document';
import { refusal } from './refusal';

/** Of the standards, the youngest first. */
const NAMES: readonly string[] = [
  'factur-x.xml',
  'xrechnung.xml',
  'zugferd-invoice.xml',
  'facturx.xml',
  'order-x.xml',
];
const CANDIDATES_MAX = 20;
const XML_BYTES_MAX = 10 * 1024 * 1024;

/** Throws CONTRACT: PDF_… for a broken or hostile PDF, EINVOICE_PDF_… for one without an invoice or with several. */
export function readPdfInvoice(bytes: Uint8Array): EDocument {
  const attachments = attachmentsOf(bytes);
  const found: EDocument[] = [];
  let refused: EncoursError | null = null;
  for (const attachment of ranked(attachments)) {
    const reading = readAttachment(attachment);
    if (isEncoursError(reading)) refused ??= reading;
    else if (reading !== null) found.push(reading);
  }
  const [first, ...others] = found;
  if (first === undefined) throw refused ?? withoutXml(attachments);
  if (others.some((other) => identityIn(other) !== identityIn(first))) {
    throw refusal(
      'EINVOICE_PDF_AMBIGUOUS',
      `it holds ${found.length} invoices that differ in number, day, amount or currency`,
      { path: namesOf(attachments) },
    );
  }
  return found.find(saysWhenDue) ?? first;
}

/** The profile MINIMUM does not; a fuller form of the same invoice may lie beside it. */
function saysWhenDue(document: EDocument): boolean {
  if (document.kind === 'lifeCycle') return false;
  const { dueOn, terms } = document.facts;
  return dueOn !== null || terms.some((term) => term.dueOn !== null);
}

function attachmentsOf(bytes: Uint8Array): PdfAttachment[] {
  try {
    return pdfAttachments(bytes);
  } catch (error) {
    if (!isEncoursError(error) || error.code !== 'PDF_ENCRYPTED') throw error;
    throw refusal('EINVOICE_PDF_ENCRYPTED', 'the PDF is protected by a password or a permission', {
      path: 'Encrypt',
    });
  }
}

/** By the list of names, then whatever else may be XML. */
function ranked(attachments: readonly PdfAttachment[]): PdfAttachment[] {
  const rankOf = ({ name, mediaType }: PdfAttachment): number => {
    const place = NAMES.indexOf(name.toLowerCase());
    if (place >= 0) return place;
    return isXmlNamed(name, mediaType) ? NAMES.length : NAMES.length + 1;
  };
  return attachments
    .map((attachment, index) => ({ attachment, rank: rankOf(attachment), index }))
    .sort((left, right) => left.rank - right.rank || left.index - right.index)
    .slice(0, CANDIDATES_MAX)
    .map(({ attachment }) => attachment);
}

/** A document, the refusal of one that should have been it, or null for an attachment of another kind. */
function readAttachment(attachment: PdfAttachment): EDocument | EncoursError | null {
  const { name, mediaType } = attachment;
  try {
    const content = attachment.read(XML_BYTES_MAX);
    return looksLikeXml(content) ? readDocument(content) : null;
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    const isNamed = NAMES.includes(name.toLowerCase());
    // A drawing that cannot be unpacked is no trouble of the invoice, nor are data that are no document.
    const isXml = isXmlNamed(name, mediaType) && error.code !== 'EINVOICE_NOT_RECOGNISED';
    return isNamed || isXml || error.code === 'EINVOICE_IS_ORDER' ? within(name, error) : null;
  }
}

function isXmlNamed(name: string, mediaType: string | null): boolean {
  return /\.xml$/i.test(name) || /xml/i.test(mediaType ?? '');
}

/** Lines and paths are those of the attachment, which is named before them. */
function within(name: string, error: EncoursError): EncoursError {
  const { code, message, remedy, place } = error;
  const path = [oneLine(name, 60), place.path].filter((each) => each !== undefined && each !== '');
  return contractError(code, message, {
    place: { ...place, path: path.join('/') },
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  });
}

/** What must agree for two documents to be the same invoice in two forms; what cannot be read agrees with nothing. */
function identityIn(document: EDocument): string {
  if (document.kind === 'lifeCycle') return 'lifeCycle';
  try {
    const { number, issuedOn, currency, amountMinor } = mapInvoice(
      document.facts,
      new WarningLog(),
    ).document;
    return [number.replace(/\s+/g, ''), issuedOn, currency, amountMinor].join('|');
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    return error.message;
  }
}

function withoutXml(attachments: readonly PdfAttachment[]): EncoursError {
  const held = attachments.length === 0 ? 'nothing' : namesOf(attachments);
  return refusal('EINVOICE_PDF_WITHOUT_XML', `no invoice is attached to it; attached is ${held}`, {
    path: 'EmbeddedFiles',
  });
}

function namesOf(attachments: readonly PdfAttachment[]): string {
  const names = attachments.slice(0, 5).map(({ name }) => JSON.stringify(name.slice(0, 60)));
  return names.join(', ');
}
