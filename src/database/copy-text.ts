/** Encoding of values for COPY … FROM STDIN in text format. */

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One field of a COPY line; null and undefined become \N. NUL, which text cannot hold, is dropped. */
export function copyField(value: string | bigint | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value !== 'string') return String(value);
  const text = value.includes('\0') ? value.replaceAll('\0', '') : value;
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char) : text;
}

/** One line of COPY data, with its line end. */
export function copyLine(
  values: readonly (string | bigint | number | boolean | null | undefined)[],
): string {
  return `${values.map(copyField).join('\t')}\n`;
}
