/** French company identifiers. SIREN: nine digits closed by the Luhn checksum; SIRET = SIREN + 5; VAT = FR + key + SIREN. */

/** Digits of an identifier written with spaces, dots or NBSP. */
export function identifierDigits(text: string): string {
  return text.replace(/\D/g, '');
}

export function isSiren(text: string): boolean {
  return /^\d{9}$/.test(text) && luhnSum(text) % 10 === 0;
}

/** SIRET; La Poste's establishments (SIREN 356000000) close with a digit sum that is a multiple of 5 instead. */
export function isSiret(text: string): boolean {
  if (!/^\d{14}$/.test(text)) return false;
  if (luhnSum(text) % 10 === 0) return isSiren(text.slice(0, 9));
  return text.startsWith('356000000') && digitSum(text) % 5 === 0;
}

/** The nine-digit SIREN completed from its first eight digits. */
export function completeSiren(eightDigits: string): string {
  const check = (10 - (luhnSum(`${eightDigits}0`) % 10)) % 10;
  return `${eightDigits}${check}`;
}

/** VAT number of a French company: key = (12 + 3 × (SIREN mod 97)) mod 97. */
export function frenchVatNumber(siren: string): string {
  const key = (12 + 3 * (Number(siren) % 97)) % 97;
  return `FR${String(key).padStart(2, '0')}${siren}`;
}

/** SIREN inside a French VAT number, or null when the number or its key is wrong. */
export function sirenOfVatNumber(text: string): string | null {
  const compact = text.replace(/[\s.]/g, '').toUpperCase();
  const match = /^FR(\d{2})(\d{9})$/.exec(compact);
  const siren = match?.[2];
  if (siren === undefined || !isSiren(siren)) return null;
  return frenchVatNumber(siren) === compact ? siren : null;
}

function luhnSum(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const value = index % 2 === 0 ? digit : digit * 2;
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}

function digitSum(digits: string): number {
  return [...digits].reduce((sum, digit) => sum + Number(digit), 0);
}
