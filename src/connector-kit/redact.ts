/** Keeps secrets out of everything that is shown or stored. */

const MASK = '[redacted]';

/** A function that replaces each secret, also as it looks URL-encoded or in JSON, wherever it stands in a text. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ]);
  // Longest first, so that a secret that contains another is masked whole.
  const ordered = [...new Set(forms)].filter((form) => form !== '');
  ordered.sort((left, right) => right.length - left.length);
  return (text) => ordered.reduce((shown, form) => shown.replaceAll(form, MASK), text);
}
