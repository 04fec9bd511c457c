/**
 * Whose payment a receipt is and which claims it pays: the best explanation with its confidence, and the next best. Pure:
 * the same receipt and claims give the same proposal.
 */
import { fitsOf, quotedClaims, quotesAnother, type Fit } from './fit-claims.rule';
import { keysInText } from './find-numbers.rule';
import { keyOf } from './find-sums.rule';
import type {
  CashProposal,
  CashProposals,
  CashReasonCode,
  Debtor,
  FitCode,
  IdentityCode,
  OpenClaim,
  Receipt,
} from './receipt';

/** How surely the payer is known: by what only it has, by its name or code, by a part of its name, not at all. */
type Strength = 'sure' | 'named' | 'alike' | 'unknown';

/** docs/cash-application.md explains the table; a change there is one here. */
const CONFIDENCE: Record<FitCode, Record<Strength, number>> = {
  QUOTED_SUM: { sure: 0.99, named: 0.97, alike: 0.9, unknown: 0.7 },
  QUOTED_SUM_CREDITS: { sure: 0.97, named: 0.96, alike: 0.85, unknown: 0.5 },
  QUOTED_DISCOUNT: { sure: 0.96, named: 0.95, alike: 0.85, unknown: 0.5 },
  QUOTED_DIFFERENCE: { sure: 0.92, named: 0.9, alike: 0.8, unknown: 0.4 },
  QUOTED_PART: { sure: 0.9, named: 0.88, alike: 0.7, unknown: 0.3 },
  ONE_CLAIM: { sure: 0.98, named: 0.97, alike: 0.9, unknown: 0.5 },
  ONE_OF_EQUALS: { sure: 0.85, named: 0.82, alike: 0.7, unknown: 0.2 },
  WHOLE_BALANCE: { sure: 0.97, named: 0.96, alike: 0.88, unknown: 0.3 },
  DUE_BALANCE: { sure: 0.96, named: 0.95, alike: 0.85, unknown: 0.3 },
  MONTH: { sure: 0.96, named: 0.95, alike: 0.85, unknown: 0.3 },
  OLDEST_RUN: { sure: 0.95, named: 0.93, alike: 0.8, unknown: 0.2 },
  ONLY_SUM: { sure: 0.9, named: 0.88, alike: 0.7, unknown: 0.1 },
  SOME_SUM: { sure: 0.6, named: 0.55, alike: 0.4, unknown: 0.05 },
  CLAIM_DISCOUNT: { sure: 0.93, named: 0.91, alike: 0.75, unknown: 0.1 },
  CLAIM_DIFFERENCE: { sure: 0.8, named: 0.75, alike: 0.6, unknown: 0.1 },
  OLDEST_FIRST: { sure: 0.4, named: 0.35, alike: 0.2, unknown: 0 },
  IN_BOOKS: { sure: 0.99, named: 0.97, alike: 0.93, unknown: 0.5 },
  RETURNED: { sure: 0.97, named: 0.9, alike: 0.7, unknown: 0 },
};
/** Most a proposal is worth when something speaks against it. */
const OTHER_FIT_MAX = 0.92;
const OTHER_CUSTOMER_MAX = 0.8;
const PAID_BY_ANOTHER_MAX = 0.9;
const OTHER_NUMBER_MAX = 0.8;
const ADVANCE_MAX = 0.85;
const BATCH_MAX = 0.5;
/** Another customer so near is as likely. */
const NEAR = 0.1;
const PROPOSALS_MAX = 5;

/** Pairs a person has said no to: `receipt customer`, and `receipt receivable`. */
export type Rejections = ReadonlySet<string>;

export function rejectionKey(bankTransactionId: string, otherId: string): string {
  return `${bankTransactionId} ${otherId}`;
}

