/** International and French account numbers. */

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** The IBAN without its spaces; null when its check digits do not fit. */
export function ibanIn(text: string): string | null {
  const compact = text.replace(/\s/g, '').toUpperCase();
  return IBAN.test(compact) && modulo97(compact.slice(4) + compact.slice(0, 4)) === 1
    ? compact
    : null;
}

/** The first IBAN among the words of a text. */
export function ibanWithin(text: string): string | null {
  for (const word of text.slice(0, 2000).split(/[^A-Za-z0-9]+/)) {
    const found = word.length >= 15 && word.length <= 34 ? ibanIn(word) : null;
    if (found !== null) return found;
  }
  return null;
}

/** Bank, branch and account as French statements have them, as the IBAN they are; null when they cannot be one. */
export function frenchIban(bank: string, branch: string, account: string): string | null {
  if (!/^\d{5}$/.test(bank) || !/^\d{5}$/.test(branch) || !/^[A-Z0-9]{11}$/.test(account)) {
    return null;
  }
  const digits = account.replace(/[A-Z]/g, (letter) => String(ribDigit(letter)));
  const sum = 89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(digits);
  const key = String(97n - (sum % 97n)).padStart(2, '0');
  const body = `${bank}${branch}${account}${key}`;
  const check = String(98 - modulo97(`${body}FR00`)).padStart(2, '0');
  return `FR${check}${body}`;
}

/** A and J are 1, B, K and S are 2, and so on. */
function ribDigit(letter: string): number {
  const place = letter.charCodeAt(0) - 65;
  // From S on the row begins with 2.
  return place < 18 ? (place % 9) + 1 : place - 16;
}

function modulo97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest;
}
