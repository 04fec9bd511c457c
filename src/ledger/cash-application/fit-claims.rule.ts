/** Ways an amount is explained by a customer's open claims, each with what it would settle. */
import { digitsOf, isOfOtherSeries, isTelling, numberKey, shapeOf } from './find-numbers.rule';
import { chosenSum, keyOf, monthSum, oldestFirst, oldestRun, sumOpen } from './find-sums.rule';
import type { AppliedPart, Debtor, FitCode, OpenClaim, Receipt } from './receipt';

export interface Fit {
  code: FitCode;
  parts: AppliedPart[];
}

/** Claims of a customer that are looked at, oldest first. */
const CLAIMS_MAX = 200;
/** What banks keep of a transfer from abroad, in minor units, and never more than a fiftieth of the amount. */
const DIFFERENCE_MAX = 3_000n;
const DIFFERENCE_PART = 50n;

/** Claims whose number, or another reference of theirs, stands in what the payer wrote. */
export function quotedClaims(
  { claims }: Debtor,
  keys: ReadonlySet<string>,
): { claims: OpenClaim[]; isTelling: boolean } {
  if (keys.size === 0) return { claims: [], isTelling: false };
  const found = claims.slice(0, 5_000).map((claim) => ({ claim, hits: hitsOf(claim, keys) }));
  const quoted = found.filter(({ hits }) => hits.length > 0);
  return {
    claims: quoted.map(({ claim }) => claim),
    isTelling: quoted.some(({ hits }) => hits.some(isTelling)),
  };
}

/** What the text holds of a claim's number, its digits alone, and its references. */
function hitsOf({ number, references }: OpenClaim, keys: ReadonlySet<string>): string[] {
  const whole = [number, ...references].map(numberKey);
  const hits = whole.filter((key) => key.length >= 3 && keys.has(key));
  const digits = digitsOf(number);
  const isDigits = digits !== null && keys.has(digits) && !isOfOtherSeries(digits, keys);
  return isDigits ? [...hits, digits] : hits;
}

/** Whether the payer names a document of the customer's kind that is not open: settled before, or not yet known. */
export function quotesAnother({ claims }: Debtor, keys: ReadonlySet<string>): boolean {
  const shapes = new Set([...keys].map(shapeOf).filter((shape) => shape !== ''));
  if (shapes.size === 0) return false;
  return claims
    .slice(0, 5_000)
    .some(({ number }) =>
      [numberKey(number), digitsOf(number) ?? ''].some((key) => shapes.has(shapeOf(key))),
    );
}

/**
 * Every explanation, the surest first; none for a customer with nothing open. Of one nothing speaks for but the amount,
 * only a single claim of that amount is looked for: sums come out at many customers by chance.
 */
export function fitsOf(
  receipt: Receipt,
  debtor: Debtor,
  known: { quoted: readonly OpenClaim[]; isUnknown: boolean },
): Fit[] {
  const { quoted, isUnknown } = known;
  if (isUnknown && quoted.length === 0) return fitOne(receipt, debtor.claims);
  const claims = oldestFirst(debtor.claims).slice(0, CLAIMS_MAX);
  const quotedFits = quoted.length === 0 ? [] : fitQuoted(receipt, claims, quoted);
  // Who names what is paid has said it: other sums that happen to come out are none of his.
  if (quotedFits.length > 0) return quotedFits;
  const exact = withoutSupersets([...fitOne(receipt, claims), ...fitSeveral(receipt, claims)]);
  return [...exact, ...fitNearly(receipt, claims)];
}

function fitQuoted(
  receipt: Receipt,
  claims: readonly OpenClaim[],
  quoted: readonly OpenClaim[],
): Fit[] {
  const { amountMinor } = receipt;
  const sum = sumOpen(quoted);
  if (sum === amountMinor) return [whole('QUOTED_SUM', quoted)];
  const equal = quoted.filter(({ openMinor }) => openMinor === amountMinor);
  // Of several numbers one is the order's, or last month's; the amount says which is meant.
  const [one] = equal;
  if (equal.length === 1 && one !== undefined) return [whole('QUOTED_SUM', [one])];
  const credits = claims.filter(
    ({ openMinor }) => openMinor < 0n && !quoted.some((q) => q.openMinor === openMinor),
  );
  const withCredits = creditsThatFit(credits, sum - amountMinor);
  if (withCredits !== null) return [whole('QUOTED_SUM_CREDITS', [...quoted, ...withCredits])];
  const discount = discountOf(quoted, receipt);
  if (discount > 0n && sum - discount === amountMinor)
    return [settled('QUOTED_DISCOUNT', quoted, amountMinor)];
  if (isSmall(sum - amountMinor, sum)) return [settled('QUOTED_DIFFERENCE', quoted, amountMinor)];
  if (sum > amountMinor) return [settled('QUOTED_PART', oldestFirst(quoted), amountMinor)];
  return [];
}

/** One or two credit notes that make up the difference. */
function creditsThatFit(credits: readonly OpenClaim[], missing: bigint): OpenClaim[] | null {
  if (missing <= 0n) return null;
  const one = credits.find(({ openMinor }) => openMinor === -missing);
  if (one !== undefined) return [one];
  return chosenSum(credits, -missing)?.claims.slice(0, 6) ?? null;
}

