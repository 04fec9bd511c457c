/** Whether an invoice is ours to collect. */
import { isSiret, sirenOfVatNumber } from '../../src/connector-kit';
import type { PartyFacts } from './invoice-facts';
import { compact, numbersIn } from './party';
import { refusal } from './refusal';

/** The numbers of a configuration with the SIREN that a SIRET or a French VAT number holds. */
export function ownNumbers(ownIdentifiers: readonly string[]): ReadonlySet<string> {
  const own = new Set<string>();
  for (const written of ownIdentifiers) {
    const number = compact(written);
    if (number === '') continue;
    own.add(number);
    const siren = isSiret(number) ? number.slice(0, 9) : sirenOfVatNumber(number);
    if (siren !== null) own.add(siren);
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
    );
  }
  throw refusal(
    'EINVOICE_OTHER_SELLER',
    `it is an invoice of ${name}, whose numbers are none of yours`,
  );
}

function isOurs(party: PartyFacts | null, own: ReadonlySet<string>): boolean {
  if (party === null) return false;
  // A SIRET is ours too when it is of another establishment of a company that is.
  return [...numbersIn(party)].some(
    (number) => own.has(number) || (isSiret(number) && own.has(number.slice(0, 9))),
  );
}