/** Null when no customer is thought of, or all were rejected. */
export function proposeApplication(
  receipt: Receipt,
  debtors: readonly Debtor[],
  rejections: Rejections = new Set(),
): CashProposals | null {
  const keys = keysInText([receipt.text, ...receipt.references].join(' '));
  const allowed = debtors
    .filter(
      ({ customerId }) => !rejections.has(rejectionKey(receipt.bankTransactionId, customerId)),
    )
    .map((debtor) => withoutRejected(debtor, receipt, rejections));
  const isShared = allowed.filter((debtor) => paidFrom(debtor, receipt)).length > 1;
  const told = { keys, isShared };
  const known = allowed.map((debtor) => ({ debtor, ...identify(receipt, debtor, told) }));
  const proposals = known.flatMap((each) => proposalsFor(receipt, each, known));
  proposals.sort(byConfidence);
  const [best, ...others] = proposals;
  if (best === undefined) return null;
  const rival = others.find(({ customerId }) => customerId !== best.customerId);
  const isContested = rival !== undefined && rival.confidence > best.confidence - NEAR;
  const kept = isContested ? doubted(best, 'OTHER_CUSTOMER', OTHER_CUSTOMER_MAX) : best;
  return { best: kept, alternatives: others.slice(0, PROPOSALS_MAX - 1) };
}

function withoutRejected(debtor: Debtor, receipt: Receipt, rejections: Rejections): Debtor {
  if (rejections.size === 0) return debtor;
  const isOpen = ({ receivableId }: OpenClaim): boolean =>
    !rejections.has(rejectionKey(receipt.bankTransactionId, receivableId));
  return { ...debtor, claims: debtor.claims.filter(isOpen) };
}

interface Identified {
  debtor: Debtor;
  quoted: OpenClaim[];
  /** It names a document, and none that is open. */
  isOtherNumber: boolean;
  codes: IdentityCode[];
  strength: Strength;
}

function identify(
  receipt: Receipt,
  debtor: Debtor,
  { keys, isShared }: { keys: ReadonlySet<string>; isShared: boolean },
): Omit<Identified, 'debtor'> {
  const quoted = quotedClaims(debtor, keys);
  const codes: IdentityCode[] = [];
  if (quoted.claims.length > 0 && quoted.isTelling) codes.push('NUMBER');
  if (paidFrom(debtor, receipt)) codes.push('IBAN');
  if (debtor.siren !== null && hasSiren(keys, debtor.siren)) codes.push('SIREN');
  if (debtor.foldedName !== '' && debtor.foldedName === receipt.foldedName) codes.push('NAME');
  else if (isPartOfName(receipt, debtor)) codes.push('NAME_PART');
  if (isCodeIn(debtor.account, keys)) codes.push('CODE');
  const isKnown = codes.length > 0 && quoted.claims.length === 0;
  const isOtherNumber = isKnown && quotesAnother(debtor, keys);
  const strength = strengthOf(codes, isShared);
  return { quoted: quoted.claims, isOtherNumber, codes, strength };
}

/** An account several customers are paid from is a factor's or a parent's, and tells none of them. */
function strengthOf(codes: readonly IdentityCode[], isShared: boolean): Strength {
  const isOf = (...wanted: IdentityCode[]): boolean => codes.some((code) => wanted.includes(code));
  if (isOf('NUMBER', 'SIREN') || (isOf('IBAN') && !isShared)) return 'sure';
  if (isOf('NAME', 'CODE')) return 'named';
  return isOf('NAME_PART', 'IBAN') ? 'alike' : 'unknown';
}

function paidFrom({ ibans }: Debtor, { counterpartyAccount }: Receipt): boolean {
  return counterpartyAccount !== null && ibans.includes(counterpartyAccount);
}

function hasSiren(keys: ReadonlySet<string>, siren: string): boolean {
  const plain = siren.replace(/^0+/, '');
  if (keys.has(plain)) return true;
  // Within a SIRET or a VAT number.
  for (const key of keys) if (key.length >= 13 && key.includes(siren)) return true;
  return false;
}

/** A code of an account that could be any number says nothing. */
function isCodeIn(account: string, keys: ReadonlySet<string>): boolean {
  const key = account
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .replace(/^0+/, '');
  return key.length >= 5 && /\p{L}/u.test(key) && keys.has(key);
}

/** Banks cut names at 24 to 35 characters, books at 20 to 40: one begins as the other, or stands in the text. */
function isPartOfName({ foldedName, text }: Receipt, debtor: Debtor): boolean {
  const name = debtor.foldedName;
  if (name.length < 6) return false;
  if (foldedName === '') return text.toUpperCase().includes(name);
  if (foldedName.length < 6) return false;
  return (
    name.startsWith(foldedName) ||
    foldedName.startsWith(name) ||
    ` ${foldedName} `.includes(` ${name} `)
  );
}

