/** Elements that an array literal holds as they are: ids, codes, dates, amounts. */
const PLAIN = /^[\w:.+-]+$/;

/**
 * A parameter that is an array of ids, codes, dates or numbers, as PostgreSQL writes arrays; anything else as it was. The
 * driver quotes and escapes each element, which for the ids of a batch, given to one statement after the other, costs more
 * than all else it does.
 */
export function withArrayLiterals(params: readonly unknown[]): unknown[] {
  return params.map((param) => (Array.isArray(param) ? (literalOf(param) ?? param) : param));
}

/** Null when an element needs quoting. */
function literalOf(elements: readonly unknown[]): string | null {
  let literal = '';
  for (const element of elements) {
    const text = plainText(element);
    if (text === null) return null;
    literal += literal === '' ? text : `,${text}`;
  }
  return `{${literal}}`;
}

function plainText(element: unknown): string | null {
  if (element === null || element === undefined) return 'NULL';
  if (typeof element === 'number' || typeof element === 'bigint') return String(element);
  if (typeof element === 'boolean') return element ? 'true' : 'false';
  if (typeof element !== 'string' || !PLAIN.test(element)) return null;
  // The word would be read as the absence of one.
  return element.length === 4 && element.toUpperCase() === 'NULL' ? null : element;
}
