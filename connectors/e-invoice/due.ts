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
 * these add up, else the first day with a warning.
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
    if (instalments !== null) return { dueOn, instalments };
    context.warnings.add(
      'EINVOICE_INSTALMENTS_UNCLEAR',
      'several due dates, whose amounts are not told or do not add up to the amount due: the first counts for all',
      dated[0]?.dueOn?.line ?? null,
    );
    return { dueOn: ownDay(facts, context.warnings) ?? dueOn, instalments: [] };
  }
  return { dueOn: ownDay(facts, context.warnings) ?? dated[0]?.on ?? null, instalments: [] };
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
  return isSound ? instalments : null;
}

function partsByAmount(terms: readonly DatedTerm[], context: DueContext): bigint[] | null {
  const parts: bigint[] = [];
  for (const { amount } of terms) {
    if (amount === null || isForeign(amount, context.currency)) return null;
    parts.push(context.sign * amountOf(amount, context.currency).minor);
  }
  return parts.reduce((sum, part) => sum + part, 0n) === context.amountMinor ? parts : null;
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
