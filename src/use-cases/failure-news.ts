/** What each process has last said of what, by its database: forgotten with it. */
const SAID = new WeakMap<object, Map<string, string>>();
const SUBJECTS_MAX = 10_000;

/**
 * Whether a state is another than this process last heard of its subject: what fails every few seconds for the same
 * reason is said once, and once more after it has gone well. Null: all is well.
 */
export function isNews(
  { database }: { database: object },
  subject: string,
  state: string | null,
): boolean {
  const said = SAID.get(database) ?? new Map<string, string>();
  SAID.set(database, said);
  const before = said.get(subject) ?? null;
  if (before === state) return false;
  said.delete(subject);
  if (state === null) return true;
  const oldest = said.size < SUBJECTS_MAX ? undefined : said.keys().next().value;
  if (oldest !== undefined) said.delete(oldest);
  said.set(subject, state);
  return true;
}
