/** Deep equality of payloads and records: by value, whatever realm the objects come from. */

/** Tells null, undefined, NaN, bigint, Date and Map apart; the order of an object's keys does not matter. */
export function isSame(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return `${typeof value}:${String(value)}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object Map]') return `map${canonical([...(value as Map<unknown, unknown>)])}`;
  // A Date and the like: never JSON, so never the same as anything but its own kind and moment.
  if (kind !== '[object Object]') return `${kind}:${JSON.stringify(value)}`;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}
