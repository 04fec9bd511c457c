import type { TextValue } from '../kernel';

/** An amount as the parameter of a text. */
export function moneyText(amountMinor: bigint, currency: string): TextValue {
  return { amountMinor: amountMinor.toString(), currency };
}
