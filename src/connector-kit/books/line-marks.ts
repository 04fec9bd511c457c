import { AccountKind } from './accounts';
import { EntryMark } from './entry-nature.rule';
import { isTelling, saysFactor, saysOpening, saysReturn } from './labels';

/** What a customer's line says of its entry, as EntryMark bits; `amountMinor` is debit − credit. */
export function customerMarks(label: string, amountMinor: number): number {
  let bits = amountMinor > 0 ? EntryMark.CUSTOMER_DEBIT : 0;
  if (!isTelling(label)) return bits;
  if (saysOpening(label)) bits |= EntryMark.OPENING_LABEL;
  if (saysFactor(label)) bits |= EntryMark.FACTOR_LABEL;
  if (amountMinor > 0 && saysReturn(label)) bits |= EntryMark.RETURN_LABEL;
  return bits;
}

/** Of other accounts only two have a label worth reading: 467, and the bank when money leaves it. */
export function needsLabels(kind: number, amountMinor: number): boolean {
  if ((kind & AccountKind.THIRD_PARTY) !== 0) return true;
  return (kind & AccountKind.CASH) !== 0 && amountMinor < 0;
}

/** What a line on another account says of its entry; call it where `needsLabels` holds. */
export function counterpartMarks(kind: number, labels: { line: string; account: string }): number {
  if ((kind & AccountKind.THIRD_PARTY) !== 0) {
    const isFactor = saysFactor(labels.line) || saysFactor(labels.account);
    return isFactor ? EntryMark.FACTOR_LABEL : 0;
  }
  return saysReturn(labels.line) ? EntryMark.RETURN_LABEL : 0;
}
