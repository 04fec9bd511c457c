/** An invoice to records: its debtor and the document, with the sign it has for the debtor. Pure. */
import {
  isCurrency,
  type AccountingDocumentRecord,
  type PartyRecord,
  type WarningLog,
} from '../../src/connector-kit';
import { documentType, type DocumentType } from './document-types';
import { dueTermsOf } from './due';
import { oneLine, type InvoiceFacts, type PartyFacts } from './invoice-facts';
import { identityOf, partyRecord, type PartyIdentity } from './party';
import { missing, refusal } from './refusal';
import { totalsOf } from './totals';
import { dayIn, dayOf } from './values';

const REFERENCES_MAX = 20;
const NUMBER_MAX = 200;
const TERMS_MAX = 500;
/** "#PMT#": a note for machines or the law, not about this invoice. */
const SUBJECT = /^#[A-Z]{3}#/;

export interface MappedInvoice {
  party: PartyRecord;
  document: AccountingDocumentRecord;
}

/** Throws CONTRACT EINVOICE_… for what is no claim or cannot be read; what is only odd is a warning. */
export function mapInvoice(facts: InvoiceFacts, warnings: WarningLog): MappedInvoice {
  const type = typeOf(facts, warnings);
  const number = numberOf(facts);
  if (facts.issuedOn === null) throw missing('BT-2', 'when it was issued');
  const issuedOn = dayOf(facts.issuedOn);
  const currency = currencyOf(facts);
  const { dueMinor, grandMinor } = totalsOf(facts, currency, warnings);
  const sign = type.isCredit && (grandMinor ?? dueMinor) >= 0n ? -1n : 1n;
  const amountMinor = sign * dueMinor;
  const totalMinor = grandMinor === null ? null : sign * grandMinor;
  const due = dueTermsOf(facts, { currency, amountMinor, totalMinor, sign, warnings });
  const firstDue = due.dueOn;
  if (firstDue !== null && firstDue < issuedOn) {
    warnings.add('EINVOICE_DUE_BEFORE_ISSUE', 'it is due before it was issued; both days are kept');
  }
  const buyer = buyerOf(facts, warnings);
  const isCredit = amountMinor === 0n ? type.isCredit : amountMinor < 0n;
  const seller = sellerKey(facts);
  const paymentTerms = isCredit ? null : termsIn(facts);
  const kind = isCredit ? 'CREDIT_NOTE' : 'INVOICE';
  noteCorrection(facts, type, warnings);
  return {
    party: partyRecord(buyer.facts, buyer.identity, paymentTerms),
    document: {
      type: 'accountingDocument',
      sourceKey: documentKey(kind, seller, number, issuedOn),
      kind,
      partyKey: buyer.identity.key,
      number,
      label: labelOf(facts),
      issuedOn,
      ...due,
      currency,
      amountMinor,
      openMinor: null,
      openOn: null,
      state: amountMinor === 0n ? 'PAID' : 'OPEN',
      allocations: allocationsOf(facts, { kind, seller, amountMinor }),
      isDisputed: false,
      isDoubtful: false,
      isAssigned: type.isFactored || isPaidToAnother(facts),
      references: referencesOf(facts),
      precedingNumber: facts.preceding[0]?.number ?? null,
    },
  };
}

function typeOf(facts: InvoiceFacts, warnings: WarningLog): DocumentType {
  const code = facts.typeCode?.text ?? '';
  const type = documentType(code);
  if (type.isOrder) throw refusal('EINVOICE_IS_ORDER', `type ${code} is an order`, facts.typeCode);
  if (type.isProforma) {
    throw refusal('EINVOICE_IS_PROFORMA', 'type 325 is a pro forma', facts.typeCode);
  }
  if (!type.isKnown && !(facts.isCreditNote && code === '')) {
    const shown = code === '' ? 'no type' : `the type ${JSON.stringify(code.slice(0, 10))}`;
    const taken = facts.isCreditNote ? 'a credit note' : 'an invoice';
    warnings.add(
      'EINVOICE_TYPE_UNKNOWN',
      `${shown} (BT-3): taken for ${taken}`,
      facts.typeCode?.line ?? null,
    );
  }
  return { ...type, isCredit: type.isCredit || facts.isCreditNote };
}

