/** One value that differs between two documents; absent on a side that has no such member. */
export interface PolicyDifference {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * The values that differ, in the order of the documents. Segments are told apart by their names, so that one more at the
 * front is one more segment and not a change of all.
 */
export function policyDifferences(before: object, after: object): PolicyDifference[] {
  const old = new Map(leaves(before, ''));
  const next = new Map(leaves(after, ''));
  const paths = [...new Set([...old.keys(), ...next.keys()])];
  return paths.flatMap((path) => {
    const [left, right] = [old.get(path), next.get(path)];
    if (left === right) return [];
    return [
      {
        path,
        ...(left === undefined ? {} : { before: left }),
        ...(right === undefined ? {} : { after: right }),
      },
    ];
  });
}

function* leaves(value: unknown, path: string): Generator<[path: string, text: string]> {
  if (Array.isArray(value)) yield* leavesOfList(value, path);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield* leaves(member, path === '' ? name : `${path}.${name}`);
    }
  } else yield [path, JSON.stringify(value)];
}

function* leavesOfList(items: readonly unknown[], path: string): Generator<[string, string]> {
  const names = items.map(nameOf);
  if (names.includes(null)) yield [path, JSON.stringify(items)];
  else {
    // The order decides which segment judges whom.
    yield [path, names.join(' > ')];
    for (const [index, item] of items.entries()) yield* leaves(item, `${path}[${names[index]}]`);
  }
}

function nameOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('name' in item)) return null;
  return typeof item.name === 'string' ? item.name : null;
}
