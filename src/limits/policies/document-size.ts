/** Far above any policy a person could write: 50 segments with all their rows have fewer than 4,000 values. */
const VALUES_MAX = 60_000;
const CHARACTERS_MAX = 200_000;
const DEPTH_MAX = 12;

/** Whether a JSON value is larger or deeper than any policy. Walks without recursion: depth is the attacker's. */
export function isTooLarge(document: unknown): boolean {
  let values = 0;
  let characters = 0;
  const open: { value: unknown; depth: number }[] = [{ value: document, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    values += 1;
    if (typeof value === 'string') characters += value.length;
    if (typeof value === 'object' && value !== null) {
      if (depth >= DEPTH_MAX) return true;
      const members = Object.entries(value);
      if (values + open.length + members.length > VALUES_MAX) return true;
      for (const [name, member] of members) {
        characters += name.length;
        open.push({ value: member, depth: depth + 1 });
      }
    }
    if (values > VALUES_MAX || characters > CHARACTERS_MAX) return true;
  }
  return false;
}