/** A document with all that bears its number: an invoice and the deposit deducted from it are one. */
function fitOne({ amountMinor }: Receipt, claims: readonly OpenClaim[]): Fit[] {
  const documents = new Map<string, OpenClaim[]>();
  for (const claim of claims) {
    const key = numberKey(claim.number) || claim.receivableId;
    documents.set(key, [...(documents.get(key) ?? []), claim]);
  }
  const equal = [...documents.values()].filter((each) => sumOpen(each) === amountMinor);
  const single = claims.filter(({ openMinor }) => openMinor === amountMinor);
  const found = [...equal, ...single.map((claim) => [claim])];
  const [oldest] = found;
  if (oldest === undefined) return [];
  const isOnly = new Set(found.map(keyOf)).size === 1;
  return [whole(isOnly ? 'ONE_CLAIM' : 'ONE_OF_EQUALS', oldest)];
}

function fitSeveral(receipt: Receipt, claims: readonly OpenClaim[]): Fit[] {
  const { amountMinor, bookedOn } = receipt;
  const fits: Fit[] = [];
  if (claims.length > 1 && sumOpen(claims) === amountMinor)
    fits.push(whole('WHOLE_BALANCE', claims));
  const due = claims.filter(({ dueOn, openMinor }) => openMinor < 0n || (dueOn ?? '') <= bookedOn);
  if (due.length > 1 && sumOpen(due) === amountMinor) fits.push(whole('DUE_BALANCE', due));
  const month = monthSum(claims, amountMinor);
  if (month !== null) fits.push(whole('MONTH', month));
  const positive = claims.filter(({ openMinor }) => openMinor > 0n);
  const run = oldestRun(positive, amountMinor);
  if (run !== null && run.length > 1) fits.push(whole('OLDEST_RUN', run));
  const chosen = chosenSum(claims, amountMinor);
  if (chosen !== null) fits.push(whole(chosen.isOnly ? 'ONLY_SUM' : 'SOME_SUM', chosen.claims));
  return fits;
}

function fitNearly(receipt: Receipt, claims: readonly OpenClaim[]): Fit[] {
  const { amountMinor } = receipt;
  const positive = claims.filter(({ openMinor }) => openMinor > 0n);
  const fits: Fit[] = [];
  const discounted = positive.filter(
    (claim) =>
      discountOf([claim], receipt) > 0n &&
      claim.openMinor - discountOf([claim], receipt) === amountMinor,
  );
  const near = positive.filter(({ openMinor }) => isSmall(openMinor - amountMinor, openMinor));
  const [discountedOne] = discounted;
  const [nearOne] = near;
  if (discounted.length === 1 && discountedOne !== undefined)
    fits.push(settled('CLAIM_DISCOUNT', [discountedOne], amountMinor));
  if (near.length === 1 && nearOne !== undefined)
    fits.push(settled('CLAIM_DIFFERENCE', [nearOne], amountMinor));
  if (positive.length > 0) fits.push(settled('OLDEST_FIRST', positive, amountMinor));
  return fits;
}

function isSmall(difference: bigint, total: bigint): boolean {
  return difference > 0n && difference <= DIFFERENCE_MAX && difference * DIFFERENCE_PART <= total;
}

/** What may be deducted on the day it was paid. */
function discountOf(claims: readonly OpenClaim[], { bookedOn }: Receipt): bigint {
  return claims.reduce((sum, { discountOn, discountMinor }) => {
    const isGranted = discountOn !== null && bookedOn <= discountOn;
    return isGranted ? sum + (discountMinor ?? 0n) : sum;
  }, 0n);
}

/** The claims as they are open. */
function whole(code: FitCode, claims: readonly OpenClaim[]): Fit {
  const parts = claims.map(({ receivableId, openMinor }) => ({
    receivableId,
    amountMinor: openMinor,
  }));
  return { code, parts };
}

/** As far as the amount goes, in the order given; what is deducted stays open until the books grant it. */
function settled(code: FitCode, claims: readonly OpenClaim[], amountMinor: bigint): Fit {
  const parts: AppliedPart[] = [];
  let left = amountMinor;
  for (const { receivableId, openMinor } of claims) {
    const part = openMinor < left ? openMinor : left;
    if (part !== 0n) parts.push({ receivableId, amountMinor: part });
    left -= part;
    if (left === 0n) break;
  }
  return { code, parts };
}

/** The same claims are explained once, in the first way; claims that only cancel each other explain nothing. */
function withoutSupersets(fits: readonly Fit[]): Fit[] {
  const sets = fits.map(({ parts }) => new Set(parts.map(({ receivableId }) => receivableId)));
  return fits.filter((_, index) => {
    const own = sets[index];
    if (own === undefined) return false;
    return !sets.some((other, place) => {
      const isWithin = [...other].every((id) => own.has(id));
      return isWithin && (other.size < own.size || (other.size === own.size && place < index));
    });
  });
}
