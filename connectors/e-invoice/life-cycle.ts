/**
 * CDAR D22B, the life-cycle messages of the French reform (flow 6): each document a message speaks of becomes an event.
 */
import {
  isCurrency,
  isEncoursError,
  xmlChild,
  xmlChildren,
  type DocumentEventRecord,
  type EncoursError,
  type LifecycleStatus,
  type QuarantinedLine,
  type WarningLog,
  type XmlNode,
} from '../../src/connector-kit';
import {
  identifiersAt,
  lineAt,
  oneLine,
  written,
  writtenAll,
  type PartyFacts,
  type Written,
} from './invoice-facts';
import { isOurs } from './ownership';
import { missing, refusal } from './refusal';
import { amountOf, dayIn, instantIn } from './values';

const STATUSES: Readonly<Record<string, LifecycleStatus>> = {
  '200': 'SUBMITTED',
  '201': 'ISSUED',
  '202': 'RECEIVED',
  '203': 'MADE_AVAILABLE',
  '204': 'TAKEN_IN_CHARGE',
  '205': 'APPROVED',
  '206': 'PARTLY_APPROVED',
  '207': 'DISPUTED',
  '208': 'SUSPENDED',
  '209': 'COMPLETED',
  '210': 'REFUSED',
  '211': 'PAYMENT_SENT',
  '212': 'CASHED',
  '213': 'REJECTED',
  '220': 'CANCELLED',
  '221': 'ROUTING_ERROR',
  '225': 'ASSIGNED',
};
/** Which amounts of a message are the status's own: approved, sent, cashed. Each VAT rate may have one. */
const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  '206': ['MAPTTC', 'MAP'],
  '211': ['MPA'],
  '212': ['MEN'],
};
const DEFAULT_CURRENCY = 'EUR';

export interface LifeCycleReading {
  events: DocumentEventRecord[];
  quarantine: QuarantinedLine[];
}

/** Whether an element of the message is needed whole. */
export function isLifeCycleSection(path: readonly string[]): boolean {
  return path.length === 2;
}

/** One event per document referred to; one that cannot be read is set aside, the others count. Throws when none can. */
export function readLifeCycle(
  root: XmlNode,
  own: ReadonlySet<string>,
  warnings: WarningLog,
): LifeCycleReading {
  const reading: LifeCycleReading = { events: [], quarantine: [] };
  let first: EncoursError | null = null;
  for (const { document, at } of documentsIn(root)) {
    try {
      reading.events.push(eventOf(document, { at, own, warnings }));
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      first ??= error;
      reading.quarantine.push(setAside(document, error));
    }
  }
  if (reading.events.length === 0) {
    throw first ?? missing('ReferenceReferencedDocument', 'which invoice it is about');
  }
  return { ...reading, events: withUniqueKeys(reading.events) };
}

/** The documents a message is about, each with the moment it tells of. */
function documentsIn(root: XmlNode): { document: XmlNode; at: Written | null }[] {
  const moment = 'IssueDateTime/DateTimeString';
  const sent = written(xmlChild(root, 'ExchangedDocument'), '', moment);
  return xmlChildren(root, 'AcknowledgementDocument').flatMap((message) => {
    const at = written(message, '', moment) ?? sent;
    return xmlChildren(message, 'ReferenceReferencedDocument').map((document) => ({
      document,
      at,
    }));
  });
}

interface MessageContext {
  at: Written | null;
  own: ReadonlySet<string>;
  warnings: WarningLog;
}

function eventOf(document: XmlNode, context: MessageContext): DocumentEventRecord {
  requireOwnMessage(document, context.own);
  const number = lineAt(document, 'IssuerAssignedID');
  if (number === null) throw missing('IssuerAssignedID', 'the number of the invoice');
  const code = lineAt(document, 'ProcessConditionCode');
  if (code === null) throw missing('ProcessConditionCode', 'the status');
  const at = context.at === null ? null : instantIn(context.at);
  if (at === null) throw missing('AcknowledgementDocument/IssueDateTime', 'when that was');
  const issued =
    written(document, 'BT-2', 'FormattedIssueDateTime/DateTimeString') ??
    written(document, 'BT-2', 'IssueDateTime/DateTimeString');
  const documentIssuedOn = issued === null ? null : dayIn(issued);
  const { amountMinor, currency, isTakenBack } = amountIn(document, code);
  if (isTakenBack) {
    context.warnings.add(
      'EINVOICE_COLLECTION_REVERSED',
      'money said to be cashed is taken back: the step is kept without a meaning',
      document.line,
    );
  }
  const known = Object.hasOwn(STATUSES, code) ? STATUSES[code] : undefined;
  return {
    type: 'documentEvent',
    sourceKey: `event:${number.replace(/\s+/g, '').toUpperCase()}:${documentIssuedOn ?? ''}:${code}:${at}`,
    documentNumber: number,
    documentIssuedOn,
    status: isTakenBack ? 'UNKNOWN' : (known ?? 'UNKNOWN'),
    code,
    ...reasonsOf(document),
    amountMinor,
    currency,
    at,
  };
}