function proposalsFor(
  receipt: Receipt,
  identified: Identified,
  all: readonly Identified[],
): CashProposal[] {
  const { debtor, quoted, codes, strength } = identified;
  if (debtor.hasBooked === true) {
    const said: CashReasonCode[] = codes.length === 0 ? ['AMOUNT_ONLY'] : [...codes];
    return [make(debtor, { code: 'IN_BOOKS', parts: [] }, { strength, said })];
  }
  if (receipt.amountMinor < 0n) return returnOf(identified);
  const fits = fitsOf(receipt, debtor, { quoted, isUnknown: strength === 'unknown' });
  const exact = fits.filter(({ code }) => !INEXACT.has(code));
  const hasRival = new Set(exact.map(({ parts }) => keyOf(parts))).size > 1;
  const isAdvance = quoted.length === 0 && ADVANCE.test(receipt.text);
  const isOther = codes.every((code) => code === 'NUMBER') && isAnother(identified, all);
  return fits.map((fit) => {
    const said: CashReasonCode[] = codes.length === 0 ? ['AMOUNT_ONLY'] : [...codes];
    let proposal = make(debtor, fit, { strength, said });
    if (hasRival) proposal = doubted(proposal, 'OTHER_FIT', OTHER_FIT_MAX);
    if (isOther) proposal = doubted(proposal, 'PAID_BY_ANOTHER', PAID_BY_ANOTHER_MAX);
    if (identified.isOtherNumber || leavesQuoted(fit, identified))
      proposal = doubted(proposal, 'OTHER_NUMBER', OTHER_NUMBER_MAX);
    if (isAdvance) proposal = doubted(proposal, 'ADVANCE', ADVANCE_MAX);
    if (receipt.batchSize > 1 && codes.length === 0)
      proposal = doubted(proposal, 'BATCH', BATCH_MAX);
    return proposal;
  });
}

/** It settles others than the documents it names. */
function leavesQuoted({ code, parts }: Fit, { quoted, codes }: Identified): boolean {
  if (code.startsWith('QUOTED') || !codes.includes('NUMBER')) return false;
  const settled = new Set(parts.map(({ receivableId }) => receivableId));
  return !quoted.every(({ receivableId }) => settled.has(receivableId));
}

/** What is paid before there is an invoice settles none, though one may have its amount. */
const ADVANCE =
  /\b(ACOMPTES?|ARRHES|AVANCE|PREPAIEMENT|PRO ?FORMA|DEPOSIT|PREPAYMENT|ANZAHLUNG|VORKASSE|ANTICIPO)\b/i;

/** Explanations that leave something over are no rivals of one that does not. */
const INEXACT: ReadonlySet<FitCode> = new Set<FitCode>([
  'OLDEST_FIRST',
  'CLAIM_DIFFERENCE',
  'CLAIM_DISCOUNT',
  'SOME_SUM',
  'ONLY_SUM',
]);

/** The payer is known as another customer: it may pay for this one. */
function isAnother(identified: Identified, all: readonly Identified[]): boolean {
  return all.some(
    ({ debtor, codes }) =>
      debtor.customerId !== identified.debtor.customerId &&
      codes.some((code) => code === 'IBAN' || code === 'NAME' || code === 'SIREN'),
  );
}

/** What came back is owed again, whichever claims it had settled. */
function returnOf({ debtor, codes, strength }: Identified): CashProposal[] {
  if (codes.length === 0) return [];
  return [make(debtor, { code: 'RETURNED', parts: [] }, { strength, said: [...codes] })];
}

function make(
  { customerId }: Debtor,
  fit: Fit,
  { strength, said }: { strength: Strength; said: CashReasonCode[] },
): CashProposal {
  const confidence = CONFIDENCE[fit.code][strength];
  return { customerId, parts: fit.parts, confidence, reasons: [...said, fit.code] };
}

function doubted(proposal: CashProposal, code: CashReasonCode, most: number): CashProposal {
  if (proposal.reasons.includes(code)) return proposal;
  const confidence = Math.min(proposal.confidence, most);
  return { ...proposal, confidence, reasons: [...proposal.reasons, code] };
}

function byConfidence(one: CashProposal, two: CashProposal): number {
  if (one.confidence !== two.confidence) return two.confidence - one.confidence;
  return one.customerId < two.customerId ? -1 : one.customerId > two.customerId ? 1 : 0;
}
