/** Who a party of an invoice is: its numbers, under whichever scheme they stand, and the key its documents share. */
import { isSiren, isSiret, sirenOfVatNumber, type PartyRecord } from '../../src/connector-kit';
import { oneLine, type Identifier, type PartyFacts } from './invoice-facts';

/** Schemes of ISO 6523 that hold a SIREN, a SIRET, or one of them with a suffix. */
const SIREN_SCHEMES: ReadonlySet<string> = new Set(['0002', '0009', '0225', 'SIREN', 'SIRET']);
/** Of a French VAT number. */
const VAT_SCHEME = '9957';
const EMAIL = /^[^\s@<>]{1,64}@[^\s@<>]{1,190}$/;

export interface PartyIdentity {
  key: string;
  name: string;
  siren: string | null;
  siret: string | null;
  vatNumber: string | null;
  country: string | null;
  /** Two of its numbers are of different companies; the registration counts. */
  isContradictory: boolean;
}

/**
 * Key: SIREN (its nine digits where the checksum fails, too), else VAT number, else registration, global or given number with its scheme, else folded name and country: the
 * same in every syntax. Null for a party that is named in no way.
 */
export function identityOf(party: PartyFacts): PartyIdentity | null {
  const numbers = numbersOf(party);
  const country = countryOf(party);
  const vatNumber = party.vatNumber === null ? null : compact(party.vatNumber);
  const schemed = schemedKey(party);
  const french = numbers.siren ?? nineDigits(party);
  const name = party.name ?? vatNumber ?? french ?? schemed;
  if (name === null) return null;
  const key = french ?? vatNumber ?? schemed ?? nameKey(name, country);
  return { ...numbers, key, name, vatNumber, country };
}

/** Every number a party goes by, compact, for the comparison with one's own. */
export function numbersIn(party: PartyFacts): Set<string> {
  const { siren, siret } = numbersOf(party);
  const endpoint = party.endpoint?.value ?? '';
  const written = [
    siren,
    siret,
    party.vatNumber,
    party.registration?.value,
    ...party.identifiers.map(({ value }) => value),
    endpoint,
    // "<SIREN>_<suffix>" is an address of the same company.
    endpoint.split('_')[0],
  ];
  return new Set(written.map((each) => compact(each ?? '')).filter((each) => each !== ''));
}

/** The debtor as a record of its own. */
export function partyRecord(
  party: PartyFacts,
  identity: PartyIdentity,
  paymentTerms: string | null,
): PartyRecord {
  const given = party.identifiers.find(({ scheme }) => scheme === null);
  return {
    type: 'party',
    sourceKey: identity.key,
    code: given?.value ?? null,
    name: identity.name,
    siren: identity.siren,
    siret: identity.siret,
    vatNumber: identity.vatNumber,
    countryCode: identity.country,
    email: emailOf(party),
    phone: party.phone,
    paymentTerms,
    creditLimitMinor: null,
    currency: null,
    isPooled: false,
    isActive: true,
    parentKey: null,
    mergedIntoKey: null,
  };
}

/** Upper case without spaces, dots and hyphens. */
export function compact(text: string): string {
  return text.replace(/[\s.\-\u00a0\u2007\u202f]/g, '').toUpperCase();
}

function numbersOf(party: PartyFacts): Pick<PartyIdentity, 'siren' | 'siret' | 'isContradictory'> {
  const french = frenchNumbers(party);
  const siret = french.find(isSiret) ?? null;
  const declared = french.map(sirenIn).filter((each) => each !== null);
  const ofVat = vatNumbers(party).map(sirenOfVatNumber);
  const siren = [...declared, ...ofVat].find((each) => each !== null) ?? null;
  const isContradictory = [...declared, ...ofVat].some((each) => each !== null && each !== siren);
  return {
    siren,
    siret: siren !== null && siret?.startsWith(siren) === true ? siret : null,
    isContradictory,
  };
}

/** The VAT number, and what stands under the scheme of French ones. */
function vatNumbers({ vatNumber, registration, identifiers, endpoint }: PartyFacts): string[] {
  const schemed = [registration, ...identifiers, endpoint].filter(
    (each): each is Identifier => each !== null && schemeOf(each) === VAT_SCHEME,
  );
  const all = [vatNumber, ...schemed.map(({ value }) => value.replace(/^\d{4}:/, ''))];
  return all.filter((each) => each !== null).map(compact);
}

/** What stands where a SIREN should: no company is found by it, but the party is the same in every document. */
function nineDigits(party: PartyFacts): string | null {
  const ofVat = /^FR[0-9A-Z]{2}(\d{9})$/.exec(compact(party.vatNumber ?? ''))?.[1];
  return (frenchNumbers(party)[0] ?? ofVat)?.slice(0, 9) ?? null;
}

/**
 * Registration first, then given numbers, then the address; a SIRET under another scheme is seen too, as platforms of the
 * state have schemes of their own.
 */
function frenchNumbers(party: PartyFacts): string[] {
  const { registration, identifiers, endpoint } = party;
  const isFrench = countryOf(party) === 'FR' || /^\s*FR/i.test(party.vatNumber ?? '');
  return [registration, ...identifiers, endpoint].flatMap((each) => {
    const digits = each === null ? null : frenchDigits(each.value);
    if (each === null || digits === null) return [];
    const isBare = each === registration && each.scheme === null;
    const isNamed = SIREN_SCHEMES.has(schemeOf(each));
    return isNamed || (isFrench && (isBare || isSiret(digits))) ? [digits] : [];
  });
}

/** Written before the number where no attribute tells it, or in the long form of networks. */
function schemeOf({ scheme, value }: Identifier): string {
  const written = scheme ?? /^\s*(\d{4}):/.exec(value)?.[1] ?? '';
  return written.toUpperCase().replace(/^ISO6523-ACTORID-UPIS::/, '');
}

/** "732 829 320", "732829320_FACT", "0002:732829320" and "RCS Lyon B 732 829 320" are the same number. */
export function frenchDigits(text: string): string | null {
  const plain = compact(text.split('_')[0] ?? '').replace(/^\d{4}:/, '');
  const match = /^(?:(?:RCS|SIREN|SIRET)\D*)?(\d{9}|\d{14})(?:RCS\D*)?$/.exec(plain);
  return match?.[1] ?? null;
}

function sirenIn(number: string): string | null {
  if (isSiren(number)) return number;
  return isSiret(number) ? number.slice(0, 9) : null;
}

function countryOf({ country }: PartyFacts): string | null {
  const code = country?.toUpperCase() ?? '';
  return /^[A-Z]{2}$/.test(code) ? code : null;
}

function schemedKey({ registration, identifiers, endpoint }: PartyFacts): string | null {
  // An e-mail address is where invoices go, not who gets them.
  const address = endpoint?.scheme?.toUpperCase() === 'EM' ? null : endpoint;
  const chosen = [registration, ...identifiers, address].find(
    (each) => each !== null && each.scheme !== null && compact(each.value) !== '',
  );
  return chosen ? `${chosen.scheme?.toUpperCase()}:${compact(chosen.value)}` : null;
}

function nameKey(name: string, country: string | null): string {
  const folded = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return `${folded === '' ? name : folded}${country === null ? '' : ` (${country})`}`;
}

function emailOf({ email, endpoint }: PartyFacts): string | null {
  const address = endpoint?.scheme?.toUpperCase() === 'EM' ? endpoint.value : null;
  const found = [email, address].find((each) => each !== null && EMAIL.test(each));
  return found === undefined || found === null ? null : oneLine(found, 254);
}
