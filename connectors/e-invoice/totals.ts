/** What an invoice is about in money: its amount due with its sign, checked against its other sums. */
import { formatDecimal, currencyDecimals, type WarningLog } from '../../src/connector-kit';
import type { InvoiceFacts, Written } from './invoice-facts';
import { missing, refusal } from './refusal';
import { amountOf } from './values';

export interface Totals {
  /** BT-115 as written. */
  dueMinor: bigint;
  /** BT-112 as written; null when the document does not say it. */
  grandMinor: bigint | null;
}

/**
 * BT-115 in the currency of the invoice. Where it is missing, BT-112 − BT-113 + BT-114; where it is there and not that, it
 * counts, with a warning (BR-CO-16). Throws EINVOICE_FIELD_MISSING, EINVOICE_AMOUNT_INVALID, EINVOICE_CURRENCY_MIXED.
 */
export function totalsOf(facts: InvoiceFacts, currency: string, warnings: WarningLog): Totals {
  const read = (all: readonly Written[]): bigint | null => {
    const chosen = inCurrency(all, currency);
    if (chosen === null) return null;
    const { minor, isRounded } = amountOf(chosen, currency);
    if (isRounded) {
      warnings.add(
        'EINVOICE_AMOUNT_ROUNDED',
        `${chosen.term} has more decimals than ${currency}: it was rounded half away from zero`,
        chosen.line,
      );
    }
    return minor;
  };
  const grandMinor = read(facts.grandTotal);
  const prepaid = read(facts.prepaid) ?? 0n;
  const rounding = read(facts.rounding) ?? 0n;
  const due = read(facts.due);
  const reckoned = grandMinor === null ? null : grandMinor - prepaid + rounding;
  if (due === null && reckoned === null) throw missing('BT-115', 'the amount due');
  if (due !== null && reckoned !== null && due !== reckoned && hasAllSums(facts)) {
    const [said, wanted] = [due, reckoned].map((minor) => inMajor(minor, currency));
    warnings.add(
      'EINVOICE_TOTALS_DIFFER',
      `the amount due is ${said} and its sums give ${wanted} ${currency} (BR-CO-16): the amount due counts`,
      facts.due[0]?.line ?? null,
    );
  }
  if (due === null && facts.syntax !== 'ZUGFeRD 1') {
    warnings.add('EINVOICE_DUE_RECKONED', 'no amount due (BT-115): reckoned from total and paid');
  }
  return { dueMinor: due ?? reckoned ?? 0n, grandMinor };
}

/** The profile MINIMUM has no room for what was paid. */
function hasAllSums({ profile }: InvoiceFacts): boolean {
  return profile?.toLowerCase().endsWith(':minimum') !== true;
}

/** The amount in the currency of the invoice: totals may be repeated in the currency of the VAT. */
function inCurrency(all: readonly Written[], currency: string): Written | null {
  const codeOf = ({ attributes }: Written): string =>
    attributes['currencyID']?.trim().toUpperCase() ?? '';
  const chosen =
    all.find((each) => codeOf(each) === currency) ?? all.find((each) => codeOf(each) === '');
  if (chosen !== undefined) return chosen;
  const [other] = all;
  if (other === undefined) return null;
  throw refusal(
    'EINVOICE_CURRENCY_MIXED',
    `it is in ${JSON.stringify(codeOf(other).slice(0, 10))} and the invoice in ${currency}`,
    other,
  );
}

function inMajor(minor: bigint, currency: string): string {
  return formatDecimal(minor, currencyDecimals(currency));
}
