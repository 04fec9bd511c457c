/** UBL 2.1 Invoice and CreditNote: where each business term stands. */
import { xmlChild, xmlChildren, type XmlNode } from '../../src/connector-kit';
import {
  identifiersAt,
  lineAt,
  written,
  writtenAll,
  type InvoiceFacts,
  type PartyFacts,
  type TermFacts,
} from './invoice-facts';

/** Sections that say nothing of what is owed; lines and attachments may be most of the document. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'InvoiceLine',
  'CreditNoteLine',
  'AdditionalDocumentReference',
  'UBLExtensions',
  'Signature',
  'AllowanceCharge',
  'TaxTotal',
  'WithholdingTaxTotal',
]);

/** Whether an element of the document is needed whole. */
export function isUblSection(path: readonly string[]): boolean {
  return path.length === 2 && !PASSED_OVER.has(path[1] ?? '');
}

/** What the header of a UBL document says. */
export function readUbl(root: XmlNode): InvoiceFacts {
  const isCreditNote = root.name === 'CreditNote';
  const totals = 'LegalMonetaryTotal';
  return {
    syntax: 'UBL',
    isCreditNote,
    profile: lineAt(root, 'CustomizationID'),
    framework: lineAt(root, 'ProfileID'),
    number: written(root, 'BT-1', 'ID'),
    issuedOn: written(root, 'BT-2', 'IssueDate'),
    typeCode: written(root, 'BT-3', isCreditNote ? 'CreditNoteTypeCode' : 'InvoiceTypeCode'),
    currency: written(root, 'BT-5', 'DocumentCurrencyCode'),
    dueOn: written(root, 'BT-9', 'DueDate'),
    terms: termsOf(root),
    grandTotal: writtenAll(root, 'BT-112', `${totals}/TaxInclusiveAmount`),
    prepaid: writtenAll(root, 'BT-113', `${totals}/PrepaidAmount`),
    rounding: writtenAll(root, 'BT-114', `${totals}/PayableRoundingAmount`),
    due: writtenAll(root, 'BT-115', `${totals}/PayableAmount`),
    seller: partyOf(xmlChild(root, 'AccountingSupplierParty', 'Party')),
    buyer: partyOf(xmlChild(root, 'AccountingCustomerParty', 'Party')),
    payee: partyOf(xmlChild(root, 'PayeeParty')),
    references: [
      'BuyerReference',
      'OrderReference/ID',
      'OrderReference/SalesOrderID',
      'ContractDocumentReference/ID',
      'PaymentMeans/PaymentID',
    ].flatMap((path) => writtenAll(root, '', path).map(({ text }) => text)),
    preceding: precedingOf(root),
    notes: writtenAll(root, 'BT-22', 'Note').map(({ text }) => text),
  };
}

/** Dates beside a means of payment are due dates where there is no DueDate: credit notes have none. */
function termsOf(root: XmlNode): TermFacts[] {
  const terms = xmlChildren(root, 'PaymentTerms').map((term) => ({
    words: writtenAll(term, 'BT-20', 'Note')
      .map(({ text }) => text)
      .join(' '),
    dueOn:
      written(term, 'BT-9', 'PaymentDueDate') ??
      written(term, 'BT-9', 'InstallmentDueDate') ??
      null,
    amount: written(term, 'BT-115', 'Amount'),
    percent: written(term, 'BT-115', 'PaymentPercent'),
  }));
  const means = writtenAll(root, 'BT-9', 'PaymentMeans/PaymentDueDate').map((dueOn) => ({
    words: null,
    dueOn,
    amount: null,
    percent: null,
  }));
  return terms.some(({ dueOn }) => dueOn !== null) ? terms : [...terms, ...means];
}

function partyOf(party: XmlNode | undefined): PartyFacts | null {
  if (party === undefined) return null;
  const contact = xmlChild(party, 'Contact');
  return {
    name: lineAt(party, 'PartyLegalEntity/RegistrationName') ?? lineAt(party, 'PartyName/Name'),
    identifiers: identifiersAt(party, 'PartyIdentification/ID'),
    registration: identifiersAt(party, 'PartyLegalEntity/CompanyID')[0] ?? null,
    vatNumber: vatOf(party),
    endpoint: identifiersAt(party, 'EndpointID')[0] ?? null,
    country: lineAt(party, 'PostalAddress/Country/IdentificationCode'),
    email: lineAt(contact, 'ElectronicMail'),
    phone: lineAt(contact, 'Telephone'),
  };
}

function vatOf(party: XmlNode): string | null {
  const scheme = xmlChildren(party, 'PartyTaxScheme').find(
    (each) => lineAt(each, 'TaxScheme/ID')?.toUpperCase() === 'VAT',
  );
  return lineAt(scheme, 'CompanyID');
}

function precedingOf(root: XmlNode): InvoiceFacts['preceding'] {
  return xmlChildren(root, 'BillingReference').flatMap((reference) =>
    ['InvoiceDocumentReference', 'CreditNoteDocumentReference'].flatMap((name) =>
      xmlChildren(reference, name).flatMap((document) => {
        const number = lineAt(document, 'ID');
        return number === null
          ? []
          : [{ number, issuedOn: written(document, 'BT-26', 'IssueDate') }];
      }),
    ),
  );
}
