type Schema = { readonly [name: string]: unknown };

/**
 * What a reader of the released schema would trip over in what the current one allows: a member that may be missing, a
 * value it has never seen. Members that are new are none of its business.
 */
export function breakingChanges(released: Schema, current: Schema, at = ''): string[] {
  return [
    ...keywordChanges(released, current, at),
    ...lostMembers(released, current, at),
    ...memberChanges(released, current, at),
  ];
}

/** What is only said to people. */
const PROSE = new Set(['$schema', '$id', 'title', 'description', 'examples']);
const NESTED = new Set(['properties', 'required', 'items', 'anyOf', 'enum', 'type']);

function keywordChanges(released: Schema, current: Schema, at: string): string[] {
  const names = new Set([...Object.keys(released), ...Object.keys(current)]);
  const changed = [...names].filter(
    (name) =>
      !PROSE.has(name) &&
      !NESTED.has(name) &&
      JSON.stringify(released[name]) !== JSON.stringify(current[name]),
  );
  const widened = (['enum', 'type'] as const).filter((name) => {
    const before = new Set([released[name]].flat());
    return name in released !== name in current
      ? true
      : ![current[name]].flat().every((value) => before.has(value));
  });
  return [...changed, ...widened].map((name) => `${at}: ${name} is another`);
}

function lostMembers(released: Schema, current: Schema, at: string): string[] {
  const required = new Set((current['required'] as string[] | undefined) ?? []);
  const before = (released['required'] as string[] | undefined) ?? [];
  return before.filter((name) => !required.has(name)).map((name) => `${at}/${name} may be missing`);
}

function memberChanges(released: Schema, current: Schema, at: string): string[] {
  const before = Object.entries(
    (released['properties'] as Record<string, Schema> | undefined) ?? {},
  );
  const now = (current['properties'] as Record<string, Schema> | undefined) ?? {};
  const members = before.flatMap(([name, schema]) => {
    const other = now[name];
    const place = `${at}/${name}`;
    return other === undefined ? [`${place} is gone`] : breakingChanges(schema, other, place);
  });
  const parts = [
    ...pairs(released['items'], current['items']),
    ...pairs(released['anyOf'], current['anyOf']),
  ].flatMap(([one, other]) => breakingChanges(one, other, `${at}[]`));
  return [...members, ...parts];
}

function pairs(one: unknown, other: unknown): [Schema, Schema][] {
  const [before, now] = [[one ?? []].flat() as Schema[], [other ?? []].flat() as Schema[]];
  const length = Math.max(before.length, now.length);
  return Array.from({ length }, (_, index) => [before[index] ?? {}, now[index] ?? {}]);
}
