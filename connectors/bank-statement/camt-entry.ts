/** An entry of CAMT.053 as movements: one, or one for each of its details where these have amounts that add up. */
import {
  xmlChild,
  xmlChildren,
  xmlTextAt,
  type LocalDate,
  type XmlNode,
} from '../../src/connector-kit';
import { fault } from './fault';
import { ibanIn } from './iban';
import type { Movement } from './statement-desk';
import { amountMinor, currencyOf, isoDay, present, tidy } from './values';

export interface CamtEntry {
  line: number;
  /** Its children beside the details. */
  parts: XmlNode[];
  details: XmlNode[];
  batches: XmlNode[];
  /** It has more details than are kept. */
  isCut: boolean;
  /** One of its elements that holds text where only elements may stand. */
  stray: XmlNode | null;
}

export interface EntryMovements {
  movements: Movement[];
  /** "BOOK", "PDNG"; null when the bank does not say. */
  status: string | null;
  /** It is a batch that could not be told by its parts. */
  isWhole: boolean;
}

/** Throws BANK_STATEMENT_AMOUNT_INVALID, _DATE_INVALID, _FIELD_MISSING and _CURRENCY_UNKNOWN with the element. */
export function entryMovements(entry: CamtEntry, currency: string): EntryMovements {
  const whole = asNode(entry);
  const status = present(xmlTextAt(whole, 'Sts', 'Cd') ?? xmlTextAt(whole, 'Sts'));
  const own = currencyOf(xmlChild(whole, 'Amt')?.attributes['Ccy'], currency);
  const total = signedMinor(whole, own, 'Ntry/Amt');
  const isReversal = isTrue(xmlTextAt(whole, 'RvslInd'));
  const valueDate = xmlChild(whole, 'ValDt');
  const valueOn = valueDate === undefined ? null : dayIn(whole, 'ValDt', 'Ntry/ValDt');
  const bookedOn =
    xmlChild(whole, 'BookgDt') === undefined && valueOn !== null
      ? valueOn
      : dayIn(whole, 'BookgDt', 'Ntry/BookgDt');
  const told = { whole, currency: own, bookedOn, valueOn, isReversal, total };
  const parts = entry.isCut ? null : partAmounts(entry.details, told);
  if (parts !== null) {
    const size = parts.length;
    const movements = parts.map((part) => movementOf(part, told, size));
    return { movements, status, isWhole: false };
  }
  const [only] = entry.details;
  const isOne = entry.details.length === 1 && !entry.isCut;
  const size = isOne ? 1 : batchSize(entry);
  const movement = movementOf({ node: isOne ? only : undefined, amountMinor: total }, told, size);
  return { movements: [movement], status, isWhole: size > 1 };
}

interface EntryFacts {
  whole: XmlNode;
  currency: string;
  bookedOn: LocalDate;
  valueOn: LocalDate | null;
  isReversal: boolean;
  total: bigint;
}

/** The details with their amounts, when there are several and they add up to the entry; else null. */
function partAmounts(
  details: readonly XmlNode[],
  { whole, currency, total }: EntryFacts,
): { node: XmlNode; amountMinor: bigint }[] | null {
  if (details.length < 2) return null;
  const entrySign = xmlTextAt(whole, 'CdtDbtInd') ?? 'CRDT';
  const parts: { node: XmlNode; amountMinor: bigint }[] = [];
  let sum = 0n;
  for (const node of details) {
    const amount = detailAmount(node, currency);
    if (amount === null) return null;
    const sign = xmlTextAt(node, 'CdtDbtInd') ?? entrySign;
    const signed = sign === 'DBIT' ? -amount : amount;
    parts.push({ node, amountMinor: signed });
    sum += signed;
  }
  return sum === total ? parts : null;
}

/** What the detail moved on the account, in its currency; null when it does not say. */
function detailAmount(node: XmlNode, currency: string): bigint | null {
  const places = [['Amt'], ['AmtDtls', 'TxAmt', 'Amt'], ['AmtDtls', 'InstdAmt', 'Amt']];
  for (const path of places) {
    const amount = xmlChild(node, ...path);
    if (amount === undefined || amount.text === '') continue;
    if ((amount.attributes['Ccy'] ?? currency) !== currency) continue;
    return amountMinor(amount.text, currency, `TxDtls/${path.join('/')}`);
  }
  return null;
}

