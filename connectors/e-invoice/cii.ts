/**
 * UN/CEFACT Cross Industry Invoice (D16B, D22B: Factur-X, ZUGFeRD 2, XRechnung) and its elder of ZUGFeRD 1, which says the
 * same under other names: where each business term stands.
 */
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

interface Names {
  syntax: 'CII' | 'ZUGFeRD 1';
  context: string;
  document: string;
  transaction: string;
  agreement: string;
  settlement: string;
  totals: string;
}

const CII: Names = {
  syntax: 'CII',
  context: 'ExchangedDocumentContext',
  document: 'ExchangedDocument',
  transaction: 'SupplyChainTradeTransaction',
  agreement: 'ApplicableHeaderTradeAgreement',
  settlement: 'ApplicableHeaderTradeSettlement',
  totals: 'SpecifiedTradeSettlementHeaderMonetarySummation',
};
const ZUGFERD_1: Names = {
  syntax: 'ZUGFeRD 1',
  context: 'SpecifiedExchangedDocumentContext',
  document: 'HeaderExchangedDocument',
  transaction: 'SpecifiedSupplyChainTradeTransaction',
  agreement: 'ApplicableSupplyChainTradeAgreement',
  settlement: 'ApplicableSupplyChainTradeSettlement',
  totals: 'SpecifiedTradeSettlementMonetarySummation',
};
const DATE = 'DateTimeString';

/** Whether an element of the document is needed whole: its lines are not. */
export function isCiiSection(path: readonly string[]): boolean {
  const names = namesOf(path[0] ?? '');
  if (path.length === 2) return path[1] === names.context || path[1] === names.document;
  const isHeader = path[2] === names.agreement || path[2] === names.settlement;
  return path.length === 3 && path[1] === names.transaction && isHeader;
}

/** What the header of a cross-industry invoice says. */
export function readCii(root: XmlNode): InvoiceFacts {
  const names = namesOf(root.name);
  const document = xmlChild(root, names.document);
  const agreement = xmlChild(root, names.agreement);
  const settlement = xmlChild(root, names.settlement);
  const terms = xmlChildren(settlement, 'SpecifiedTradePaymentTerms').map(termOf);
  return {
    syntax: names.syntax,
    isCreditNote: false,
    profile: lineAt(root, `${names.context}/GuidelineSpecifiedDocumentContextParameter/ID`),
    framework: lineAt(root, `${names.context}/BusinessProcessSpecifiedDocumentContextParameter/ID`),
    number: written(document, 'BT-1', 'ID'),
    issuedOn: dateAt(document, 'BT-2', 'IssueDateTime'),
    typeCode: written(document, 'BT-3', 'TypeCode'),
    currency: written(settlement, 'BT-5', 'InvoiceCurrencyCode'),
    dueOn: null,
    terms,
    ...totalsOf(settlement, names),
    seller: partyOf(xmlChild(agreement ?? root, 'SellerTradeParty')),
    buyer: partyOf(xmlChild(agreement ?? root, 'BuyerTradeParty')),
    payee: partyOf(xmlChild(settlement ?? root, 'PayeeTradeParty')),
    references: referencesOf(agreement, settlement),
    preceding: precedingOf(settlement),
    notes: xmlChildren(document, 'IncludedNote').flatMap(noteOf),
  };
}

function namesOf(root: string): Names {
  return root === 'CrossIndustryDocument' ? ZUGFERD_1 : CII;
}

function totalsOf(
  settlement: XmlNode | undefined,
  { totals }: Names,
): Pick<InvoiceFacts, 'grandTotal' | 'prepaid' | 'rounding' | 'due'> {
  return {
    grandTotal: writtenAll(settlement, 'BT-112', `${totals}/GrandTotalAmount`),
    prepaid: writtenAll(settlement, 'BT-113', `${totals}/TotalPrepaidAmount`),
    rounding: writtenAll(settlement, 'BT-114', `${totals}/RoundingAmount`),
    due: writtenAll(settlement, 'BT-115', `${totals}/DuePayableAmount`),
  };
}

function referencesOf(agreement: XmlNode | undefined, settlement: XmlNode | undefined): string[] {
  return [
    ...writtenAll(agreement, '', 'BuyerReference'),
    ...[
      'BuyerOrderReferencedDocument',
      'SellerOrderReferencedDocument',
      'ContractReferencedDocument',
    ]
      // ZUGFeRD 1 has the number of an order in "ID".
      .flatMap((name) => [`${name}/IssuerAssignedID`, `${name}/ID`])
      .flatMap((path) => writtenAll(agreement, '', path)),
    ...writtenAll(settlement, '', 'PaymentReference'),
  ].map(({ text }) => text);
}

function termOf(term: XmlNode): TermFacts {
  const words = writtenAll(term, 'BT-20', 'Description').map(({ text }) => text);
  return {
    words: words.length === 0 ? null : words.join(' '),
    dueOn: dateAt(term, 'BT-9', 'DueDateDateTime'),
    amount: written(term, 'BT-115', 'PartialPaymentAmount'),
    percent: null,
  };
}

/** "IssueDateTime/DateTimeString[@format]", or a date on its own. */
function dateAt(root: XmlNode | undefined, term: string, path: string): InvoiceFacts['dueOn'] {
  return (
    written(root, term, `${path}/${DATE}`) ??
    written(root, term, `${path}/DateTime`) ??
    written(root, term, path)
  );
}

function partyOf(party: XmlNode | undefined): PartyFacts | null {
  if (party === undefined) return null;
  const organisation = xmlChild(party, 'SpecifiedLegalOrganization');
  const contact = xmlChild(party, 'DefinedTradeContact');
  const registered = xmlChildren(party, 'SpecifiedTaxRegistration').flatMap((registration) =>
    identifiersAt(registration, 'ID'),
  );
  return {
    name: lineAt(party, 'Name') ?? lineAt(organisation, 'TradingBusinessName'),
    identifiers: [...identifiersAt(party, 'ID'), ...identifiersAt(party, 'GlobalID')],
    registration: identifiersAt(organisation, 'ID')[0] ?? null,
    vatNumber: registered.find(({ scheme }) => scheme?.toUpperCase() === 'VA')?.value ?? null,
    endpoint: identifiersAt(party, 'URIUniversalCommunication/URIID')[0] ?? null,
    country: lineAt(party, 'PostalTradeAddress/CountryID'),
    email: lineAt(contact, 'EmailURIUniversalCommunication/URIID'),
    phone: lineAt(contact, 'TelephoneUniversalCommunication/CompleteNumber'),
  };
}

function precedingOf(settlement: XmlNode | undefined): InvoiceFacts['preceding'] {
  return xmlChildren(settlement, 'InvoiceReferencedDocument').flatMap((document) => {
    const number = lineAt(document, 'IssuerAssignedID') ?? lineAt(document, 'ID');
    const issuedOn =
      dateAt(document, 'BT-26', 'FormattedIssueDateTime') ??
      dateAt(document, 'BT-26', 'IssueDateTime');
    return number === null ? [] : [{ number, issuedOn }];
  });
}

/** With its subject before it, as UBL has it: "#PMT#Indemnité forfaitaire". */
function noteOf(note: XmlNode): string[] {
  const subject = lineAt(note, 'SubjectCode');
  return writtenAll(note, 'BT-22', 'Content').map(({ text }) =>
    subject === null ? text : `#${subject}#${text}`,
  );
}
