/** Keeps secrets out of everything that is shown or stored. */
import { xmlText } from './xml';

const MASK = '[redacted]';

/** A function that replaces each secret, also as it looks URL-encoded, in JSON or in XML, wherever it stands in a text. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    escapedForXml(secret),
    xmlText(secret),
    ...insideBase64(secret),
  ]);
  // Longest first, so that a secret that contains another is masked whole.
  const ordered = [...new Set(forms)].filter((form) => form !== '');
  ordered.sort((left, right) => right.length - left.length);
  const masked = ordered.map(patternOf);
  return (text) => {
    let shown = text;
    for (const pattern of masked) shown = shown.replaceAll(pattern, MASK);
    return shown;
  };
}

/** A shorter credential is found in the middle of ordinary words and numbers: it is masked where it stands alone. */
const ANYWHERE_LENGTH_MIN = 6;

function patternOf(form: string): string | RegExp {
  if (form.length >= ANYWHERE_LENGTH_MIN) return form;
  const literal = form.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'gu');
}

/** As it looks inside a longer text in base64, "user:secret": the characters that hold nothing but the secret. */
function insideBase64(secret: string): string[] {
  if (secret.length < 6) return [];
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const from = Math.ceil((before * 8) / 6);
    return bytes.toString('base64').slice(from, Math.floor((bytes.length * 8) / 6));
  });
}

function escapedForXml(secret: string): string {
  const named: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": 'apos',
  };
  return secret.replace(/[&<>"']/g, (character) => `&${named[character] ?? ''};`);
}

/** A shorter credential is part of ordinary words, which must not be cut out of what a provider says. */
const STORED_LENGTH_MIN = 8;

/** The same for what a provider said and is to be stored; null when no credential is long enough to be told apart. */
export function storingRedactor(secrets: readonly string[]): ((text: string) => string) | null {
  const long = secrets.filter((secret) => secret.length >= STORED_LENGTH_MIN);
  return long.length === 0 ? null : redactor(long);
}

/** Bytes without the credentials in them; every other byte stays what it was, whatever they encode. */
export function redactedBytes(bytes: Buffer, secrets: readonly string[]): Buffer {
  const asBytes = secrets.map((secret) => Buffer.from(secret).toString('latin1'));
  const redact = storingRedactor([...new Set([...secrets, ...asBytes])]);
  if (redact === null) return bytes;
  const text = bytes.toString('latin1');
  const clean = redact(text);
  return clean === text ? bytes : Buffer.from(clean, 'latin1');
}

/**
 * A body of JSON that is stored to be read again. It is looked at as it reads, for a credential may stand in it escaped:
 * only then is it written anew. Nothing is kept of one that cannot be read: nobody could tell what it hides.
 */
export function storableJson(bytes: Buffer, secrets: readonly string[]): Buffer {
  const redact = storingRedactor(secrets);
  if (redact === null) return bytes;
  const clean = redactedBytes(bytes, secrets);
  try {
    const told = JSON.stringify(JSON.parse(clean.toString('utf8')));
    const shown = redact(told);
    return shown === told ? clean : Buffer.from(shown);
  } catch {
    return Buffer.alloc(0);
  }
}
