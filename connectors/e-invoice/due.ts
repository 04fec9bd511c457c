/** When an invoice falls due: on one day, or in parts that add up. Nothing is guessed. */
import type { DocumentInstalment, LocalDate, WarningLog } from '../../src/connector-kit';
import type { InvoiceFacts, TermFacts, Written } from './invoice-facts';
import { amountOf, dayIn, percentIn } from './values';

export interface DueTerms {
  /** The first day of several. */
  dueOn: LocalDate | null;
  instalments: DocumentInstalment[];
}

export interface DueContext {
  currency: string;
  /** What is due, signed. */
  amountMinor: bigint;
  /** What was due before anything was paid in advance, signed; null where the document does not say. */
  totalMinor: bigint | null;
  /** −1 where the document writes amounts that lessen the debt without a sign. */
  sign: 1n | -1n;
  warnings: WarningLog;
}

interface DatedTerm extends TermFacts {
  on: LocalDate;
}

const WHOLE = 100_000_000n;

/**
 * The due date of the document (BT-9); where its terms name several days, instalments by their amounts or percentages when
 * these add up, less what was paid in advance, else the first day with a warning.
 */
export function dueTermsOf(facts: InvoiceFacts, context: DueContext): DueTerms {
  const dated = facts.terms.flatMap((term): DatedTerm[] => {
    const on = term.dueOn === null ? null : dueDay(term.dueOn, context.warnings);
    return on === null ? [] : [{ ...term, on }];
  });
  dated.sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : 0));
  const days = new Set(dated.map(({ on }) => on));
  if (days.size > 1) {
    const instalments = instalmentsOf(dated, context);
    const dueOn = dated[0]?.on ?? null;
    if (instalments !== null) return ofInstalments(instalments, dueOn);
    context.warnings.add(
      'EINVOICE_INSTALMENTS_UNCLEAR',
      'several due dates, whose amounts are not told or do not add up to the amount due: the first counts for all',
      dated[0]?.dueOn?.line ?? null,
    );
    return { dueOn: ownDay(facts, context.warnings) ?? dueOn, instalments: [] };
  }
  return { dueOn: ownDay(facts, context.warnings) ?? dated[0]?.on ?? null, instalments: [] };
}

/** One that is left of several is no instalment. */
function ofInstalments(instalments: DocumentInstalment[], first: LocalDate | null): DueTerms {
  const dueOn = instalments[0]?.dueOn ?? first;
  return { dueOn, instalments: instalments.length > 1 ? instalments : [] };
}

function ownDay({ dueOn }: InvoiceFacts, warnings: WarningLog): LocalDate | null {
  return dueOn === null ? null : dueDay(dueOn, warnings);
}

/** A due date that is no day leaves the document without one; the terms of the customer give it. */
function dueDay(written: Written, warnings: WarningLog): LocalDate | null {
  const day = dayIn(written);
  if (day === null) {
    warnings.add(
      'EINVOICE_DUE_DATE_INVALID',
      'the due date is no day and is left out',
      written.line,
    );
  }
  return day;
}

function instalmentsOf(
  terms: readonly DatedTerm[],
  context: DueContext,
): DocumentInstalment[] | null {
  if (context.amountMinor === 0n) return null;
  const parts = partsByAmount(terms, context) ?? partsByPercent(terms, context);
  if (parts === null) return null;
  const byDay = new Map<LocalDate, bigint>();
  terms.forEach(({ on }, index) => byDay.set(on, (byDay.get(on) ?? 0n) + (parts[index] ?? 0n)));
  const instalments = [...byDay].map(([dueOn, amountMinor]) => ({ dueOn, amountMinor }));
  // A part of the other sign, or of nothing, is no instalment.
  const isSound = instalments.every(
    ({ amountMinor }) => amountMinor !== 0n && amountMinor > 0n === context.amountMinor > 0n,
  );
  return isSound ? lessPaid(instalments, context.amountMinor) : null;
}

/** What was paid in advance settles the earliest of the parts. */
function lessPaid(
  instalments: readonly DocumentInstalment[],
  dueMinor: bigint,
): DocumentInstalment[] {
  let paid = instalments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) - dueMinor;
  return instalments.flatMap(({ dueOn, amountMinor }) => {
    const isSettled = paid > 0n === amountMinor > 0n && magnitude(paid) >= magnitude(amountMinor);
    const left = amountMinor - (isSettled ? amountMinor : paid);
    paid = isSettled ? paid - amountMinor : 0n;
    return isSettled ? [] : [{ dueOn, amountMinor: left }];
  });
}

function magnitude(amountMinor: bigint): bigint {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}

/** They add up to what is due, or to all that was before a deposit was paid. */
function partsByAmount(terms: readonly DatedTerm[], context: DueContext): bigint[] | null {
  const parts: bigint[] = [];
  for (const { amount } of terms) {
    if (amount === null || isForeign(amount, context.currency)) return null;
    parts.push(context.sign * amountOf(amount, context.currency).minor);
  }
  const sum = parts.reduce((total, part) => total + part, 0n);
  const isOfTotal = sum === context.totalMinor && magnitude(sum) > magnitude(context.amountMinor);
  return sum === context.amountMinor || isOfTotal ? parts : null;
}

/** The last part takes what rounding leaves. */
function partsByPercent(terms: readonly DatedTerm[], context: DueContext): bigint[] | null {
  const shares: bigint[] = [];
  for (const { percent, amount } of terms) {
    const share = percent === null || amount !== null ? null : percentIn(percent);
    if (share === null) return null;
    shares.push(share);
  }
  if (shares.reduce((sum, share) => sum + share, 0n) !== WHOLE) return null;
  const parts = shares.map((share) => (context.amountMinor * share) / WHOLE);
  const left = context.amountMinor - parts.reduce((sum, part) => sum + part, 0n);
  const last = parts.pop() ?? 0n;
  return [...parts, last + left];
}

function isForeign({ attributes }: Written, currency: string): boolean {
  const own = attributes['currencyID']?.trim().toUpperCase();
  return own !== undefined && own !== '' && own !== currency;
}