function numberOf({ number }: InvoiceFacts): string {
  const text = number === null ? '' : oneLine(number.text, NUMBER_MAX + 1);
  if (number === null || text === '') throw missing('BT-1', 'its number');
  if (text.length > NUMBER_MAX) {
    throw refusal('EINVOICE_FIELD_INVALID', `it is longer than ${NUMBER_MAX} characters`, number);
  }
  return text;
}

function currencyOf({ currency }: InvoiceFacts): string {
  if (currency === null) throw missing('BT-5', 'its currency');
  const code = currency.text.trim().toUpperCase();
  if (isCurrency(code)) return code;
  const shown = JSON.stringify(code.slice(0, 10));
  throw refusal('EINVOICE_CURRENCY_UNKNOWN', `${shown} is no currency of ISO 4217`, currency);
}

function buyerOf(
  { buyer }: InvoiceFacts,
  warnings: WarningLog,
): { facts: PartyFacts; identity: PartyIdentity } {
  const identity = buyer === null ? null : identityOf(buyer);
  if (buyer === null || identity === null) throw missing('BT-44', 'who the buyer is');
  if (identity.isContradictory) {
    warnings.add(
      'EINVOICE_IDENTIFIERS_DIFFER',
      'the numbers of the buyer are of different companies: its registration (BT-47) counts first',
    );
  }
  return { facts: buyer, identity };
}

/** By seller, number and year, so that the same invoice in another syntax is the same document. */
function documentKey(
  kind: 'INVOICE' | 'CREDIT_NOTE',
  seller: string,
  ...[number, issuedOn]: [string, string]
): string {
  const folded = number.normalize('NFKC').replace(/\s+/g, '').toUpperCase();
  const word = kind === 'INVOICE' ? 'invoice' : 'credit-note';
  return `${word}:${seller}:${folded}:${issuedOn.slice(0, 4)}`;
}

function sellerKey({ seller }: InvoiceFacts): string {
  return (seller === null ? null : identityOf(seller))?.key ?? '';
}

/** A credit note for one invoice, whose year it tells, is set against it. */
function allocationsOf(
  { preceding }: InvoiceFacts,
  credit: { kind: string; seller: string; amountMinor: bigint },
): AccountingDocumentRecord['allocations'] {
  const [only, ...others] = preceding;
  const isFor = credit.kind === 'CREDIT_NOTE' && credit.amountMinor < 0n && others.length === 0;
  const issuedOn = only?.issuedOn ? dayIn(only.issuedOn) : null;
  if (!isFor || only === undefined || issuedOn === null) return [];
  const toKey = documentKey('INVOICE', credit.seller, only.number, issuedOn);
  return [{ toKey, amountMinor: -credit.amountMinor, on: null }];
}

/** A corrected invoice that repeats the whole: what it corrects has to be credited, or it is owed twice. */
function noteCorrection(facts: InvoiceFacts, type: DocumentType, warnings: WarningLog): void {
  const corrected = facts.preceding[0]?.number;
  if (!type.isCorrective || corrected === undefined) return;
  warnings.add(
    'EINVOICE_CORRECTS_ANOTHER',
    `it corrects ${JSON.stringify(corrected)}, which stays open until it is credited or settled`,
  );
}

/** BG-10 names somebody else than the seller. */
function isPaidToAnother({ payee, seller }: InvoiceFacts): boolean {
  const paid = payee === null ? null : identityOf(payee);
  const selling = seller === null ? null : identityOf(seller);
  if (payee === null || paid === null || seller === null || selling === null) return false;
  if (paid.siren !== null && selling.siren !== null) return paid.siren !== selling.siren;
  const numbers = new Set(seller.identifiers.map(({ value }) => value));
  const sharesNumber = payee.identifiers.some(({ value }) => numbers.has(value));
  return paid.key !== selling.key && !sharesNumber && folded(paid.name) !== folded(selling.name);
}

function folded(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '').toUpperCase();
}

/** BT-20, as the document words it. */
function termsIn({ terms }: InvoiceFacts): string | null {
  const words = terms.map((term) => term.words ?? '').join(' ');
  const line = oneLine(words, TERMS_MAX);
  return line === '' ? null : line;
}

/** The first note that is about this invoice and not a formula of law. */
function labelOf({ notes }: InvoiceFacts): string {
  return oneLine(notes.find((note) => !SUBJECT.test(note.trim())) ?? '', 200);
}

function referencesOf({ references }: InvoiceFacts): string[] {
  const lines = references.map((reference) => oneLine(reference, 140));
  return [...new Set(lines.filter((line) => line !== ''))].slice(0, REFERENCES_MAX);
}
