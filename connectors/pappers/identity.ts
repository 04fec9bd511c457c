/** What of a company and of its places may be shown, and how. Pure. */
import type { CompanyRecord } from '../../src/connector-kit';
import type { Company, Place } from './payloads';

/** A natural person who opposed publication; of companies only part is withheld, and Pappers withholds it itself. */
export function isHiddenPerson(source: Company): boolean {
  return source.diffusable === false && source.personne_morale !== true;
}

export function activityCodeOf(code: string | null): string | null {
  const match = /^(\d{2})\.?(\d{2}[A-Z])$/.exec(code ?? '');
  return match === null ? null : `${match[1]}.${match[2]}`;
}

type Address = Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'>;

/** Of a hidden person no more than the town. */
export function addressOf(siege: Place | null, isHidden: boolean): Address {
  return {
    addressLine: isHidden ? null : streetOf(siege),
    postcode: isHidden ? null : (siege?.code_postal ?? null),
    city: siege?.ville ?? null,
    countryCode: countryOf(siege?.code_pays ?? null),
  };
}

function streetOf(siege: Place | null): string | null {
  const lines = [siege?.adresse_ligne_1 ?? null, siege?.adresse_ligne_2 ?? null];
  const street = lines.filter((part) => part !== null).join(', ');
  return street === '' ? null : street;
}

function countryOf(code: string | null): string | null {
  return code !== null && /^[A-Z]{2}$/.test(code) ? code : null;
}