/** The party that issued the invoice a message is about; none is named in some. */
function requireOwnMessage(document: XmlNode, own: ReadonlySet<string>): void {
  const issuer = xmlChild(document, 'IssuerTradeParty');
  if (own.size === 0 || issuer === undefined) return;
  const identifiers = [...identifiersAt(issuer, 'GlobalID'), ...identifiersAt(issuer, 'ID')];
  if (identifiers.length === 0) return;
  const party: PartyFacts = {
    ...{ name: null, registration: null, vatNumber: null, endpoint: null },
    ...{ country: null, email: null, phone: null },
    identifiers,
  };
  if (isOurs(party, own)) return;
  throw refusal('EINVOICE_OTHER_SELLER', 'the message is about an invoice of another seller');
}

function reasonsOf(document: XmlNode): Pick<DocumentEventRecord, 'reasonCode' | 'reason'> {
  const statuses = xmlChildren(document, 'SpecifiedDocumentStatus');
  const codes = statuses.flatMap((status) => writtenAll(status, '', 'ReasonCode'));
  const words = statuses.flatMap((status) => [
    ...writtenAll(status, '', 'Reason'),
    ...writtenAll(status, '', 'IncludedNote/Content'),
  ]);
  const reason = oneLine(words.map(({ text }) => text).join('; '), 500);
  return {
    reasonCode: codes[0] === undefined ? null : oneLine(codes[0].text, 60),
    reason: reason === '' ? null : reason,
  };
}

/** The sum over VAT rates; null when the message tells none of the status's kind. */
function amountIn(
  document: XmlNode,
  code: string,
): { amountMinor: bigint | null; currency: string | null; isTakenBack: boolean } {
  const none = { amountMinor: null, currency: null, isTakenBack: false };
  const kinds = Object.hasOwn(AMOUNTS, code) ? (AMOUNTS[code] ?? []) : [];
  const all = xmlChildren(document, 'SpecifiedDocumentStatus').flatMap((status) =>
    xmlChildren(status, 'SpecifiedDocumentCharacteristic'),
  );
  for (const kind of kinds) {
    const amounts = all
      .filter((each) => lineAt(each, 'TypeCode') === kind)
      .flatMap((each) => writtenAll(each, kind, 'ValueAmount'));
    const [first] = amounts;
    if (first === undefined) continue;
    const currency = first.attributes['currencyID']?.trim().toUpperCase() ?? DEFAULT_CURRENCY;
    if (!isCurrency(currency)) {
      throw refusal('EINVOICE_CURRENCY_UNKNOWN', 'it is in no currency of ISO 4217', first);
    }
    const sum = amounts.reduce((total, each) => total + amountOf(each, currency).minor, 0n);
    if (sum > 0n) return { amountMinor: sum, currency, isTakenBack: false };
    return { ...none, isTakenBack: sum < 0n };
  }
  return none;
}

function setAside(
  document: XmlNode,
  error: { code: string; message: string; place: { field?: string } },
): QuarantinedLine {
  const raw = [lineAt(document, 'IssuerAssignedID'), lineAt(document, 'ProcessConditionCode')];
  return {
    line: document.line,
    code: error.code,
    reason: error.message,
    field: error.place.field ?? null,
    raw: raw.filter((each) => each !== null).join(' '),
  };
}

/** A message may say the same of a document more than once, with other reasons. */
function withUniqueKeys(events: readonly DocumentEventRecord[]): DocumentEventRecord[] {
  const times = new Map<string, number>();
  return events.map((event) => {
    const met = (times.get(event.sourceKey) ?? 0) + 1;
    times.set(event.sourceKey, met);
    return met === 1 ? event : { ...event, sourceKey: `${event.sourceKey}#${met}` };
  });
}
