/** Why a document is not taken, in words for those who sent it. */
import { contractError, type EncoursError } from '../../src/connector-kit';
import type { Written } from './invoice-facts';

const REMEDIES: Readonly<Record<string, string>> = {
  EINVOICE_NOT_RECOGNISED:
    'Give the XML of the invoice (UBL, CII) or the Factur-X PDF; lists and ledgers are read by ledger-file and fec.',
  EINVOICE_TOO_LARGE: 'Ask for the invoice without its attachments.',
  EINVOICE_IS_ORDER: 'Import the invoice that follows from the order: nothing is owed on an order.',
  EINVOICE_IS_PROFORMA: 'Import the invoice itself: nothing is owed on a pro forma.',
  EINVOICE_IS_FATTURAPA: 'Ask for the invoice in UBL, CII or Factur-X; FatturaPA is not read.',
  EINVOICE_PDF_WITHOUT_XML:
    'Ask for a Factur-X PDF: this one is a picture of an invoice, with no data in it.',
  EINVOICE_PDF_ENCRYPTED: 'Ask for the PDF without a password: Factur-X forbids one.',
  EINVOICE_PDF_AMBIGUOUS:
    'Ask which of the invoices in the PDF is meant, and import its XML alone.',
  EINVOICE_IS_PURCHASE:
    'Import invoices you sent; if you are the seller, correct `ownIdentifiers` of the connection.',
  EINVOICE_OTHER_SELLER:
    'Import it for the company that sent it, or add the seller’s number to `ownIdentifiers` of the connection.',
  EINVOICE_CURRENCY_UNKNOWN: 'Ask for the invoice with an ISO 4217 currency such as EUR.',
};
const DEFAULT_REMEDY =
  'Ask the sender for a corrected document: the rules of EN 16931 demand this.';

/** Where no business term is written. */
interface Place {
  line?: number;
  path?: string;
  /** A group of terms: "BG-4". */
  field?: string;
}

/** A refusal of the whole document. */
export function refusal(
  code: string,
  message: string,
  at: Written | Place | null = null,
): EncoursError {
  const isTerm = at !== null && 'term' in at;
  const place = isTerm ? { line: at.line, path: at.path, field: at.term } : (at ?? {});
  return contractError(code, isTerm ? `${at.term} (${at.path}): ${message}` : message, {
    place,
    remedy: REMEDIES[code] ?? DEFAULT_REMEDY,
  });
}

/** A business term the document must have and has not. */
export function missing(term: string, what: string): EncoursError {
  return contractError('EINVOICE_FIELD_MISSING', `the document does not say ${what} (${term})`, {
    place: { field: term },
    remedy: DEFAULT_REMEDY,
  });
}