function batchSize({ batches, details, isCut }: CamtEntry): number {
  const told = batches.map((batch) => Number(xmlTextAt(batch, 'NbOfTxs') ?? '0'));
  const sum = told.reduce((total, each) => total + (Number.isSafeInteger(each) ? each : 0), 0);
  return Math.max(1, Math.min(sum, 1_000_000), isCut ? details.length + 1 : details.length);
}

function movementOf(
  part: { node: XmlNode | undefined; amountMinor: bigint },
  told: EntryFacts,
  size: number,
): Movement {
  const { node: detail, amountMinor: minor } = part;
  const { whole, currency, bookedOn, valueOn, isReversal } = told;
  const parties = detail === undefined ? undefined : xmlChild(detail, 'RltdPties');
  // Of a reversed credit the one who had paid is still the debtor.
  const payer = minor >= 0n !== isReversal ? 'Dbtr' : 'Cdtr';
  const structured = xmlChildren(xmlChild(detail ?? NO_NODE, 'RmtInf'), 'Strd');
  const reason = xmlChild(detail ?? NO_NODE, 'RtrInf');
  return {
    bookedOn,
    valueOn,
    amountMinor: minor,
    currency,
    counterpartyName: nameOf(parties, payer),
    counterpartyAccount: accountOf(parties, payer),
    endToEndId: present(xmlTextAt(detail, 'Refs', 'EndToEndId')),
    documentReferences: structured.flatMap(referencesOf),
    remittanceText: remittance(detail, whole, size),
    bankReference: referenceOf(detail, whole, size),
    operationCode: codeOf(detail) ?? codeOf(whole),
    returnReason: returnReasonOf(reason),
    isReversal,
    batchSize: size,
  };
}

const NO_NODE: XmlNode = { name: '', attributes: {}, text: '', children: [], line: 0, textLine: 0 };

function returnReasonOf(reason: XmlNode | undefined): string | null {
  if (reason === undefined) return null;
  const code = xmlTextAt(reason, 'Rsn', 'Cd') ?? xmlTextAt(reason, 'Rsn', 'Prtry');
  return present(code) ?? present(xmlTextAt(reason, 'AddtlInf')) ?? 'UNSTATED';
}

/** Of a batch the detail's own reference: the entry's is that of all of them. */
function referenceOf(detail: XmlNode | undefined, whole: XmlNode, size: number): string | null {
  const own =
    xmlTextAt(detail, 'Refs', 'AcctSvcrRef') ??
    xmlTextAt(detail, 'Refs', 'TxId') ??
    xmlTextAt(detail, 'Refs', 'UETR');
  const entry = xmlTextAt(whole, 'AcctSvcrRef') ?? xmlTextAt(whole, 'NtryRef');
  return size > 1 && detail !== undefined ? present(own) : (present(entry) ?? present(own));
}

function nameOf(parties: XmlNode | undefined, role: string): string | null {
  const at = (...path: string[]): string | null => present(xmlTextAt(parties, ...path));
  return (
    at(`Ultmt${role}`, 'Pty', 'Nm') ??
    at(`Ultmt${role}`, 'Nm') ??
    at(role, 'Pty', 'Nm') ??
    at(role, 'Nm') ??
    // Banks that name one party only name the other side, whatever they call it.
    otherName(parties)
  );
}

function otherName(parties: XmlNode | undefined): string | null {
  const named = ['Dbtr', 'Cdtr']
    .map((role) => present(xmlTextAt(parties, role, 'Pty', 'Nm') ?? xmlTextAt(parties, role, 'Nm')))
    .filter((name) => name !== null);
  return named.length === 1 ? (named[0] ?? null) : null;
}

