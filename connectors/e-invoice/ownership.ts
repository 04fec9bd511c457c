/** Whether an invoice is ours to collect. */
import { isSiren, isSiret, sirenOfVatNumber } from '../../src/connector-kit';
import type { PartyFacts } from './invoice-facts';
import { compact, frenchDigits, numbersIn } from './party';
import { refusal } from './refusal';

/** The numbers of a configuration with the SIREN that a SIRET or a French VAT number holds. */
export function ownNumbers(ownIdentifiers: readonly string[]): ReadonlySet<string> {
  const own = new Set<string>();
  for (const written of ownIdentifiers) {
    const number = compact(written);
    if (number === '') continue;
    own.add(number);
    const digits = frenchDigits(written);
    const siren = digits === null ? sirenOfVatNumber(number) : digits.slice(0, 9);
    if (siren !== null && isSiren(siren)) own.add(siren);
  }
  return own;
}

/** Throws EINVOICE_IS_PURCHASE where the buyer is us, EINVOICE_OTHER_SELLER where nobody is. */
export function requireOwnInvoice(
  { seller, buyer }: { seller: PartyFacts | null; buyer: PartyFacts | null },
  own: ReadonlySet<string>,
): void {
  if (own.size === 0 || isOurs(seller, own)) return;
  const name = JSON.stringify(seller?.name ?? 'a seller without a name');
  if (isOurs(buyer, own)) {
    throw refusal(
      'EINVOICE_IS_PURCHASE',
      `${name} sells to you in it: it is one of your purchases`,
      { field: 'BG-7' },
    );
  }
  throw refusal(
    'EINVOICE_OTHER_SELLER',
    `it is an invoice of ${name}, whose numbers are none of yours`,
    { field: 'BG-4' },
  );
}

/** Whether one of its numbers is ours; false for a party that is not told. */
export function isOurs(party: PartyFacts | null, own: ReadonlySet<string>): boolean {
  if (party === null) return false;
  // A SIRET is ours too when it is of another establishment of a company that is.
  return [...numbersIn(party)].some(
    (number) => own.has(number) || (isSiret(number) && own.has(number.slice(0, 9))),
  );
}
