/** The files that arrive at the office of the demo's seller besides its books, as their senders write them. */
import { formatDecimal, type LocalDate } from '../../kernel';

/** An open invoice of the books. */
export interface OpenInvoice {
  customerId: string;
  number: string;
  code: string;
  name: string;
  siren: string | null;
  issuedOn: LocalDate;
  dueOn: LocalDate;
  openMinor: bigint;
}

/** Money that came in, as the bank tells it. */
export interface Receipt {
  reference: string;
  amountMinor: bigint;
  payer: string;
  text: string;
}

export interface Seller {
  name: string;
  siren: string;
}

const IBAN = 'FR7630006000011234567890189';
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A statement of one day in CAMT.053 whose balances add up. */
export function bankStatement(on: LocalDate, receipts: readonly Receipt[]): string {
  const total = receipts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return `${XML}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>DEMO-${on}</MsgId><CreDtTm>${on}T21:00:00</CreDtTm></GrpHdr>
<Stmt><Id>DEMO-${on}</Id><CreDtTm>${on}T21:00:00</CreDtTm>
<Acct><Id><IBAN>${IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', OPENING_MINOR, on)}
${balance('CLBD', OPENING_MINOR + total, on)}
${receipts.map((receipt) => entry(on, receipt)).join('\n')}
</Stmt></BkToCstmrStmt></Document>
`;
}

const OPENING_MINOR = 12_345_678n;

function balance(code: string, amountMinor: bigint, on: LocalDate): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(amountMinor)}<Dt><Dt>${on}</Dt></Dt></Bal>`;
}

function entry(on: LocalDate, { reference, amountMinor, payer, text }: Receipt): string {
  return `<Ntry>${amount(amountMinor)}<Sts>BOOK</Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>
<AcctSvcrRef>${reference}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Nm>${escaped(payer)}</Nm></Dbtr></RltdPties>
<RmtInf><Ustrd>${escaped(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
}

function amount(amountMinor: bigint): string {
  return `<Amt Ccy="EUR">${formatDecimal(amountMinor, 2)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>`;
}

/** The invoice as it was sent, in UBL; its due date may differ from what was booked. */
export function eInvoice(seller: Seller, invoice: OpenInvoice, dueOn: LocalDate): string {
  const due = formatDecimal(invoice.openMinor, 2);
  return `${XML}<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>${escaped(invoice.number)}</cbc:ID><cbc:IssueDate>${invoice.issuedOn}</cbc:IssueDate><cbc:DueDate>${dueOn}</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty>${party(seller)}</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty>${party(invoice)}</cac:AccountingCustomerParty>
<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="EUR">${due}</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">${due}</cbc:PayableAmount></cac:LegalMonetaryTotal>
</Invoice>
`;
}

function party({ name, siren }: { name: string; siren: string | null }): string {
  const number = siren === null ? '' : `<cbc:CompanyID schemeID="0002">${siren}</cbc:CompanyID>`;
  return `<cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>${escaped(name)}</cbc:RegistrationName>${number}</cac:PartyLegalEntity></cac:Party>`;
}

const SPACE = 'urn:un:unece:uncefact:data:standard';

/** The buyer's platform says that the invoice is disputed: fewer pieces were delivered than billed. */
export function disputeMessage(seller: Seller, invoice: OpenInvoice, on: LocalDate): string {
  const day = (date: LocalDate): string => date.replaceAll('-', '');
  return `${XML}<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="${SPACE}:CrossDomainAcknowledgementAndResponse:100" xmlns:qdt="${SPACE}:QualifiedDataType:100" xmlns:ram="${SPACE}:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="${SPACE}:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>CDV-${escaped(invoice.number)}</ram:ID>
<ram:IssueDateTime><udt:DateTimeString format="204">${day(on)}093000</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:AcknowledgementDocument><ram:TypeCode>23</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="204">${day(on)}093000</udt:DateTimeString></ram:IssueDateTime>
<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>${escaped(invoice.number)}</ram:IssuerAssignedID><ram:TypeCode>380</ram:TypeCode>
<ram:FormattedIssueDateTime><qdt:DateTimeString format="102">${day(invoice.issuedOn)}</qdt:DateTimeString></ram:FormattedIssueDateTime>
<ram:ProcessConditionCode>207</ram:ProcessConditionCode><ram:ProcessCondition>En litige</ram:ProcessCondition>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">${seller.siren}</ram:GlobalID></ram:IssuerTradeParty>
<ram:SpecifiedDocumentStatus><ram:ReasonCode>QTE_ERR</ram:ReasonCode><ram:Reason>Quantité livrée inférieure à la commande</ram:Reason></ram:SpecifiedDocumentStatus>
</ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>
`;
}

/** A customer's line of an aged balance. */
export interface BalanceLine {
  code: string;
  name: string;
  /** What is not due, then what is overdue since up to 30, 60, 90 days, and longer. */
  bucketsMinor: readonly bigint[];
}

/** The aged balance as another program printed it. */
export function agedBalance(on: LocalDate, lines: readonly BalanceLine[]): string {
  const euros = (minor: bigint): string => formatDecimal(minor, 2).replace('.', ',');
  const [year, month, day] = on.split('-');
  const rows = lines.map(({ code, name, bucketsMinor }) => {
    const total = bucketsMinor.reduce((sum, minor) => sum + minor, 0n);
    const amounts = [...bucketsMinor, total].map(euros);
    return [code, `"${name.replaceAll('"', '""')}"`, ...amounts].join(';');
  });
  const title = `Balance âgée au ${day ?? ''}/${month ?? ''}/${year ?? ''};;;;;;;`;
  const header = 'Code client;Client;Non échu;1-30;31-60;61-90;Plus de 90;Total';
  return `${[title, header, ...rows].join('\r\n')}\r\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