function accountOf(parties: XmlNode | undefined, role: string): string | null {
  const own = accountAt(parties, `${role}Acct`);
  if (own !== null) return own;
  const others = ['DbtrAcct', 'CdtrAcct'].map((each) => accountAt(parties, each));
  const told = others.filter((each) => each !== null);
  return told.length === 1 ? (told[0] ?? null) : null;
}

function accountAt(parties: XmlNode | undefined, element: string): string | null {
  const told =
    xmlTextAt(parties, element, 'Id', 'IBAN') ?? xmlTextAt(parties, element, 'Id', 'Othr', 'Id');
  return told === null ? null : (ibanIn(told) ?? present(told));
}

function referencesOf(structured: XmlNode): string[] {
  const creditor =
    xmlTextAt(structured, 'CdtrRefInf', 'Ref') ?? xmlTextAt(structured, 'CdtrRefInf', 'CdtrRef');
  const documents = xmlChildren(structured, 'RfrdDocInf').map(
    (each) => xmlTextAt(each, 'Nb') ?? xmlTextAt(each, 'RfrdDocNb'),
  );
  return [creditor, ...documents].map(present).filter((each) => each !== null);
}

/** What the payer wrote; of an entry without details what the bank wrote. */
function remittance(detail: XmlNode | undefined, whole: XmlNode, size: number): string {
  const information = detail === undefined ? undefined : xmlChild(detail, 'RmtInf');
  const said = [
    ...xmlChildren(information, 'Ustrd').map(({ text }) => text),
    ...xmlChildren(information, 'Strd').flatMap((each) =>
      xmlChildren(each, 'AddtlRmtInf').map(({ text }) => text),
    ),
    xmlTextAt(detail, 'AddtlTxInf') ?? '',
  ];
  const text = tidy(said.join(' '));
  return text === '' && (detail === undefined || size === 1)
    ? tidy(xmlTextAt(whole, 'AddtlNtryInf') ?? '')
    : text;
}

/** "PMNT/RCDT/ESCT", or the bank's own code. */
function codeOf(node: XmlNode | undefined): string | null {
  const domain = node === undefined ? undefined : xmlChild(node, 'BkTxCd', 'Domn');
  if (domain === undefined) return present(xmlTextAt(node, 'BkTxCd', 'Prtry', 'Cd'));
  const codes = [
    xmlTextAt(domain, 'Cd'),
    xmlTextAt(domain, 'Fmly', 'Cd'),
    xmlTextAt(domain, 'Fmly', 'SubFmlyCd'),
  ];
  return present(codes.filter((each) => each !== null).join('/'));
}

/** The amount of an entry or balance with its sign; a zero without sign is a zero. */
export function signedMinor(node: XmlNode, currency: string, field: string): bigint {
  const amount = xmlChild(node, 'Amt');
  if (amount === undefined) throw missing(field);
  const own = currencyOf(amount.attributes['Ccy'], currency);
  if (own !== currency) {
    const reason = `the amount is in ${own}, its statement in ${currency}`;
    throw fault('BANK_STATEMENT_CURRENCY_UNKNOWN', reason, field);
  }
  const minor = amountMinor(amount.text, currency, field);
  const sign = xmlTextAt(node, 'CdtDbtInd');
  if (sign === 'DBIT') return -minor;
  if (sign === 'CRDT' || minor === 0n) return minor;
  throw missing(`${field.replace(/Amt$/, '')}CdtDbtInd`);
}

/** A day given as Dt or DtTm; banks put an instant in Dt, too. */
export function dayIn(node: XmlNode, element: string, field: string): LocalDate {
  const text = xmlTextAt(node, element, 'Dt') ?? xmlTextAt(node, element, 'DtTm');
  if (text === null) throw missing(field);
  return isoDay(text, field);
}

function missing(field: string): Error {
  return fault('BANK_STATEMENT_FIELD_MISSING', `${field} is missing`, field);
}

function isTrue(text: string | null): boolean {
  return text === 'true' || text === '1';
}

function asNode({ parts, line }: CamtEntry): XmlNode {
  return { ...NO_NODE, name: 'Ntry', children: parts, line };
}
